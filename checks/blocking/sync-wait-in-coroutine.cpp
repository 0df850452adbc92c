// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A coroutine that waits for a task, a future or an event loop without
// suspending keeps the thread that would have to finish what it waits for. On
// an executor with one thread that is a deadlock, on a larger one it becomes
// one under load.
//
// This file decides about waits that stand in the coroutine itself. Other
// blocking calls are async-blocking-call's business, waits inside helpers
// async-transitive-blocking-call's.

#include "checks/analysis/AwaitFix.h"
#include "checks/analysis/BlockingPolicy.h"
#include "checks/analysis/UnitAnalysis.h"
#include "checks/registry/Check.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Lex/Lexer.h"

using namespace clang;
using namespace llvm;

namespace cotidy {
namespace {

constexpr OptionInfo OptionTable[] = {AllowedCallees, AssumeCoroutineContext};

// The options that decide about groups do not apply here.
constexpr OptionInfo PolicyTable[] = {Groups, ExtraGroups, AllowedCallees,
                                      BlockingCalls, AssumeCoroutineContext};

Options policyOptions(const Options &Own) {
  Options Result(PolicyTable);
  for (const OptionInfo &Option : OptionTable)
    Result.set(Option.Name, Own.text(Option));
  return Result;
}

class SyncWaitInCoroutine final : public Check {
public:
  explicit SyncWaitInCoroutine(const Options &Opts)
      : Policy(policyOptions(Opts)) {}

  void run(const UnitAnalysis &Unit, Reporter &Out) override {
    for (const CallRef &Ref : Policy.judge(Unit.calls(), /*MaxDepth=*/0).Direct)
      if (site(Unit.calls(), Ref).IsSyncWait)
        Out.report(describe(Unit, Ref));
  }

private:
  Finding describe(const UnitAnalysis &Unit, const CallRef &Ref) const;

  const BlockingPolicy Policy;
};

bool isPostfixToken(const Token &Next) {
  return Next.isOneOf(tok::period, tok::arrow, tok::l_square, tok::l_paren);
}

// sync_wait(task) becomes co_await task, in parentheses where something is
// done with the result at once.
// Waiting for a sender yields an optional, which is empty when the work was
// stopped; an await yields the value.
bool mayBeStopped(QualType Result) {
  const CXXRecordDecl *Record = Result->getAsCXXRecordDecl();
  return Record && Record->isInStdNamespace() && Record->getIdentifier() &&
         Record->getName() == "optional";
}

SmallVector<Edit, 1> fix(const UnitAnalysis &Unit, const FunctionDecl &Function,
                         const CallExpr &Call) {
  // The function object that is called is not among what was written.
  unsigned First = isa<CXXOperatorCallExpr>(Call) ? 1 : 0;
  if (isa<CXXMemberCallExpr>(Call) || Call.getNumArgs() != First + 1 ||
      Call.getBeginLoc().isMacroID() || Call.getEndLoc().isMacroID() ||
      mayBeStopped(Call.getType()))
    return {};
  const Expr *Waited = Call.getArg(First)->IgnoreUnlessSpelledInSource();
  // An operator needs the parentheses that the call already has.
  bool IsOperator = isa<CXXOperatorCallExpr>(Waited);
  if (awaitFix(Unit, Function, *Waited).empty())
    return {};
  std::optional<Token> Next =
      Lexer::findNextToken(Call.getEndLoc(), Unit.ast().getSourceManager(),
                           Unit.ast().getLangOpts());
  bool IsUsedAtOnce = Next && isPostfixToken(*Next);
  if (IsOperator && IsUsedAtOnce)
    return {};
  CharSourceRange Head = CharSourceRange::getCharRange(
      Call.getBeginLoc(), Call.getArg(First)->getBeginLoc());
  if (IsOperator)
    return {{Head, "co_await (", true}};
  if (IsUsedAtOnce)
    return {{Head, "(co_await ", true}};
  return {
      {Head, "co_await ", true},
      {CharSourceRange::getTokenRange(Call.getRParenLoc(), Call.getRParenLoc()),
       "", true}};
}

Finding SyncWaitInCoroutine::describe(const UnitAnalysis &Unit,
                                      const CallRef &Ref) const {
  const CallOrigin &Origin = origin(Unit.calls(), Ref);
  Finding F = findingAt(Unit.calls(), Ref);
  F.Message = callee(Unit.calls(), Ref) + " keeps the thread that runs " +
              context(Unit.calls(), Ref) + " until " +
              (Origin.Fact->Why.empty() ? "what it waits for is done"
                                        : Origin.Fact->Why);
  if (std::string Instead = Policy.replacement(Unit, Ref); !Instead.empty())
    F.Notes.push_back({F.Loc, Instead + " instead", NoteRole::Hint});
  if (Origin.Call)
    F.Fixes = fix(Unit, *F.Function, *Origin.Call);
  return F;
}

} // namespace

extern const CheckInfo SyncWaitInCoroutineInfo;
constinit const CheckInfo SyncWaitInCoroutineInfo = {
    .Summary = "a coroutine that waits for a task without suspending",
    .Level = Severity::Error,
    .Since = "0.1",
    .HasFix = true,
    .Opts = OptionTable,
    .Make = [](const Options &O) -> std::unique_ptr<Check> {
      return std::make_unique<SyncWaitInCoroutine>(O);
    }};

} // namespace cotidy
