// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/ReportedSuccess.h"

#include "checks/analysis/BodyParts.h"
#include "checks/analysis/BodyTree.h"
#include "checks/analysis/Execution.h"
#include "checks/analysis/SilentHandlers.h"
#include "checks/analysis/UnitAnalysis.h"

#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// The error is handed on this far.
constexpr unsigned MaxDepth = 3;

bool isErrorCode(const UnitAnalysis &Unit, QualType Type) {
  const TypeFact *Fact = Unit.types().modelled(Type);
  return Fact && Fact->Role == TypeRole::Error;
}

bool logsAndNoMore(const UnitAnalysis &Unit, const Stmt &Branch,
                   ArrayRef<std::string> LogFunctions) {
  const CompoundStmt *Block = dyn_cast<CompoundStmt>(&Branch);
  if (!Block)
    return onlyLogs(Unit, Branch, LogFunctions);
  return !Block->body_empty() && all_of(Block->body(), [&](const Stmt *S) {
    return onlyLogs(Unit, *S, LogFunctions);
  });
}

bool saysThatAllWentWell(const CallExpr &Call) {
  const FunctionDecl *Callee = Call.getDirectCallee();
  if (!Callee || !Callee->getIdentifier())
    return false;
  StringRef Name = Callee->getName();
  return (Name.contains_insensitive("success") ||
          Name.contains_insensitive("succeed")) &&
         !Name.starts_with_insensitive("is") &&
         none_of(ArrayRef<StringRef>{"unsucc", "not_succ", "notsucc"},
                 [&](StringRef No) { return Name.contains_insensitive(No); });
}

class Judge {
public:
  Judge(const UnitAnalysis &Unit, ArrayRef<std::string> LogFunctions,
        std::vector<ReportedSuccess> &Found)
      : Unit(Unit), LogFunctions(LogFunctions), Found(Found) {}

  void judge(const FunctionDecl &Handler, const ParmVarDecl &Error,
             unsigned Depth = 0) const;

private:
  void judgeBehind(const FunctionDecl &Handler, const ParmVarDecl &Error,
                   const IfStmt &Test, ArrayRef<Stmt *> Behind) const;
  void follow(const FunctionDecl &Handler, const ParmVarDecl &Error,
              unsigned Depth) const;

  const UnitAnalysis &Unit;
  ArrayRef<std::string> LogFunctions;
  std::vector<ReportedSuccess> &Found;
};

void Judge::judgeBehind(const FunctionDecl &Handler, const ParmVarDecl &Error,
                        const IfStmt &Test, ArrayRef<Stmt *> Behind) const {
  for (const Stmt *S : Behind) {
    // What decides or leaves may know of the failure.
    const Expr *E = dyn_cast<Expr>(S);
    if (mentions(*S, Error) || !(E || isa<DeclStmt>(S)))
      return;
    const CallExpr *Call =
        E ? dyn_cast<CallExpr>(E->IgnoreImplicit()) : nullptr;
    if (!Call || !saysThatAllWentWell(*Call))
      continue;
    Found.push_back({&Test, &Handler, &Error, Call});
    return;
  }
}

void Judge::judge(const FunctionDecl &Handler, const ParmVarDecl &Error,
                  unsigned Depth) const {
  const CompoundStmt *Body = dyn_cast_or_null<CompoundStmt>(userBody(Handler));
  if (!Body)
    return;
  for (CompoundStmt::const_body_iterator At = Body->body_begin();
       At != Body->body_end(); ++At) {
    const IfStmt *If = dyn_cast<IfStmt>(*At);
    const DeclRefExpr *Tested =
        If && !If->getElse() && If->getCond()
            ? dyn_cast<DeclRefExpr>(&testedForTruth(*If->getCond()))
            : nullptr;
    if (Tested && Tested->getDecl() == &Error &&
        logsAndNoMore(Unit, *If->getThen(), LogFunctions))
      judgeBehind(Handler, Error, *If,
                  ArrayRef<Stmt *>(const_cast<Stmt **>(At) + 1,
                                   const_cast<Stmt **>(Body->body_end())));
  }
  if (Depth < MaxDepth)
    follow(Handler, Error, Depth);
}

// Functions of the project that are handed the error as it is.
void Judge::follow(const FunctionDecl &Handler, const ParmVarDecl &Error,
                   unsigned Depth) const {
  const BodyTree Tree(Handler);
  for (const Expr *Call : Tree.calls()) {
    const CallParts Parts = partsOf(*Call);
    const FunctionDecl *Callee =
        Parts.Callee ? Parts.Callee->getDefinition() : nullptr;
    if (!Callee || !Callee->getBody() ||
        !Unit.project().contains(Callee->getLocation()))
      continue;
    for (const auto &[Index, Argument] : enumerate(Parts.Arguments)) {
      const DeclRefExpr *Given = dyn_cast<DeclRefExpr>(&written(*Argument));
      if (Given && Given->getDecl() == &Error &&
          Index < Callee->getNumParams() &&
          isErrorCode(Unit, Callee->getParamDecl(Index)->getType()))
        judge(*Callee, *Callee->getParamDecl(Index), Depth + 1);
    }
  }
}

} // namespace

std::vector<ReportedSuccess>
reportedSuccesses(const UnitAnalysis &Unit, const FunctionDecl &Function,
                  ArrayRef<std::string> LogFunctions) {
  std::vector<ReportedSuccess> Found;
  const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(&Function);
  if (!Method || !Method->getParent()->isLambda())
    return Found;
  for (const ParmVarDecl *Parameter : Function.parameters())
    if (isErrorCode(Unit, Parameter->getType()))
      Judge(Unit, LogFunctions, Found).judge(Function, *Parameter);
  return Found;
}

} // namespace cotidy
