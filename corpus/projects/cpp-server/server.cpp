#include <arpa/inet.h>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>
#include <unistd.h>

static void answer(int client)
{
    char buffer[4096];
    ssize_t size = read(client, buffer, sizeof buffer - 1);
    std::string request(buffer, size > 0 ? size : 0);
    std::string path = request.substr(0, request.find(" HTTP"));
    std::string body = path + " by user " + std::to_string(getuid()) + "\n";
    std::string head = "HTTP/1.0 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n";
    std::string text = head + body;
    if (write(client, text.data(), text.size()) < 0)
        std::cerr << "a client went away\n";
    close(client);
}

int main()
{
    std::signal(SIGPIPE, SIG_IGN);
    const char *port = std::getenv("PORT");
    int server = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
    setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port ? std::atoi(port) : 8888);
    if (bind(server, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0 || listen(server, 16) != 0)
        return 1;
    std::cout << "ready" << std::endl;
    for (;;) {
        int client = accept(server, nullptr, nullptr);
        std::thread(answer, client).detach();
    }
}
