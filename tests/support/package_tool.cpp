// Makes packages and channels for tests of whole commands:
//   package_tool build TREE --recipe FILE [--output-dir DIR] [--compression-level N]
//   package_tool index DIR
#include <etalon/channel/channel_indexer.hpp>
#include <etalon/channel/package_builder.hpp>
#include <etalon/channel/recipe.hpp>
#include <etalon/util/error.hpp>
#include <etalon/util/thread_pool.hpp>

#include <cstdlib>
#include <iostream>
#include <map>
#include <string>
#include <vector>

namespace {

constexpr const char* k_usage = "usage: package_tool build TREE --recipe FILE [--output-dir DIR] "
                                "[--compression-level N] | package_tool index DIR";

etalon::Error usage() {
  return {etalon::ErrorKind::usage, k_usage};
}

struct Arguments {
  std::vector<std::string> words;
  std::map<std::string, std::string> options; // "--recipe" -> its value
};

Arguments parse(const std::vector<std::string>& given) {
  Arguments arguments;
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (given[i].rfind("--", 0) != 0) {
      arguments.words.push_back(given[i]);
      continue;
    }
    if (i + 1 == given.size()) {
      throw usage();
    }
    arguments.options[given[i]] = given[i + 1];
    ++i;
  }
  return arguments;
}

void build(const Arguments& arguments) {
  const auto recipe_option = arguments.options.find("--recipe");
  if (arguments.words.size() != 2 || recipe_option == arguments.options.end()) {
    throw usage();
  }
  etalon::BuildOptions options;
  options.threads = etalon::available_cpus();
  for (const auto& option : arguments.options) {
    if (option.first == "--output-dir") {
      options.output_directory = option.second;
    } else if (option.first == "--compression-level") {
      options.compression_level = std::stoi(option.second);
    } else if (option.first != "--recipe") {
      throw usage();
    }
  }
  if (const char* epoch = std::getenv("SOURCE_DATE_EPOCH"); epoch != nullptr) {
    options.source_date_seconds = std::stoull(epoch);
  }
  const auto files = etalon::make_posix_file_system();
  const etalon::Recipe recipe =
      etalon::Recipe::parse(etalon::read_file(recipe_option->second), recipe_option->second);
  const etalon::BuiltPackage built =
      etalon::build_package(*files, arguments.words[1], recipe, options);
  std::cout << built.path.string() << '\n';
}

void index(const Arguments& arguments) {
  if (arguments.words.size() != 2) {
    throw usage();
  }
  const auto files = etalon::make_posix_file_system();
  etalon::IndexOptions options;
  options.threads = etalon::available_cpus();
  for (const etalon::IndexedSubdir& subdir :
       etalon::index_channel(*files, arguments.words[1], options)) {
    std::cout << subdir.subdir << ' ' << subdir.packages << " packages, " << subdir.read
              << " read\n";
  }
}

} // namespace

int main(int argc, char** argv) {
  try {
    const Arguments arguments = parse(std::vector<std::string>(argv + 1, argv + argc));
    const std::string verb = arguments.words.empty() ? "" : arguments.words.front();
    if (verb == "build") {
      build(arguments);
    } else if (verb == "index") {
      index(arguments);
    } else {
      throw usage();
    }
    return 0;
  } catch (const etalon::Error& error) {
    std::cerr << "error: " << error.what() << '\n';
    for (const std::string& cause : error.causes()) {
      std::cerr << "  caused by: " << cause << '\n';
    }
    for (const std::string& hint : error.hints()) {
      std::cerr << "hint: " << hint << '\n';
    }
    return error.kind() == etalon::ErrorKind::usage ? 2 : 4;
  } catch (const std::exception& error) {
    std::cerr << "error: " << error.what() << '\n';
    return 70;
  }
}
