// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: who else can take away what a container holds, or what an owner
// owns, while this function is suspended?
// Not cached; keep one for all functions of a unit. Cost: one walk over every
// function body of the project, on top of Activities and Writers.
//
// Best proof first:
// 1. another function of the project that changes the same field or variable
//    and belongs to another activity;
// 2. another instance of this function, if it, or what it calls, changes it;
// 3. another instance of a caller that waits for this function and makes a
//    change, with `ByCallers`;
// 4. what is awaited at the suspension changes it itself;
// 5. with `Presumed`, a method of the class without a visible body.
// Changes through a reference that was passed down count where they are passed.
// A function that holds one of the locks that are held here keeps out of the
// way, and so does one whose callers all do, one that was given a guard, and
// one that has awaited the end of the scope that is entered here, or that all
// callers spawn this coroutine in. What is awaited goes its way whatever is
// held.
//
// Not seen: other units; that two functions work on the same object of a class
// is presumed, as in Writers.

#ifndef COTIDY_CHECKS_ANALYSIS_INVALIDATORS_H
#define COTIDY_CHECKS_ANALYSIS_INVALIDATORS_H

#include "checks/analysis/Guards.h"
#include "checks/analysis/References.h"
#include "checks/analysis/Writers.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/MapVector.h"

#include <optional>
#include <string>
#include <vector>

namespace cotidy {

struct Invalidation {
  const clang::FunctionDecl *Function;
  const clang::Expr *At;
  Location Target;
  HolderChange Change;
  /// Afterwards the holder may hold nothing: null, no value, no elements.
  bool Empties = false;
  /// The target is a raw pointer: what it points to is not its own.
  bool RawPointer = false;
};

class Invalidators {
public:
  Invalidators(const UnitAnalysis &Unit, const References &Facts);

  struct Request {
    const clang::FunctionDecl &Ours;
    const Location &Holder;
    HolderKind Kind;
    /// What is awaited at the suspension; null when that is not known.
    const clang::Expr *Awaited;
    /// The names of the locks that are held there.
    llvm::ArrayRef<std::string> Locks;
    bool Presumed = false;
    /// Other instances of a caller matter, though each may have an element of
    /// its own.
    bool ByCallers = false;
    /// Each instance changes only what it put there itself.
    bool OthersOnly = false;

    Request on(const Location &Other) const {
      return {Ours,  Other,    Kind,      Awaited,
              Locks, Presumed, ByCallers, OthersOnly};
    }
  };
  /// The first who makes a change that `Counts`.
  template <class Predicate>
  std::optional<Rival> rival(const Request &Of, const Predicate &Counts) const {
    if (std::optional<Rival> Found = judge(Of, changesOf(Of, Counts)))
      return Found;
    for (const Location &Passed : passedIn(Of)) {
      Request There = Of.on(Passed);
      if (std::optional<Rival> Found = judge(There, changesOf(There, Counts)))
        return Found;
    }
    return std::nullopt;
  }

  /// The fields and variables that are changed, in source order.
  std::vector<const clang::ValueDecl *> targets() const;
  llvm::ArrayRef<Invalidation> changes(const clang::ValueDecl &Target) const;

private:
  friend class ChangeCollector;

  template <class Predicate>
  llvm::SmallVector<const Invalidation *, 4>
  changesOf(const Request &Of, const Predicate &Counts) const {
    llvm::SmallVector<const Invalidation *, 4> Changes;
    for (const Invalidation *Each : conflicting(Of.Holder))
      if (Counts(*Each))
        Changes.push_back(Each);
    return Changes;
  }
  llvm::SmallVector<const Invalidation *, 4>
  conflicting(const Location &Holder) const;
  llvm::SmallVector<Location, 2> passedIn(const Request &Of) const;
  std::optional<Rival>
  judge(const Request &Of, llvm::ArrayRef<const Invalidation *> Changes) const;
  std::optional<Rival>
  otherFunction(const Request &Of, llvm::ArrayRef<const Invalidation *> Changes,
                llvm::ArrayRef<std::string> Locks) const;
  std::optional<Rival> anotherInstance(const Request &Of,
                                       const Invalidation &Change) const;
  std::optional<Rival> anotherCaller(const Request &Of,
                                     const Invalidation &Change) const;
  std::optional<Rival> presumed(const Request &Of) const;
  bool keepsOut(const clang::FunctionDecl &Function, const clang::Expr &At,
                llvm::ArrayRef<std::string> Locks, unsigned Depth) const;
  bool endsScope(const SerializingCall &Call,
                 llvm::ArrayRef<std::string> Locks) const;
  bool takesOneOf(const SerializingCall &Call,
                  llvm::ArrayRef<std::string> Locks) const;
  llvm::ArrayRef<std::string>
  scopesAround(const clang::FunctionDecl &Function) const;
  bool isGivenGuard(const clang::FunctionDecl &Function) const;
  bool mayRunBeside(const clang::FunctionDecl &Ours,
                    const Location &Holder) const;
  void add(Invalidation New);
  void passDown();

  struct LockedRange {
    std::string Lock;
    clang::SourceRange Range;
  };
  llvm::ArrayRef<LockedRange>
  lockedRanges(const clang::FunctionDecl &Function) const;

  const UnitAnalysis &Unit;
  const References &Facts;
  GuardTypes Guards;
  llvm::DenseMap<const clang::ValueDecl *, std::vector<Invalidation>> ByTarget;
  mutable llvm::DenseMap<const clang::FunctionDecl *, std::vector<LockedRange>>
      Locked;
  mutable llvm::DenseMap<const clang::FunctionDecl *, std::vector<std::string>>
      ScopesAround;
};

} // namespace cotidy

#endif
