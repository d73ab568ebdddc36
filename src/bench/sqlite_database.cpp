#include "sqlite_database.hpp"

#include <etalon/util/error.hpp>

#include <fmt/format.h>
#include <sqlite3.h>

#include <utility>

namespace etalon {

namespace {

constexpr int k_wait_milliseconds = 30'000;

} // namespace

SqliteDatabase::SqliteDatabase(std::filesystem::path path) : m_path(std::move(path)) {
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX;
  try {
    if (sqlite3_open_v2(m_path.c_str(), &m_handle, flags, nullptr) != SQLITE_OK) {
      fail();
    }
    sqlite3_busy_timeout(m_handle, k_wait_milliseconds);
    execute("PRAGMA foreign_keys = ON");
  } catch (...) {
    sqlite3_close_v2(m_handle); // a handle is made even where opening fails
    throw;
  }
}

SqliteDatabase::~SqliteDatabase() {
  sqlite3_close_v2(m_handle);
}

void SqliteDatabase::execute(const std::string& sql) {
  if (sqlite3_exec(m_handle, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    fail();
  }
}

void SqliteDatabase::fail() const {
  const int code = sqlite3_errcode(m_handle);
  const std::string attempt = fmt::format("cannot use the results in `{}`", m_path.string());
  if (code == SQLITE_NOTADB || code == SQLITE_CORRUPT) {
    throw Error(ErrorKind::corrupt,
                sqlite3_errmsg(m_handle),
                {fmt::format("move it away, and Etalon begins a new one: `mv {0} {0}.damaged`",
                             m_path.string())})
        .while_doing(attempt);
  }
  throw Error(ErrorKind::io, sqlite3_errmsg(m_handle)).while_doing(attempt);
}

SqliteStatement::SqliteStatement(SqliteDatabase& database, std::string_view sql)
    : m_database(database) {
  check(sqlite3_prepare_v2(
      database.handle(), sql.data(), static_cast<int>(sql.size()), &m_statement, nullptr));
}

SqliteStatement::~SqliteStatement() {
  sqlite3_finalize(m_statement);
}

SqliteStatement& SqliteStatement::bind(std::string_view text) {
  // A view of nothing has no address, which SQLite would read as NULL.
  const char* bytes = text.empty() ? "" : text.data();
  check(sqlite3_bind_text64(
      m_statement, ++m_bound, bytes, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8)); // NOLINT
  return *this;
}

SqliteStatement& SqliteStatement::bind(double number) {
  check(sqlite3_bind_double(m_statement, ++m_bound, number));
  return *this;
}

SqliteStatement& SqliteStatement::bind(std::uint64_t number) {
  check(sqlite3_bind_int64(m_statement, ++m_bound, static_cast<sqlite3_int64>(number)));
  return *this;
}

bool SqliteStatement::step() {
  const int code = sqlite3_step(m_statement);
  if (code != SQLITE_ROW && code != SQLITE_DONE) {
    m_database.fail();
  }
  return code == SQLITE_ROW;
}

void SqliteStatement::run() {
  step();
  reset();
}

void SqliteStatement::reset() {
  check(sqlite3_reset(m_statement));
  m_bound = 0;
}

std::string SqliteStatement::text(int column) const {
  const unsigned char* bytes = sqlite3_column_text(m_statement, column);
  const int size = sqlite3_column_bytes(m_statement, column);
  return {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

double SqliteStatement::real(int column) const {
  return sqlite3_column_double(m_statement, column);
}

std::uint64_t SqliteStatement::integer(int column) const {
  return static_cast<std::uint64_t>(sqlite3_column_int64(m_statement, column));
}

void SqliteStatement::check(int code) const {
  if (code != SQLITE_OK) {
    m_database.fail();
  }
}

SqliteTransaction::SqliteTransaction(SqliteDatabase& database) : m_database(database) {
  m_database.execute("BEGIN IMMEDIATE");
}

SqliteTransaction::~SqliteTransaction() {
  if (m_open) {
    sqlite3_exec(m_database.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
}

void SqliteTransaction::commit() {
  m_database.execute("COMMIT");
  m_open = false;
}

} // namespace etalon
