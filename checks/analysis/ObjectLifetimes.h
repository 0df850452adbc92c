// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: where does a coroutine use the object it was called on although
// nothing has kept that object alive over a suspension?
// Cached per coroutine while the object lives. Cost: one walk over a body that
// uses `this`, one forward dataflow over its graph, and the same for member
// coroutines it awaits on the same object.
//
// A local variable, a parameter by value or a capture keeps the object when it
// is a smart pointer to it, comes from a function that makes strong references,
// was made from `this`, or is held open by a scope that waits. A smart pointer
// taken after the suspension, such as a locked weak pointer, keeps it from
// there on.
//
// Not decided: who else keeps the object, and whether the coroutine outlives
// them. Not seen: uses through references and pointers into the object.

#ifndef COTIDY_CHECKS_ANALYSIS_OBJECTLIFETIMES_H
#define COTIDY_CHECKS_ANALYSIS_OBJECTLIFETIMES_H

#include "checks/analysis/Coroutines.h"

#include "llvm/ADT/DenseMap.h"

#include <optional>

namespace cotidy {

class UnitAnalysis;

struct ObjectUse {
  /// The `this`, written or implied.
  const clang::Expr *Use;
  /// The suspension before it; null when the object may be gone before the
  /// coroutine starts.
  const Suspension *After;
  /// The use is inside this coroutine, which is awaited where `After` is.
  const clang::FunctionDecl *Through = nullptr;
};

/// The class whose object `this` is in the body: of a method, or of the method
/// around a lambda that captures it. Null when there is none.
const clang::CXXRecordDecl *objectClass(const clang::FunctionDecl &Function);

class ObjectLifetimes {
public:
  explicit ObjectLifetimes(const UnitAnalysis &Unit) : Unit(Unit) {}

  /// Objects of the class live as long as somebody has a strong reference.
  bool isRefCounted(const clang::CXXRecordDecl &Class) const;
  /// The method that makes a strong reference; null when the class has none.
  const clang::CXXMethodDecl *
  strongReference(const clang::CXXRecordDecl &Class) const;

  /// There is one object that lives as long as the program, or the destructor
  /// waits for what the object has started.
  bool outlivesItsTasks(const clang::CXXRecordDecl &Class) const;

  /// Waits for what it was given before it goes.
  bool isScope(clang::QualType Type) const;
  /// The wait for a scope that is a member of the class, in one of its methods:
  /// what has entered the scope is done before objects go. Null without one.
  const clang::CXXMemberCallExpr *
  scopeEnd(const clang::CXXRecordDecl &Class) const;
  /// Names a thread, pool or loop that is a part of this object, or comes from
  /// one: the object joins it, and so does not go before what runs there.
  bool isOwnExecutor(const clang::Expr &E) const;
  /// A variable of this type keeps an object of the class alive.
  bool isStrong(clang::QualType Type, const clang::CXXRecordDecl &Class) const;
  /// A closure owns a variable like that, or something of a scope.
  bool keepsObject(const clang::LambdaExpr &Lambda,
                   const clang::CXXRecordDecl &Class) const;

  /// The first use in the text. With `FromStart`, the object may be gone before
  /// the first statement, unless the coroutine begins by keeping it.
  std::optional<ObjectUse> lateUse(const Coroutine &Coro,
                                   bool FromStart = false) const;

  /// The first use of `this` in a plain handler that is not made only when
  /// there is no error: an operation of a part of the object ends with one when
  /// the object goes.
  const clang::Expr *uncheckedUse(const clang::FunctionDecl &Handler) const;

private:
  class Walker;

  bool keepsByInit(const clang::VarDecl &Variable,
                   const clang::CXXRecordDecl &Class) const;

  const UnitAnalysis &Unit;
  mutable llvm::DenseMap<const clang::FunctionDecl *, std::optional<ObjectUse>>
      Uses[2];
};

} // namespace cotidy

#endif
