// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A coroutine is given a cancellation token and does not hand it on to what it
// awaits. Whoever cancels it waits until that is done all the same.
//
// What a cancellation token is, is told by checks/analysis/CancellationFacts.h.

#include "checks/analysis/CancellationFacts.h"
#include "checks/analysis/Execution.h"
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

class UnforwardedCancellation final : public Check {
public:
  void run(const UnitAnalysis &Unit, Reporter &Out) override;
};

const ParmVarDecl *tokenOf(const FunctionDecl &Function) {
  for (const ParmVarDecl *Parameter : Function.parameters())
    if (isCancellationToken(Parameter->getType()))
      return Parameter;
  return nullptr;
}

class TokenFinder : public RecursiveASTVisitor<TokenFinder> {
public:
  bool Found = false;
  bool VisitExpr(Expr *E) {
    Found |= isCancellationToken(E->getType());
    return !Found;
  }
};

bool mentionsToken(const CallExpr &Call) {
  return any_of(Call.arguments(), [](const Expr *Argument) {
    if (isa<CXXDefaultArgExpr>(Argument))
      return false;
    TokenFinder Finder;
    Finder.TraverseStmt(const_cast<Expr *>(Argument));
    return Finder.Found;
  });
}

// The token is left to its default argument.
bool hasDefaultToken(const CallExpr &Call) {
  return any_of(Call.arguments(), [](const Expr *Argument) {
    return isa<CXXDefaultArgExpr>(Argument) &&
           isCancellationToken(Argument->getType());
  });
}

// Another function of that name takes the same and a token behind it.
const FunctionDecl *overloadWithToken(const FunctionDecl &Callee) {
  if (Callee.isTemplateInstantiation())
    return nullptr;
  for (const NamedDecl *Each :
       Callee.getDeclContext()->lookup(Callee.getDeclName())) {
    const FunctionDecl *Other =
        dyn_cast<FunctionDecl>(Each->getUnderlyingDecl());
    if (!Other || Other->getNumParams() != Callee.getNumParams() + 1 ||
        !isCancellationToken(Other->parameters().back()->getType()))
      continue;
    bool IsSame = true;
    for (unsigned Index = 0; Index < Callee.getNumParams(); ++Index)
      IsSame &= Callee.getASTContext().hasSameType(
          Callee.getParamDecl(Index)->getType(),
          Other->getParamDecl(Index)->getType());
    if (IsSame)
      return Other;
  }
  return nullptr;
}

Finding describe(const Coroutine &Coro, const CallExpr &Call,
                 const ParmVarDecl &Token, const FunctionDecl &Takes) {
  Finding F;
  F.Loc = Call.getBeginLoc();
  F.Function = Coro.Function;
  F.Statement = Call.getSourceRange();
  F.Message = "'" + Token.getNameAsString() + "' is not passed to '" +
              displayName(Takes) + "', which could be cancelled with it";
  F.Notes.push_back({Token.getLocation(),
                     "'" + Token.getNameAsString() + "' is given here",
                     NoteRole::Context});
  F.Notes.push_back({Takes.getLocation(),
                     "'" + displayName(Takes) + "' takes a token",
                     NoteRole::Other});
  return F;
}

void UnforwardedCancellation::run(const UnitAnalysis &Unit, Reporter &Out) {
  for (const Coroutine &Coro : Unit.coroutines()) {
    const ParmVarDecl *Token = tokenOf(*Coro.Function);
    if (!Token || Token->getName().empty())
      continue;
    for (const Suspension &S : Coro.Suspensions) {
      if (S.Is != Suspension::Await)
        continue;
      const CallExpr *Call = dyn_cast<CallExpr>(S.operand().IgnoreImplicit());
      const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
      if (!Callee || mentionsToken(*Call))
        continue;
      const FunctionDecl *Takes =
          hasDefaultToken(*Call) ? Callee : overloadWithToken(*Callee);
      if (Takes)
        Out.report(describe(Coro, *Call, *Token, *Takes));
    }
  }
}

} // namespace

extern const CheckInfo UnforwardedCancellationInfo;
constinit const CheckInfo UnforwardedCancellationInfo = {
    .Summary = "a cancellation token that is not handed on to what is awaited",
    .Level = Severity::Info,
    .DefaultOn = false,
    .Since = "0.1",
    .Make = [](const Options &) -> std::unique_ptr<Check> {
      return std::make_unique<UnforwardedCancellation>();
    }};

} // namespace cotidy
