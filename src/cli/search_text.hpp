#pragma once

#include "terminal.hpp"

#include <etalon/app/search_packages.hpp>
#include <etalon/util/error.hpp>

#include <string>

namespace etalon {

// conda's table, the newest last.
std::string render_search(const SearchResult& result, const Terminal& terminal);

// Every field of every package, as `conda search --info`.
std::string render_search_details(const SearchResult& result);

std::string render_search_json(const SearchRequest& request, const SearchResult& result);

// That nothing was found, where, and what may be meant.
Error describe_nothing_found(const SearchRequest& request, const SearchResult& result);

} // namespace etalon
