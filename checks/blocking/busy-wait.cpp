// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A coroutine sleeps, looks at a flag, and sleeps again. It wakes the processor
// for nothing, and is late by half an interval on average; whoever sets the
// flag could wake it.
//
// A loop that does something besides sleeping is periodic work.

#include "checks/analysis/Execution.h"
#include "checks/analysis/Locations.h"
#include "checks/analysis/Names.h"
#include "checks/analysis/UnitAnalysis.h"
#include "checks/registry/Check.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {
namespace {

class BusyWait final : public Check {
public:
  void run(const UnitAnalysis &Unit, Reporter &Out) override;
};

bool isDuration(QualType Type) {
  const CXXRecordDecl *Record =
      Type.getNonReferenceType()->getAsCXXRecordDecl();
  if (!Record || !Record->getIdentifier())
    return false;
  StringRef Name = Record->getName();
  return Name == "duration" || Name == "time_point";
}

// An expression that is about a time: `sleep(100ms)`,
// `timer.expires_after(1s)`.
class TimeFinder : public RecursiveASTVisitor<TimeFinder> {
public:
  bool Found = false;
  bool VisitExpr(Expr *E) {
    Found |= isDuration(E->getType());
    return !Found;
  }
};

bool mentionsTime(const Expr &E) {
  TimeFinder Finder;
  Finder.TraverseStmt(const_cast<Expr *>(&E));
  return Finder.Found;
}

// The await of a loop that does nothing but set a timer and await it.
const CoawaitExpr *onlySleeps(const Stmt &Body) {
  const CoawaitExpr *Sleep = nullptr;
  bool HasTime = false;
  auto Look = [&](const Stmt *S) {
    const Expr *E = dyn_cast<Expr>(S);
    if (!E)
      return false;
    const CoawaitExpr *Await = dyn_cast<CoawaitExpr>(E->IgnoreImplicit());
    const Expr &Part = Await ? *Await->getOperand() : *E;
    bool IsTime = mentionsTime(Part);
    HasTime |= IsTime;
    if (Await && Sleep)
      return false;
    if (Await)
      Sleep = Await;
    return Await || IsTime;
  };
  if (const CompoundStmt *Block = dyn_cast<CompoundStmt>(&Body)) {
    if (!all_of(Block->body(), Look))
      return nullptr;
  } else if (!Look(&Body)) {
    return nullptr;
  }
  return HasTime ? Sleep : nullptr;
}

// What a condition looks at that somebody else changes.
class SharedFinder : public RecursiveASTVisitor<SharedFinder> {
public:
  SharedFinder(const LocationResolver &Places) : Places(Places) {}
  const ValueDecl *Found = nullptr;

  bool VisitMemberExpr(MemberExpr *E) {
    return isa<FieldDecl>(E->getMemberDecl()) ? note(*E) : true;
  }
  bool VisitDeclRefExpr(DeclRefExpr *E) {
    return isa<VarDecl>(E->getDecl()) ? note(*E) : true;
  }

private:
  bool note(const Expr &E) {
    std::optional<Location> Place = Places.resolve(&E);
    if (Place && Place->isShared())
      Found = Place->target();
    return !Found;
  }
  const LocationResolver &Places;
};

class PollFinder : public RecursiveASTVisitor<PollFinder> {
public:
  PollFinder(const UnitAnalysis &Unit, const Coroutine &Coro, Reporter &Out)
      : Coro(Coro), Out(Out),
        Places(*Coro.Function, Unit.project(), Unit.types()) {}

  bool TraverseLambdaExpr(LambdaExpr *) { return true; }
  bool VisitWhileStmt(WhileStmt *S) {
    return judge(*S, S->getCond(), *S->getBody());
  }
  bool VisitDoStmt(DoStmt *S) { return judge(*S, S->getCond(), *S->getBody()); }
  // With something to count, a loop gives up at some point.
  bool VisitForStmt(ForStmt *S) {
    return S->getInc() || judge(*S, S->getCond(), *S->getBody());
  }

private:
  bool judge(const Stmt &Loop, const Expr *Condition, const Stmt &Body) {
    const CoawaitExpr *Sleep = Condition ? onlySleeps(Body) : nullptr;
    if (!Sleep)
      return true;
    SharedFinder Shared(Places);
    Shared.TraverseStmt(const_cast<Expr *>(Condition));
    if (!Shared.Found)
      return true;
    Finding F;
    F.Loc = Loop.getBeginLoc();
    F.Function = Coro.Function;
    F.Statement = Condition->getSourceRange();
    F.Message = "'" + displayName(*Coro.Function) + "' sleeps and looks at '" +
                Shared.Found->getNameAsString() +
                "' again and again, instead of being woken when it changes";
    F.Notes.push_back(
        {Sleep->getKeywordLoc(), "it sleeps here", NoteRole::Suspend});
    Out.report(std::move(F));
    return true;
  }

  const Coroutine &Coro;
  Reporter &Out;
  const LocationResolver Places;
};

void BusyWait::run(const UnitAnalysis &Unit, Reporter &Out) {
  for (const Coroutine &Coro : Unit.coroutines())
    if (!Coro.IsGenerator)
      PollFinder(Unit, Coro, Out)
          .TraverseStmt(const_cast<Stmt *>(userBody(*Coro.Function)));
}

} // namespace

extern const CheckInfo BusyWaitInfo;
constinit const CheckInfo BusyWaitInfo = {
    .Summary = "a loop that sleeps until a flag is set",
    .Level = Severity::Info,
    .DefaultOn = false,
    .Since = "0.1",
    .Make = [](const Options &) -> std::unique_ptr<Check> {
      return std::make_unique<BusyWait>();
    }};

} // namespace cotidy
