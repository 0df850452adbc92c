// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/LockSets.h"

#include "checks/analysis/Activities.h"
#include "checks/analysis/Dataflow.h"
#include "checks/analysis/Execution.h"
#include "checks/analysis/LockTaking.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// The locks that some path holds, as sorted numbers.
struct Held {
  SmallVector<unsigned, 2> Ids;
  bool join(const Held &Other) {
    size_t Before = Ids.size();
    for (unsigned Id : Other.Ids)
      add(Id);
    return Before != Ids.size();
  }
  void add(unsigned Id) {
    if (!is_contained(Ids, Id))
      Ids.insert(lower_bound(Ids, Id), Id);
  }
};

std::string lockName(const std::optional<Location> &Place) {
  return Place ? Place->name() : "";
}

} // namespace

class LockFlow : public RecursiveASTVisitor<LockFlow> {
public:
  LockFlow(const UnitAnalysis &Unit, const FunctionDecl &Function,
           const GuardTypes &Types, const LocationResolver &Resolver,
           LockSets &Out)
      : Unit(Unit), Function(Function), Types(Types), Resolver(Resolver),
        Out(Out) {}

  void run() {
    heldByCaller();
    TraverseStmt(const_cast<Stmt *>(userBody(Function)));
    const SuspensionCfg *Cfg = TakesLocks ? Unit.cfg(Function) : nullptr;
    if (!Cfg)
      return;
    auto Transfer = [this](const CFGElement &Element, Held &Now) {
      transfer(Element, Now);
    };
    auto Note = [this](const CFGElement &Element, const Held &Now) {
      if (std::optional<CFGStmt> S = Element.getAs<CFGStmt>())
        if (!Now.Ids.empty())
          Out.Held[S->getStmt()] = Now.Ids;
    };
    replay(Cfg->graph(), solveForward(Cfg->graph(), Held(), Transfer), Transfer,
           Note);
  }

  bool TraverseLambdaExpr(LambdaExpr *) { return true; }
  bool VisitVarDecl(VarDecl *Variable) {
    TakesLocks |= Types.holder(Variable->getType()) != LockKind::None;
    return true;
  }
  bool VisitCallExpr(CallExpr *Call) {
    TakesLocks |= !lockUses(*Call, Types).empty() || takesForCaller(*Call);
    return true;
  }

private:
  unsigned add(std::optional<Location> Place) {
    Out.Locks.push_back({Place, lockName(Place)});
    return Out.Locks.size() - 1;
  }

  std::optional<Location> place(const Expr *Lock) const {
    if (!Lock)
      return std::nullopt;
    return isHandle(Lock->getType()) ? Resolver.pointee(Lock)
                                     : Resolver.resolve(Lock);
  }

  void heldByCaller() {
    for (const RequiresCapabilityAttr *Attr :
         Function.specific_attrs<RequiresCapabilityAttr>())
      for (const Expr *Lock : Attr->args())
        Out.Everywhere.push_back(add(place(Lock)));
    for (const ParmVarDecl *Parameter : Function.parameters())
      if (Types.guard(Parameter->getType()) != LockKind::None)
        Out.Everywhere.push_back(add(std::nullopt));
    // A lambda handed over together with a lock runs under it.
    if (any_of(Unit.activities().serializers(Function),
               [](const SerializingCall &Call) { return Call.TakesLock; }))
      Out.Everywhere.push_back(add(std::nullopt));
  }

  // A function of the project that leaves a lock taken.
  bool takesForCaller(const CallExpr &Call) {
    const FunctionDecl *Callee = Call.getDirectCallee();
    if (!Callee || !Callee->hasBody() ||
        !Unit.project().contains(Callee->getLocation()))
      return false;
    auto [It, IsNew] = Takers.try_emplace(Callee->getCanonicalDecl(), false);
    if (IsNew) {
      bool Takes = false, GivesBack = false;
      for (const LockUse &Use : lockUses(*Callee, Types)) {
        Takes |= Use.Is == LockAction::Take || Use.Is == LockAction::Try;
        GivesBack |= Use.Is == LockAction::GiveBack;
      }
      It->second = Takes && !GivesBack;
    }
    return It->second;
  }

  void transfer(const CFGElement &Element, Held &Now) {
    if (std::optional<CFGAutomaticObjDtor> End =
            Element.getAs<CFGAutomaticObjDtor>()) {
      release(End->getVarDecl(), Now);
      return;
    }
    std::optional<CFGStmt> S = Element.getAs<CFGStmt>();
    if (!S)
      return;
    if (const DeclStmt *Decls = dyn_cast<DeclStmt>(S->getStmt())) {
      for (const Decl *D : Decls->decls())
        if (const VarDecl *Variable = dyn_cast<VarDecl>(D))
          declare(*Variable, Now);
    } else if (const CallExpr *Call = dyn_cast<CallExpr>(S->getStmt())) {
      call(*Call, Now);
    }
  }

  void declare(const VarDecl &Variable, Held &Now) {
    if (!Variable.hasInit() ||
        Types.holder(Variable.getType()) == LockKind::None)
      return;
    const LockTaking Taking = lockTaking(Variable.getInit(), Types);
    if (Taking.How == LockTaking::Nothing) {
      (void)locksOf(Variable, nullptr); // to be taken later
      return;
    }
    for (unsigned Id : locksOf(Variable, Taking.Lock))
      Now.add(Id);
  }

  // std::scoped_lock takes several.
  ArrayRef<unsigned> locksOf(const VarDecl &Guard, const Expr *Lock) {
    SmallVector<unsigned, 1> &Ids = OfGuard[&Guard];
    if (!Ids.empty())
      return Ids;
    const CXXConstructExpr *Made =
        Guard.hasInit()
            ? dyn_cast<CXXConstructExpr>(ignoreForwarding(Guard.getInit()))
            : nullptr;
    if (Made)
      for (const Expr *Argument : Made->arguments())
        if (Types.lock(Argument->getType()) != LockKind::None)
          Ids.push_back(add(place(Argument)));
    if (Ids.empty())
      Ids.push_back(add(place(Lock)));
    return Ids;
  }

  void call(const CallExpr &Call, Held &Now) {
    for (const LockUse &Use : lockUses(Call, Types)) {
      const DeclRefExpr *Ref =
          dyn_cast<DeclRefExpr>(ignoreForwarding(Use.Lock));
      const VarDecl *Guard = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
      if (!Guard || Types.holder(Guard->getType()) == LockKind::None)
        Guard = nullptr;
      if (Use.Is == LockAction::GiveBack) {
        Guard ? release(Guard, Now) : release(place(Use.Lock), Now);
      } else if (Guard) {
        for (unsigned Id : locksOf(*Guard, nullptr))
          Now.add(Id);
      } else {
        unsigned &Id = OfCall.try_emplace(&Call, ~0u).first->second;
        if (Id == ~0u)
          Id = add(place(Use.Lock));
        Now.add(Id);
      }
    }
    if (takesForCaller(Call)) {
      unsigned &Id = OfCall.try_emplace(&Call, ~0u).first->second;
      if (Id == ~0u)
        Id = add(std::nullopt);
      Now.add(Id);
    }
  }

  void release(const VarDecl *Guard, Held &Now) {
    auto It = OfGuard.find(Guard);
    if (It != OfGuard.end())
      erase_if(Now.Ids,
               [&](unsigned Id) { return is_contained(It->second, Id); });
  }
  void release(const std::optional<Location> &Place, Held &Now) {
    erase_if(Now.Ids, [&](unsigned Id) {
      return Place && Out.Locks[Id].Place && *Out.Locks[Id].Place == *Place;
    });
  }

  const UnitAnalysis &Unit;
  const FunctionDecl &Function;
  const GuardTypes &Types;
  const LocationResolver &Resolver;
  LockSets &Out;
  bool TakesLocks = false;
  DenseMap<const FunctionDecl *, bool> Takers;
  DenseMap<const VarDecl *, SmallVector<unsigned, 1>> OfGuard;
  DenseMap<const CallExpr *, unsigned> OfCall;
};

LockSets::LockSets(const UnitAnalysis &Unit, const FunctionDecl &Function,
                   const GuardTypes &Types, const LocationResolver &Resolver) {
  LockFlow(Unit, Function, Types, Resolver, *this).run();
}

std::vector<TakenLock> LockSets::at(const Stmt &S) const {
  std::vector<TakenLock> Result;
  for (unsigned Id : Everywhere)
    Result.push_back(Locks[Id]);
  auto It = Held.find(&S);
  if (It != Held.end())
    for (unsigned Id : It->second)
      Result.push_back(Locks[Id]);
  return Result;
}

} // namespace cotidy
