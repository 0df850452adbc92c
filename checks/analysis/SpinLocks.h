// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: is this loop a spin lock, one that goes on until a compare-exchange
// succeeds?
// Not cached. Cost: a walk over the loop, and over visible functions that it
// asks for a decision.
//
// A sleep in such a loop is the back-off of whoever finds the lock taken: what
// is waited for is a short section of another thread, as at a mutex.
//
// Not seen: locks that are taken by other means than a compare-exchange.

#ifndef COTIDY_CHECKS_ANALYSIS_SPINLOCKS_H
#define COTIDY_CHECKS_ANALYSIS_SPINLOCKS_H

#include "clang/AST/Stmt.h"

namespace cotidy {

/// `Loop` is a `while`, `do` or `for` statement; false for anything else.
bool isSpinLock(const clang::Stmt &Loop);

} // namespace cotidy

#endif
