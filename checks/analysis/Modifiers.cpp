// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/Modifiers.h"

#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

bool isModifier(const CXXMemberCallExpr &Call, const CXXMethodDecl &Method) {
  return !Call.getImplicitObjectArgument()->getType()->isPointerType() &&
         isModifier(Method);
}

bool isModifier(const CXXMethodDecl &Method) {
  if (Method.isConst() || Method.isStatic() ||
      !Method.getParent()->isInStdNamespace() || !Method.getIdentifier())
    return false;
  StringRef Name = Method.getName();
  return !is_contained({"begin", "end", "rbegin", "rend", "find", "at", "front",
                        "back", "data", "get", "value", "lower_bound",
                        "upper_bound", "equal_range", "top"},
                       Name) &&
         !Name.starts_with("lock");
}

} // namespace cotidy
