// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/CallConditions.h"

#include "checks/analysis/Locations.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

bool isZeroValue(const APValue &Value) {
  switch (Value.getKind()) {
  case APValue::Int:
    return Value.getInt().isZero();
  case APValue::Float:
    return Value.getFloat().isZero();
  case APValue::Struct:
    for (unsigned I = 0; I < Value.getStructNumBases(); ++I)
      if (!isZeroValue(Value.getStructBase(I)))
        return false;
    for (unsigned I = 0; I < Value.getStructNumFields(); ++I)
      if (!isZeroValue(Value.getStructField(I)))
        return false;
    return true;
  default:
    return false;
  }
}

const Expr *argument(const CallParts &Parts, int Index) {
  if (Index < 0)
    return Parts.Object;
  return static_cast<size_t>(Index) < Parts.Arguments.size()
             ? Parts.Arguments[Index]
             : nullptr;
}

bool isOfType(const UnitAnalysis &Unit, const Expr *E, StringRef Name) {
  if (!E)
    return false;
  QualType Type = E->IgnoreParenImpCasts()->getType().getNonReferenceType();
  if (!Type->getPointeeType().isNull())
    Type = Type->getPointeeType();
  const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
  return Record && Unit.types().name(*Record) == Name;
}

// `Try<int>(42)`: made of what it would hold if all went well.
bool holdsValue(const ASTContext &Context, const Expr &E) {
  const Expr *Made = &written(E);
  if (const CXXFunctionalCastExpr *Cast = dyn_cast<CXXFunctionalCastExpr>(Made))
    Made = &written(*Cast->getSubExpr());
  const CXXConstructExpr *Construct = dyn_cast<CXXConstructExpr>(Made);
  const ClassTemplateSpecializationDecl *Holder =
      dyn_cast_or_null<ClassTemplateSpecializationDecl>(
          E.getType()->getAsCXXRecordDecl());
  if (!Construct || Construct->getNumArgs() != 1 || !Holder)
    return false;
  const TemplateArgument &Value = Holder->getTemplateArgs()[0];
  return Value.getKind() == TemplateArgument::Type &&
         Context.hasSameUnqualifiedType(Construct->getArg(0)->getType(),
                                        Value.getAsType());
}

bool mayHoldFailure(const UnitAnalysis &Unit, const Expr *E) {
  if (E && holdsValue(Unit.ast(), *E))
    return false;
  const TypeFact *Fact =
      E ? Unit.types().modelled(E->IgnoreParenImpCasts()->getType()) : nullptr;
  return Fact &&
         (Fact->Role == TypeRole::Error || Fact->Role == TypeRole::Exception ||
          Fact->Role == TypeRole::Cancellation);
}

bool happenedBefore(const DenseMap<const ValueDecl *, unsigned> &Seen,
                    const ValueDecl *Subject, unsigned Order) {
  DenseMap<const ValueDecl *, unsigned>::const_iterator It = Seen.find(Subject);
  return It != Seen.end() && It->second < Order;
}

bool isReady(const CallInContext &Call, const ValueDecl *Subject,
             const Mentions &Seen, const UnitMentions &Elsewhere) {
  if (!Subject)
    return false;
  unsigned Order = Call.Destroyed ? ~0u : Call.Order;
  if (happenedBefore(Seen.Ready, Subject, Order) ||
      Elsewhere.Ready.contains(Subject))
    return true;
  return Elsewhere.AnyDescriptorReady && isa<ParmVarDecl>(Subject) &&
         Subject->getType()->isIntegerType();
}

bool holds(const UnitAnalysis &Unit, const Condition &When,
           const CallInContext &Call, const Mentions &Seen,
           const UnitMentions &Elsewhere) {
  const Expr *E = argument(Call.Parts, When.Argument);
  const ValueDecl *Subject = Call.Destroyed ? Call.Destroyed : subject(E);
  switch (When.Is) {
  case Condition::Zero:
    return E && isZero(Unit.ast(), E, Seen);
  case Condition::Flag:
    return mentionsFlag(Unit.ast(), E, When.Text);
  case Condition::NonNull:
    return E && !isNullPointer(*E, Unit.ast());
  case Condition::Type:
    return isOfType(Unit, E, When.Text);
  case Condition::Member:
    return isa_and_nonnull<FieldDecl>(Subject);
  case Condition::Local: {
    const VarDecl *Var = dyn_cast_or_null<VarDecl>(Subject);
    return Var && Var->isLocalVarDecl();
  }
  case Condition::Ready:
    return isReady(Call, Subject, Seen, Elsewhere);
  case Condition::Awaited:
    return Subject && (happenedBefore(Seen.Awaited, Subject, Call.Order) ||
                       isReady(Call, Subject, Seen, Elsewhere));
  case Condition::Moved:
    return Seen.Moved.contains(Subject);
  case Condition::Compared:
    return Seen.Compared.contains(When.Text);
  case Condition::Failure:
    return mayHoldFailure(Unit, E);
  case Condition::Suspended:
    return Call.Destroyed ? Seen.LastSuspension > Call.Order
                          : Seen.FirstSuspension < Call.Order;
  }
  llvm_unreachable("covered switch");
}

} // namespace

const ValueDecl *subject(const Expr *E) {
  if (!E)
    return nullptr;
  const Expr &Inner = written(*E);
  if (const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(&Inner))
    return Ref->getDecl();
  if (const MemberExpr *Member = dyn_cast<MemberExpr>(&Inner))
    return Member->getMemberDecl();
  if (const UnaryOperator *Operator = dyn_cast<UnaryOperator>(&Inner))
    return subject(Operator->getSubExpr());
  if (const ArraySubscriptExpr *Element = dyn_cast<ArraySubscriptExpr>(&Inner))
    return subject(Element->getBase());
  if (const CXXOperatorCallExpr *Call = dyn_cast<CXXOperatorCallExpr>(&Inner))
    return Call->getNumArgs() ? subject(Call->getArg(0)) : nullptr;
  if (const CXXMemberCallExpr *Call = dyn_cast<CXXMemberCallExpr>(&Inner))
    return Call->getNumArgs() ? nullptr
                              : subject(Call->getImplicitObjectArgument());
  // std::get and its kin lead to a part of their argument.
  if (const CallExpr *Call = dyn_cast<CallExpr>(&Inner))
    return Call->getNumArgs() == 1 && Call->isGLValue() &&
                   Call->getDirectCallee() &&
                   Call->getDirectCallee()->isInStdNamespace()
               ? subject(Call->getArg(0))
               : nullptr;
  return nullptr;
}

void collectFlags(const ASTContext &Context, const Stmt *S,
                  StringSet<> &Names) {
  if (!S)
    return;
  if (const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(S))
    if (Ref->getDecl()->getIdentifier())
      Names.insert(Ref->getDecl()->getName());
  const SourceManager &Sources = Context.getSourceManager();
  for (SourceLocation Loc = S->getBeginLoc(); Loc.isMacroID();
       Loc = Sources.getImmediateMacroCallerLoc(Loc))
    Names.insert(
        Lexer::getImmediateMacroName(Loc, Sources, Context.getLangOpts()));
  for (const Stmt *Child : S->children())
    collectFlags(Context, Child, Names);
}

bool mentionsFlag(const ASTContext &Context, const Stmt *S, StringRef Flag) {
  StringSet<> Names;
  collectFlags(Context, S, Names);
  return Names.contains(Flag);
}

bool followsAwait(const CallInContext &Call, const Mentions &Seen) {
  auto IsAwaited = [&](const Expr *E) {
    const ValueDecl *Subject = subject(E);
    return Subject && happenedBefore(Seen.Awaited, Subject, Call.Order);
  };
  return IsAwaited(Call.Parts.Object) ||
         any_of(Call.Parts.Arguments, IsAwaited);
}

bool isZero(const ASTContext &Context, const Expr *E, const Mentions &Seen) {
  E = E->IgnoreUnlessSpelledInSource();
  if (const UnaryOperator *Operator = dyn_cast<UnaryOperator>(E))
    if (Operator->getOpcode() == UO_AddrOf)
      return isZero(Context, Operator->getSubExpr(), Seen);
  if (const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(E))
    if (const VarDecl *Var = dyn_cast<VarDecl>(Ref->getDecl()))
      if (Var->getType()->isRecordType())
        return Var->getInit() && Var->isLocalVarDecl() &&
               !Seen.NonZero.contains(Var) &&
               isZero(Context, Var->getInit(), Seen);
  Expr::EvalResult Result;
  if (E->isValueDependent() || E->getType()->isPointerType() ||
      !E->EvaluateAsRValue(Result, Context, /*InConstantContext=*/true))
    return false;
  return isZeroValue(Result.Val);
}

const FunctionFact *provenFact(const UnitAnalysis &Unit, const CallParts &Call,
                               FunctionRole Role) {
  for (const FunctionFact *Fact : factsOf(Unit, Call)) {
    bool Excluded = any_of(Fact->Unless, [&](const Condition &Each) {
      return Each.Is == Condition::Flag && Each.Argument >= 0 &&
             unsigned(Each.Argument) < Call.Arguments.size() &&
             mentionsFlag(Unit.ast(), Call.Arguments[Each.Argument], Each.Text);
    });
    if (Fact->Role == Role && Fact->Library != "any" && !Excluded)
      return Fact;
  }
  return nullptr;
}

bool applies(const UnitAnalysis &Unit, const FunctionFact &Fact,
             const CallInContext &Call, const Mentions &Seen,
             const UnitMentions &Elsewhere) {
  auto Holds = [&](const Condition &When) {
    return holds(Unit, When, Call, Seen, Elsewhere);
  };
  return all_of(Fact.Only, Holds) && none_of(Fact.Unless, Holds);
}

} // namespace cotidy
