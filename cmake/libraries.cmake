# Debian's libraries. What the warm path of `etalon` uses is linked statically (see docs/adr/0005),
# so that a start maps libc and nothing else.
find_package(Threads REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(PkgConfig REQUIRED)

function(etalon_static_library target file)
  find_library(${target}_FILE NAMES ${file} REQUIRED)
  add_library(${target} INTERFACE IMPORTED)
  target_link_libraries(${target} INTERFACE ${${target}_FILE} ${ARGN})
endfunction()
etalon_static_library(yaml_cpp_static libyaml-cpp.a)
etalon_static_library(crypto_static libcrypto.a)
etalon_static_library(sqlite_static libsqlite3.a Threads::Threads ${CMAKE_DL_LIBS} m)
etalon_static_library(zstd_static libzstd.a Threads::Threads)

# Neither fmt nor spdlog is a static library in Debian. fmt is compiled once here; spdlog, which one
# file uses, comes from its headers.
add_library(fmt_static STATIC cmake/fmt_library.cpp)
target_compile_definitions(fmt_static INTERFACE SPDLOG_FMT_EXTERNAL SPDLOG_HEADER_ONLY)

# These exist as shared objects only and are reached from the cold path alone.
pkg_check_modules(curl REQUIRED IMPORTED_TARGET libcurl)
pkg_check_modules(libarchive REQUIRED IMPORTED_TARGET libarchive)
# Debian's libzstd.a has no worker threads, its shared object has; libarchive maps that one anyway.
pkg_check_modules(libzstd REQUIRED IMPORTED_TARGET libzstd)
find_package(simdjson REQUIRED)
