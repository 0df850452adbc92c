// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: is this type a task, when does its body start, and what is lost
// when nobody awaits it?
// Cached per canonical type. Cost: a few member look-ups per new type.
//
// The language answers first: a type is a coroutine type because
// std::coroutine_traits finds a promise for it, lazy because that promise's
// initial_suspend suspends, awaitable because it has the await_ members or an
// operator co_await. The library model is asked afterwards and may overrule.
// Not decided here: whether a particular expression is consumed.

#ifndef COTIDY_CHECKS_ANALYSIS_TYPEFACTS_H
#define COTIDY_CHECKS_ANALYSIS_TYPEFACTS_H

#include "checks/model/LibraryModel.h"

#include "clang/AST/Type.h"
#include "llvm/ADT/DenseMap.h"

#include <memory>
#include <string>

namespace clang {
class ASTContext;
class ClassTemplateDecl;
class CXXMethodDecl;
class CXXRecordDecl;
class Expr;
class FunctionDecl;
class NamedDecl;
} // namespace clang

namespace cotidy {

enum class Suspends { Never, Maybe, Unknown };

/// What the types of one awaitable or coroutine type say.
struct TaskFacts {
  enum Kind {
    Coroutine,     // has a promise; created by calling a coroutine
    Future,        // not a coroutine type, but used like one
    Awaiter,       // can only be awaited: creating it does nothing visible
    Generator,     // produces values synchronously
    FireAndForget, // has a promise, cannot be awaited
    Other,         // can be awaited, but has other uses as well (builders)
  };
  Kind Is;
  StartKind Start = StartKind::Unknown;
  DropKind Dropped = DropKind::Unknown;
  /// co_await accepts it without help from the surrounding promise.
  bool Awaitable = false;
  /// One coroutine gives many values, each to an await of its own.
  bool Yields = false;
  const clang::CXXRecordDecl *Record = nullptr;
  /// Null when unknown, or for a template that no instantiated coroutine uses.
  const clang::CXXRecordDecl *Promise = nullptr;
  /// The model's entry, if any.
  const TypeFact *Model = nullptr;

  /// A result that somebody must await, keep or pass on.
  bool mustBeConsumed() const {
    return (Is == Coroutine || Is == Future || Is == Awaiter) &&
           Dropped != DropKind::Harmless;
  }
};

class TypeFacts {
public:
  TypeFacts(clang::ASTContext &Context, const LibraryModel &Model);

  /// Null when the type (or what it refers to) is neither a coroutine type nor
  /// awaitable.
  const TaskFacts *task(clang::QualType Type) const;

  /// A value, or a failure instead of it, that coroutine_traits know as well: a
  /// coroutine that returns one only cuts short.
  bool isResult(clang::QualType Type) const;

  /// The model's entry for a class or one of its bases; null without one.
  const TypeFact *modelled(clang::QualType Type) const;
  /// Whether that entry of the type, or of what it refers or points to, has
  /// this role.
  bool is(clang::QualType Type, TypeRole Role) const;

  /// The promise of coroutines that return this type; null when there is none
  /// or it depends on the coroutine's parameters.
  const clang::CXXRecordDecl *promiseOf(clang::QualType Type) const;

  /// Whether the promise can await at all; a promise that cannot belongs to a
  /// synchronous generator.
  static bool canAwait(const clang::CXXRecordDecl &Promise);

  /// Whether an await whose `await_ready()` is this call may suspend.
  static Suspends suspends(const clang::Expr *ReadyCall);

  /// The name under which the model knows a declaration, cached.
  const std::string &name(const clang::NamedDecl &Decl) const;

  /// The model's entries for a function; empty for most. A member function may
  /// be inherited from a class that only the library knows, so the class of the
  /// object is asked as well.
  llvm::ArrayRef<const FunctionFact *>
  functionFacts(const clang::FunctionDecl &Function,
                const clang::CXXRecordDecl *Object = nullptr) const;
  /// The entry with one role, or null.
  const FunctionFact *functionFact(const clang::FunctionDecl &Function,
                                   FunctionRole Role) const;

  const LibraryModel &model() const { return Model; }

private:
  std::unique_ptr<TaskFacts> compute(clang::QualType Type) const;
  void applyModel(TaskFacts &Facts) const;
  bool hasCoroutineTraits(const clang::CXXRecordDecl &Record,
                          const clang::CXXRecordDecl *&Promise) const;
  bool isAwaitable(const clang::CXXRecordDecl &Record) const;
  std::vector<const FunctionFact *>
  lookUpFacts(const clang::FunctionDecl &Function,
              const clang::CXXRecordDecl *Object) const;

  clang::ASTContext &Context;
  const LibraryModel &Model;
  const clang::ClassTemplateDecl *CoroutineTraits = nullptr;
  mutable llvm::DenseMap<const void *, std::unique_ptr<TaskFacts>> Tasks;
  mutable llvm::DenseMap<const clang::NamedDecl *, std::string> Names;
  mutable llvm::DenseMap<
      std::pair<const clang::FunctionDecl *, const clang::CXXRecordDecl *>,
      std::vector<const FunctionFact *>>
      Functions;
};

} // namespace cotidy

#endif
