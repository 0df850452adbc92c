// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/BlockingPolicy.h"

#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/Expr.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// A pattern that is none matches nothing: an option cannot stop the host.
std::optional<GlobPattern> glob(StringRef Text) {
  Expected<GlobPattern> Pattern = GlobPattern::create(Text.trim());
  if (Pattern)
    return *Pattern;
  consumeError(Pattern.takeError());
  return std::nullopt;
}

// "{namespace}" stands for where the task type comes from, for libraries that
// exist under several names.
std::string fill(StringRef Text, const TaskFacts *Task) {
  StringRef Name =
      Task && Task->Model ? StringRef(Task->Model->Name) : StringRef();
  StringRef Namespace = Name.substr(0, Name.rfind("::"));
  StringRef Placeholder = "{namespace}";
  auto [Before, After] = Text.split(Placeholder);
  if (Before.size() == Text.size())
    return Text.str();
  return (Before + Namespace + After).str();
}

std::string quotedName(const UnitCalls &Calls, const CallSite &Call) {
  return "'" +
         (Call.Display.empty() ? Calls.Summary.Symbols[Call.Callee].Display
                               : Call.Display) +
         "'";
}

} // namespace

BlockingPolicy::BlockingPolicy(const Options &Opts)
    : EnabledGroups(Opts.list(Groups)), BlockingTexts(Opts.list(BlockingCalls)),
      AllowedTexts(Opts.list(AllowedCallees)) {
  append_range(EnabledGroups, Opts.list(ExtraGroups));
  for (const std::string &Entry : BlockingTexts) {
    auto [Name, Replacement] = StringRef(Entry).split("->");
    if (std::optional<GlobPattern> Pattern = glob(Name))
      Blocking.push_back({*Pattern, Replacement.trim().str()});
  }
  for (const std::string &Entry : AllowedTexts)
    if (std::optional<GlobPattern> Pattern = glob(Entry))
      Allowed.push_back(*Pattern);
  if (StringRef Text = Opts.text(AssumeCoroutineContext); !Text.empty())
    Assumed.emplace(Text);
}

const BlockingPolicy::Pattern *
BlockingPolicy::pattern(const Symbol &Callee) const {
  for (const Pattern &Each : Blocking)
    if (Each.Name.match(Callee.Name))
      return &Each;
  return nullptr;
}

Judgement BlockingPolicy::judge(const UnitCalls &Calls,
                                unsigned MaxDepth) const {
  auto Blocks = [&](const FunctionSummary &Caller, const Symbol &Callee,
                    const CallSite &Call) {
    // Somebody must run the loop, and a coroutine of another library may: only
    // one that the loop itself runs must not.
    if (Call.Group == "loop")
      return Caller.Library == Call.Library;
    return Call.IsSyncWait || is_contained(EnabledGroups, Call.Group) ||
           pattern(Callee);
  };
  auto IsAllowed = [&](const Symbol &Callee) {
    return any_of(Allowed, [&](const GlobPattern &Pattern) {
      return Pattern.match(Callee.Name);
    });
  };
  auto IsAssumed = [&](const Symbol &Callee) {
    return Assumed && Assumed->isValid() && Assumed->match(Callee.Name);
  };
  return cotidy::judge({&Calls.Summary},
                       {Blocks, IsAllowed, IsAssumed, MaxDepth});
}

std::string BlockingPolicy::replacement(const UnitAnalysis &Unit,
                                        const CallRef &Ref) const {
  const UnitCalls &Calls = Unit.calls();
  const CallSite &Call = site(Calls, Ref);
  if (const Pattern *Found = pattern(Calls.Summary.Symbols[Call.Callee]))
    return Found->Replacement;
  const FunctionFact *Fact = origin(Calls, Ref).Fact;
  const TaskFacts *Task =
      Unit.types().task(Calls.Functions[Ref.Function]->getReturnType());
  StringRef Library =
      Task && Task->Model ? StringRef(Task->Model->Library) : StringRef();
  StringRef OfFunction = Fact ? StringRef(Fact->Instead) : StringRef();
  if (Fact && Fact->Library == Library && !OfFunction.empty())
    return fill(OfFunction, Task);
  for (StringRef Text :
       {Unit.model().replacement(Library, Call.Group), OfFunction,
        Unit.model().replacement("std", Call.Group)})
    if (!Text.empty())
      return fill(Text, Task);
  return "";
}

Finding findingAt(const UnitCalls &Calls, const CallRef &Ref) {
  const CallOrigin &Origin = origin(Calls, Ref);
  Finding F;
  F.Loc = Origin.Loc;
  F.Function = Calls.Functions[Ref.Function];
  F.Statement =
      Origin.Call ? Origin.Call->getSourceRange() : SourceRange(Origin.Loc);
  return F;
}

const CallSite &site(const UnitCalls &Calls, const CallRef &Ref) {
  return Calls.Summary.Functions[Ref.Function].Calls[Ref.Call];
}

const CallOrigin &origin(const UnitCalls &Calls, const CallRef &Ref) {
  return Calls.Origins[site(Calls, Ref).Index];
}

std::string blocks(const UnitCalls &Calls, const CallRef &Ref) {
  const CallSite &Call = site(Calls, Ref);
  std::string Name = quotedName(Calls, Call);
  switch (Call.Is) {
  case CallSite::Construct:
    return "constructing " + Name + " blocks";
  case CallSite::Destroy:
    return "destroying " + Name + " blocks";
  case CallSite::Call:
  case CallSite::Suspend:
    return Name + " blocks";
  }
  llvm_unreachable("covered switch");
}

std::string callee(const UnitCalls &Calls, const CallRef &Ref) {
  const CallSite &Call = site(Calls, Ref);
  std::string Name = quotedName(Calls, Call);
  switch (Call.Is) {
  case CallSite::Construct:
    return "the constructor of " + Name;
  case CallSite::Destroy:
    return "the destructor of " + Name;
  case CallSite::Call:
  case CallSite::Suspend:
    return Name;
  }
  llvm_unreachable("covered switch");
}

std::string context(const UnitCalls &Calls, const CallRef &Ref) {
  const FunctionSummary &Function = Calls.Summary.Functions[Ref.Function];
  const std::string &Name = Calls.Summary.Symbols[Function.Symbol].Display;
  if (!Function.IsCoroutine)
    return Name == "lambda" ? "this lambda" : "'" + Name + "'";
  return Name == "lambda" ? "this coroutine lambda"
                          : "coroutine '" + Name + "'";
}

} // namespace cotidy
