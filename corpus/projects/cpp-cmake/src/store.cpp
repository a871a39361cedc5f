#include "store.hpp"

#include <sqlite3.h>
#include <stdexcept>

Store::Store()
{
    if (sqlite3_open(":memory:", &database_) != SQLITE_OK)
        throw std::runtime_error("no database");
    sqlite3_exec(database_, "create table words (word text primary key, count int)", nullptr, nullptr, nullptr);
}

Store::~Store() { sqlite3_close(database_); }

void Store::add(const std::string &word)
{
    sqlite3_stmt *statement = nullptr;
    sqlite3_prepare_v2(database_, "insert into words values (?, 1) on conflict (word) do update set count = count + 1", -1,
                       &statement, nullptr);
    sqlite3_bind_text(statement, 1, word.c_str(), -1, SQLITE_TRANSIENT);
    sqlite3_step(statement);
    sqlite3_finalize(statement);
}

std::vector<std::pair<std::string, int>> Store::top(int count) const
{
    std::vector<std::pair<std::string, int>> found;
    sqlite3_stmt *statement = nullptr;
    sqlite3_prepare_v2(database_, "select word, count from words order by count desc, word limit ?", -1, &statement,
                       nullptr);
    sqlite3_bind_int(statement, 1, count);
    while (sqlite3_step(statement) == SQLITE_ROW)
        found.emplace_back(reinterpret_cast<const char *>(sqlite3_column_text(statement, 0)),
                           sqlite3_column_int(statement, 1));
    sqlite3_finalize(statement);
    return found;
}
