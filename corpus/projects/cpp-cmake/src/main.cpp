#include "store.hpp"

#include <iostream>

int main()
{
    Store store;
    std::string word;
    while (std::cin >> word)
        store.add(word);
    for (const auto &[text, count] : store.top(3))
        std::cout << count << ' ' << text << '\n';
    return 0;
}
