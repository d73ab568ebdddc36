#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace etalon {

// An open SQLite database. Every failure is an Error that names its path: corrupt where the file is
// no database or damaged, io else.
class SqliteDatabase {
public:
  explicit SqliteDatabase(std::filesystem::path path);
  SqliteDatabase(const SqliteDatabase&) = delete;
  SqliteDatabase& operator=(const SqliteDatabase&) = delete;
  ~SqliteDatabase();

  void execute(const std::string& sql);

  [[noreturn]] void fail() const;

  [[nodiscard]] sqlite3* handle() const { return m_handle; }

  [[nodiscard]] const std::filesystem::path& path() const { return m_path; }

private:
  std::filesystem::path m_path;
  sqlite3* m_handle = nullptr;
};

// A prepared statement: bind() the values in order, then step() through the rows and reset(); run()
// is all that a statement without rows needs.
class SqliteStatement {
public:
  SqliteStatement(SqliteDatabase& database, std::string_view sql);
  SqliteStatement(const SqliteStatement&) = delete;
  SqliteStatement& operator=(const SqliteStatement&) = delete;
  ~SqliteStatement();

  SqliteStatement& bind(std::string_view text);
  SqliteStatement& bind(double number);
  SqliteStatement& bind(std::uint64_t number);

  bool step(); // false after the last row
  void run();
  void reset(); // ready for the next values

  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] double real(int column) const;
  [[nodiscard]] std::uint64_t integer(int column) const;

private:
  void check(int code) const;

  SqliteDatabase& m_database;
  sqlite3_stmt* m_statement = nullptr;
  int m_bound = 0;
};

// Begins a write at once, so that two writers wait for each other instead of failing half way;
// undone unless committed.
class SqliteTransaction {
public:
  explicit SqliteTransaction(SqliteDatabase& database);
  SqliteTransaction(const SqliteTransaction&) = delete;
  SqliteTransaction& operator=(const SqliteTransaction&) = delete;
  ~SqliteTransaction();

  void commit();

private:
  SqliteDatabase& m_database;
  bool m_open = true;
};

} // namespace etalon
