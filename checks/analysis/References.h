// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which containers and owners must stay as they are for this
// reference, pointer, iterator or view to remain good?
// Cached per function: its resolver, what its variables are assigned, and what
// it returns. Cost: one walk over the body of each function asked about, then
// the depth of each expression.
//
// Only holders that somebody else can reach count: a container of the frame
// itself changes when the frame says so. What a smart pointer copied into the
// frame owns is pinned by it. Functions of the project are followed to what
// they return; those of the standard library return something of what they were
// given.
//
// Not seen: who owns what a raw pointer points to; what functions without a
// visible body return; references kept in members.

#ifndef COTIDY_CHECKS_ANALYSIS_REFERENCES_H
#define COTIDY_CHECKS_ANALYSIS_REFERENCES_H

#include "checks/analysis/Holders.h"
#include "checks/analysis/Locations.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"

#include <memory>
#include <string>

namespace cotidy {

class UnitAnalysis;

/// One holder that a reference relies on.
struct Reliance {
  Location Holder;
  HolderKind Kind = HolderKind::Container;
  /// Its elements stay where they are until they are erased.
  bool Stable = false;
  /// An iterator, which may end while the element lives on.
  bool IsIterator = false;
  /// What is referred to is owned by an element, and moves with nothing.
  bool BehindOwner = false;

  bool endsBy(const HolderChange &Change) const {
    if (BehindOwner)
      return Change.TakesAway;
    return Change.EndsElements || IsIterator;
  }
};

using Reliances = llvm::SmallVector<Reliance, 2>;

class References {
public:
  References(const UnitAnalysis &Unit, const HolderTypes &Types)
      : Unit(Unit), Types(Types) {}

  /// What the object that a glvalue names relies on.
  Reliances ofObject(const clang::FunctionDecl &In, const clang::Expr *E) const;
  /// What a pointer, iterator, view, or a pair with one, relies on.
  Reliances ofReferrer(const clang::FunctionDecl &In,
                       const clang::Expr *E) const;
  /// What the content of this holder relies on, the holder first.
  Reliances ofContent(const clang::FunctionDecl &In,
                      const clang::Expr *Holder) const;
  /// What a variable that refers elsewhere relies on from its initialisation.
  Reliances ofVariable(const clang::FunctionDecl &In,
                       const clang::VarDecl &Variable) const;

  /// A variable of this type refers elsewhere.
  bool refersElsewhere(clang::QualType Type) const;

  /// The object a glvalue names, also below what a call returns.
  std::optional<Location> place(const clang::FunctionDecl &In,
                                const clang::Expr *E) const;

  const LocationResolver &resolver(const clang::FunctionDecl &In) const;
  const HolderTypes &types() const { return Types; }

private:
  struct Body {
    std::unique_ptr<LocationResolver> Resolver;
    llvm::DenseMap<const clang::VarDecl *,
                   llvm::SmallVector<const clang::Expr *, 1>>
        Assigned;
  };
  const Body &body(const clang::FunctionDecl &In) const;

  Reliances ofDeclared(const clang::FunctionDecl &In,
                       const clang::DeclRefExpr &Ref) const;
  Reliances ofReturned(const clang::FunctionDecl &In,
                       const clang::CallExpr &Call) const;
  Reliances ofArguments(const clang::FunctionDecl &In,
                        const clang::CallExpr &Call, unsigned First) const;
  bool unwraps(const clang::CallExpr &Call) const;
  Reliances ofMethod(const clang::FunctionDecl &In,
                     const clang::CXXMemberCallExpr &Call) const;
  Reliances returned(const clang::FunctionDecl &Function) const;
  bool holdsReferrer(clang::QualType Type) const;
  bool isFixed(const Location &Place) const;

  const UnitAnalysis &Unit;
  const HolderTypes &Types;
  mutable llvm::DenseMap<const clang::FunctionDecl *, std::unique_ptr<Body>>
      Bodies;
  mutable llvm::DenseMap<const clang::FunctionDecl *, Reliances> Returned;
  mutable unsigned Depth = 0;
};

/// As the reader would name it.
std::string holderName(const Location &Holder);

} // namespace cotidy

#endif
