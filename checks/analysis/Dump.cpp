// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/Dump.h"

#include "checks/analysis/DiscardedValues.h"
#include "checks/analysis/DumpLifetime.h"
#include "checks/analysis/DumpParts.h"
#include "checks/analysis/DumpState.h"
#include "checks/analysis/ExecutionContext.h"
#include "checks/analysis/LocksHeld.h"

#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

StringRef spelling(StartKind Start) {
  switch (Start) {
  case StartKind::Unknown:
    return "unknown start";
  case StartKind::Lazy:
    return "lazy";
  case StartKind::Eager:
    return "eager";
  }
  llvm_unreachable("covered switch");
}

StringRef spelling(Suspension::Kind Kind) {
  switch (Kind) {
  case Suspension::Initial:
    return "initial";
  case Suspension::Final:
    return "final";
  case Suspension::Await:
    return "await";
  case Suspension::Yield:
    return "yield";
  case Suspension::Call:
    return "call";
  }
  llvm_unreachable("covered switch");
}

StringRef spelling(Suspends May) {
  switch (May) {
  case Suspends::Never:
    return "cannot suspend";
  case Suspends::Maybe:
    return "may suspend";
  case Suspends::Unknown:
    return "cannot be told";
  }
  llvm_unreachable("covered switch");
}

void printCoroutine(const UnitAnalysis &Unit, const Coroutine &Coro,
                    raw_ostream &Out) {
  printSignature(Unit, *Coro.Function, Out);
  Out << ": "
      << spelling(Coro.isStackful() ? StartKind::Eager
                  : Coro.Task       ? Coro.Task->Start
                                    : StartKind::Unknown)
      << (Coro.isStackful()  ? " stackful coroutine"
          : Coro.IsGenerator ? " generator"
                             : " coroutine")
      << '\n';
}

void printCoroutines(const UnitAnalysis &Unit, raw_ostream &Out) {
  for (const Coroutine &Coro : Unit.coroutines())
    printCoroutine(Unit, Coro, Out);
}

void printSuspensions(const UnitAnalysis &Unit, raw_ostream &Out) {
  for (const Coroutine &Coro : Unit.coroutines()) {
    printCoroutine(Unit, Coro, Out);
    for (const Suspension &S : Coro.Suspensions)
      Out << "  " << lineOf(Unit, S.loc())
          << (S.isExplicit() ? ": explicit " : ": implicit ") << spelling(S.Is)
          << ", " << spelling(S.May) << '\n';
  }
}

void printDiscarded(const UnitAnalysis &Unit, raw_ostream &Out) {
  for (const FunctionDecl *Function : Unit.functions())
    for (const DiscardedValue &Discarded :
         discardedValues(*userBody(*Function)))
      Out << lineOf(Unit, Discarded.Value->getBeginLoc()) << ": "
          << qualifiedSignature(*Function) << ": '"
          << displayName(Discarded.Value->getType(), Unit.ast()) << '\''
          << (Discarded.CastToVoid ? " cast to void" : "") << '\n';
}

void printCall(const UnitSummary &Summary, const CallSite &Call,
               raw_ostream &Out) {
  Out << "  " << Call.At.Line << ": " << Summary.Symbols[Call.Callee].Name;
  if (Call.IsSyncWait)
    Out << " waits";
  else if (!Call.Group.empty())
    Out << " blocks";
  if (!Call.Group.empty())
    Out << " (" << Call.Group << ')';
  if (Call.IsOffloaded)
    Out << " offloaded";
  if (Call.IsElsewhere)
    Out << " elsewhere";
  Out << '\n';
}

void printCalls(const UnitAnalysis &Unit, raw_ostream &Out) {
  const UnitSummary &Summary = Unit.calls().Summary;
  for (const FunctionSummary &Function : Summary.Functions) {
    Out << Function.At.Line << ": " << Summary.Symbols[Function.Symbol].Name
        << (Function.IsAsync       ? " coroutine"
            : Function.IsCoroutine ? " generator"
                                   : "")
        << '\n';
    for (const CallSite &Call : Function.Calls)
      printCall(Summary, Call, Out);
  }
}

StringRef spelling(Failure::Likelihood Is) {
  switch (Is) {
  case Failure::Expected:
    return "expected";
  case Failure::Unknown:
    return "unknown";
  case Failure::Possible:
    return "possible";
  }
  llvm_unreachable("covered switch");
}

void printFailures(const UnitAnalysis &Unit, raw_ostream &Out) {
  for (const FunctionDecl *Function : Unit.functions()) {
    printSignature(Unit, *Function, Out);
    Out << '\n';
    for (const Failure &F : Unit.failures().of(*Function)) {
      Out << "  " << lineOf(Unit, F.Loc) << ": " << spelling(F.Is)
          << (F.AtSuspension ? " await" : "");
      if (!F.Thrown.isNull())
        Out << " '" << displayName(F.Thrown, Unit.ast()) << '\'';
      if (F.Callee)
        Out << (F.Cause ? " through '" : " of '") << displayName(*F.Callee)
            << '\'';
      Out << '\n';
    }
  }
}

void printLocks(const UnitAnalysis &Unit, raw_ostream &Out) {
  GuardTypes Types(Unit.types());
  for (const Coroutine &Coro : Unit.coroutines()) {
    printCoroutine(Unit, Coro, Out);
    for (const LocksAtSuspension &Point : locksHeld(Unit, Coro, Types)) {
      Out << "  " << lineOf(Unit, Point.At->loc()) << ": "
          << spelling(Point.At->Is);
      for (const HeldLock &Lock : Point.Locks)
        Out << (&Lock == Point.Locks.begin() ? " with " : ", ")
            << (Lock.Kind == LockKind::Async ? "asynchronous " : "")
            << (Lock.Kind == LockKind::Bound ? "thread-bound " : "")
            << (Lock.IsRecursive ? "recursive " : "") << "lock '" << Lock.Lock
            << "' of "
            << (Lock.Guard.empty() ? "line" : "'" + Lock.Guard + "', line")
            << ' ' << lineOf(Unit, Lock.Taken);
      Out << '\n';
    }
  }
}

constexpr DumpKind Kinds[] = {
    {"activities",
     "each function: line, where the activities begin that it is part of, "
     "whether several instances run, and by whom it is called or started",
     printActivities},
    {"callable-fates",
     "each lambda: line, when it runs, how long its closure lives, what "
     "becomes "
     "of the task it makes",
     printCallableFates},
    {"calls",
     "each function with its calls: line, callee, whether it blocks, is handed "
     "to a worker or runs on one",
     printCalls},
    {"context",
     "each function: line, where it runs and what started it there, or "
     "unknown; where a coroutine goes on after it moved",
     printContexts},
    {"coroutines", "each coroutine: line, function, lazy or eager, generator",
     printCoroutines},
    {"discarded", "each value that is thrown away: line, function, type",
     printDiscarded},
    {"failures",
     "each function with the exceptions that leave it: line, likelihood, type, "
     "whether it awaits, what it calls",
     printFailures},
    {"held-tasks",
     "each task kept in a local variable: line, variable, what becomes of it, "
     "where it goes",
     printHeldTasks},
    {"invalidators",
     "each container, owner and pointer with what changes it: line, object, "
     "function, what ends by that",
     printInvalidators},
    {"locations",
     "each function with the objects it names: line, name, where they live, "
     "whether others can change them",
     printLocations},
    {"stale-conditions",
     "each act on a test before a suspension: line, function, object, what is "
     "done, where it was tested and suspended",
     printStaleConditions},
    {"stale-references",
     "each reference into what others can change that is kept over a "
     "suspension: line, function, kind, into what, where it was suspended",
     printStaleReferences},
    {"stale-writes",
     "each write of an old value to a shared object: line, function, object, "
     "where it was read, where it was suspended, who else writes it",
     printStaleWrites},
    {"locks",
     "each coroutine with the suspensions that some path reaches with a lock "
     "held: line, kind, what is locked, its guard, where it was taken",
     printLocks},
    {"suspensions",
     "each coroutine with its suspensions: line, explicit or implicit, kind, "
     "may or cannot suspend",
     printSuspensions},
    {"task-fates",
     "each call that makes a task: line, function, what becomes of the task",
     printTaskFates},
    {"writers",
     "each shared field and variable with its writes: line, object, function",
     printWriters},
};

} // namespace

ArrayRef<DumpKind> dumpKinds() { return Kinds; }

void dump(StringRef Kind, const UnitAnalysis &Unit, raw_ostream &Out) {
  for (const DumpKind &Known : Kinds)
    if (Known.Name == Kind)
      Known.Print(Unit, Out);
}

} // namespace cotidy
