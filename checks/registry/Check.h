// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The whole contract of a check: a function from shared facts to findings.
// A check knows no host; tool/tidy/Adapter turns it into a ClangTidyCheck.

#ifndef COTIDY_CHECKS_REGISTRY_CHECK_H
#define COTIDY_CHECKS_REGISTRY_CHECK_H

#include "checks/registry/CheckInfo.h"
#include "checks/registry/Finding.h"

namespace cotidy {

class UnitAnalysis;

class Check {
public:
  virtual ~Check() = default;
  /// Called once per translation unit. May be called for several units in
  /// turn, so a check keeps no state between calls but its options.
  virtual void run(const UnitAnalysis &Unit, Reporter &Out) = 0;
};

} // namespace cotidy

#endif
