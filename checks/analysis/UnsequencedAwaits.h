// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which reads of shared objects does an expression leave open, before
// or after a suspension of the same expression?
// Not cached. Cost: one walk over the bodies of coroutines that suspend, and
// SharedAccesses where an open operand calls something.
//
// C++ does not order the operands of `+` or the arguments of a call. Compilers
// that evaluate from the left read a left operand before a suspension in a
// right one; others evaluate what awaits first. So only operands to the left of
// an await differ, and of these only what is read for its value: an argument
// that is bound to a reference is read by the callee. Calls inside an operand
// are over with it: what they are given, and what functions of the project read
// and write on the way, is read and written on the left as well.
//
// Not seen: two awaits that change what the other one needs; bodies that
// SharedAccesses does not see.

#ifndef COTIDY_CHECKS_ANALYSIS_UNSEQUENCEDAWAITS_H
#define COTIDY_CHECKS_ANALYSIS_UNSEQUENCEDAWAITS_H

#include "checks/analysis/Locations.h"

#include "llvm/ADT/DenseSet.h"

#include <utility>
#include <vector>

namespace cotidy {

class UnitAnalysis;
struct Coroutine;
struct Suspension;

struct UnsequencedAwait {
  /// What is read, or written, on the left.
  Location Place;
  const clang::Expr *Read;
  /// Where a function does so that `Read` calls; else null.
  const clang::Expr *Inside;
  /// The suspension in an operand to the right.
  const Suspension *Across;
  /// The operator or call whose operands they are.
  const clang::Expr *Around;
  /// Where the operand that awaits changes the object itself, or looks at what
  /// is written on the left; else null.
  const clang::Expr *Operand = nullptr;
  bool OperandReads = false;
};

/// One entry per read, in source order.
std::vector<UnsequencedAwait> unsequencedAwaits(const UnitAnalysis &Unit,
                                                const Coroutine &Coro);

/// The reads of one coroutine that an expression around both leaves open before
/// or after a suspension, so that the order is the compiler's choice.
class OpenReads {
public:
  OpenReads(const UnitAnalysis &Unit, const Coroutine &Coro);

  bool contains(const clang::Expr &Read, const Suspension &Across) const;

private:
  llvm::DenseSet<std::pair<const clang::Expr *, const Suspension *>> Pairs;
};

} // namespace cotidy

#endif
