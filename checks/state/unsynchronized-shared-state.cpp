// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Two threads use one object at the same time, one of them writes it, and no
// lock keeps them apart. The program has no defined behaviour: updates are
// lost, containers break, a flag is never seen.
//
// This file decides where to point and what to say. Which accesses can meet is
// Races' question, which tests come before their lock that of EarlyTests.
// Coroutines that take turns on one thread are
// async-lost-update's business, objects that belong to a loop
// async-wrong-thread-call's.

#include "checks/analysis/Annotations.h"
#include "checks/analysis/EarlyTests.h"
#include "checks/analysis/Names.h"
#include "checks/analysis/Races.h"
#include "checks/registry/Check.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {
namespace {

constexpr OptionInfo OptionTable[] = {
    {"AllowMembers", "",
     "fields and variables that may be used like this, as qualified names "
     "separated by semicolons"},
    {"ThreadConfined", "",
     "classes whose objects stay on one thread, as qualified names separated "
     "by semicolons"},
};
constexpr const OptionInfo &AllowMembers = OptionTable[0];
constexpr const OptionInfo &ThreadConfined = OptionTable[1];

std::string locksOf(const Access &What) {
  if (What.Locks.empty())
    return "without a lock";
  const TakenLock &First = What.Locks.front();
  return First.Name.empty() ? "under a lock" : "under '" + First.Name + "'";
}

StringRef verb(const Access &What) {
  return What.Is == Access::Write ? "written" : "read";
}

std::string quoted(const FunctionDecl &Function) {
  return displayName(Function) == "lambda" ? std::string("this lambda")
                                           : "'" + displayName(Function) + "'";
}

const FieldDecl *guardedField(const Location &Place) {
  const FieldDecl *Field = dyn_cast_or_null<FieldDecl>(Place.target());
  return Field && Field->hasAttr<GuardedByAttr>() ? Field : nullptr;
}

// Both sides are said to run on a strand, or one of them on no other thread.
bool takesTurns(const Race &Found) {
  auto Said = [](const RaceSide &Side, Annotation What) {
    return says(*Side.What.In, What) ||
           (Side.Begun && says(*Side.Begun->Root, What));
  };
  return (Said(Found.One, Annotation::Strand) &&
          Said(Found.Two, Annotation::Strand)) ||
         Said(Found.One, Annotation::SingleThreaded) ||
         Said(Found.Two, Annotation::SingleThreaded);
}

class UnsynchronizedSharedState final : public Check {
public:
  explicit UnsynchronizedSharedState(const Options &Opts)
      : Allowed(Opts.list(AllowMembers)), Confined(Opts.list(ThreadConfined)) {}

  void run(const UnitAnalysis &Unit, Reporter &Out) override {
    // One object without protection is one cause.
    SmallPtrSet<const ValueDecl *, 8> Reported;
    for (const Race &Each : Unit.races().all()) {
      const ValueDecl *Target = Each.One.What.Place.target();
      if (isAllowed(Unit, Target) || takesTurns(Each) ||
          (Target && !Reported.insert(Target).second))
        continue;
      Out.report(describe(Unit, Each));
    }
    guarded(Unit, Reported, Out);
    tested(Unit, Reported, Out);
  }

private:
  bool isAllowed(const UnitAnalysis &Unit, const ValueDecl *Target) const;
  void guarded(const UnitAnalysis &Unit,
               SmallPtrSetImpl<const ValueDecl *> &Reported,
               Reporter &Out) const;
  void tested(const UnitAnalysis &Unit,
              SmallPtrSetImpl<const ValueDecl *> &Reported,
              Reporter &Out) const;
  static Finding at(const Access &What);
  static std::string message(const Race &Found);
  static void context(const UnitAnalysis &Unit, const RaceSide &Side,
                      const Race &Found, Finding &F);
  static Finding describe(const UnitAnalysis &Unit, const Race &Found);

  const std::vector<std::string> Allowed;
  const std::vector<std::string> Confined;
};

bool UnsynchronizedSharedState::isAllowed(const UnitAnalysis &Unit,
                                          const ValueDecl *Target) const {
  if (!Target)
    return false;
  if (isOfOneThread(*Target) ||
      is_contained(Allowed, Unit.types().name(*Target)))
    return true;
  const CXXRecordDecl *Class =
      dyn_cast<CXXRecordDecl>(Target->getDeclContext());
  return Class && is_contained(Confined, Unit.types().name(*Class));
}

Finding UnsynchronizedSharedState::at(const Access &What) {
  Finding F;
  F.Loc = What.At->getBeginLoc();
  F.Function = What.In;
  F.Statement = What.At->getSourceRange();
  return F;
}

std::string UnsynchronizedSharedState::message(const Race &Found) {
  const Access &One = Found.One.What, &Two = Found.Two.What;
  std::string Text =
      "'" + One.Place.name() + "' is " + verb(One).str() + " here ";
  bool NoLocks = One.Locks.empty() && Two.Locks.empty();
  if (One.At == Two.At)
    return Text + "by several threads at once, and no lock keeps them apart";
  if (NoLocks)
    return Text + "while another thread may " +
           (Two.Is == Access::Write ? "write" : "read") +
           " it, and no lock keeps them apart";
  return Text + locksOf(One) + ", while another thread may " +
         (Two.Is == Access::Write ? "write" : "read") + " it " + locksOf(Two);
}

// What runs one side, and why that can be while the other side runs.
void UnsynchronizedSharedState::context(const UnitAnalysis &Unit,
                                        const RaceSide &Side, const Race &Found,
                                        Finding &F) {
  if (!Side.Begun) {
    if (Found.Why == Race::BeforeJoin)
      F.Notes.push_back({Found.Until->getExprLoc(),
                         "the thread is only joined here", NoteRole::Context});
    else if (Found.Why == Race::Owner)
      F.Notes.push_back(
          {Side.What.In->getLocation(),
           quoted(*Side.What.In) + " may be called while that thread runs",
           NoteRole::Context});
    else if (Found.Until && Found.Until != Side.What.At)
      F.Notes.push_back({Found.Until->getExprLoc(),
                         "this is called while that runs", NoteRole::Context});
    return;
  }
  const Start &Begun = *Side.Begun;
  std::string Where;
  Executor On =
      Side.What.On.Is == Executor::Inherited ? Begun.On : Side.What.On;
  if (On.Is == Executor::Inherited)
    for (const Context &Place : Unit.contexts().contexts(*Begun.Root))
      if (Place.Begun == &Begun && On.Is == Executor::Inherited)
        On = Place.On;
  Where = On.Is == Executor::Inherited ? "" : " on " + cotidy::describe(On);
  if (On.Is == Executor::Loop &&
      Unit.contexts().threads(On) == Threads::Several)
    Where += ", which several threads run";
  std::string How = Found.Why == Race::Siblings ? ", beside its siblings" : "";
  if (Found.Why == Race::Repeated ||
      (Found.Why == Race::Siblings && Found.One.Begun == Found.Two.Begun))
    How += Begun.Loop ? ", again and again" : ", more than once";
  if (Begun.IsSeveral) {
    Where = " on several threads at once";
    How.clear();
  }
  Note New{Begun.At->getExprLoc(),
           quoted(*Begun.Root) + " is started here" + Where + How,
           NoteRole::Context};
  if (F.Notes.empty() || F.Notes.back().Loc != New.Loc ||
      F.Notes.back().Message != New.Message)
    F.Notes.push_back(std::move(New));
}

Finding UnsynchronizedSharedState::describe(const UnitAnalysis &Unit,
                                            const Race &Found) {
  const RaceSide &One = Found.One, &Two = Found.Two;
  Finding F = at(One.What);
  F.Message = message(Found);
  // Starts first, in the order of the source.
  const RaceSide *First = One.Begun ? &One : &Two;
  const RaceSide *Second = First == &One ? &Two : &One;
  if (First->Begun && Second->Begun &&
      Unit.ast().getSourceManager().isBeforeInTranslationUnit(
          Second->Begun->At->getExprLoc(), First->Begun->At->getExprLoc()))
    std::swap(First, Second);
  context(Unit, *First, Found, F);
  if (First->Begun != Second->Begun)
    context(Unit, *Second, Found, F);
  if (One.What.At != Two.What.At)
    F.Notes.push_back(
        {Two.What.At->getBeginLoc(),
         "'" + Two.What.Place.name() + "' is " + verb(Two.What).str() +
             " here " + locksOf(Two.What),
         Two.What.Is == Access::Write ? NoteRole::Write : NoteRole::Read});
  return F;
}

// `guarded_by` is the author's word that others use it meanwhile.
void UnsynchronizedSharedState::guarded(
    const UnitAnalysis &Unit, SmallPtrSetImpl<const ValueDecl *> &Reported,
    Reporter &Out) const {
  SmallPtrSet<const CXXRecordDecl *, 8> Guarded;
  for (const FunctionDecl *Function : Unit.functions())
    if (const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(Function))
      if (any_of(Method->getParent()->fields(), [](const FieldDecl *Field) {
            return Field->hasAttr<GuardedByAttr>();
          }))
        Guarded.insert(Method->getParent());
  if (Guarded.empty())
    return;
  for (const FunctionDecl *Function : Unit.functions()) {
    const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(Function);
    bool IsEntry = Method && Guarded.contains(Method->getParent()) &&
                   Method->getAccess() != AS_private &&
                   !isa<CXXConstructorDecl, CXXDestructorDecl>(Method);
    if (!IsEntry)
      continue;
    for (const Access &What : Unit.races().accesses().all(*Function)) {
      const FieldDecl *Field = guardedField(What.Place);
      if (!Field || !What.Locks.empty() || What.Is == Access::Use ||
          What.Place.Root != Location::This || isAllowed(Unit, Field) ||
          !Reported.insert(Field).second)
        continue;
      Finding F = at(What);
      F.Message = "'" + What.Place.name() + "' is " + verb(What).str() +
                  " here without the lock that guards it";
      F.Notes.push_back(
          {Field->getAttr<GuardedByAttr>()->getLocation(),
           "'" + Field->getNameAsString() + "' is declared as guarded here",
           NoteRole::Other});
      if (What.In != Function)
        F.Notes.push_back({Function->getLocation(),
                           quoted(*Function) + " calls it without the lock",
                           NoteRole::Call});
      Out.report(std::move(F));
    }
  }
}

// Whoever changes it takes a lock, hence others look at it meanwhile. A thread
// that takes the same lock itself does not hold it before.
void UnsynchronizedSharedState::tested(
    const UnitAnalysis &Unit, SmallPtrSetImpl<const ValueDecl *> &Reported,
    Reporter &Out) const {
  const GuardTypes Types(Unit.types());
  for (const EarlyTest &Each : earlyTests(Unit, Types, LockKind::Thread)) {
    if (isAllowed(Unit, Each.Member) ||
        says(*Each.In, Annotation::SingleThreaded) ||
        !Reported.insert(Each.Member).second)
      continue;
    const std::string Name = "'" + Each.Member->getNameAsString() + "'";
    const std::string Lock = "'" + Each.Lock.Lock.name() + "'";
    Finding F;
    F.Loc = Each.Test->getBeginLoc();
    F.Function = Each.In;
    F.Statement = Each.Test->getSourceRange();
    F.Message = Name + " is tested here without " + Lock +
                ", which everybody who changes it holds";
    F.Notes = {
        {Each.Lock.At->getBeginLoc(),
         Lock + " is only taken here, and " + Name + " is not tested again",
         NoteRole::Context},
        {Each.Change->getBeginLoc(), Name + " is changed here under " + Lock,
         NoteRole::Write}};
    Out.report(std::move(F));
  }
}

} // namespace

extern const CheckInfo UnsynchronizedSharedStateInfo;
constinit const CheckInfo UnsynchronizedSharedStateInfo = {
    .Summary = "an object that two threads use at once without a common lock",
    .Level = Severity::Warning,
    .Since = "0.1",
    .Opts = OptionTable,
    .Make = [](const Options &O) -> std::unique_ptr<Check> {
      return std::make_unique<UnsynchronizedSharedState>(O);
    }};

} // namespace cotidy
