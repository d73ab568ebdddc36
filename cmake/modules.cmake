# Warnings, sanitizers and the compile flags that every target of the project shares.
add_library(etalon_flags INTERFACE)
target_compile_options(etalon_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
  -Wnon-virtual-dtor -Woverloaded-virtual -Werror)
if(ETALON_SANITIZE)
  target_compile_options(etalon_flags INTERFACE -fsanitize=${ETALON_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all)
  target_link_options(etalon_flags INTERFACE -fsanitize=${ETALON_SANITIZE})
endif()
# A program maps only the shared objects that it really calls: the start-up split rests on it.
target_link_options(etalon_flags INTERFACE -Wl,--as-needed)

# The heavy headers of others are parsed once: more than half of the time of a build goes into them.
# Whether a file includes what it uses shows where this is off: presets `tidy` and the header checks below.
set(ETALON_PRECOMPILED <algorithm> <filesystem> <functional> <map> <memory> <optional> <set> <string>
  <string_view> <vector> <fmt/format.h> <nlohmann/json.hpp>)
function(etalon_precompiled_headers target)
  add_library(${target} OBJECT ${PROJECT_SOURCE_DIR}/cmake/precompiled.cpp)
  target_link_libraries(${target} PRIVATE etalon_flags)
  target_precompile_headers(${target} PRIVATE ${ARGN})
endfunction()
etalon_precompiled_headers(etalon_precompiled ${ETALON_PRECOMPILED})
if(ETALON_TESTS)
  etalon_precompiled_headers(etalon_test_precompiled ${ETALON_PRECOMPILED} <catch2/catch.hpp>)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  target_compile_options(etalon_flags INTERFACE -fpch-preprocess) # what ccache needs to see through it
endif()

# GCC's warnings that follow the flow of values see sizes that cannot be once sanitizers have changed the
# code; the builds without sanitizers have them.
if(ETALON_SANITIZE AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  target_compile_options(etalon_flags INTERFACE -Wno-stringop-overflow -Wno-stringop-overread
    -Wno-array-bounds -Wno-maybe-uninitialized -Wno-restrict)
endif()

# One static library per module, and one object library that compiles each of its public headers
# alone, so that a header which forgets an include fails the build (once is enough: not under sanitizers).
#   etalon_module(NAME PUBLIC_DEPS module... PRIVATE_DEPS target... [PRECOMPILED header...])
# PUBLIC_DEPS are modules of ours; PRIVATE_DEPS are libraries of others. All of src/NAME/*.cpp belong to it.
# PRECOMPILED are heavy headers that nearly every file of this module includes.
function(etalon_module name)
  cmake_parse_arguments(arg "" "" "PUBLIC_DEPS;PRIVATE_DEPS;PRECOMPILED" ${ARGN})
  file(GLOB files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${name}/*.cpp)
  add_library(etalon_${name} STATIC ${files})
  target_include_directories(etalon_${name} PUBLIC ${PROJECT_SOURCE_DIR}/include)
  list(TRANSFORM arg_PUBLIC_DEPS PREPEND etalon_)
  target_link_libraries(etalon_${name} PUBLIC ${arg_PUBLIC_DEPS} PRIVATE etalon_flags ${arg_PRIVATE_DEPS})
  if(arg_PRECOMPILED)
    target_precompile_headers(etalon_${name} PRIVATE ${ETALON_PRECOMPILED} ${arg_PRECOMPILED})
  else()
    target_precompile_headers(etalon_${name} REUSE_FROM etalon_precompiled)
  endif()

  file(GLOB headers CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}/include
    ${PROJECT_SOURCE_DIR}/include/etalon/${name}/*.hpp)
  foreach(header IN LISTS headers)
    string(MAKE_C_IDENTIFIER ${header} id)
    set(unit ${PROJECT_BINARY_DIR}/headers/${id}.cpp)
    file(CONFIGURE OUTPUT ${unit} CONTENT "#include <${header}>\n#include <${header}>\n")
    list(APPEND units ${unit})
  endforeach()
  if(units AND NOT ETALON_SANITIZE)
    add_library(etalon_${name}_headers OBJECT ${units})
    target_link_libraries(etalon_${name}_headers PRIVATE etalon_${name} etalon_flags)
    set_target_properties(etalon_${name}_headers PROPERTIES CXX_CLANG_TIDY "")
  endif()
endfunction()

# tests/MODULE/*_test.cpp become one executable per module, MODULE_tests. Further libraries may follow.
#   etalon_tests(NAME [target...])
function(etalon_tests name)
  file(GLOB files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/${name}/*_test.cpp)
  add_executable(${name}_tests ${files})
  target_include_directories(${name}_tests PRIVATE ${PROJECT_SOURCE_DIR}/tests ${PROJECT_SOURCE_DIR}/src)
  target_compile_definitions(${name}_tests PRIVATE
    ETALON_SOURCE_DIR="${PROJECT_SOURCE_DIR}" ETALON_BINARY_DIR="${PROJECT_BINARY_DIR}")
  target_link_libraries(${name}_tests PRIVATE etalon_${name} etalon_flags etalon_test_main ${ARGN})
  target_precompile_headers(${name}_tests REUSE_FROM etalon_test_precompiled)
  add_test(NAME ${name} COMMAND ${name}_tests)
  if(name IN_LIST ETALON_THREADED)
    add_dependencies(thread_tests ${name}_tests)
    set_tests_properties(${name} PROPERTIES LABELS threads
      ENVIRONMENT TSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/tsan.supp)
  endif()
endfunction()
