// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The files of libraries/*.json, embedded at build time.

#ifndef COTIDY_CHECKS_MODEL_BUILTINMODELS_H
#define COTIDY_CHECKS_MODEL_BUILTINMODELS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace cotidy {

struct BuiltinModel {
  llvm::StringRef Name;
  llvm::StringRef Json;
};

llvm::ArrayRef<BuiltinModel> builtinModels();

} // namespace cotidy

#endif
