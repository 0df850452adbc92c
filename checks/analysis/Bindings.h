// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which one object does a reference parameter, a reference member or
// a `void *` member stand for, as far as the unit shows?
// Not cached; whoever asks owns one. Cost: one walk over every function body of
// the project, then the length of the way an object is passed on.
//
// Not seen: calls in other units, so the answer is what happens here, not what
// may happen elsewhere.

#ifndef COTIDY_CHECKS_ANALYSIS_BINDINGS_H
#define COTIDY_CHECKS_ANALYSIS_BINDINGS_H

#include "checks/analysis/Locations.h"
#include "checks/analysis/Starts.h"

#include "llvm/ADT/DenseMap.h"

#include <memory>

namespace cotidy {

class Bindings {
public:
  Bindings(const UnitAnalysis &Unit, llvm::ArrayRef<Start> Starts);

  /// Empty when nothing is passed, or different objects are. A local variable
  /// in the answer belongs to the function that passes it.
  std::optional<Location> standsFor(const clang::ValueDecl &Reference) const;

  /// The variable or member that is the object, for one that is passed by
  /// reference; any other declaration stands for itself.
  const clang::ValueDecl *object(const clang::ValueDecl *Decl) const;

  /// `timer.data = this`: a place behind such a member is one of this object.
  /// The place as it is when the unit sets it to nothing, or to several
  /// objects.
  Location behindData(const clang::FunctionDecl &Function,
                      Location Place) const;

  const LocationResolver &resolver(const clang::FunctionDecl &Function) const;

private:
  friend class ArgumentCollector;
  struct Passed {
    const clang::FunctionDecl *Caller;
    const clang::Expr *Argument;
  };
  struct DataSet {
    const clang::FunctionDecl *Function;
    const clang::MemberExpr *Member;
    const clang::Expr *To;
  };
  std::optional<Location> passed(const Passed &Each) const;
  std::optional<Location> dataAt(const clang::FunctionDecl &Function,
                                 const Location &Pointer) const;
  std::optional<Location> ofField(const clang::FieldDecl &Field) const;
  std::optional<Location> ofParameter(const clang::ValueDecl &Parameter) const;

  const UnitAnalysis &Unit;
  llvm::DenseMap<const clang::ValueDecl *, llvm::SmallVector<Passed, 1>>
      ArgumentsOf;
  llvm::DenseMap<const clang::FieldDecl *, llvm::SmallVector<DataSet, 1>>
      DataOf;
  mutable llvm::DenseMap<const clang::FunctionDecl *,
                         std::unique_ptr<LocationResolver>>
      Resolvers;
  /// The references on the way to the one that is asked about.
  mutable llvm::SmallVector<const clang::ValueDecl *, 8> Way;
};

} // namespace cotidy

#endif
