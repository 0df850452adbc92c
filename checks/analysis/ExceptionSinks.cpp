// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/ExceptionSinks.h"

#include "checks/analysis/SilentHandlers.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

class ReadFinder : public RecursiveASTVisitor<ReadFinder> {
public:
  explicit ReadFinder(const VarDecl &Variable) : Variable(Variable) {}

  bool Found = false;

  bool TraverseStmt(Stmt *S) {
    if (S && isCastToVoid(*S) && !isa<CallExpr>(S))
      return true;
    return RecursiveASTVisitor::TraverseStmt(S);
  }
  bool VisitDeclRefExpr(DeclRefExpr *E) {
    Found |= E->getDecl() == &Variable;
    return !Found;
  }

private:
  const VarDecl &Variable;
};

// Whether a body mentions a variable other than to silence a warning.
bool isRead(const VarDecl &Variable, const Stmt &Body) {
  ReadFinder Finder(Variable);
  Finder.TraverseStmt(const_cast<Stmt *>(&Body));
  return Finder.Found;
}

// An exception_ptr, which the standard library may declare in a namespace of
// its own, a std::exception, or what wraps one where there is neither.
bool isAnyException(QualType Type) {
  const CXXRecordDecl *Record =
      Type.getNonReferenceType()->getAsCXXRecordDecl();
  if (!Record || !Record->getIdentifier())
    return false;
  if (Record->getName() == "exception_wrapper")
    return true;
  if (Record->getName() != "exception_ptr" && Record->getName() != "exception")
    return false;
  const DeclContext *Scope = Record->getDeclContext();
  while (Scope && !Scope->isStdNamespace())
    Scope = Scope->getParent();
  return Scope;
}

const ParmVarDecl *exceptionParameter(const FunctionDecl &Callback) {
  ArrayRef<ParmVarDecl *> Parameters = Callback.parameters();
  ArrayRef<ParmVarDecl *>::iterator It =
      find_if(Parameters, [](const ParmVarDecl *Parameter) {
        return isAnyException(Parameter->getType());
      });
  return It == Parameters.end() ? nullptr : *It;
}

const FunctionDecl *callOperator(const CXXRecordDecl &Record) {
  DeclarationName Name =
      Record.getASTContext().DeclarationNames.getCXXOperatorName(OO_Call);
  for (const NamedDecl *Member : Record.lookup(Name)) {
    if (const FunctionDecl *Function = dyn_cast<FunctionDecl>(Member))
      return Function;
    const FunctionTemplateDecl *Template =
        dyn_cast<FunctionTemplateDecl>(Member);
    if (!Template)
      continue;
    for (const FunctionDecl *Instance : Template->specializations())
      if (Instance->getBody() && exceptionParameter(*Instance))
        return Instance;
    return Template->getTemplatedDecl();
  }
  return nullptr;
}

// `[](size_t attempt, const exception_wrapper &) { return true; }`: asked
// whether to go on, by somebody who keeps the exception.
bool isPredicate(const FunctionDecl &Callback) {
  return Callback.getNumParams() > 1 &&
         Callback.getReturnType()->isBooleanType();
}

// A future that is ready from the start and holds no value.
bool isReadyAndEmpty(const Expr &E) {
  const CallExpr *Call = dyn_cast<CallExpr>(&origin(E));
  return Call && Call->getNumArgs() == 0 && makesReady(*Call);
}

// Nothing is done, and at most success is returned.
bool saysAllWentWell(const Stmt &Body) {
  if (const CompoundStmt *Block = dyn_cast<CompoundStmt>(&Body))
    return all_of(Block->body(),
                  [](const Stmt *S) { return saysAllWentWell(*S); });
  const ReturnStmt *Return = dyn_cast<ReturnStmt>(&Body);
  if (!Return || !Return->getRetValue())
    return doesNothing(Body);
  const CXXBoolLiteralExpr *Literal =
      dyn_cast<CXXBoolLiteralExpr>(&origin(*Return->getRetValue()));
  return Literal ? Literal->getValue()
                 : isReadyAndEmpty(*Return->getRetValue());
}

// The calls of one body; a nested lambda is another function.
class ArgumentFinder : public RecursiveASTVisitor<ArgumentFinder> {
public:
  ArgumentFinder(const UnitAnalysis &Unit, ArrayRef<std::string> LogFunctions,
                 std::vector<SilentCallback> &Found)
      : Unit(Unit), LogFunctions(LogFunctions), Found(Found) {}

  bool TraverseLambdaExpr(LambdaExpr *) { return true; }
  bool TraverseCoawaitExpr(CoawaitExpr *E) {
    return TraverseStmt(E->getOperand());
  }
  bool VisitCallExpr(CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (!Callee || Call->isCallToStdMove() ||
        Unit.types().functionFact(*Callee, FunctionRole::Spawn) ||
        Unit.failures().operation(*Call) == FailureKind::Expected)
      return true;
    for (const Expr *Argument : Call->arguments())
      look(*Call, *Argument);
    return true;
  }

private:
  void look(const CallExpr &Call, const Expr &Argument);
  const ReturnStmt *success(const Stmt &Body) const;

  const UnitAnalysis &Unit;
  const ArrayRef<std::string> LogFunctions;
  std::vector<SilentCallback> &Found;
};

// A task that is ended on purpose has nothing to tell its continuation.
bool failsOnlyOnPurpose(const UnitAnalysis &Unit, const CallExpr &Call) {
  const CXXMemberCallExpr *Member = dyn_cast<CXXMemberCallExpr>(&Call);
  return Member &&
         Unit.types().task(Member->getImplicitObjectArgument()->getType()) &&
         all_of(Unit.failures().ofTask(*Member->getImplicitObjectArgument()),
                [](const Failure &F) { return F.Is == Failure::Expected; });
}

// The last statement of a body that does nothing before but to log.
const ReturnStmt *ArgumentFinder::success(const Stmt &Body) const {
  const CompoundStmt *Block = dyn_cast<CompoundStmt>(&Body);
  if (!Block || Block->body_empty())
    return nullptr;
  const ReturnStmt *Return = dyn_cast<ReturnStmt>(Block->body_back());
  bool Says = Return && Return->getRetValue() &&
              saysSuccess(Unit, *Return->getRetValue());
  return Says && all_of(drop_end(Block->body()),
                        [&](const Stmt *S) {
                          return onlyLogs(Unit, *S, LogFunctions);
                        })
             ? Return
             : nullptr;
}

void ArgumentFinder::look(const CallExpr &Call, const Expr &Argument) {
  const Expr &Given = origin(Argument);
  const FunctionDecl *Callback =
      isa<LambdaExpr>(Given) ? callback(Unit, Given) : nullptr;
  if (!Callback || !exceptionParameter(*Callback) || isPredicate(*Callback))
    return;
  const Stmt &Body = *Callback->getBody();
  SilentCallback Silent{&Call, &Argument, Callback};
  if (!ignoresException(*Callback) || !saysAllWentWell(Body)) {
    Silent.Success = success(Body);
    if (!Silent.Success)
      return;
  }
  if (!failsOnlyOnPurpose(Unit, Call))
    Found.push_back(Silent);
}

} // namespace

std::vector<SilentCallback>
silentCallbacks(const UnitAnalysis &Unit, const FunctionDecl &Function,
                ArrayRef<std::string> LogFunctions) {
  std::vector<SilentCallback> Found;
  ArgumentFinder(Unit, LogFunctions, Found)
      .TraverseStmt(const_cast<Stmt *>(userBody(Function)));
  return Found;
}

const FunctionDecl *callback(const UnitAnalysis &Unit, const Expr &Token) {
  const Expr &E = origin(Token);
  const FunctionDecl *Function = nullptr;
  if (const DeclRefExpr *Reference = dyn_cast<DeclRefExpr>(&E))
    Function = dyn_cast<FunctionDecl>(Reference->getDecl());
  const CXXRecordDecl *Record = E.getType()->getAsCXXRecordDecl();
  if (!Function && Record && Record->hasDefinition())
    Function = callOperator(*Record->getDefinition());
  // A wrapper, such as bind_executor, takes what it calls last.
  if (const CallExpr *Call = dyn_cast<CallExpr>(&E);
      Call && Call->getNumArgs() &&
      (!Function || !Unit.project().contains(Function->getLocation())))
    return callback(Unit, *Call->getArg(Call->getNumArgs() - 1));
  Function = Function ? Function->getDefinition() : nullptr;
  return Function && Function->getBody() &&
                 Unit.project().contains(Function->getLocation())
             ? Function
             : nullptr;
}

bool ignoresException(const FunctionDecl &Callback) {
  if (const ParmVarDecl *Parameter = exceptionParameter(Callback))
    return !isRead(*Parameter, *Callback.getBody());
  return Callback.isTemplated() && Callback.getNumParams() &&
         doesNothing(*Callback.getBody());
}

bool ignoresOutcome(const UnitAnalysis &Unit, const FunctionDecl &Callback) {
  if (ignoresException(Callback))
    return true;
  if (Callback.isTemplated() || Callback.getNumParams() != 1)
    return false;
  const ParmVarDecl &Outcome = *Callback.getParamDecl(0);
  const TypeFact *Fact = Unit.types().modelled(Outcome.getType());
  return Fact && Fact->Role == TypeRole::Error &&
         !isRead(Outcome, *Callback.getBody());
}

namespace {

bool isCurrentException(const Expr &E) {
  const CallExpr *Call = dyn_cast<CallExpr>(E.IgnoreUnlessSpelledInSource());
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  return Callee && yieldsCurrentException(*Callee);
}

// The member a lone `member = std::current_exception()` writes.
const FieldDecl *keptIn(const Stmt &Body) {
  const CompoundStmt *Block = dyn_cast<CompoundStmt>(&Body);
  const Expr *Only = Block && Block->size() == 1
                         ? dyn_cast<Expr>(Block->body_front())
                         : nullptr;
  const CXXOperatorCallExpr *Assignment =
      Only ? dyn_cast<CXXOperatorCallExpr>(Only->IgnoreImplicit()) : nullptr;
  if (!Assignment || !Assignment->isAssignmentOp() ||
      !isCurrentException(*Assignment->getArg(1)))
    return nullptr;
  const MemberExpr *Member =
      dyn_cast<MemberExpr>(Assignment->getArg(0)->IgnoreParenImpCasts());
  return Member ? dyn_cast<FieldDecl>(Member->getMemberDecl()) : nullptr;
}

// Any mention of a name, in templates too, but for the target of an
// assignment.
class MentionFinder : public RecursiveASTVisitor<MentionFinder> {
public:
  explicit MentionFinder(DeclarationName Name) : Name(Name) {}

  bool Found = false;

  bool TraverseCXXOperatorCallExpr(CXXOperatorCallExpr *E) {
    if (E->getOperator() == OO_Equal && mentions(*E->getArg(0)))
      return TraverseStmt(E->getArg(1));
    return RecursiveASTVisitor::TraverseCXXOperatorCallExpr(E);
  }
  bool TraverseBinaryOperator(BinaryOperator *E) {
    if (E->getOpcode() == BO_Assign && mentions(*E->getLHS()))
      return TraverseStmt(E->getRHS());
    return RecursiveASTVisitor::TraverseBinaryOperator(E);
  }
  bool VisitExpr(Expr *E) {
    Found |= mentions(*E);
    return !Found;
  }

private:
  bool mentions(const Expr &E) const {
    const Expr *Inner = E.IgnoreParenImpCasts();
    if (const MemberExpr *Member = dyn_cast<MemberExpr>(Inner))
      return Member->getMemberDecl()->getDeclName() == Name;
    if (const CXXDependentScopeMemberExpr *Member =
            dyn_cast<CXXDependentScopeMemberExpr>(Inner))
      return Member->getMember() == Name;
    if (const DeclRefExpr *Reference = dyn_cast<DeclRefExpr>(Inner))
      return Reference->getDecl()->getDeclName() == Name;
    if (const OverloadExpr *Overload = dyn_cast<OverloadExpr>(Inner))
      return Overload->getName() == Name;
    return false;
  }

  DeclarationName Name;
};

} // namespace

const FieldDecl *unreadException(const UnitAnalysis &Unit,
                                 const FunctionDecl &Unhandled) {
  const FieldDecl *Field = keptIn(*Unhandled.getBody());
  if (!Field)
    return nullptr;
  MentionFinder Finder(Field->getDeclName());
  for (Decl *Top : Unit.ast().getTranslationUnitDecl()->decls())
    if (Unit.project().contains(Top->getLocation()))
      Finder.TraverseDecl(Top);
  return Finder.Found ? nullptr : Field;
}

} // namespace cotidy
