// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: who else can write this location while this coroutine is
// suspended?
// Cached per translation unit. Cost: one walk over every function body of the
// project, on top of Activities.
//
// A rival is, best proof first:
// 1. another instance of the coroutine on the same object: it is started in a
//    loop, started twice side by side, or reached from two activities;
// 2. another function of the project that writes the same field or variable
//    and belongs to another activity;
// 3. for static storage and fields that are not private: another call of a
//    coroutine that the unit defines for others to call, and never calls.
// Fields stand for the fields of one object: that two functions work on the
// same object of a class is presumed. For an object that was passed by
// reference, the other writer must be a coroutine as well, or both must be free
// functions that the unit offers to others for objects of a class of its own.
//
// Never rivals: constructors and destructors; whoever awaits this coroutine;
// what this coroutine alone calls; a plain function that sets the value before
// it starts the coroutine; writes to objects that their function owns.
//
// Not seen: writes in other units and through functions that take a reference.

#ifndef COTIDY_CHECKS_ANALYSIS_WRITERS_H
#define COTIDY_CHECKS_ANALYSIS_WRITERS_H

#include "checks/analysis/Activities.h"

#include <optional>
#include <string>

namespace cotidy {

struct Coroutine;

struct Rival {
  clang::SourceLocation Loc;
  std::string Message;
};

class Writers {
public:
  Writers(const UnitAnalysis &Unit, const Activities &Calls);

  /// Somebody who may write `Target` while `Coro` is suspended before `Write`.
  std::optional<Rival> rival(const Coroutine &Coro, const Location &Target,
                             const clang::Expr &Write) const;

  /// Another function that counts `Target` in the same direction meanwhile.
  std::optional<Rival> counter(const clang::FunctionDecl &Ours,
                               const Location &Target, int Step) const {
    return otherFunction(Ours, Target, Step);
  }

  /// Somebody who runs the same function on the same object beside `Ours`.
  std::optional<Rival> anotherInstance(const clang::FunctionDecl &Ours,
                                       const Location &Target) const;

  /// The first write of a function to an object.
  struct Entry {
    const clang::FunctionDecl *Function;
    clang::SourceLocation Loc;
    Location Target;
    bool Blind; // a plain assignment
    /// Counts or adds up (1) or down (-1); else 0.
    int Step = 0;
  };
  /// The function of `Other` may change its target while `Ours` is suspended.
  bool interleaves(const Entry &Other, const clang::FunctionDecl &Ours,
                   const Location &Target) const;

  /// The point lies in a loop that never ends: such a coroutine is meant to run
  /// once.
  bool isInEndlessLoop(const clang::FunctionDecl &Function,
                       clang::SourceLocation At) const;

  /// The fields and variables that are written, in source order.
  std::vector<const clang::ValueDecl *> targets() const;
  llvm::ArrayRef<Entry> writes(const clang::ValueDecl &Target) const;

private:
  friend class WriteCollector;

  std::optional<Rival> otherInstance(const clang::FunctionDecl &Ours,
                                     const Location &Target) const;
  std::optional<Rival> reachedTwice(const clang::FunctionDecl &Ours,
                                    const Location &Target) const;
  /// With `Step`, only who counts in that direction.
  std::optional<Rival> otherFunction(const clang::FunctionDecl &Ours,
                                     const Location &Target,
                                     int Step = 0) const;
  bool isOffered(const clang::FunctionDecl &Function,
                 const Location &Place) const;
  std::optional<Rival> anotherCall(const Coroutine &Coro,
                                   const Location &Target,
                                   const clang::Expr &Write) const;
  const UnitAnalysis &Unit;
  const Activities &Calls;
  mutable llvm::DenseMap<const clang::FunctionDecl *,
                         llvm::SmallVector<clang::SourceRange, 1>>
      Endless;
  llvm::DenseMap<const clang::ValueDecl *, std::vector<Entry>> ByTarget;
};

} // namespace cotidy

#endif
