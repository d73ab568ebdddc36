#pragma once

#include "literal.hpp"
#include "place_mask.hpp"

#include <algorithm>
#include <vector>

namespace etalon {

// What a search knows of one name at a moment: which candidates are open, and what closed the
// others.
struct NameState {
  // A requirement that held once, and an open candidate in it: while that is open there is no need
  // to look for another.
  struct Tracked {
    std::uint32_t set;
    std::uint32_t witness;
  };

  Var chosen = k_none; // the candidate that holds, and its place
  std::uint32_t chosen_place = k_no_place;
  std::uint32_t required_by = 0;        // how many requirements on it hold
  std::uint32_t last_obstacle = k_none; // the name by which a candidate failed last
  bool is_listed = false;               // among the names that are wanted
  bool is_changed = false;              // `open` is to be made anew
  std::vector<std::uint32_t> active;    // the sets that hold, the earlier first
  std::vector<std::uint64_t> open;      // places: in all active sets, not refuted, no other chosen
  std::vector<std::uint64_t> refuted;   // places whose variables are false
  std::vector<std::uint64_t> followed;  // places whose variables are kept true to `open`
  std::vector<Tracked> tracked;

  void start(std::uint32_t count) {
    open.assign(mask_words(count), 0);
    add_places(open, 0, count);
    refuted.assign(open.size(), 0);
    followed.assign(open.size(), 0);
  }

  void choose(Var package, std::uint32_t place) {
    chosen = package;
    chosen_place = place;
    const bool is_open = has_place(open, place);
    std::fill(open.begin(), open.end(), 0);
    if (is_open) {
      add_place(open, place);
    }
  }

  void refute(std::uint32_t place) {
    add_place(refuted, place);
    remove_place(open, place);
  }

  void activate(std::uint32_t set, PlaceMask mask) {
    active.push_back(set);
    keep_places(open, mask);
  }

  void deactivate(std::uint32_t set) {
    const auto found = std::find(active.rbegin(), active.rend(), set);
    if (found != active.rend()) {
      active.erase(std::next(found).base());
    }
  }
};

} // namespace etalon
