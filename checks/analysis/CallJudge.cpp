// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// judge(): from the summaries of units to what blocks coroutines. Works on
// plain data only; nothing here knows an AST.

#include "checks/analysis/CallFacts.h"

#include "llvm/ADT/STLExtras.h"

#include <deque>
#include <map>
#include <optional>

using namespace llvm;

namespace cotidy {

namespace {

struct Node {
  unsigned Unit;
  unsigned Function;
  /// Other work waits for it on its thread.
  bool IsContext = false;
  /// Entered by calls: what it does, its caller does.
  bool IsPlain = false;
  /// Calls to the next blocking one, this one's included; 0 for never.
  unsigned Distance = 0;
  unsigned NextCall = 0;
};

class Judge {
public:
  Judge(ArrayRef<const UnitSummary *> Units, const BlockingRules &Rules)
      : Units(Units), Rules(Rules) {}

  Judgement run();

private:
  const FunctionSummary &function(const Node &N) const {
    return Units[N.Unit]->Functions[N.Function];
  }
  const Symbol &symbol(const Node &N, const CallSite &Call) const {
    return Units[N.Unit]->Symbols[Call.Callee];
  }
  const Symbol &symbol(const Node &N) const {
    return Units[N.Unit]->Symbols[function(N).Symbol];
  }
  bool blocks(const Node &N, const CallSite &Call) const {
    const Symbol &Callee = symbol(N, Call);
    return Rules.Blocks(function(N), Callee, Call) && !isAllowed(Callee);
  }
  bool isAllowed(const Symbol &Function) const {
    return Function.IsNonBlocking || Rules.IsAllowed(Function);
  }
  static bool isHere(const CallSite &Call) {
    return !Call.IsElsewhere && !Call.IsOffloaded;
  }
  /// The node that a call enters, or none.
  std::optional<unsigned> target(const Node &N, const CallSite &Call) const;

  void collectNodes();
  void moveCoroutines();
  bool startsElsewhere(unsigned Coroutine,
                       const std::vector<std::vector<CallRef>> &Callers,
                       const std::vector<bool> &Moved) const;
  void measureDistances();
  const CallSite &blockingEnd(unsigned From) const;
  std::vector<CallRef> chain(const Node &From, unsigned Call) const;
  void judgeCall(const Node &N, unsigned Index);

  ArrayRef<const UnitSummary *> Units;
  const BlockingRules &Rules;
  std::vector<Node> Nodes;
  std::map<std::string, unsigned> NodeOf;
  std::map<std::pair<unsigned, unsigned>, unsigned> NodeOfFunction;
  /// The chain that was reported for a function, in a unit.
  std::map<std::pair<unsigned, unsigned>, size_t> ChainOf;
  Judgement Result;
};

void Judge::collectNodes() {
  for (unsigned Unit = 0; Unit < Units.size(); ++Unit)
    for (unsigned Function = 0; Function < Units[Unit]->Functions.size();
         ++Function) {
      Node N{Unit, Function};
      const FunctionSummary &Summary = function(N);
      bool IsAssumed = Rules.IsAssumedAsync(symbol(N));
      N.IsContext = Summary.IsAsync || IsAssumed;
      N.IsPlain = !Summary.IsCoroutine && !N.IsContext && !isAllowed(symbol(N));
      NodeOf.try_emplace(symbol(N).Id, Nodes.size());
      NodeOfFunction[{Unit, Function}] = Nodes.size();
      Nodes.push_back(N);
    }
}

std::optional<unsigned> Judge::target(const Node &N,
                                      const CallSite &Call) const {
  // What is known to keep the thread is judged as such; how is its own affair.
  if (!Call.Group.empty())
    return std::nullopt;
  std::map<std::string, unsigned>::const_iterator It =
      NodeOf.find(symbol(N, Call).Id);
  if (It == NodeOf.end() || It->first.empty())
    return std::nullopt;
  return It->second;
}

bool Judge::startsElsewhere(unsigned Coroutine,
                            const std::vector<std::vector<CallRef>> &Callers,
                            const std::vector<bool> &Moved) const {
  return !Callers[Coroutine].empty() &&
         all_of(Callers[Coroutine], [&](const CallRef &Ref) {
           unsigned Caller = NodeOfFunction.at({Ref.Unit, Ref.Function});
           const CallSite &Call = function(Nodes[Caller]).Calls[Ref.Call];
           return Moved[Caller] || !isHere(Call);
         });
}

// A coroutine that is only ever handed to workers runs where blocking is
// allowed, and so does one that only such coroutines call.
void Judge::moveCoroutines() {
  std::vector<std::vector<CallRef>> Callers(Nodes.size());
  for (const Node &N : Nodes)
    for (unsigned I = 0; I < function(N).Calls.size(); ++I)
      if (std::optional<unsigned> Callee = target(N, function(N).Calls[I]))
        Callers[*Callee].push_back({N.Unit, N.Function, I});
  std::vector<bool> Moved(Nodes.size());
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (unsigned I = 0; I < Nodes.size(); ++I)
      if (!Moved[I] && function(Nodes[I]).IsCoroutine &&
          startsElsewhere(I, Callers, Moved))
        Changed = Moved[I] = true;
  }
  for (unsigned I = 0; I < Nodes.size(); ++I)
    if (Moved[I])
      Nodes[I].IsContext = false;
}

// Breadth first from the blocking calls backwards, so each function learns its
// shortest way.
void Judge::measureDistances() {
  std::vector<std::vector<CallRef>> Callers(Nodes.size());
  std::deque<unsigned> Todo;
  for (unsigned At = 0; At < Nodes.size(); ++At) {
    Node &N = Nodes[At];
    if (!N.IsPlain)
      continue;
    for (unsigned I = 0; I < function(N).Calls.size(); ++I) {
      const CallSite &Call = function(N).Calls[I];
      if (!isHere(Call))
        continue;
      if (std::optional<unsigned> Callee = target(N, Call))
        Callers[*Callee].push_back({N.Unit, N.Function, I});
      if (!N.Distance && blocks(N, Call)) {
        N.Distance = 1;
        N.NextCall = I;
        Todo.push_back(At);
      }
    }
  }
  while (!Todo.empty()) {
    unsigned At = Todo.front();
    Todo.pop_front();
    for (const CallRef &Ref : Callers[At]) {
      unsigned Index = NodeOfFunction.at({Ref.Unit, Ref.Function});
      Node &Caller = Nodes[Index];
      if (Caller.Distance)
        continue;
      Caller.Distance = Nodes[At].Distance + 1;
      Caller.NextCall = Ref.Call;
      Todo.push_back(Index);
    }
  }
}

std::vector<CallRef> Judge::chain(const Node &From, unsigned Call) const {
  std::vector<CallRef> Result{{From.Unit, From.Function, Call}};
  const Node *N = &Nodes[*target(From, function(From).Calls[Call])];
  for (;;) {
    Result.push_back({N->Unit, N->Function, N->NextCall});
    if (N->Distance == 1)
      return Result;
    N = &Nodes[*target(*N, function(*N).Calls[N->NextCall])];
  }
}

const CallSite &Judge::blockingEnd(unsigned From) const {
  const Node *N = &Nodes[From];
  while (N->Distance > 1)
    N = &Nodes[*target(*N, function(*N).Calls[N->NextCall])];
  return function(*N).Calls[N->NextCall];
}

void Judge::judgeCall(const Node &N, unsigned Index) {
  const CallSite &Call = function(N).Calls[Index];
  if (!isHere(Call))
    return;
  if (blocks(N, Call)) {
    Result.Direct.push_back({N.Unit, N.Function, Index});
    return;
  }
  std::optional<unsigned> Callee = target(N, Call);
  if (!Callee || !Nodes[*Callee].IsPlain || !Nodes[*Callee].Distance ||
      Nodes[*Callee].Distance > Rules.MaxDepth)
    return;
  // co_await client.poll(); client.recv();
  if (Call.FollowsAwait && blockingEnd(*Callee).NeedsReadiness)
    return;
  auto [It, IsNew] =
      ChainOf.try_emplace({N.Unit, *Callee}, Result.Chains.size());
  if (IsNew)
    Result.Chains.push_back({chain(N, Index), {}});
  else
    Result.Chains[It->second].Others.push_back({N.Unit, N.Function, Index});
}

Judgement Judge::run() {
  collectNodes();
  moveCoroutines();
  measureDistances();
  for (const Node &N : Nodes)
    if (N.IsContext)
      for (unsigned I = 0; I < function(N).Calls.size(); ++I)
        judgeCall(N, I);
  return std::move(Result);
}

} // namespace

Judgement judge(ArrayRef<const UnitSummary *> Units,
                const BlockingRules &Rules) {
  return Judge(Units, Rules).run();
}

} // namespace cotidy
