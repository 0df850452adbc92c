// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: is this class a lock, does an object of it hold one for as long as
// it lives, and which calls take or give back a lock by hand?
// Cached per class in GuardTypes; the free functions are not. Cost: a look at
// the members of a class and the body of its destructor.
//
// The language answers first. A lock is a class that has both halves of a pair
// such as `lock` and `unlock`; it is asynchronous when taking it yields
// something to await. A guard refers to a lock, and its destructor gives it
// back. Clang's thread-safety attributes say the same in so many words. The
// library model adds what hides it.
//
// Not seen: which data a lock protects; a lock made of something else, such as
// a channel of capacity one; semaphores, which another thread may give back.

#ifndef COTIDY_CHECKS_ANALYSIS_GUARDS_H
#define COTIDY_CHECKS_ANALYSIS_GUARDS_H

#include "clang/AST/ExprCXX.h"
#include "clang/AST/Type.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"

#include <string>
#include <vector>

namespace cotidy {

class TypeFacts;
struct TypeFact;

/// Thread locks and asynchronous ones alike.
bool isGuard(clang::QualType Type, const TypeFacts &Types);

/// Something with `lock` and `unlock`, `acquire` and `release`, or `wait` and
/// `signal`.
bool isLock(clang::QualType Type);

enum class LockCall { None, Takes, GivesBack };
/// What a member call does to the lock, or guard, it is made on. `try_` calls
/// do nothing: their result decides.
LockCall lockCall(const clang::CXXMemberCallExpr &Call, const TypeFacts &Types);

enum class LockKind {
  None,
  Thread, // belongs to the thread that took it
  Async,  // belongs to the coroutine
  Bound,  // no lock, but something else of one thread, until it is destroyed
};

enum class LockAction { None, Take, Try, GiveBack };

/// What a function says it does to a lock: its attributes, else, for a method,
/// its name. Of a free function without attributes the model knows.
LockAction lockAction(const clang::FunctionDecl &Function,
                      const TypeFacts &Types);

/// Types that the user names, qualified.
struct NamedGuards {
  /// Hold a thread lock while they live.
  std::vector<std::string> Locks;
  /// Are bound to the thread they were made on.
  std::vector<std::string> Bound;
};

/// Type facts about locks, and about other objects that belong to a thread,
/// each computed once.
class GuardTypes {
public:
  explicit GuardTypes(const TypeFacts &Types, NamedGuards Extra = {})
      : Types(Types), Extra(std::move(Extra)) {}

  /// What kind of lock an object of this type, or what it points to, is.
  LockKind lock(clang::QualType Type) const;
  /// What kind of lock an object of this type holds.
  LockKind guard(clang::QualType Type) const;
  /// The same for whatever has a guard in it: a member, an optional, a smart
  /// pointer, a container, a capture.
  LockKind holder(clang::QualType Type) const;

  /// Why an object of this type is bound to a thread, as a clause; empty when
  /// nobody says.
  std::string reason(clang::QualType Type) const;

  /// Whether coroutines with this promise take back what such an object did to
  /// its thread while they are suspended, and do it again afterwards.
  bool isRestoredBy(const clang::CXXRecordDecl &Promise,
                    clang::QualType Type) const;

  const TypeFacts &types() const { return Types; }

private:
  // What is known of a class bound to a thread.
  struct Binding {
    std::string Reason;
    // By whose promises it is restored; null for nobody's.
    const TypeFact *Fact = nullptr;
  };
  Binding binding(clang::QualType Type) const;

  LockKind computeLock(const clang::CXXRecordDecl &Record) const;
  LockKind computeGuard(const clang::CXXRecordDecl &Record) const;
  LockKind computeHolder(const clang::CXXRecordDecl &Record) const;
  LockKind byModel(const clang::CXXRecordDecl &Record, bool &Known) const;
  LockKind byStructure(const clang::CXXRecordDecl &Record) const;
  LockKind inside(const clang::CXXRecordDecl &Record, clang::QualType Part,
                  LockKind Kind) const;
  bool isBound(const clang::CXXRecordDecl &Record) const;
  LockKind behind(clang::QualType Handle) const;
  LockKind referredTo(const clang::CXXRecordDecl &Record) const;

  const TypeFacts &Types;
  const NamedGuards Extra;
  using Cache = llvm::DenseMap<const clang::CXXRecordDecl *, LockKind>;
  mutable Cache Locks;
  mutable Cache Guards;
  mutable Cache Holders;
  mutable llvm::DenseMap<const clang::CXXRecordDecl *, Binding> Bindings;
};

/// What a visible body does to locks by hand, nested lambdas left out.
struct LockUse {
  LockAction Is;
  const clang::Expr *At;   // the call
  const clang::Expr *Lock; // the object or the argument
};
std::vector<LockUse> lockUses(const clang::FunctionDecl &Function,
                              const GuardTypes &Types);

/// What one call does to locks by hand; several entries for std::lock.
std::vector<LockUse> lockUses(const clang::CallExpr &Call,
                              const GuardTypes &Types);

} // namespace cotidy

#endif
