// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/PassedOverErrors.h"

#include "checks/analysis/Activities.h"
#include "checks/analysis/BodyTree.h"
#include "checks/analysis/Execution.h"
#include "checks/analysis/MissingValues.h"
#include "checks/analysis/SilentHandlers.h"
#include "checks/analysis/UnitAnalysis.h"
#include "checks/analysis/UnreadErrors.h"

#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

bool logsAndNoMore(const UnitAnalysis &Unit, const Stmt &Body,
                   ArrayRef<std::string> LogFunctions) {
  if (const CompoundStmt *Block = dyn_cast<CompoundStmt>(&Body))
    return !Block->body_empty() && all_of(Block->body(), [&](const Stmt *S) {
      return logsAndNoMore(Unit, *S, LogFunctions);
    });
  return onlyLogs(Unit, Body, LogFunctions);
}

bool endsInThrow(const Stmt &Branch) {
  const Stmt *Last = &Branch;
  if (const CompoundStmt *Block = dyn_cast<CompoundStmt>(Last))
    Last = Block->body_empty() ? Last : Block->body_back();
  const Expr *E = dyn_cast<Expr>(Last);
  return E && isa<CXXThrowExpr>(E->IgnoreImplicit());
}

// `error != NotThere`, `!isOurs(error)`, or a part of it.
bool isDenial(const Stmt &Condition) {
  const BinaryOperator *Operator = dyn_cast<BinaryOperator>(&Condition);
  const UnaryOperator *Not = dyn_cast<UnaryOperator>(&Condition);
  const CXXOperatorCallExpr *Call = dyn_cast<CXXOperatorCallExpr>(&Condition);
  return (Operator && Operator->getOpcode() == BO_NE) ||
         (Not && Not->getOpcode() == UO_LNot) ||
         (Call && (Call->getOperator() == OO_ExclaimEqual ||
                   Call->getOperator() == OO_Exclaim)) ||
         any_of(Condition.children(),
                [](const Stmt *Child) { return Child && isDenial(*Child); });
}

// `if (error == Full) throw Full(); log(error);`: one failure of many gets out.
// The other way round, the one that is only logged is known to be harmless.
bool throwsOneAndLogsTheRest(const UnitAnalysis &Unit, const Stmt &Body,
                             ArrayRef<std::string> LogFunctions) {
  const CompoundStmt *Block = dyn_cast<CompoundStmt>(&Body);
  return Block && !Block->body_empty() &&
         logsAndNoMore(Unit, *Block->body_back(), LogFunctions) &&
         all_of(Block->body(), [&](const Stmt *S) {
           const IfStmt *If = dyn_cast<IfStmt>(S);
           return If ? !If->getElse() && endsInThrow(*If->getThen()) &&
                           !isDenial(*If->getCond())
                     : logsAndNoMore(Unit, *S, LogFunctions);
         });
}

bool isError(const UnitAnalysis &Unit, QualType Type) {
  const TypeFact *Fact = Unit.types().modelled(Type);
  return Fact && Fact->Role == TypeRole::Error;
}

// The object that a condition finds in failure: `ec`, `!result`,
// `result.has_error()`, `!result.has_value()`.
const ValueDecl *failedIn(const Expr &Condition) {
  const Expr *E = Condition.IgnoreParenImpCasts();
  bool Negated = false;
  if (const UnaryOperator *Not = dyn_cast<UnaryOperator>(E);
      Not && Not->getOpcode() == UO_LNot) {
    Negated = true;
    E = Not->getSubExpr()->IgnoreParenImpCasts();
  }
  if (const CXXOperatorCallExpr *Not = dyn_cast<CXXOperatorCallExpr>(E);
      Not && Not->getOperator() == OO_Exclaim && !Negated) {
    Negated = true;
    E = Not->getArg(0)->IgnoreParenImpCasts();
  }
  bool AsksForValue = true; // a conversion to bool of an expected
  if (const CXXMemberCallExpr *Call = dyn_cast<CXXMemberCallExpr>(E)) {
    const CXXMethodDecl *Method = Call->getMethodDecl();
    if (!Method)
      return nullptr;
    if (const IdentifierInfo *Name = Method->getIdentifier()) {
      if (is_contained({"has_error", "hasException", "has_exception"},
                       Name->getName()))
        AsksForValue = false;
      else if (!is_contained({"has_value", "hasValue", "ok", "is_ok"},
                             Name->getName()))
        return nullptr;
    }
    E = Call->getImplicitObjectArgument()->IgnoreParenImpCasts();
  }
  const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(E);
  if (!Ref)
    return nullptr;
  const CXXRecordDecl *Class =
      Ref->getType().getNonReferenceType()->getAsCXXRecordDecl();
  if (!Class)
    return nullptr;
  // An error code converts to true in failure, an expected in success.
  const bool HoldsValue =
      any_of(Class->methods(), [](const CXXMethodDecl *Method) {
        return Method->getOverloadedOperator() == OO_Star;
      });
  bool Fails = HoldsValue ? Negated == AsksForValue : !Negated;
  return Fails ? Ref->getDecl() : nullptr;
}

// The first mention of a result, or of the error itself.
class MentionFinder : public RecursiveASTVisitor<MentionFinder> {
public:
  MentionFinder(const ValueDecl &Error, ArrayRef<const ValueDecl *> Results)
      : Error(Error), Results(Results) {}

  const DeclRefExpr *First = nullptr;

  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
    if (Ref->getDecl() == &Error || is_contained(Results, Ref->getDecl()))
      First = Ref;
    return !First;
  }

private:
  const ValueDecl &Error;
  ArrayRef<const ValueDecl *> Results;
};

// `*result`, `result->`: what is not there when it failed.
class AccessFinder : public RecursiveASTVisitor<AccessFinder> {
public:
  explicit AccessFinder(const ValueDecl &Expected) : Expected(Expected) {}
  const Expr *Access = nullptr;
  bool Stops = false;

  bool VisitCXXOperatorCallExpr(CXXOperatorCallExpr *Call) {
    const DeclRefExpr *Ref =
        dyn_cast<DeclRefExpr>(written(*Call->getArg(0)).IgnoreParenImpCasts());
    if (!Stops && Ref && Ref->getDecl() == &Expected &&
        (Call->getOperator() == OO_Star || Call->getOperator() == OO_Arrow))
      Access = Call;
    return !Access;
  }
  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
    Stops |= Ref->getDecl() == &Expected;
    return true;
  }

private:
  const ValueDecl &Expected;
};

class TestFinder : public RecursiveASTVisitor<TestFinder> {
public:
  TestFinder(const UnitAnalysis &Unit, const FunctionDecl &Function,
             ArrayRef<std::string> LogFunctions)
      : Unit(Unit), Function(Function), LogFunctions(LogFunctions) {}

  std::vector<PassedOverError> Found;

  bool TraverseLambdaExpr(LambdaExpr *) { return true; }
  bool VisitDeclStmt(DeclStmt *Declared) {
    for (const Decl *Each : Declared->decls())
      if (const VarDecl *Variable = dyn_cast<VarDecl>(Each);
          Variable && Variable->getInit())
        noteResults(*Variable);
    return true;
  }
  bool VisitCompoundStmt(CompoundStmt *Block) {
    for (CompoundStmt::body_iterator At = Block->body_begin();
         At != Block->body_end(); ++At) {
      if (const DeclStmt *Declared = dyn_cast<DeclStmt>(*At))
        VisitDeclStmt(const_cast<DeclStmt *>(Declared));
      if (const IfStmt *If = dyn_cast<IfStmt>(*At))
        judge(*If, ArrayRef<Stmt *>(At + 1, Block->body_end()));
    }
    return true;
  }

private:
  static const CoawaitExpr *awaitIn(const Expr &Init) {
    return dyn_cast<CoawaitExpr>(written(Init).IgnoreParenImpCasts());
  }

  // A number may count what was done before the failure.
  static bool canBeMissing(QualType Type) {
    return Type.getNonReferenceType()->isRecordType() ||
           Type.getNonReferenceType()->isPointerType();
  }

  void noteResults(const VarDecl &Variable) {
    const CoawaitExpr *Await = awaitIn(*Variable.getInit());
    if (!Await)
      return;
    if (const DecompositionDecl *Parts =
            dyn_cast<DecompositionDecl>(&Variable)) {
      ArrayRef<BindingDecl *> Names = Parts->bindings();
      if (Names.size() < 2 || !isError(Unit, Names[0]->getType()))
        return;
      for (const BindingDecl *Name : Names.drop_front())
        if (canBeMissing(Name->getType()))
          ResultsOf[Names[0]].push_back(Name);
      return;
    }
    if (isExpectedLike(Variable.getType())) {
      Expected.insert(&Variable);
      return;
    }
    if (canBeMissing(Variable.getType()))
      noteRedirected(*Await, Variable);
  }

  // `socket = co_await accept(redirect_error(use_awaitable, ec))`
  void noteRedirected(const CoawaitExpr &Await, const VarDecl &Result) {
    class ErrorFinder : public RecursiveASTVisitor<ErrorFinder> {
    public:
      explicit ErrorFinder(const UnitAnalysis &Unit) : Unit(Unit) {}
      const ValueDecl *Found = nullptr;
      bool VisitDeclRefExpr(DeclRefExpr *Ref) {
        const VarDecl *Variable = dyn_cast<VarDecl>(Ref->getDecl());
        if (Variable && Variable->hasLocalStorage() &&
            isError(Unit, Variable->getType()))
          Found = Variable;
        return !Found;
      }

    private:
      const UnitAnalysis &Unit;
    };
    ErrorFinder Finder(Unit);
    Finder.TraverseStmt(Await.getOperand());
    if (Finder.Found)
      ResultsOf[Finder.Found].push_back(&Result);
  }

  void judge(const IfStmt &If, ArrayRef<Stmt *> Behind) {
    const ValueDecl *Error = If.getElse() || If.getInit() || !If.getCond()
                                 ? nullptr
                                 : failedIn(*If.getCond());
    if (!Error)
      return;
    if (!logsAndNoMore(Unit, *If.getThen(), LogFunctions)) {
      const Expr *Use = Expected.contains(Error)
                            ? missingValueTaken(Unit, Function, If, *Error,
                                                Behind, LogFunctions)
                            : nullptr;
      if (Use)
        Found.push_back({&If, Error, Use, Error, /*OnlyLogged=*/false});
      return;
    }
    if (Expected.contains(Error)) {
      for (Stmt *S : Behind) {
        AccessFinder Finder(*Error);
        Finder.TraverseStmt(S);
        if (Finder.Access)
          Found.push_back({&If, Error, Finder.Access, Error});
        if (Finder.Access || Finder.Stops)
          return;
      }
      return;
    }
    ArrayRef<const ValueDecl *> Results = ResultsOf[Error];
    for (Stmt *S : Behind) {
      MentionFinder Finder(*Error, Results);
      Finder.TraverseStmt(S);
      if (!Finder.First)
        continue;
      if (Finder.First->getDecl() != Error)
        Found.push_back({&If, Error, Finder.First, Finder.First->getDecl()});
      return;
    }
  }

  const UnitAnalysis &Unit;
  const FunctionDecl &Function;
  ArrayRef<std::string> LogFunctions;
  SmallPtrSet<const ValueDecl *, 4> Expected;
  DenseMap<const ValueDecl *, SmallVector<const ValueDecl *, 2>> ResultsOf;
};

// The innermost handler around an await that would catch the failure.
const CXXCatchStmt *handlerAround(const UnitAnalysis &Unit,
                                  const BodyTree &Body, const Stmt &Await,
                                  const Failure &F) {
  const Stmt *Inner = &Await;
  for (const Stmt *Outer = Body.parent(Await); Outer;
       Inner = Outer, Outer = Body.parent(*Outer)) {
    const CXXTryStmt *Try = dyn_cast<CXXTryStmt>(Outer);
    if (!Try || Try->getTryBlock() != Inner)
      continue;
    for (unsigned Index = 0; Index < Try->getNumHandlers(); ++Index)
      if (Unit.failures().catches(Try->getHandler(Index)->getCaughtType(), F))
        return Try->getHandler(Index);
  }
  return nullptr;
}

const CoawaitExpr *awaitAround(const BodyTree &Body, const Expr &Call) {
  for (const Stmt *Outer = Body.parent(Call); Outer && isa<Expr>(Outer);
       Outer = Body.parent(*Outer))
    if (const CoawaitExpr *Await = dyn_cast<CoawaitExpr>(Outer))
      return &origin(*Await->getOperand()) == &Call ? Await : nullptr;
  return nullptr;
}

} // namespace

std::vector<PassedOverError>
passedOverErrors(const UnitAnalysis &Unit, const Coroutine &Coro,
                 ArrayRef<std::string> LogFunctions) {
  TestFinder Finder(Unit, *Coro.Function, LogFunctions);
  Finder.TraverseStmt(const_cast<Stmt *>(userBody(*Coro.Function)));
  return std::move(Finder.Found);
}

std::vector<UnreachedHandler>
unreachedHandlers(const UnitAnalysis &Unit, const Coroutine &Coro,
                  ArrayRef<std::string> LogFunctions) {
  // The value of a coroutine that has one says what went wrong.
  const CompoundStmt *Body = dyn_cast<CompoundStmt>(userBody(*Coro.Function));
  const CXXTryStmt *Try =
      Body && !Body->body_empty() && Coro.Body->getFallthroughHandler()
          ? dyn_cast<CXXTryStmt>(Body->body_back())
          : nullptr;
  if (!Try)
    return {};
  std::vector<UnreachedHandler> Found;
  FailureList Reaching = Unit.failures().of(*Try->getTryBlock());
  for (unsigned Index = 0; Index < Try->getNumHandlers(); ++Index) {
    const CXXCatchStmt &Logs = *Try->getHandler(Index);
    const FailureList::const_iterator First =
        find_if(Reaching, [&](const Failure &F) {
          return F.AtSuspension && F.Is != Failure::Expected &&
                 Unit.failures().catches(Logs.getCaughtType(), F);
        });
    if (First == Reaching.end() || doesNothing(*Logs.getHandlerBlock()) ||
        !(logsAndNoMore(Unit, *Logs.getHandlerBlock(), LogFunctions) ||
          throwsOneAndLogsTheRest(Unit, *Logs.getHandlerBlock(), LogFunctions)))
      continue;
    for (const Invocation *Site : Unit.activities().callers(*Coro.Function)) {
      BodyTree Caller(*Site->Caller);
      const CoawaitExpr *Await = awaitAround(Caller, *Site->At);
      const CXXCatchStmt *Handler =
          Await ? handlerAround(Unit, Caller, *Await, *First) : nullptr;
      if (!Handler)
        continue;
      Found.push_back({&Logs, *First, Await, Handler});
      break;
    }
  }
  return Found;
}

} // namespace cotidy
