#pragma once

#include <support/etalon_home.hpp>
#include <support/loopback_server.hpp>

#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace etalon::test {

// Real Python and real pip for tests, as conda packages made of this machine's own: `python` is the
// interpreter with a pyvenv.cfg beside it, so that PREFIX is its sys.prefix, `pip` the package that
// it imports.
class HostPython {
public:
  // nullopt where this machine has no pip.
  static std::optional<HostPython> find(const EtalonHome& home) {
    const auto asked = home.command({"python3", "-c", k_question});
    if (!asked.state.ok()) {
      return std::nullopt;
    }
    HostPython python;
    std::istringstream lines(asked.standard_output);
    for (auto* field : {&python.m_version,
                        &python.m_executable,
                        &python.m_home,
                        &python.m_pip,
                        &python.m_pip_version}) {
      std::getline(lines, *field);
    }
    return python;
  }

  [[nodiscard]] std::string site_packages() const {
    return "lib/python" + m_version + "/site-packages";
  }

  [[nodiscard]] FixturePackage python_package() const {
    return {"python",
            m_version + ".0",
            {},
            {{"bin/python" + m_version, read_file(m_executable), true},
             {"pyvenv.cfg", "home = " + m_home + "\ninclude-system-site-packages = false\n"}}};
  }

  [[nodiscard]] FixturePackage pip_package() const {
    FixturePackage package{"pip", m_pip_version, {"python"}};
    const std::filesystem::path root = m_pip;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      const auto& file = entry.path();
      if (entry.is_regular_file() && file.extension() != ".pyc" && file.extension() != ".exe") {
        package.files.push_back(
            {site_packages() + "/pip/" + file.lexically_relative(root).native(), read_file(file)});
      }
    }
    return package;
  }

private:
  static constexpr const char* k_question =
      "import os, sys, pip\n"
      "print('%d.%d' % sys.version_info[:2], os.path.realpath(sys.executable),\n"
      "      os.path.dirname(os.path.realpath(sys.executable)),\n"
      "      os.path.dirname(pip.__file__), pip.__version__, sep='\\n')\n";

  std::string m_version;
  std::string m_executable;
  std::string m_home;
  std::string m_pip;
  std::string m_pip_version;
};

// A pure Python wheel with one module, which says `content`.
struct FixtureWheel {
  std::string name;
  std::string version;
  std::string content;
  std::vector<std::string> needs = {};
  std::string script = {}; // a console script that calls the module's main()
};

// An index (PEP 503) of wheels made for a test, on the loopback.
class WheelIndex {
public:
  WheelIndex(const EtalonHome& home, const std::vector<FixtureWheel>& wheels) {
    std::map<std::string, std::string> pages;
    for (const auto& wheel : wheels) {
      const auto file = make(home, wheel);
      const auto name = file.filename().native();
      m_server.set_body("/wheels/" + name, read_file(file));
      pages[wheel.name] += "<a href=\"/wheels/" + name + "\">" + name + "</a>\n";
    }
    for (const auto& [name, links] : pages) {
      const auto path = "/simple/" + name + "/";
      m_server.set_body(path, "<!DOCTYPE html><html><body>" + links + "</body></html>\n");
      m_server.add_header(path, "Content-Type: text/html");
    }
  }

  // The index lets nobody in but this user.
  void ask_for_login(const std::string& user, const std::string& password) {
    m_server.add_fault("/simple/*", "login:" + user + ":" + password);
    m_login = user + ":" + password + "@";
  }

  [[nodiscard]] std::string url() const {
    return "http://" + m_login + "127.0.0.1:" + std::to_string(m_server.port()) + "/simple/";
  }

  // Writes the wheel into the home's folder `wheels`.
  static std::filesystem::path make(const EtalonHome& home, const FixtureWheel& wheel) {
    std::string needs;
    for (const auto& need : wheel.needs) {
      needs += "Requires-Dist: " + need + "\n";
    }
    const auto made = home.command({"python3",
                                    "-c",
                                    k_maker,
                                    home.path("wheels").string(),
                                    wheel.name,
                                    wheel.version,
                                    wheel.content,
                                    needs,
                                    wheel.script});
    if (!made.state.ok()) {
      throw std::runtime_error(made.standard_error);
    }
    return home.path("wheels/" + wheel.name + "-" + wheel.version + "-py3-none-any.whl");
  }

private:
  static constexpr const char* k_maker = R"(
import base64, hashlib, os, sys, zipfile
folder, name, version, content, needs, script = sys.argv[1:]
info = f"{name}-{version}.dist-info"
files = {
    f"{name}.py": content,
    f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needs}",
    f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
}
if script:
    files[f"{info}/entry_points.txt"] = f"[console_scripts]\n{script} = {name}:main\n"
record = ""
for path, text in files.items():
    digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
    record += f"{path},sha256={digest},{len(text)}\n"
files[f"{info}/RECORD"] = record + f"{info}/RECORD,,\n"
os.makedirs(folder, exist_ok=True)
with zipfile.ZipFile(f"{folder}/{name}-{version}-py3-none-any.whl", "w") as wheel:
    for path, text in files.items():
        wheel.writestr(zipfile.ZipInfo(path), text)
)";

  LoopbackServer m_server;
  std::string m_login;
};

} // namespace etalon::test
