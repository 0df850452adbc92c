// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: how does code learn that it is to end, and which handlers hide that
// from an endless loop?
// Not cached. Cost: a look at the methods of a class; for the loops, one walk
// over a body with an endless loop, and over the unit for whoever cancels an
// I/O object.
//
// A cancellation token is a class that can be asked whether somebody wants the
// work to end. An await ends with a cancellation when
// - the exception that it is seen to throw is one by the library model;
// - the coroutine's library cancels its coroutines with one: any await may
// throw
//   it;
// - it is given a cancellation token;
// - the unit cancels or closes the I/O object that it waits for.
//
// Not seen: cancellation by destroying the coroutine.

#ifndef COTIDY_CHECKS_ANALYSIS_CANCELLATIONFACTS_H
#define COTIDY_CHECKS_ANALYSIS_CANCELLATIONFACTS_H

#include "checks/analysis/Failures.h"

#include <vector>

namespace cotidy {

class UnitAnalysis;
struct Coroutine;

/// `std::stop_token`, a cancellation token, an abort source, or a reference or
/// pointer to one.
bool isCancellationToken(clang::QualType Type);

struct HiddenCancellation {
  const clang::CXXCatchStmt *Handler;
  /// The await that ends with it.
  Failure First;
  const clang::Stmt *Loop;
  /// Who cancels the I/O object; null in the other cases.
  const clang::CallExpr *Canceller = nullptr;
};

/// Handlers that catch a cancellation with everything else and let an endless
/// loop go on, in source order.
std::vector<HiddenCancellation> hiddenCancellations(const UnitAnalysis &Unit,
                                                    const Coroutine &Coro);

} // namespace cotidy

#endif
