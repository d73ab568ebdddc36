#pragma once

#include <etalon/util/subprocess.hpp>

#include <catch2/catch.hpp>
#include <support/scratch_directory.hpp>

#include <map>
#include <string>
#include <utility>

namespace etalon {

// The files by which a LibTorch is known, in `root`: empty headers, and libraries compiled for real
// that define one function each.
class TinyLibTorch {
public:
  explicit TinyLibTorch(std::string root = "") : m_root(std::move(root)) {
    add_headers();
    for (const char* name : {"torch", "torch_cpu", "c10"}) {
      add_library(name, "1");
    }
  }

  [[nodiscard]] const ScratchDirectory& prefix() const { return m_prefix; }

  [[nodiscard]] std::string path(const std::string& relative) const {
    return (m_prefix / (m_root + relative)).string();
  }

  void write(const std::string& relative, const std::string& bytes) const {
    m_prefix.files().remove_file(path(relative));
    m_prefix.write(m_root + relative, bytes);
  }

  void remove(const std::string& relative) const { m_prefix.files().remove_file(path(relative)); }

  // `abi` is "1" for the new std::string, "0" for the old one.
  void add_library(const std::string& name, const std::string& abi) const {
    write("lib/lib" + name + ".so", library_bytes(abi));
  }

private:
  void add_headers() const {
    write("include/ATen/ATen.h", "");
    write("include/torch/csrc/api/include/torch/data/dataloader.h", "");
  }

  static std::string compile(const std::string& abi) {
    const ScratchDirectory directory;
    const std::string source = directory.write("tiny.cpp", k_source).string();
    const std::string library = (directory / "tiny.so").string();
    const CapturedOutput output = run_captured(
        {{"c++", "-shared", "-fPIC", "-D_GLIBCXX_USE_CXX11_ABI=" + abi, "-o", library, source},
         current_environment(),
         std::nullopt},
        CancellationToken());
    INFO(output.standard_error);
    REQUIRE(output.state.ok());
    return read_file(library);
  }

  // Compiled once for all tests.
  static const std::string& library_bytes(const std::string& abi) {
    static std::map<std::string, std::string> libraries;
    std::string& bytes = libraries[abi];
    if (bytes.empty()) {
      bytes = compile(abi);
    }
    return bytes;
  }

  static constexpr const char* k_source =
      "#include <string>\n"
      "namespace tiny { std::string name(const std::string& text) { return text; } }\n";

  ScratchDirectory m_prefix;
  std::string m_root;
};

} // namespace etalon
