// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: does an object of this type hold others that end before it does,
// does one refer to what somebody else holds, and what does a call do to what
// its object holds?
// Cached per class. Cost: a few member look-ups per new class.
//
// The language answers first. A container has `begin` and `end`; an owner is
// dereferenced and destroys what it owns, or can be asked whether it holds a
// value; an iterator is dereferenced and incremented. A call that a class
// offers only for objects that are not const changes its object. The library
// model tells which containers leave their elements where they are, what takes
// nothing away, and which types are views.
//
// Not seen: what a shared owner owns together with others outlives it; that is
// presumed not to be the case.

#ifndef COTIDY_CHECKS_ANALYSIS_HOLDERS_H
#define COTIDY_CHECKS_ANALYSIS_HOLDERS_H

#include "clang/AST/ExprCXX.h"
#include "clang/AST/Type.h"
#include "llvm/ADT/DenseMap.h"

#include <optional>

namespace cotidy {

class TypeFacts;

enum class HolderKind {
  None,
  Container, // of elements
  Owner,     // a smart pointer: of an object elsewhere
  Optional,  // of a part of itself
};

enum class ReferrerKind {
  None,
  Iterator,
  Pointer,
  View,
};

/// What a call does to what its object holds.
struct HolderChange {
  /// References to elements are gone, not only iterators.
  bool EndsElements = true;
  /// Something is taken away, or may be; otherwise only room is made.
  bool TakesAway = true;
};

class HolderTypes {
public:
  explicit HolderTypes(const TypeFacts &Types) : Types(Types) {}

  HolderKind holder(clang::QualType Type) const;
  /// An element stays where it is until it is erased.
  bool hasStableElements(clang::QualType Type) const;
  /// What an object of this type, no reference, refers to.
  ReferrerKind referrer(clang::QualType Type) const;

  /// `Maybe<T &>`: it leads to an object elsewhere, or nowhere.
  bool isOptionalReference(clang::QualType Type) const;

  /// Empty when the call leaves what `Object` holds alone.
  std::optional<HolderChange> change(const clang::CXXMethodDecl &Method,
                                     clang::QualType Object) const;
  /// The same for a function that is not a member: the argument it changes.
  std::optional<unsigned>
  changedArgument(const clang::FunctionDecl &Function) const;

  const TypeFacts &types() const { return Types; }

private:
  HolderKind computeHolder(const clang::CXXRecordDecl &Record) const;
  bool convertsToView(const clang::CXXRecordDecl &Record) const;
  ReferrerKind computeReferrer(const clang::CXXRecordDecl &Record) const;

  const TypeFacts &Types;
  mutable llvm::DenseMap<const clang::CXXRecordDecl *, HolderKind> Holders;
  mutable llvm::DenseMap<const clang::CXXRecordDecl *, ReferrerKind> Referrers;
};

} // namespace cotidy

#endif
