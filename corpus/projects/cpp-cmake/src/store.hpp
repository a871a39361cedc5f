#pragma once
#include <string>
#include <utility>
#include <vector>

struct sqlite3;

class Store {
public:
    Store();
    ~Store();
    void add(const std::string &word);
    std::vector<std::pair<std::string, int>> top(int count) const;

private:
    sqlite3 *database_ = nullptr;
};
