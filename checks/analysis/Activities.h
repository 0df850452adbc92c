// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which functions of the project can run while another one is
// suspended, and can several instances of one coroutine be under way on the
// same object?
// Cached per translation unit. Cost: one walk over every function body of the
// project.
//
// An activity is a chain of calls and awaits that runs one step at a time. It
// begins where a function is entered from outside or where a task is started
// without being awaited on the spot. Two functions interleave when they belong
// to different activities: whoever awaits a task stands still meanwhile.
//
// Entered from outside: what nobody in the unit calls, and what code elsewhere
// can call (a method that is not private, a function with external linkage),
// unless it is declared in the main file only and its calls are all visible.
//
// Not seen: calls through function pointers and virtual calls (an overrider
// counts as entered from outside), and what other units start.

#ifndef COTIDY_CHECKS_ANALYSIS_ACTIVITIES_H
#define COTIDY_CHECKS_ANALYSIS_ACTIVITIES_H

#include "checks/analysis/Locations.h"

#include "llvm/ADT/DenseMap.h"

#include <memory>
#include <vector>

namespace cotidy {

class UnitAnalysis;

struct Invocation {
  enum Kind {
    Call,   // the caller waits: a plain call, an await, a return
    Joined, // the caller awaits several at once
    Spawn,  // the callee goes its own way
  };
  const clang::FunctionDecl *Caller;
  const clang::FunctionDecl *Callee;
  Kind Is;
  /// The call, the lambda, or the name of the function.
  const clang::Expr *At;
  /// The innermost loop of the caller around it, or null.
  const clang::Stmt *Loop;
};

/// Why several instances of a function may be under way.
struct Instances {
  /// Null: nothing proves more than one.
  const Invocation *Proof = nullptr;
  /// The site starts it again and again; else `Second` starts it once more.
  bool Repeats = false;
  const Invocation *Second = nullptr;
  /// They are called on one object.
  bool SameObject = false;
  /// Parameters and captured variables that are the same object in all.
  llvm::SmallPtrSet<const clang::ValueDecl *, 4> Same;
};

/// A call that is given a coroutine lambda to run.
struct SerializingCall {
  const clang::FunctionDecl *Callee;
  /// A lock is among its arguments, or it is a method of one.
  bool TakesLock;
  const clang::FunctionDecl *Caller;
  const clang::CallExpr *At;
};

class Activities {
public:
  explicit Activities(const UnitAnalysis &Unit);

  llvm::ArrayRef<const Invocation *>
  callers(const clang::FunctionDecl &Function) const;
  const Instances &instances(const clang::FunctionDecl &Function) const;

  /// Where the activities begin that a function can be part of. With
  /// `TrustCallers`, visible callers are taken to be all there are.
  llvm::SmallVector<const clang::FunctionDecl *, 4>
  roots(const clang::FunctionDecl &Function, bool TrustCallers = false) const;

  /// `Caller` leads to `Callee` by calls; with `WaitingOnly`, it waits for it
  /// on every step of the way.
  bool leadsTo(const clang::FunctionDecl &Caller,
               const clang::FunctionDecl &Callee, bool WaitingOnly) const;

  /// Nobody in the unit calls it, so anybody elsewhere may, and again.
  bool isOpen(const clang::FunctionDecl &Function) const;

  /// The calls that a lambda is handed to.
  llvm::ArrayRef<SerializingCall>
  serializers(const clang::FunctionDecl &Lambda) const;

private:
  friend class SiteCollector;
  bool isEntry(const clang::FunctionDecl &Function, bool TrustCallers) const;
  void findInstances();
  bool isSame(const Invocation &Site, const clang::Expr *Object,
              const Instances *OfCaller) const;
  void share(const Invocation &Site, const Instances *OfCaller,
             Instances &Result) const;
  void findRepeated(const clang::FunctionDecl &Function, Instances &Result);
  void findTwice(const clang::FunctionDecl &Function, Instances &Result);
  const LocationResolver &resolver(const clang::FunctionDecl &Function) const;

  const UnitAnalysis &Unit;
  std::vector<std::unique_ptr<Invocation>> Sites;
  llvm::DenseMap<const clang::FunctionDecl *,
                 llvm::SmallVector<const Invocation *, 2>>
      CallersOf;
  llvm::DenseMap<const clang::FunctionDecl *, Instances> InstancesOf;
  llvm::DenseMap<const clang::FunctionDecl *,
                 llvm::SmallVector<SerializingCall, 1>>
      HandedTo;
  mutable llvm::DenseMap<const clang::FunctionDecl *,
                         std::unique_ptr<LocationResolver>>
      Resolvers;
};

} // namespace cotidy

#endif
