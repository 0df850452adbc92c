// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The table built from Checks.def: every reader of the list of checks (command
// line, clang-tidy module, docs, SARIF, tests) comes here.

#ifndef COTIDY_CHECKS_REGISTRY_REGISTRY_H
#define COTIDY_CHECKS_REGISTRY_REGISTRY_H

#include "checks/registry/CheckInfo.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace cotidy {

struct RegisteredCheck {
  llvm::StringLiteral Id;
  llvm::StringLiteral Family;
  const CheckInfo *Info;
};

/// Sorted by id.
llvm::ArrayRef<RegisteredCheck> allChecks();

/// Null when no check has that id.
const RegisteredCheck *findCheck(llvm::StringRef Id);

/// The text of the check's page (`<id>.md` beside its source).
llvm::StringRef page(const RegisteredCheck &Check);

} // namespace cotidy

#endif
