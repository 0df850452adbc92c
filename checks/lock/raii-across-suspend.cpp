// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Some objects act on the thread that made them until they are destroyed: they
// hold an interpreter's lock, make a graphics context current, push onto a
// stack of scopes, save errno. While the coroutine is suspended the thread runs
// other work under their effect, and the coroutine may come back on another.
//
// This file decides what to say. Where such objects are alive is LocksHeld's
// question; which types they are, and why, the library model's and Guards'.
// Locks are async-lock-across-suspend's business.

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
    {"Types", "",
     "further types bound to the thread that makes them, each 'type' or "
     "'type=reason', as qualified names separated by semicolons"},
    {"AllowedTypes", "",
     "types that may be alive across a suspension, as qualified names "
     "separated by semicolons"},
    {"AllowedAwaitables", "",
     "types that may be awaited while such an object is alive, likewise"},
};
constexpr const OptionInfo &Types = OptionTable[0];
constexpr const OptionInfo &AllowedTypes = OptionTable[1];
constexpr const OptionInfo &AllowedAwaitables = OptionTable[2];

class RaiiAcrossSuspend final : public Check {
public:
  explicit RaiiAcrossSuspend(const Options &Opts)
      : Allowed(Opts.list(AllowedTypes)),
        AllowedToAwait(Opts.list(AllowedAwaitables)) {
    for (StringRef Entry : Opts.list(Types)) {
      auto [Name, Reason] = Entry.split('=');
      Further.Bound.push_back(Name.trim().str());
      Reasons.push_back(Reason.trim().str());
    }
  }

  void run(const UnitAnalysis &Unit, Reporter &Out) override {
    GuardTypes Known(Unit.types(), Further);
    for (const Coroutine &Coro : Unit.coroutines())
      if (!Coro.IsGenerator)
        reportEach(Coro, locksHeld(Unit, Coro, Known), Unit, Out);
  }

private:
  void reportEach(const Coroutine &Coro, ArrayRef<LocksAtSuspension> Points,
                  const UnitAnalysis &Unit, Reporter &Out) const;
  bool isAllowed(const UnitAnalysis &Unit, QualType Awaited) const;
  std::string message(const HeldLock &Object) const;

  NamedGuards Further;
  std::vector<std::string> Reasons;
  const std::vector<std::string> Allowed;
  const std::vector<std::string> AllowedToAwait;
};

bool RaiiAcrossSuspend::isAllowed(const UnitAnalysis &Unit,
                                  QualType Awaited) const {
  const CXXRecordDecl *Record =
      Awaited.getNonReferenceType()->getAsCXXRecordDecl();
  return Record && is_contained(AllowedToAwait, Unit.types().name(*Record));
}

std::string RaiiAcrossSuspend::message(const HeldLock &Object) const {
  std::string Text = Object.Guard.empty() ? "this '" + Object.Type + "'"
                                          : "'" + Object.Guard + "'";
  Text += " is bound to the thread that made it, and is alive while the "
          "coroutine is suspended";
  std::string Reason = Object.Reason;
  for (size_t I = 0; I < Further.Bound.size(); ++I)
    if (Further.Bound[I] == Object.QualifiedType)
      Reason = Reasons[I];
  return Reason.empty() ? Text : Text + ": " + Reason;
}

void RaiiAcrossSuspend::reportEach(const Coroutine &Coro,
                                   ArrayRef<LocksAtSuspension> Points,
                                   const UnitAnalysis &Unit,
                                   Reporter &Out) const {
  MapVector<unsigned, Finding> Findings;
  for (const LocksAtSuspension &Point : Points) {
    if (isAllowed(Unit, Point.At->operand().getType()) ||
        isAllowed(Unit, Point.At->awaiterType()))
      continue;
    for (const HeldLock &Object : Point.Locks) {
      if (Object.Kind != LockKind::Bound || Object.IsRestored ||
          is_contained(Allowed, Object.QualifiedType))
        continue;
      auto [It, IsNew] = Findings.insert({Object.Group, {}});
      Finding &F = It->second;
      if (IsNew) {
        F.Loc = Object.Taken;
        F.Message = message(Object);
        F.Function = Coro.Function;
        F.Statement = Object.Statement;
      }
      F.Notes.push_back({Point.At->loc(), "the coroutine may suspend here",
                         NoteRole::Suspend});
    }
  }
  for (auto &Entry : Findings)
    Out.report(std::move(Entry.second));
}

} // namespace

extern const CheckInfo RaiiAcrossSuspendInfo;
constinit const CheckInfo RaiiAcrossSuspendInfo = {
    .Summary = "an object bound to one thread alive while the coroutine is "
               "suspended",
    .Level = Severity::Warning,
    .Since = "0.1",
    .Opts = OptionTable,
    .Make = [](const Options &O) -> std::unique_ptr<Check> {
      return std::make_unique<RaiiAcrossSuspend>(O);
    }};

} // namespace cotidy
