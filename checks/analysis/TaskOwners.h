// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which tasks does a value of this type own, and does destroying or
// keeping the value mean something by itself?
// Not cached. Cost: a few look-ups in the class; for a destructor, one walk
// over its body and those of the fields' destructors.
//
// Reads destructor bodies outside the project: a task type usually lives in a
// library. Not seen: owners the library model does not name, and what a
// destructor does in functions it calls.

#ifndef COTIDY_CHECKS_ANALYSIS_TASKOWNERS_H
#define COTIDY_CHECKS_ANALYSIS_TASKOWNERS_H

#include "checks/analysis/TypeFacts.h"

namespace cotidy {

/// Whether a value of this type holds others: an array, a container the model
/// names, or an aggregate.
bool isOwner(const TypeFacts &Types, clang::QualType Type);

/// The task a value of this type is (references looked through), or one of
/// those it holds: the element of an array or of a container the model names,
/// a field of an aggregate. Null when there is none.
const TaskFacts *ownedTask(const TypeFacts &Types, clang::QualType Type);

/// What `co_await` yields for it; null when that cannot be told.
clang::QualType awaitedType(const TaskFacts &Task);

/// Whether awaiting it yields something that is held: a lock, a unit of a
/// semaphore, a permit.
bool yieldsGuard(const TypeFacts &Types, const TaskFacts &Task);

/// Whether a name has a word that begins with lock, guard, unit, permit, hold
/// or lease.
bool soundsHeld(llvm::StringRef Name);

/// Whether the destructor stops the work or waits for it, so that keeping the
/// task in scope has an effect.
bool endsWhenDestroyed(const TaskFacts &Task);

/// Whether a failure that nobody takes out of it is an error of its own, which
/// can be ignored by name: a future with `failed` and `get_exception` or
/// `ignore_ready_future`.
bool mustBeAsked(clang::QualType Type);

/// Whether code that is no coroutine can obtain the result: the type offers
/// `then`, `get` or `wait`.
bool offersResult(const TaskFacts &Task);

} // namespace cotidy

#endif
