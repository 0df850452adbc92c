// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/MissingValues.h"

#include "checks/analysis/BodyParts.h"
#include "checks/analysis/BodyTree.h"
#include "checks/analysis/Execution.h"
#include "checks/analysis/SilentHandlers.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/Analysis/CFG.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

template <class Predicate> bool anyPart(const Stmt *S, const Predicate &Holds) {
  return S && (Holds(*S) || any_of(S->children(), [&](const Stmt *Child) {
                 return anyPart(Child, Holds);
               }));
}

bool mayLeave(const Stmt &S) {
  return anyPart(&S, [](const Stmt &Part) {
    if (isa<CoreturnStmt, ReturnStmt, BreakStmt, ContinueStmt, GotoStmt,
            CXXThrowExpr>(Part))
      return true;
    const CallExpr *Call = dyn_cast<CallExpr>(&Part);
    const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
    return Callee && Callee->isNoReturn();
  });
}

// What does not return may not say so in its type.
bool soundsFinal(const Stmt &S) {
  return anyPart(&S, [](const Stmt &Part) {
    const CallExpr *Call = dyn_cast<CallExpr>(&Part);
    const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
    return Callee && Callee->getIdentifier() &&
           any_of(ArrayRef<StringRef>{"throw", "raise", "fatal", "abort",
                                      "panic", "die", "exit", "terminate"},
                  [&](StringRef Word) {
                    return Callee->getName().contains_insensitive(Word);
                  });
  });
}

// A plain assignment may be asked about later; a counter is not.
bool setsSomething(const Stmt &S) {
  return anyPart(&S, [](const Stmt &Part) {
    if (const BinaryOperator *Assignment = dyn_cast<BinaryOperator>(&Part))
      return Assignment->getOpcode() == BO_Assign;
    const CXXOperatorCallExpr *Call = dyn_cast<CXXOperatorCallExpr>(&Part);
    return Call && Call->getOperator() == OO_Equal;
  });
}

// `r.error()`, `r.exception()`: the member call that a mention is the object
// of.
const CXXMethodDecl *methodOn(const BodyTree &Tree, const Stmt &Mention,
                              const CXXMemberCallExpr *&Call) {
  const Stmt *Outer = Tree.parent(Mention);
  while (Outer && isa<ImplicitCastExpr, ParenExpr, MemberExpr>(Outer))
    Outer = Tree.parent(*Outer);
  Call = dyn_cast_or_null<CXXMemberCallExpr>(Outer);
  return Call && written(*Call->getImplicitObjectArgument())
                         .IgnoreParenImpCasts() == &Mention
             ? Call->getMethodDecl()
             : nullptr;
}

bool isOneOf(const CXXMethodDecl *Method, ArrayRef<StringRef> Names) {
  return Method && Method->getIdentifier() &&
         is_contained(Names, Method->getName());
}

class Search {
public:
  Search(const UnitAnalysis &Unit, const BodyTree &Tree, const IfStmt &Test,
         const ValueDecl &Expected, ArrayRef<std::string> LogFunctions)
      : Unit(Unit), Tree(Tree), Test(Test), Expected(Expected),
        LogFunctions(LogFunctions) {}

  const Expr *behind(ArrayRef<Stmt *> Statements) const;
  bool reaches(const CFG &Graph, const Expr &Use) const;

private:
  bool leavesItAlone(const Stmt &Branch) const;
  bool tellsSomebody(const Stmt &S) const;
  const Expr *taken(const Stmt &S) const;
  const Expr *valueAt(const DeclRefExpr &Mention) const;
  bool isPartOfMore(const Expr &Value) const;
  bool isUnconditional(const Stmt &Part, const Stmt &Within) const;

  const UnitAnalysis &Unit;
  const BodyTree &Tree;
  const IfStmt &Test;
  const ValueDecl &Expected;
  ArrayRef<std::string> LogFunctions;
};

// It only asks the expected what went wrong.
bool Search::leavesItAlone(const Stmt &Branch) const {
  return all_of(Tree.mentions(Expected), [&](const DeclRefExpr *Mention) {
    if (!Tree.contains(Branch, *Mention))
      return true;
    const CXXMemberCallExpr *Call = nullptr;
    const CXXMethodDecl *Method = methodOn(Tree, *Mention, Call);
    return Method &&
           (Method->isConst() || isOneOf(Method, {"error", "exception"}));
  });
}

// Some statement hands something to a function that does not log.
bool Search::tellsSomebody(const Stmt &S) const {
  const Expr *E = dyn_cast<Expr>(&S);
  if (!E)
    return any_of(S.children(), [&](const Stmt *Child) {
      return Child && tellsSomebody(*Child);
    });
  E = E->IgnoreImplicit();
  if (const CoawaitExpr *Await = dyn_cast<CoawaitExpr>(E))
    E = Await->getOperand()->IgnoreImplicit();
  const CallExpr *Call = dyn_cast<CallExpr>(E);
  return Call && Call->getNumArgs() && !isa<CXXOperatorCallExpr>(Call) &&
         !Call->getBeginLoc().isMacroID() && !onlyLogs(Unit, *E, LogFunctions);
}

// Not its own statement, nor kept, nor returned: whoever writes one of these
// may want the failure to pass on.
bool Search::isPartOfMore(const Expr &Value) const {
  bool IsPart = false;
  const Stmt *Outer = Tree.parent(Value);
  for (; Outer && isa<Expr>(Outer); Outer = Tree.parent(*Outer))
    if (const CallExpr *Call = dyn_cast<CallExpr>(Outer))
      IsPart |= !Call->isCallToStdMove();
    else
      IsPart |= isa<MemberExpr>(Outer);
  return IsPart && !isa_and_nonnull<ReturnStmt, CoreturnStmt>(Outer);
}

const Expr *Search::valueAt(const DeclRefExpr &Mention) const {
  const CXXMemberCallExpr *Call = nullptr;
  if (isOneOf(methodOn(Tree, Mention, Call), {"value"}))
    return tellsSomebody(*Test.getThen()) && isPartOfMore(*Call) ? Call
                                                                 : nullptr;
  const Stmt *Outer = Tree.parent(Mention);
  while (Outer && isa<ImplicitCastExpr, ParenExpr>(Outer))
    Outer = Tree.parent(*Outer);
  const CXXOperatorCallExpr *Access =
      dyn_cast_or_null<CXXOperatorCallExpr>(Outer);
  return Access && (Access->getOperator() == OO_Star ||
                    Access->getOperator() == OO_Arrow)
             ? Access
             : nullptr;
}

bool Search::isUnconditional(const Stmt &Part, const Stmt &Within) const {
  for (const Stmt *Outer = &Part; Outer && Outer != &Within;
       Outer = Tree.parent(*Outer)) {
    const BinaryOperator *Logical = dyn_cast<BinaryOperator>(Outer);
    if (isa<ConditionalOperator>(Outer) || (Logical && Logical->isLogicalOp()))
      return false;
  }
  return true;
}

// The value that the first mention in a statement takes.
const Expr *Search::taken(const Stmt &S) const {
  for (const DeclRefExpr *Mention : Tree.mentions(Expected))
    if (Tree.contains(S, *Mention))
      return isUnconditional(*Mention, S) ? valueAt(*Mention) : nullptr;
  return nullptr;
}

const Expr *Search::behind(ArrayRef<Stmt *> Statements) const {
  const Stmt &Branch = *Test.getThen();
  if (!leavesItAlone(Branch) || setsSomething(Branch) || soundsFinal(Branch))
    return nullptr;
  for (const Stmt *S : Statements) {
    const bool IsPlain = isa<Expr, DeclStmt, ReturnStmt, CoreturnStmt>(S);
    if (mentions(*S, Expected))
      return IsPlain ? taken(*S) : nullptr;
    if (mayLeave(*S))
      return nullptr;
  }
  return nullptr;
}

// From the first block of the branch, along the ways that no exception takes.
bool Search::reaches(const CFG &Graph, const Expr &Use) const {
  SmallVector<const CFGBlock *, 8> Open;
  SmallPtrSet<const CFGBlock *, 16> Seen;
  for (const CFGBlock *Block : Graph)
    if (Block->getTerminatorStmt() == &Test && Block->succ_size())
      if (const CFGBlock *Then = *Block->succ_begin())
        Open.push_back(Then);
  while (!Open.empty()) {
    const CFGBlock &Block = *Open.pop_back_val();
    if (!Seen.insert(&Block).second || Block.hasNoReturnElement())
      continue;
    for (const CFGElement &Element : Block)
      if (std::optional<CFGStmt> S = Element.getAs<CFGStmt>();
          S && S->getStmt() == &Use)
        return true;
    for (const CFGBlock *Next : Block.succs()) {
      if (Next)
        Open.push_back(Next);
      if (!Block.getTerminatorStmt())
        break;
    }
  }
  return false;
}

} // namespace

const Expr *missingValueTaken(const UnitAnalysis &Unit,
                              const FunctionDecl &Function, const IfStmt &Test,
                              const ValueDecl &Expected,
                              ArrayRef<Stmt *> Behind,
                              ArrayRef<std::string> LogFunctions) {
  const BodyTree Tree(Function);
  const Search Here(Unit, Tree, Test, Expected, LogFunctions);
  const Expr *Use = Here.behind(Behind);
  const SuspensionCfg *Cfg = Use ? Unit.cfg(Function) : nullptr;
  return Cfg && Here.reaches(Cfg->graph(), *Use) ? Use : nullptr;
}

} // namespace cotidy
