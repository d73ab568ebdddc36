#pragma once

#include <etalon/prefix/transaction.hpp>

#include <string>

namespace etalon {

// What all packages of a plan share. `python` is null where the environment will have none.
struct PlanFacts {
  std::string prefix;
  const PythonFacts* python = nullptr;
  ByteCompile byte_compile = ByteCompile::yes;
};

// The paths that one package brings. Throws Error as plan_transaction(), its message "it has ..."
// or "its ...": the caller names the package.
PlannedPackage plan_package(PackageToLink package, const PlanFacts& facts);

// What a python package makes of the environment; nullopt where `package` is none. Throws
// Error{corrupt} and Error{refused} for one that no environment could use.
std::optional<PythonFacts> find_python_facts(const PackageToLink& package);

} // namespace etalon
