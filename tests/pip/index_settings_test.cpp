#include <etalon/pip/index_settings.hpp>

#include <catch2/catch.hpp>
#include <support/scratch_directory.hpp>

using namespace etalon;

TEST_CASE("index settings of a pip.conf are taken, others are not", "[pip][settings]") {
  const auto settings = parse_pip_config("index-url = https://outside/\n"
                                         "[global]\n"
                                         "# comment\n"
                                         "index-url = https://a.example/simple\n"
                                         "user = yes\n"
                                         "extra_index_url =\n"
                                         "    https://b.example/simple\n"
                                         "    https://c.example/simple\n"
                                         "proxy: http://proxy:3128\r\n"
                                         "no line\n"
                                         "[install]\n"
                                         "index-url = https://install.example/simple\n"
                                         "[list]\n"
                                         "proxy = http://other\n"
                                         "  and more\n");
  CHECK(settings ==
        EnvironmentBlock{
            {"PIP_INDEX_URL", "https://install.example/simple"},
            {"PIP_EXTRA_INDEX_URL", "https://b.example/simple https://c.example/simple"},
            {"PIP_PROXY", "http://proxy:3128"},
        });
}

TEST_CASE("the files of pip are read in its order, then variables", "[pip][settings]") {
  const ScratchDirectory scratch;
  const auto file = [&](const std::string& name, const std::string& value) {
    scratch.write(name, "[global]\nindex-url = https://" + value + "/\n" + value + " = x\n");
  };
  EnvironmentBlock caller = {{"HOME", (scratch / "home").native()},
                             {"XDG_CONFIG_DIRS", (scratch / "xdg").native()},
                             {"PIP_USER", "1"},
                             {"PIP_DEFAULT_TIMEOUT", "180"},
                             {"PIP_NO_INDEX", ""}};
  const auto index = [&] {
    auto settings = load_pip_index_settings(caller);
    CHECK(settings["PIP_TIMEOUT"] == "180");
    CHECK(settings.count("PIP_USER") == 0);
    CHECK(settings.count("PIP_NO_INDEX") == 0);
    return settings["PIP_INDEX_URL"];
  };
  file("xdg/pip/pip.conf", "xdg");
  file("home/.pip/pip.conf", "old");
  CHECK(index() == "https://old/");
  file("home/.config/pip/pip.conf", "new");
  CHECK(index() == "https://new/");
  file("config/pip/pip.conf", "moved");
  caller["XDG_CONFIG_HOME"] = (scratch / "config").native();
  CHECK(index() == "https://moved/");
  file("named.conf", "named");
  caller["PIP_CONFIG_FILE"] = (scratch / "named.conf").native();
  CHECK(index() == "https://named/");
  caller["PIP_INDEX_URL"] = "https://variable/";
  CHECK(index() == "https://variable/");
  caller.erase("PIP_INDEX_URL");
  caller["PIP_CONFIG_FILE"] = "/dev/null";
  CHECK(index().empty());
}

TEST_CASE("relative paths in settings become absolute", "[pip][settings]") {
  const auto here = std::filesystem::current_path();
  const auto settings = load_pip_index_settings({{"PIP_CONFIG_FILE", "/dev/null"},
                                                 {"PIP_CERT", "."},
                                                 {"PIP_FIND_LINKS", ".  https://a/b /c nowhere"}});
  CHECK(settings.at("PIP_CERT") == (here / ".").native());
  CHECK(settings.at("PIP_FIND_LINKS") == (here / ".").native() + " https://a/b /c nowhere");
}
