#include "commands.hpp"

#include <etalon/app/create_environment.hpp>
#include <etalon/app/environment_request.hpp>
#include <etalon/prefix/remove_prefix.hpp>
#include <etalon/util/error.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>

namespace etalon {

namespace {

struct RemoveWords {
  EnvironmentOptions where;
  bool override_frozen = false;
  bool yes = false;
};

} // namespace

ExitStatus remove_environment(const EnvironmentOptions& where,
                              const RemovalConduct& conduct,
                              Invocation& invocation) {
  const auto printer = invocation.printer();
  const auto config = invocation.config();
  if (where.name.empty() && where.prefix.empty()) {
    throw Error(ErrorKind::usage,
                "which environment to remove must be said",
                {"name it with -n NAME or -p PREFIX"});
  }
  const auto prefix = where.find(config, EnvironmentUse::change);
  const auto name = display_name(prefix, config);
  refuse_frozen(prefix, config, conduct.frozen);
  if (conduct.consent == Consent::asked && !can_ask(printer)) {
    throw Error(ErrorKind::usage,
                fmt::format("nobody can be asked whether to remove `{}`", name),
                {"add -y to remove it without a question"});
  }
  printer.note(fmt::format("{} and everything in it will be removed\n", prefix.string()));
  if (!confirm(printer, "Proceed?", conduct.consent)) {
    throw Error(ErrorKind::cancelled, "nothing was changed");
  }
  RemovePrefixOptions options;
  options.lock_file = prefix_lock_file(prefix, config);
  invocation.files.create_directories(options.lock_file.parent_path());
  remove_prefix(invocation.files, prefix, options);
  if (printer.is_json()) {
    printer.result(
        nlohmann::ordered_json{
            {"version", 1}, {"success", true}, {"name", name}, {"prefix", prefix.string()}}
            .dump(2) +
        "\n");
  } else {
    printer.result(fmt::format("removed `{}`\n", name));
  }
  return ExitStatus::success;
}

void add_remove_command(CLI::App& parent, Invocation& invocation) {
  auto* command = parent.add_subcommand("remove", "Remove an environment");
  const auto words = std::make_shared<RemoveWords>();
  add_environment_options(*command, words->where, "remove");
  command->add_flag("--override-frozen",
                    words->override_frozen,
                    "Remove it although `conda-meta/frozen` says that it is not to be changed");
  command->add_flag("-y,--yes", words->yes, "Do not ask; needed where nobody can be asked");
  command->callback([words, &invocation] {
    invocation.command = [words, &invocation] {
      return remove_environment(
          words->where,
          {words->yes ? Consent::given : Consent::asked,
           words->override_frozen ? FrozenUse::overridden : FrozenUse::honoured},
          invocation);
    };
  });
}

} // namespace etalon
