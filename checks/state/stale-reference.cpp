// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A coroutine keeps an iterator, a reference or a view into a container that
// others can reach, suspends, and goes on with it. Whoever erased, inserted or
// reset meanwhile has freed what it refers to. One thread is enough for that.
//
// This file decides where to point and what to say. Which references become
// stale is StaleReferences' question, who changes what they refer to is
// Invalidators'. A copied value that is written back is async-lost-update's
// business, a test that is out of date async-check-then-act's.

#include "checks/analysis/Invalidators.h"
#include "checks/analysis/LocksAround.h"
#include "checks/analysis/StaleReferences.h"
#include "checks/analysis/UnitAnalysis.h"
#include "checks/registry/Check.h"

#include "llvm/ADT/STLExtras.h"

#include <set>

using namespace clang;
using namespace llvm;

namespace cotidy {
namespace {

constexpr OptionInfo OptionTable[] = {
    {"AllowMembers", "",
     "containers and owners, fields or variables, that references may be kept "
     "into, as qualified names separated by semicolons"},
    {"SerializedBy", "",
     "functions that run the coroutine they are given alone, as qualified "
     "names separated by semicolons"},
};
constexpr const OptionInfo &AllowMembers = OptionTable[0];
constexpr const OptionInfo &SerializedBy = OptionTable[1];

class StaleReferenceCheck final : public Check {
public:
  explicit StaleReferenceCheck(const Options &Opts)
      : Allowed(Opts.list(AllowMembers)), Serializers(Opts.list(SerializedBy)) {
  }

  void run(const UnitAnalysis &Unit, Reporter &Out) override;

private:
  struct Proof {
    const Reliance *On;
    const Gap *At;
    Rival Other;
  };
  bool isSerialized(const UnitAnalysis &Unit,
                    const FunctionDecl &Function) const;
  std::optional<Proof>
  prove(const UnitAnalysis &Unit, const Invalidators &Others,
        const FunctionDecl &Function, const StaleReference &Stale,
        ArrayRef<LocksAtSuspension> Locks, const LocksAround &Around) const;
  static Finding describe(const FunctionDecl &Function,
                          const StaleReference &Stale, const Proof &Why);

  const std::vector<std::string> Allowed;
  const std::vector<std::string> Serializers;
};

bool StaleReferenceCheck::isSerialized(const UnitAnalysis &Unit,
                                       const FunctionDecl &Function) const {
  return any_of(Unit.activities().serializers(Function),
                [&](const SerializingCall &Call) {
                  return is_contained(Serializers,
                                      Unit.types().name(*Call.Callee));
                });
}

void StaleReferenceCheck::run(const UnitAnalysis &Unit, Reporter &Out) {
  HolderTypes Types(Unit.types());
  References Facts(Unit, Types);
  GuardTypes Guards(Unit.types());
  std::optional<Invalidators> Others;
  for (const FunctionDecl *Function : Unit.functions()) {
    std::vector<StaleReference> Found = staleReferences(Unit, Facts, *Function);
    if (Found.empty() || isSerialized(Unit, *Function))
      continue;
    if (!Others)
      Others.emplace(Unit, Facts);
    const Coroutine *Coro = Unit.coroutine(*Function);
    std::vector<LocksAtSuspension> Locks;
    if (Coro)
      Locks = locksHeld(Unit, *Coro, Guards);
    LocksAround Around = locksAround(Unit, Facts, *Function);
    // One holder, changed during one suspension, is one cause.
    std::set<std::pair<const ValueDecl *, const void *>> Said;
    for (const StaleReference &Stale : Found)
      if (std::optional<Proof> Why =
              prove(Unit, *Others, *Function, Stale, Locks, Around))
        if (Said.insert(
                    {Why->On->Holder.target(), Why->At->Loc.getPtrEncoding()})
                .second)
          Out.report(describe(*Function, Stale, *Why));
  }
}

// `emplace`, `insert`: a call that is not there for constant containers.
bool putsThere(const Expr *Obtained) {
  const CXXMemberCallExpr *Call =
      Obtained ? dyn_cast<CXXMemberCallExpr>(ignoreForwarding(Obtained))
               : nullptr;
  const CXXMethodDecl *Method = Call ? Call->getMethodDecl() : nullptr;
  return Method && !Method->isConst() && Method->getNumParams() > 0 &&
         none_of(Method->getParent()->lookup(Method->getDeclName()),
                 [](const NamedDecl *Other) {
                   const CXXMethodDecl *Twin = dyn_cast<CXXMethodDecl>(Other);
                   return Twin && Twin->isConst();
                 });
}

// `erase(it)` of what its function inserted.
bool takesItsOwn(const Invalidation &Change) {
  const CXXMemberCallExpr *Call = dyn_cast<CXXMemberCallExpr>(Change.At);
  const Expr *Taken = Call && Call->getNumArgs() == 1
                          ? ignoreForwarding(Call->getArg(0))
                          : nullptr;
  // From an iterator to a constant one.
  if (const CXXConstructExpr *Made = dyn_cast_or_null<CXXConstructExpr>(Taken))
    if (Made->getNumArgs() == 1)
      Taken = ignoreForwarding(Made->getArg(0));
  const DeclRefExpr *Ref = dyn_cast_or_null<DeclRefExpr>(Taken);
  const VarDecl *Iterator = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return Iterator && Iterator->hasInit() && putsThere(Iterator->getInit());
}

// By the function itself, or a lambda in it.
bool isPartOf(const Invalidation &Change, const FunctionDecl &Function) {
  for (const DeclContext *Each = Change.Function; Each;
       Each = Each->getParent())
    if (Each == &Function)
      return true;
  return false;
}

// By the continuation that uses the reference.
bool isMadeBy(const Invalidation &Change, const CXXRecordDecl *Closure) {
  return Closure && Change.Function->getParent() == Closure;
}

Invalidators::Request request(const FunctionDecl &Function,
                              const StaleReference &Stale, const Reliance &On,
                              const Gap &At, const LocksAcross &Held) {
  Invalidators::Request Of{Function, On.Holder, On.Kind, At.Awaited, Held.All};
  // Of what a smart pointer owns and of elements that stay, only a visible
  // change tells that they may go.
  Of.Presumed = !On.Stable && !On.BehindOwner && Held.Locks.empty() &&
                On.Kind != HolderKind::Owner &&
                Stale.Is != StaleReference::Awaited;
  // Where elements stay, each caller may well have one of its own.
  bool GoesThrough = On.IsIterator && (Stale.Is == StaleReference::Loop ||
                                       Stale.Is == StaleReference::Helper);
  Of.ByCallers =
      On.Kind == HolderKind::Container && (!On.Stable || GoesThrough);
  return Of;
}

std::optional<StaleReferenceCheck::Proof> StaleReferenceCheck::prove(
    const UnitAnalysis &Unit, const Invalidators &Others,
    const FunctionDecl &Function, const StaleReference &Stale,
    ArrayRef<LocksAtSuspension> Locks, const LocksAround &Around) const {
  for (const Gap &At : Stale.Across) {
    std::optional<LocksAcross> Held = locksAcross(At.Point, Locks, Around);
    if (!Held)
      continue;
    for (const Reliance &On : Stale.On) {
      const ValueDecl *Target = On.Holder.target();
      if (!Target || is_contained(Allowed, Unit.types().name(*Target)))
        continue;
      // Each instance erases what it put there.
      bool IsOwn = On.Stable && (Stale.Is == StaleReference::Awaited ||
                                 putsThere(Stale.Obtained));
      if (std::optional<Rival> Other = Others.rival(
              request(Function, Stale, On, At, *Held),
              [&](const Invalidation &Each) {
                return !Each.RawPointer && On.endsBy(Each.Change) &&
                       !(IsOwn &&
                         (isPartOf(Each, Function) || takesItsOwn(Each))) &&
                       !isMadeBy(Each, Stale.Closure);
              }))
        return Proof{&On, &At, *Other};
    }
  }
  return std::nullopt;
}

Finding StaleReferenceCheck::describe(const FunctionDecl &Function,
                                      const StaleReference &Stale,
                                      const Proof &Why) {
  std::string Holder = "'" + holderName(Why.On->Holder) + "'";
  bool IsContainer = Why.On->Kind == HolderKind::Container;
  std::string Into = (IsContainer ? "into " : "to what ") + Holder +
                     (IsContainer ? "" : " holds");
  std::string Name =
      Stale.Name ? "'" + Stale.Name->getNameAsString() + "'" : "";
  const char *Changed = IsContainer ? "changed" : "reset";
  Finding F;
  F.Function = &Function;
  F.Loc = Stale.Use->getBeginLoc();
  F.Statement = Stale.Use->getSourceRange();
  switch (Stale.Is) {
  case StaleReference::Variable:
    F.Message = Name + " refers " + Into + ", which may have been " + Changed +
                " while the coroutine was suspended";
    F.Notes.push_back({Stale.Obtained->getBeginLoc(),
                       Name + " is obtained here", NoteRole::Read});
    break;
  case StaleReference::Loop:
    F.Loc = Stale.Obtained->getBeginLoc();
    F.Statement = Stale.Obtained->getSourceRange();
    F.Message = "this loop goes through " + Holder + ", which may be " +
                Changed + " while the coroutine is suspended in it";
    break;
  case StaleReference::Object:
    F.Loc = Stale.Obtained->getBeginLoc();
    F.Message = "the object of this call is found in " + Holder +
                " before its arguments suspend, and may be gone afterwards";
    break;
  case StaleReference::Awaited:
    F.Loc = Stale.Obtained->getBeginLoc();
    F.Statement = Stale.Obtained->getSourceRange();
    F.Message = IsContainer ? "what is awaited goes on with an element of " +
                                  Holder + ", which may be gone by then"
                            : "what is awaited goes on with what " + Holder +
                                  " holds, which may be reset meanwhile";
    break;
  case StaleReference::Captured:
    F.Message = Name + " refers " + Into + ", which may have been " + Changed +
                " before this continuation runs";
    if (Stale.Obtained)
      F.Notes.push_back({Stale.Obtained->getBeginLoc(),
                         Name + " is obtained here", NoteRole::Read});
    break;
  case StaleReference::Helper:
    F.Loc = Stale.Obtained->getBeginLoc();
    F.Message = Holder + " may be changed while this call goes through it";
    break;
  }
  if (Stale.Is == StaleReference::Captured)
    F.Notes.push_back({Why.At->Loc, "the continuation runs later than this",
                       NoteRole::Suspend});
  else if (Stale.Is != StaleReference::Helper)
    F.Notes.push_back(
        {Why.At->Loc, "the coroutine may suspend here", NoteRole::Suspend});
  if (Stale.Is == StaleReference::Awaited)
    F.Notes.push_back({Stale.Use->getBeginLoc(),
                       "it is used here after a suspension", NoteRole::Read});
  F.Notes.push_back({Why.Other.Loc, Why.Other.Message, NoteRole::Other});
  return F;
}

} // namespace

extern const CheckInfo StaleReferenceInfo;
constinit const CheckInfo StaleReferenceInfo = {
    .Summary = "a reference, iterator or view into what others change, kept "
               "over a suspension",
    .Level = Severity::Warning,
    .Since = "0.1",
    .Opts = OptionTable,
    .Make = [](const Options &O) -> std::unique_ptr<Check> {
      return std::make_unique<StaleReferenceCheck>(O);
    }};

} // namespace cotidy
