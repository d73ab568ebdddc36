#pragma once

#include <string>
#include <vector>

namespace etalon {

// The words of a command line, cut where the command of `etalon run` begins.
struct RunWords {
  std::vector<std::string> own;     // what Etalon reads
  std::vector<std::string> command; // what is passed on untouched, without a leading "--"
};

// `words` without the program's name. The command begins at the first word after `run` that is
// neither an option nor an option's value, or after "--": its own options are nobody else's
// business. Other commands have no such part.
RunWords split_run_words(const std::vector<std::string>& words);

} // namespace etalon
