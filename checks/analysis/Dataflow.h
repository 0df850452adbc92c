// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: what holds before each block of a body, on some path?
// Not cached. Cost: blocks are visited in reverse post-order until nothing
// changes, so about (loop depth + 2) visits a block. A block that only one
// other leads to takes over its state without a copy, so that a long body whose
// calls may throw (each ends a block) costs no more than one long block.
//
// A State is a value with `bool join(const State &Other)` that merges another
// path in and says whether that changed anything. It must have finite height:
// join must stop changing it at some point. Replaying the transfer function
// over a block, from the state this returns, gives the state at each element.

#ifndef COTIDY_CHECKS_ANALYSIS_DATAFLOW_H
#define COTIDY_CHECKS_ANALYSIS_DATAFLOW_H

#include "clang/Analysis/Analyses/PostOrderCFGView.h"
#include "clang/Analysis/CFG.h"
#include "clang/Analysis/FlowSensitive/DataflowWorklist.h"

#include <optional>
#include <vector>

namespace cotidy {

/// The one block that `Block` goes on to and that nobody else leads to, or
/// null. Nothing is evaluated in the exit, so it does not count.
inline const clang::CFGBlock *soleSuccessor(const clang::CFG &Graph,
                                            const clang::CFGBlock &Block) {
  const clang::CFGBlock *Sole = nullptr;
  for (const clang::CFGBlock *Next : Block.succs()) {
    if (!Next || Next == &Graph.getExit() || Next == Sole)
      continue;
    if (Sole)
      return nullptr;
    Sole = Next;
  }
  if (!Sole)
    return nullptr;
  for (const clang::CFGBlock *Before : Sole->preds())
    if (Before != &Block)
      return nullptr;
  return Sole;
}

/// What is evaluated last to decide where the block goes on; null when nothing
/// does. Of `a && b` that is one of the two.
inline const clang::Expr *decidingCondition(const clang::CFGBlock &Block) {
  const clang::Expr *Condition = llvm::dyn_cast_or_null<clang::Expr>(
      Block.getTerminatorCondition(/*StripParens=*/true));
  while (Condition) {
    Condition = Condition->IgnoreParens();
    if (const clang::FullExpr *Full =
            llvm::dyn_cast<clang::FullExpr>(Condition)) {
      Condition = Full->getSubExpr();
      continue;
    }
    const clang::BinaryOperator *Logical =
        llvm::dyn_cast<clang::BinaryOperator>(Condition);
    if (!Logical || !Logical->isLogicalOp())
      return Condition;
    Condition = Logical->getRHS();
  }
  return nullptr;
}

/// The state on entry to each block, by block id; empty for blocks that no path
/// reaches, for the exit, and for those that take over the state of the one
/// before them. `Transfer(const clang::CFGElement &, State &)` is called for
/// each element in evaluation order.
template <class State, class TransferFunction>
std::vector<std::optional<State>>
solveForward(const clang::CFG &Graph, State AtEntry,
             const TransferFunction &Transfer) {
  std::vector<std::optional<State>> Before(Graph.getNumBlockIDs());
  clang::PostOrderCFGView View(&Graph);
  clang::ForwardDataflowWorklist Worklist(Graph, &View);
  Before[Graph.getEntry().getBlockID()] = std::move(AtEntry);
  Worklist.enqueueBlock(&Graph.getEntry());
  while (const clang::CFGBlock *Block = Worklist.dequeue()) {
    if (!Before[Block->getBlockID()])
      continue;
    State Now = *Before[Block->getBlockID()];
    for (const clang::CFGBlock *Next = Block; Next;
         Next = soleSuccessor(Graph, *Block)) {
      Block = Next;
      for (const clang::CFGElement &Element : *Block)
        Transfer(Element, Now);
    }
    for (const clang::CFGBlock *Next : Block->succs()) {
      if (!Next || Next == &Graph.getExit())
        continue;
      std::optional<State> &Slot = Before[Next->getBlockID()];
      bool Changed = !Slot || Slot->join(Now);
      if (!Slot)
        Slot = Now;
      if (Changed)
        Worklist.enqueueBlock(Next);
    }
  }
  return Before;
}

/// Calls `Visit(const clang::CFGElement &, const State &)` with the state
/// before each reachable element.
template <class State, class TransferFunction, class Visitor>
void replay(const clang::CFG &Graph,
            const std::vector<std::optional<State>> &Before,
            const TransferFunction &Transfer, const Visitor &Visit) {
  for (const clang::CFGBlock *Block : Graph) {
    if (!Before[Block->getBlockID()])
      continue;
    State Now = *Before[Block->getBlockID()];
    for (; Block; Block = soleSuccessor(Graph, *Block))
      for (const clang::CFGElement &Element : *Block) {
        Visit(Element, static_cast<const State &>(Now));
        Transfer(Element, Now);
      }
  }
}

/// The same where edges tell more than blocks: `Follow(const clang::CFGBlock
/// &From, unsigned Successor, State &)` is called for each edge, and an edge it
/// returns false for is not taken. Every block has a state of its own here.
template <class State, class TransferFunction, class EdgeFunction>
std::vector<std::optional<State>>
solveAlongEdges(const clang::CFG &Graph, State AtEntry,
                const TransferFunction &Transfer, const EdgeFunction &Follow) {
  std::vector<std::optional<State>> Before(Graph.getNumBlockIDs());
  clang::PostOrderCFGView View(&Graph);
  clang::ForwardDataflowWorklist Worklist(Graph, &View);
  Before[Graph.getEntry().getBlockID()] = std::move(AtEntry);
  Worklist.enqueueBlock(&Graph.getEntry());
  while (const clang::CFGBlock *Block = Worklist.dequeue()) {
    if (!Before[Block->getBlockID()])
      continue;
    State Now = *Before[Block->getBlockID()];
    for (const clang::CFGElement &Element : *Block)
      Transfer(Element, Now);
    for (unsigned I = 0; I < Block->succ_size(); ++I) {
      const clang::CFGBlock *Next = *(Block->succ_begin() + I);
      State There = Now;
      if (!Next || !Follow(*Block, I, There))
        continue;
      std::optional<State> &Slot = Before[Next->getBlockID()];
      bool Changed = !Slot || Slot->join(There);
      if (!Slot)
        Slot = std::move(There);
      if (Changed)
        Worklist.enqueueBlock(Next);
    }
  }
  return Before;
}

/// Calls `Visit(const clang::CFGElement &, const State &)` with the state
/// before each element that solveAlongEdges reaches.
template <class State, class TransferFunction, class Visitor>
void replayEachBlock(const clang::CFG &Graph,
                     const std::vector<std::optional<State>> &Before,
                     const TransferFunction &Transfer, const Visitor &Visit) {
  for (const clang::CFGBlock *Block : Graph) {
    if (!Before[Block->getBlockID()])
      continue;
    State Now = *Before[Block->getBlockID()];
    for (const clang::CFGElement &Element : *Block) {
      Visit(Element, static_cast<const State &>(Now));
      Transfer(Element, Now);
    }
  }
}

} // namespace cotidy

#endif
