// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: does an object of this type hold a lock for as long as it lives,
// and which calls take or give back a lock by hand?
// Not cached. Cost: a look at the members of one class.
//
// The language answers first. A guard is a class that cannot be copied, has a
// destructor of its own and refers to something with `unlock`, `release` or
// `signal`. A lock is a class that has both halves of a pair of such names.
// The library model adds guards that hide what they refer to.
//
// Not seen: which data a lock protects; a lock made of something else, such as
// a channel of capacity one.

#ifndef COTIDY_CHECKS_ANALYSIS_GUARDS_H
#define COTIDY_CHECKS_ANALYSIS_GUARDS_H

#include "clang/AST/ExprCXX.h"
#include "clang/AST/Type.h"

#include <string>
#include <vector>

namespace cotidy {

class TypeFacts;

/// Thread locks and asynchronous ones alike.
bool isGuard(clang::QualType Type, const TypeFacts &Types);

/// Something with `lock` and `unlock`, `acquire` and `release`, or `wait` and
/// `signal`.
bool isLock(clang::QualType Type);

enum class LockCall { None, Takes, GivesBack };
/// What a member call does to the lock, or guard, it is made on. `try_` calls
/// do nothing: their result decides.
LockCall lockCall(const clang::CXXMemberCallExpr &Call, const TypeFacts &Types);

} // namespace cotidy

#endif
