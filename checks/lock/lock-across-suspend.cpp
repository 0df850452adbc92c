// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A coroutine suspends and keeps a thread's lock. The thread goes on with other
// work; whoever of it wants the same lock blocks the thread that would have to
// resume the owner. And if the owner resumes on another thread, that one
// unlocks what it never locked. A lock that belongs to the coroutine is made to
// be held, but not while its owner waits for what needs the same lock.
//
// This file decides what to say. Which locks are held where is LocksHeld's
// question, who waits for which lock meanwhile LockWaits'. Objects that are
// bound to a thread without being locks are async-raii-across-suspend's
// business; waiting for a lock is async-blocking-call's.

#include "checks/analysis/LockOrder.h"
#include "checks/analysis/LockWaits.h"
#include "checks/analysis/LocksHeld.h"
#include "checks/analysis/Names.h"
#include "checks/analysis/UnitAnalysis.h"
#include "checks/registry/Check.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {
namespace {

constexpr OptionInfo OptionTable[] = {
    {"Guards", "",
     "further types whose objects hold a thread lock while they live, as "
     "qualified names separated by semicolons"},
    {"AllowedGuards", "",
     "guards and locks that may be held across a suspension, likewise"},
    {"AllowedAwaitables", "",
     "types that may be awaited with a lock held, likewise"},
    {"AllowedCallees", "",
     "functions whose result may be awaited with a lock held, likewise"},
    {"SingleThreaded", "false",
     "every coroutine runs on one thread: say what that means for the lock",
     OptionKind::Flag},
};
constexpr const OptionInfo &Guards = OptionTable[0];
constexpr const OptionInfo &AllowedGuards = OptionTable[1];
constexpr const OptionInfo &AllowedAwaitables = OptionTable[2];
constexpr const OptionInfo &AllowedCallees = OptionTable[3];
constexpr const OptionInfo &SingleThreaded = OptionTable[4];

class LockAcrossSuspend final : public Check {
public:
  explicit LockAcrossSuspend(const Options &Opts)
      : Extra(Opts.list(Guards)), AllowedHolders(Opts.list(AllowedGuards)),
        AllowedTypes(Opts.list(AllowedAwaitables)),
        AllowedFunctions(Opts.list(AllowedCallees)),
        OneThread(Opts.flag(SingleThreaded)) {}

  void run(const UnitAnalysis &Unit, Reporter &Out) override {
    GuardTypes Types(Unit.types(), {Extra, {}});
    for (const Coroutine &Coro : Unit.coroutines())
      if (!Coro.IsGenerator)
        reportEach(Coro, locksHeld(Unit, Coro, Types), Unit, Out);
    const LockWaits Waits(Unit, Types);
    for (const FunctionDecl *Function : Unit.functions())
      for (const LockWait &Wait : Waits.of(*Function))
        for (const LockHolding &Held : Wait.Under)
          if (Held.In == Function && Held.Kind == Wait.Kind &&
              Held.Lock == Wait.Lock)
            Out.report(takenTwice(Held, Wait));
    for (const LockInversion &Each : lockInversions(Unit, Waits))
      Out.report(takenInOtherOrder(Each));
  }

private:
  static Finding takenTwice(const LockHolding &Held, const LockWait &Again);
  static Finding takenInOtherOrder(const LockInversion &Found);
  void reportEach(const Coroutine &Coro, ArrayRef<LocksAtSuspension> Points,
                  const UnitAnalysis &Unit, Reporter &Out) const;
  bool isAllowed(const UnitAnalysis &Unit, const Suspension &S) const;
  bool isAllowed(const UnitAnalysis &Unit, QualType Type,
                 const std::vector<std::string> &Names) const;
  std::string message(const HeldLock &Lock) const;

  const std::vector<std::string> Extra;
  const std::vector<std::string> AllowedHolders;
  const std::vector<std::string> AllowedTypes;
  const std::vector<std::string> AllowedFunctions;
  const bool OneThread;
};

bool LockAcrossSuspend::isAllowed(const UnitAnalysis &Unit, QualType Type,
                                  const std::vector<std::string> &Names) const {
  if (Type.isNull())
    return false;
  QualType Plain = Type.getNonReferenceType();
  if (const CXXRecordDecl *Record = Plain->getAsCXXRecordDecl())
    return is_contained(Names, Unit.types().name(*Record));
  return is_contained(Names, displayName(Plain, Unit.ast()));
}

// What the user wrote, and what the promise made of it.
bool LockAcrossSuspend::isAllowed(const UnitAnalysis &Unit,
                                  const Suspension &S) const {
  const Expr *Written = S.operand().IgnoreImplicit();
  if (S.Is == Suspension::Yield)
    if (const CallExpr *Yield = dyn_cast<CallExpr>(Written);
        Yield && Yield->getNumArgs() == 1)
      Written = Yield->getArg(0)->IgnoreImplicit();
  if (isAllowed(Unit, Written->getType(), AllowedTypes) ||
      isAllowed(Unit, S.awaiterType(), AllowedTypes))
    return true;
  const CallExpr *Call = dyn_cast<CallExpr>(Written->IgnoreParenImpCasts());
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  return Callee && is_contained(AllowedFunctions, Unit.types().name(*Callee));
}

std::string LockAcrossSuspend::message(const HeldLock &Lock) const {
  std::string Text;
  if (!Lock.Guard.empty())
    Text = "'" + Lock.Guard + "'";
  else if (!Lock.Type.empty())
    Text = "this '" + Lock.Type + "'";
  if (Text.empty())
    Text = "'" + (Lock.Lock.empty() ? "this lock" : Lock.Lock) +
           "' stays locked while the coroutine is suspended";
  else if (Lock.Lock.empty())
    Text += " holds a lock while the coroutine is suspended";
  else
    Text +=
        " keeps '" + Lock.Lock + "' locked while the coroutine is suspended";
  if (OneThread)
    Text += "; whoever wants it meanwhile blocks the only thread for good";
  else if (Lock.IsRecursive)
    Text += "; as it is recursive, other coroutines of the thread enter it "
            "meanwhile";
  return Text;
}

// The owner waits for what waits for the owner.
Finding LockAcrossSuspend::takenTwice(const LockHolding &Held,
                                      const LockWait &Again) {
  const std::string Lock = "'" + Held.Lock.name() + "'";
  Finding F;
  F.Loc = Again.Step->getExprLoc();
  F.Function = Held.In;
  F.Statement = Again.Step->getSourceRange();
  F.Message = Again.Callee
                  ? "'" + displayName(*Again.Callee) + "' waits for " + Lock +
                        ", which is held here; it will never get it"
                  : Lock +
                        " is waited for here, although it is held already; it "
                        "will never be free";
  F.Notes.push_back(
      {Held.Taken->getExprLoc(), Lock + " is taken here", NoteRole::Context});
  if (Again.Callee)
    F.Notes.push_back(
        {Again.At->getExprLoc(), "it is taken again here", NoteRole::Other});
  return F;
}

Finding LockAcrossSuspend::takenInOtherOrder(const LockInversion &Found) {
  const NestedLocks &One = Found.One, &Other = Found.Other;
  const std::string Outer = "'" + One.Outer.Lock.name() + "'";
  const std::string Inner = "'" + One.Inner.Lock.name() + "'";
  Finding F;
  F.Loc = One.Inner.At->getExprLoc();
  F.Function = One.Inner.In;
  F.Statement = One.Inner.At->getSourceRange();
  F.Message = Inner + " is taken with " + Outer + " held, and '" +
              displayName(*Other.Root) +
              "' takes them in the other order; each waits for the other";
  F.Notes = {{One.Outer.Taken->getExprLoc(), Outer + " is taken here",
              NoteRole::Context},
             {Other.Outer.Taken->getExprLoc(),
              "there, " + Inner + " is taken first", NoteRole::Other},
             {Other.Inner.At->getExprLoc(), "then " + Outer, NoteRole::Other}};
  return F;
}

void LockAcrossSuspend::reportEach(const Coroutine &Coro,
                                   ArrayRef<LocksAtSuspension> Points,
                                   const UnitAnalysis &Unit,
                                   Reporter &Out) const {
  MapVector<unsigned, Finding> Findings;
  DenseMap<unsigned, SourceLocation> LastTaken;
  for (const LocksAtSuspension &Point : Points) {
    if (isAllowed(Unit, *Point.At))
      continue;
    for (const HeldLock &Lock : Point.Locks) {
      if (Lock.Kind != LockKind::Thread ||
          is_contained(AllowedHolders, Lock.QualifiedType))
        continue;
      auto [It, IsNew] = Findings.insert({Lock.Group, {}});
      Finding &F = It->second;
      if (IsNew) {
        F.Loc = Lock.Taken;
        F.Message = message(Lock);
        F.Function = Coro.Function;
        F.Statement = Lock.Statement;
      } else if (LastTaken[Lock.Group] != Lock.Taken) {
        F.Notes.push_back(
            {Lock.Taken, "it is locked again here", NoteRole::Context});
      }
      LastTaken[Lock.Group] = Lock.Taken;
      if (F.Notes.empty() || F.Notes.back().Loc != Point.At->loc())
        F.Notes.push_back({Point.At->loc(), "the coroutine may suspend here",
                           NoteRole::Suspend});
    }
  }
  for (auto &Entry : Findings)
    Out.report(std::move(Entry.second));
}

} // namespace

extern const CheckInfo LockAcrossSuspendInfo;
constinit const CheckInfo LockAcrossSuspendInfo = {
    .Summary = "a thread's lock held while the coroutine is suspended",
    .Level = Severity::Error,
    .Since = "0.1",
    .Opts = OptionTable,
    .Make = [](const Options &O) -> std::unique_ptr<Check> {
      return std::make_unique<LockAcrossSuspend>(O);
    }};

} // namespace cotidy
