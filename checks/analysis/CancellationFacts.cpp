// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/CancellationFacts.h"

#include "checks/analysis/BodyVisitor.h"
#include "checks/analysis/Execution.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// `stop_requested`, `isCancellationRequested` and `abort_requested`, folded.
std::string foldedName(const NamedDecl &Decl) {
  std::string Folded;
  if (Decl.getIdentifier())
    for (char C : Decl.getName())
      if (C != '_')
        Folded.push_back(toLower(C));
  return Folded;
}

bool asksForTheEnd(const CXXMethodDecl &Method) {
  std::string Folded = foldedName(Method);
  StringRef Name = Folded;
  Name.consume_front("is");
  return Method.isConst() && Method.param_empty() &&
         is_contained({"stoprequested", "cancellationrequested",
                       "abortrequested", "cancelrequested", "canceled",
                       "cancelled"},
                      Name);
}

// What a name says about the end of the work.
bool speaksOfTheEnd(const NamedDecl &Decl) {
  std::string Name = foldedName(Decl);
  return any_of(ArrayRef<StringRef>{"cancel", "abort", "stop", "shut", "clos",
                                    "quit", "exit", "running", "terminat"},
                [&](StringRef Word) { return StringRef(Name).contains(Word); });
}

bool isEndless(const Expr *Condition, const ASTContext &Context) {
  bool Value;
  return !Condition ||
         (!Condition->isValueDependent() &&
          Condition->EvaluateAsBooleanCondition(Value, Context) && Value);
}

const Expr *conditionOf(const Stmt &Loop) {
  if (const ForStmt *For = dyn_cast<ForStmt>(&Loop))
    return For->getCond();
  if (const WhileStmt *While = dyn_cast<WhileStmt>(&Loop))
    return While->getCond();
  return cast<DoStmt>(Loop).getCond();
}

const Stmt *bodyOf(const Stmt &Loop) {
  if (const ForStmt *For = dyn_cast<ForStmt>(&Loop))
    return For->getBody();
  if (const WhileStmt *While = dyn_cast<WhileStmt>(&Loop))
    return While->getBody();
  return cast<DoStmt>(Loop).getBody();
}

// A handler that leaves the loop on some path, or looks at what the end is told
// by, knows what it does.
class ReactionFinder : public BodyVisitor<ReactionFinder> {
public:
  explicit ReactionFinder(const UnitAnalysis &Unit) : Unit(Unit) {}
  bool Found = false;

  bool VisitCXXThrowExpr(CXXThrowExpr *) { return !(Found = true); }
  bool VisitReturnStmt(ReturnStmt *) { return !(Found = true); }
  bool VisitCoreturnStmt(CoreturnStmt *) { return !(Found = true); }
  bool VisitBreakStmt(BreakStmt *) { return !(Found = true); }
  bool VisitGotoStmt(GotoStmt *) { return !(Found = true); }
  bool VisitCallExpr(CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    Found |= Callee &&
             (Callee->isNoReturn() || !Unit.failures().of(*Callee).empty());
    return !Found;
  }
  bool VisitDeclRefExpr(DeclRefExpr *Ref) { return note(*Ref->getDecl()); }
  bool VisitMemberExpr(MemberExpr *Member) {
    return note(*Member->getMemberDecl());
  }

private:
  bool note(const ValueDecl &Named) {
    Found |= speaksOfTheEnd(Named) || isCancellationToken(Named.getType());
    return !Found;
  }
  const UnitAnalysis &Unit;
};

// What else in the body of a loop ends it when it is cancelled: a look at
// something that tells, or an await outside the try blocks.
class OtherExitFinder : public BodyVisitor<OtherExitFinder> {
public:
  OtherExitFinder(const CXXTryStmt &Try, bool AnyAwait)
      : Try(Try), AnyAwait(AnyAwait) {}
  bool Found = false;

  bool TraverseCXXTryStmt(CXXTryStmt *Each) {
    return Each == &Try || RecursiveASTVisitor::TraverseCXXTryStmt(Each);
  }
  bool VisitCoroutineSuspendExpr(CoroutineSuspendExpr *E) {
    Found |=
        AnyAwait && TypeFacts::suspends(E->getReadyExpr()) != Suspends::Never;
    return !Found;
  }
  bool VisitDeclRefExpr(DeclRefExpr *Ref) { return note(*Ref->getDecl()); }
  bool VisitMemberExpr(MemberExpr *Member) {
    return note(*Member->getMemberDecl());
  }

private:
  bool note(const ValueDecl &Named) {
    Found |= speaksOfTheEnd(Named) || isCancellationToken(Named.getType());
    return !Found;
  }
  const CXXTryStmt &Try;
  const bool AnyAwait;
};

// A condition, inside the try block, that leaves the loop.
class AskedInsideFinder : public BodyVisitor<AskedInsideFinder> {
public:
  bool Found = false;
  bool VisitIfStmt(IfStmt *If) {
    TokenFinder Asks;
    Asks.TraverseStmt(If->getCond());
    Found |= Asks.Found;
    return !Found;
  }

private:
  class TokenFinder : public BodyVisitor<TokenFinder> {
  public:
    bool Found = false;
    bool VisitDeclRefExpr(DeclRefExpr *Ref) { return note(*Ref->getDecl()); }
    bool VisitMemberExpr(MemberExpr *Member) {
      return note(*Member->getMemberDecl());
    }

  private:
    bool note(const ValueDecl &Named) {
      Found |= speaksOfTheEnd(Named) || isCancellationToken(Named.getType());
      return !Found;
    }
  };
};

template <class Finder> bool finds(Finder Looks, const Stmt *S) {
  Looks.TraverseStmt(const_cast<Stmt *>(S));
  return Looks.Found;
}

struct TryInLoop {
  const CXXTryStmt *Try;
  const Stmt *Loop;
};

class TryFinder : public BodyVisitor<TryFinder> {
public:
  explicit TryFinder(const ASTContext &Context) : Context(Context) {}
  std::vector<TryInLoop> Found;

  bool TraverseStmt(Stmt *S) {
    const Stmt *Outer = Loop;
    if (isa_and_nonnull<ForStmt, WhileStmt, DoStmt>(S))
      Loop = isEndless(conditionOf(*S), Context) ? S : nullptr;
    else if (isa_and_nonnull<CXXForRangeStmt>(S))
      Loop = nullptr;
    else if (CXXTryStmt *Try = dyn_cast_or_null<CXXTryStmt>(S); Try && Loop)
      Found.push_back({Try, Loop});
    bool Continue = RecursiveASTVisitor::TraverseStmt(S);
    Loop = Outer;
    return Continue;
  }

private:
  const ASTContext &Context;
  const Stmt *Loop = nullptr;
};

// Finds the await at a place, and whether it is given a token.
class AwaitFinder : public BodyVisitor<AwaitFinder> {
public:
  explicit AwaitFinder(SourceLocation Loc) : Loc(Loc) {}
  const CoroutineSuspendExpr *Found = nullptr;
  bool VisitCoroutineSuspendExpr(CoroutineSuspendExpr *E) {
    if (E->getKeywordLoc() == Loc)
      Found = E;
    return !Found;
  }

private:
  const SourceLocation Loc;
};

class TokenArgumentFinder : public BodyVisitor<TokenArgumentFinder> {
public:
  bool Found = false;
  // A token that nobody gave is never asked to stop anything.
  bool TraverseCXXDefaultArgExpr(CXXDefaultArgExpr *) { return true; }
  // Who can be asked to stop, such as a loop, hands nothing to the operation.
  bool TraverseMemberExpr(MemberExpr *E) {
    return !isa<CXXMethodDecl>(E->getMemberDecl()) ||
                   isa<CallExpr>(E->getBase()->IgnoreParenImpCasts())
               ? RecursiveASTVisitor::TraverseMemberExpr(E)
               : true;
  }
  bool VisitExpr(Expr *E) {
    Found |= isCancellationToken(E->getType());
    return !Found;
  }
};

// The object that an awaited operation works on.
const ValueDecl *objectOf(const Expr &Operand) {
  const CallParts Call = partsOf(origin(Operand));
  const Expr *Object = Call.Object;
  if (!Object && !Call.Arguments.empty())
    Object = Call.Arguments.front();
  if (!Object)
    return nullptr;
  Object = Object->IgnoreParenImpCasts();
  if (const MemberExpr *Member = dyn_cast<MemberExpr>(Object))
    return Member->getMemberDecl();
  if (const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(Object))
    return Ref->getDecl();
  return nullptr;
}

class CancellerFinder : public BodyVisitor<CancellerFinder> {
public:
  explicit CancellerFinder(const ValueDecl &Object) : Object(Object) {}
  const CallExpr *Found = nullptr;
  bool VisitCXXMemberCallExpr(CXXMemberCallExpr *Call) {
    const CXXMethodDecl *Method = Call->getMethodDecl();
    const Expr *On = Call->getImplicitObjectArgument()->IgnoreParenImpCasts();
    const ValueDecl *Named = nullptr;
    if (const MemberExpr *Member = dyn_cast<MemberExpr>(On))
      Named = Member->getMemberDecl();
    else if (const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(On))
      Named = Ref->getDecl();
    if (Method && Method->getIdentifier() && Named == &Object &&
        (Method->getName() == "cancel" || Method->getName() == "close"))
      Found = Call;
    return !Found;
  }

private:
  const ValueDecl &Object;
};

class Judge {
public:
  Judge(const UnitAnalysis &Unit, const Coroutine &Coro)
      : Unit(Unit), Coro(Coro) {}

  void judge(const TryInLoop &Place,
             std::vector<HiddenCancellation> &Found) const {
    const Failures &Failing = Unit.failures();
    FailureList Reaching = Failing.of(*Place.Try->getTryBlock());
    for (unsigned Index = 0; Index < Place.Try->getNumHandlers(); ++Index) {
      const CXXCatchStmt &Handler = *Place.Try->getHandler(Index);
      QualType Type = Handler.getCaughtType();
      // Whoever names it has thought of it.
      if (isCancellation(Type))
        return;
      if (!finds(ReactionFinder(Unit), Handler.getHandlerBlock()))
        for (const Failure &F : Reaching)
          if (F.AtSuspension && look(Place, Handler, F, Found))
            return;
      erase_if(Reaching,
               [&](const Failure &F) { return Failing.catches(Type, F); });
    }
  }

private:
  bool isCancellation(QualType Type) const {
    const TypeFact *Fact =
        Type.isNull() ? nullptr : Unit.types().modelled(Type);
    return Fact && Fact->Role == TypeRole::Cancellation;
  }

  // Every failure of the await may be the cancellation that a token, or the
  // library, throws into it.
  bool look(const TryInLoop &Place, const CXXCatchStmt &Handler,
            const Failure &F, std::vector<HiddenCancellation> &Found) const {
    if (!Unit.failures().catches(Handler.getCaughtType(), F) &&
        !Unit.failures().catchesAll(Handler.getCaughtType()))
      return false;
    AwaitFinder Finder(F.Loc);
    Finder.TraverseStmt(const_cast<CompoundStmt *>(Place.Try->getTryBlock()));
    if (!Finder.Found)
      return false;
    const Expr &Operand = *Finder.Found->getOperand();
    const CallExpr *Canceller = nullptr;
    bool IsAmbient = false;
    if (!isSeen(F) && !finds(TokenArgumentFinder(), &Operand)) {
      IsAmbient = libraryCancels() && F.Thrown.isNull();
      if (!IsAmbient)
        Canceller = canceller(Operand, F);
      if (!IsAmbient && !Canceller)
        return false;
    }
    if (finds(OtherExitFinder(*Place.Try, IsAmbient), bodyOf(*Place.Loop)) ||
        finds(AskedInsideFinder(), Place.Try->getTryBlock()))
      return false;
    Found.push_back({&Handler, F, Place.Loop, Canceller});
    return true;
  }

  bool isSeen(const Failure &F) const {
    return !F.Thrown.isNull() && isCancellation(F.Thrown);
  }

  // The coroutine's library throws a cancellation into whatever is awaited.
  bool libraryCancels() const {
    const DeclContext *Scope =
        Coro.Task ? Coro.Task->Record->getDeclContext() : nullptr;
    for (; Scope && !Scope->isTranslationUnit(); Scope = Scope->getParent())
      if (const NamespaceDecl *Namespace = dyn_cast<NamespaceDecl>(Scope))
        for (const NamespaceDecl *Part : Namespace->redecls())
          if (any_of(Part->decls(), [&](const Decl *Each) {
                const CXXRecordDecl *Record = dyn_cast<CXXRecordDecl>(Each);
                return Record && isThrownIntoAll(*Record);
              }))
            return true;
    return false;
  }

  bool isThrownIntoAll(const CXXRecordDecl &Record) const {
    const TypeFact *Fact =
        Unit.types().modelled(Unit.ast().getRecordType(&Record));
    return Fact && Fact->Role == TypeRole::Cancellation &&
           Fact->Failure == FailureKind::Throws;
  }

  const CallExpr *canceller(const Expr &Operand, const Failure &F) const {
    // Waits that are cancelled to wake somebody up only ever fail like that.
    if (F.Is != Failure::Possible || !F.Thrown.isNull())
      return nullptr;
    const ValueDecl *Object = objectOf(Operand);
    const VarDecl *Variable = dyn_cast_or_null<VarDecl>(Object);
    if (!Object || (Variable && Variable->hasLocalStorage() &&
                    !Variable->getType()->isReferenceType()))
      return nullptr;
    CancellerFinder Finder(*Object);
    for (const FunctionDecl *Function : Unit.functions())
      if (Function != Coro.Function && !Finder.Found)
        Finder.TraverseStmt(const_cast<Stmt *>(userBody(*Function)));
    return Finder.Found;
  }

  const UnitAnalysis &Unit;
  const Coroutine &Coro;
};

} // namespace

bool isCancellationToken(QualType Type) {
  Type = Type.getNonReferenceType();
  if (!Type->getPointeeType().isNull())
    Type = Type->getPointeeType();
  const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
  Record = Record ? Record->getDefinition() : nullptr;
  return Record && any_of(Record->methods(), [](const CXXMethodDecl *Method) {
           return asksForTheEnd(*Method);
         });
}

std::vector<HiddenCancellation> hiddenCancellations(const UnitAnalysis &Unit,
                                                    const Coroutine &Coro) {
  std::vector<HiddenCancellation> Found;
  TryFinder Finder(Unit.ast());
  Finder.TraverseStmt(const_cast<Stmt *>(userBody(*Coro.Function)));
  const Judge Judging(Unit, Coro);
  for (const TryInLoop &Place : Finder.Found)
    Judging.judge(Place, Found);
  return Found;
}

} // namespace cotidy
