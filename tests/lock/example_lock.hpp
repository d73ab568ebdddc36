#pragma once

#include <etalon/lock/lock_file.hpp>

// A lock with what locks have: two platforms, noarch and native packages, a pip package, a channel
// of this machine.
inline etalon::LockFile example_lock() {
  using namespace etalon;
  const auto package =
      [](const std::string& url, const std::string& name, const std::string& version) {
        LockedPackage locked;
        locked.record.url = url;
        locked.record.file_name = url.substr(url.rfind('/') + 1);
        const auto folder = url.substr(0, url.rfind('/'));
        locked.record.channel = folder.substr(0, folder.rfind('/'));
        locked.record.package.subdir = folder.substr(folder.rfind('/') + 1);
        locked.record.package.name = name;
        locked.record.package.version = Version::parse(version);
        locked.record.package.md5 = std::string(32, 'a');
        locked.record.package.sha256 = std::string(64, 'b');
        return locked;
      };
  auto tool = package(
      "https://conda.anaconda.org/conda-forge/linux-64/tool-1.10-h1_3.conda", "tool", "1.10");
  tool.record.package.build = "h1_3";
  tool.record.package.build_number = 3;
  tool.record.package.depends = {"__glibc >=2.17,<3.0.a0", "text", "text >=1.0", "zlib 1.3.* h*"};
  tool.record.package.constrains = {"other <2"};
  tool.record.package.license = "MIT";
  tool.record.package.size = 1204;
  tool.record.package.timestamp = 1696321871976;
  auto text = package("file:///srv/channels/own/noarch/text-2.0-py_0.conda", "text", "2.0");
  text.record.package.build = "py_0";
  text.record.package.noarch = NoArch::python;
  auto windows = package(
      "https://conda.anaconda.org/conda-forge/win-64/tool-1.10-h2_103.conda", "tool", "1.10");
  windows.record.package.build = "h2_103";
  windows.record.package.build_number = 4;
  windows.categories = {"dev", "docs"};

  LockedPipPackage pip;
  pip.name = "rich";
  pip.version = "13.0";
  pip.url = "https://files.pythonhosted.org/packages/aa/rich-13.0-py3-none-any.whl";
  pip.sha256 = std::string(64, 'c');
  pip.requires_dist = {"pygments>=2.6.0,<3", "typing-extensions>=4 ; python_version < '3.9'"};
  pip.requires_python = ">=3.7";

  LockFile lock;
  lock.channels = {{"conda-forge", "https://conda.anaconda.org/conda-forge"},
                   {"file:///srv/channels/own", "file:///srv/channels/own"}};
  lock.sources = {"environment.yml"};
  lock.pip_indexes = {"https://pypi.org/simple"};
  LockedPlatform linux64;
  linux64.subdir = "linux-64";
  linux64.content_hash = std::string(64, 'd');
  linux64.specs = asked_in_main({"tool >=1", "text"});
  linux64.pip_specs = asked_in_main({"rich"});
  linux64.virtual_packages = {"__cuda=12.2=0", "__glibc=2.28=0"};
  linux64.packages = {text, tool};
  linux64.pip = {pip};
  lock.put(linux64);
  LockedPlatform win64;
  win64.subdir = "win-64";
  win64.content_hash = std::string(64, 'e');
  win64.packages = {windows};
  lock.put(win64);
  return lock;
}
