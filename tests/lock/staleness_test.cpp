#include "example_lock.hpp"

#include <etalon/lock/staleness.hpp>

#include <catch2/catch.hpp>

using namespace etalon;

namespace {

LockQuestion question_of(const LockFile& lock) {
  LockQuestion question;
  question.subdir = "linux-64";
  question.specs = *lock.platforms[0].specs;
  question.pip_specs = *lock.platforms[0].pip_specs;
  for (const LockedChannel& channel : lock.channels) {
    question.channels.push_back(channel.url);
  }
  question.offered = {{"__glibc", "2.28", "0", "assumed"}};
  return question;
}

// "kind subject: message", a line each.
std::string reasons_text(const LockFile& lock, const LockQuestion& question) {
  std::string text;
  for (const StaleReason& reason : find_stale_reasons(lock, question)) {
    CHECK(reason.platform == question.subdir);
    text +=
        std::string(to_string(reason.kind)) + " " + reason.subject + ": " + reason.message + "\n";
  }
  return text;
}

} // namespace

TEST_CASE("a lock holds for what it was made for", "[lock][staleness]") {
  const LockFile lock = example_lock();
  CHECK(reasons_text(lock, question_of(lock)).empty());
  auto question = question_of(lock);
  question.specs = asked_in_main({"text", "tool>=1"}); // other order and writing
  CHECK(reasons_text(lock, question).empty());
}

TEST_CASE("a platform that is not locked is a reason", "[lock][staleness]") {
  const LockFile lock = example_lock();
  auto question = question_of(lock);
  question.subdir = "osx-arm64";
  CHECK(reasons_text(lock, question) ==
        "platform_missing osx-arm64: nothing is locked for osx-arm64\n");
}

TEST_CASE("each difference of the specs is a reason", "[lock][staleness]") {
  const LockFile lock = example_lock();
  auto question = question_of(lock);
  question.specs = asked_in_main({"tool >=2", "extra"});
  question.pip_specs = asked_in_main({"rich>=13"});
  CHECK(
      reasons_text(lock, question) ==
      "spec_changed extra: the manifest asks for `extra`, the lock was not made for it\n"
      "spec_changed tool >=2: the manifest asks for `tool >=2`, the lock was not made for it\n"
      "spec_changed text: the lock was made for `text`, the manifest does not ask for it\n"
      "spec_changed tool >=1: the lock was made for `tool >=1`, the manifest does not ask for it\n"
      "spec_changed rich>=13: the manifest asks for `rich>=13`, the lock was not made for it\n"
      "spec_changed rich: the lock was made for `rich`, the manifest does not ask for it\n"
      "spec_changed tool >=2: the manifest asks for `tool >=2`, locked is tool-1.10-h1_3\n");
}

TEST_CASE("another category of a spec is a reason", "[lock][staleness]") {
  const LockFile lock = example_lock();
  auto question = question_of(lock);
  question.specs.push_back({"text", "docs"});
  question.pip_specs = {AskedSpec{"rich", "dev"}};
  CHECK(reasons_text(lock, question) ==
        "spec_changed text: the manifest asks for `text` in the category `docs`, `main`, the lock "
        "was made for it in `main`\n"
        "spec_changed rich: the manifest asks for `rich` in the category `dev`, the lock was made "
        "for it in `main`\n");
}

TEST_CASE("a lock that does not say its specs holds while they are satisfied",
          "[lock][staleness]") {
  LockFile lock = example_lock();
  auto question = question_of(lock);
  lock.platforms[0].specs.reset();
  lock.platforms[0].pip_specs.reset();
  question.specs = asked_in_main({"tool"}); // text is a dependency of it
  CHECK(reasons_text(lock, question).empty());
  question.specs = asked_in_main({"text", "gone", "tool <1"});
  CHECK(reasons_text(lock, question) ==
        "spec_changed gone: the manifest asks for `gone`, which is not locked\n"
        "spec_changed tool <1: the manifest asks for `tool <1`, locked is tool-1.10-h1_3\n");
  question.specs = asked_in_main({"text"});
  CHECK(reasons_text(lock, question) ==
        "spec_changed tool: `tool` is locked, but nothing asks for it\n");
  question.specs = asked_in_main({"other::text", "conda-forge::tool"});
  CHECK(reasons_text(lock, question) ==
        "spec_changed other::text: the manifest asks for `other::text`, locked is text-2.0-py_0\n");
}

TEST_CASE("other channels, or another order of them, are a reason", "[lock][staleness]") {
  LockFile lock = example_lock();
  auto question = question_of(lock);
  std::swap(question.channels[0], question.channels[1]);
  CHECK(reasons_text(lock, question) ==
        "channel_changed file:///srv/channels/own, https://conda.anaconda.org/conda-forge: "
        "the manifest names the channels file:///srv/channels/own, "
        "https://conda.anaconda.org/conda-forge, the lock was made from "
        "https://conda.anaconda.org/conda-forge, file:///srv/channels/own\n");
  lock.channels[0].url.clear(); // a name that means nothing here
  CHECK(reasons_text(lock, question).empty());
}

TEST_CASE("a virtual package that the machine does not offer is a reason", "[lock][staleness]") {
  const LockFile lock = example_lock();
  auto question = question_of(lock);
  question.offered = {{"__glibc", "2.12", "0", "confstr"}};
  CHECK(reasons_text(lock, question) ==
        "virtual_package_missing __glibc >=2.17,<3.0.a0: `tool` needs `__glibc >=2.17,<3.0.a0`, "
        "which linux-64 does not offer\n");
}

TEST_CASE("python needs pip, as the resolver sees it", "[lock][staleness]") {
  LockFile lock = example_lock();
  auto& packages = lock.platforms[0].packages;
  packages[0].record.package.name = "pip";
  packages[1].record.package.name = "python";
  packages[1].record.package.depends.clear();
  CHECK(find_needed(lock.platforms[0], {"python=3"}) == std::vector<std::string>{"pip", "python"});
}
