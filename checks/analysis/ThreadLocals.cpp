// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/ThreadLocals.h"

#include "checks/analysis/Dataflow.h"
#include "checks/analysis/Locations.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// Something that belongs to the running thread.
struct Source {
  const NamedDecl *Named = nullptr; // the variable, or the function
  explicit operator bool() const { return Named; }
};

const VarDecl *threadLocal(const Decl *D) {
  const VarDecl *Variable = dyn_cast_or_null<VarDecl>(D);
  return Variable && Variable->getTLSKind() != VarDecl::TLS_None
             ? Variable->getCanonicalDecl()
             : nullptr;
}

class Sources {
public:
  explicit Sources(const UnitAnalysis &Unit) : Unit(Unit) {}

  /// The thread-local object that a glvalue lies in.
  Source object(const Expr *E, unsigned Depth = 0) const {
    E = ignoreForwarding(E);
    if (Depth > 8)
      return {};
    if (const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(E))
      return {threadLocal(Ref->getDecl())};
    if (const MemberExpr *Member = dyn_cast<MemberExpr>(E)) {
      if (const VarDecl *Static = threadLocal(Member->getMemberDecl()))
        return {Static};
      // Behind a thread-local pointer is an object like any other.
      return Member->isArrow() ? Source()
                               : object(Member->getBase(), Depth + 1);
    }
    if (const ArraySubscriptExpr *Element = dyn_cast<ArraySubscriptExpr>(E))
      return object(Element->getBase(), Depth + 1);
    if (const UnaryOperator *Deref = dyn_cast<UnaryOperator>(E))
      return Deref->getOpcode() == UO_Deref
                 ? address(Deref->getSubExpr(), Depth + 1)
                 : Source();
    if (const CXXOperatorCallExpr *Operator = dyn_cast<CXXOperatorCallExpr>(E))
      return Operator->getOperator() == OO_Subscript
                 ? object(Operator->getArg(0), Depth + 1)
                 : Source();
    return called(E, Depth);
  }

  /// The thread-local object that a pointer, an iterator or a view refers to.
  Source address(const Expr *E, unsigned Depth = 0) const {
    E = ignoreForwarding(E);
    if (Depth > 8)
      return {};
    if (const UnaryOperator *Address = dyn_cast<UnaryOperator>(E))
      return Address->getOpcode() == UO_AddrOf
                 ? object(Address->getSubExpr(), Depth + 1)
                 : Source();
    if (const CXXConstructExpr *Construct = dyn_cast<CXXConstructExpr>(E))
      return Construct->getNumArgs() > 0
                 ? address(Construct->getArg(0), Depth + 1)
                 : Source();
    if (E->isGLValue() && E->getType()->isArrayType())
      return object(E, Depth + 1);
    if (const CXXMemberCallExpr *Call = dyn_cast<CXXMemberCallExpr>(E))
      if (const CXXMethodDecl *Method = Call->getMethodDecl();
          Method && leadsInside(*Method))
        return object(Call->getImplicitObjectArgument(), Depth + 1);
    return called(E, Depth);
  }

  /// A call that says which thread is running.
  Source identity(const Expr *E) const {
    const CallExpr *Call = dyn_cast<CallExpr>(ignoreForwarding(E));
    const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
    return {Callee && Unit.types().functionFact(*Callee, FunctionRole::ThreadId)
                ? Callee
                : nullptr};
  }

private:
  static bool leadsInside(const CXXMethodDecl &Method) {
    if (isa<CXXConversionDecl>(Method))
      return true;
    return Method.getIdentifier() &&
           StringSwitch<bool>(Method.getName())
               .Cases("begin", "end", "find", "data", "c_str", true)
               .Cases("lower_bound", "upper_bound", "get", true)
               .Default(false);
  }

  // `errno`, an accessor of the project, or a method that hands out an element.
  Source called(const Expr *E, unsigned Depth) const {
    const CallExpr *Call = dyn_cast<CallExpr>(E);
    const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
    if (!Callee)
      return {};
    if (Unit.types().functionFact(*Callee, FunctionRole::ThreadLocal))
      return {Callee};
    if (const CXXMemberCallExpr *Method = dyn_cast<CXXMemberCallExpr>(Call);
        Method && Callee->getIdentifier() &&
        StringSwitch<bool>(Callee->getName())
            .Cases("at", "front", "back", "top", "value", true)
            .Default(false))
      return object(Method->getImplicitObjectArgument(), Depth + 1);
    const CompoundStmt *Body =
        dyn_cast_or_null<CompoundStmt>(Callee->getBody());
    const ReturnStmt *Return =
        Body && !Body->body_empty() && Body->size() <= 2 &&
                Unit.project().contains(Callee->getLocation())
            ? dyn_cast<ReturnStmt>(Body->body_back())
            : nullptr;
    if (!Return || !Return->getRetValue())
      return {};
    return Callee->getReturnType()->isReferenceType()
               ? object(Return->getRetValue(), Depth + 1)
           : Callee->getReturnType()->isPointerType()
               ? address(Return->getRetValue(), Depth + 1)
               : Source();
  }

  const UnitAnalysis &Unit;
};

// `errno` is a macro around a function with a name of its own.
std::string shownName(const NamedDecl &Named) {
  std::string Name = Named.getNameAsString();
  return StringRef(Name).contains("errno") ? "errno" : Name;
}

bool isView(QualType Type) {
  const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
  if (!Record || !Record->getIdentifier())
    return false;
  StringRef Name = Record->getName();
  return Name.contains_insensitive("iterator") || Name.ends_with("_view") ||
         Name == "span" || Name == "reference_wrapper";
}

struct Kept {
  decltype(KeptThreadLocal::Is) Is;
  const NamedDecl *Of;
};

// By variable: the first suspension since it was made, or null.
struct State {
  DenseMap<const VarDecl *, const Suspension *> Across;

  bool join(const State &Other) {
    bool Changed = false;
    for (const auto &[Variable, Theirs] : Other.Across) {
      auto [It, IsNew] = Across.try_emplace(Variable, Theirs);
      Changed |= IsNew;
      if (!It->second && Theirs) {
        It->second = Theirs;
        Changed = true;
      }
    }
    return Changed;
  }
};

class Flow {
public:
  Flow(const UnitAnalysis &Unit, const Coroutine &Coro)
      : Graph(Unit.cfg(*Coro.Function)), From(Unit) {}

  std::vector<KeptThreadLocal> run(const SourceManager &Sources);

private:
  std::optional<Kept> keeps(const VarDecl &Variable) const;
  void collect();
  void transfer(const CFGElement &Element, State &Now);
  void visit(const CFGElement &Element, const State &Now);
  void used(const Expr *Named, const Expr *Use, const State &Now,
            decltype(KeptThreadLocal::Is) As, const NamedDecl *With);

  const SuspensionCfg *Graph;
  const Sources From;
  DenseMap<const VarDecl *, Kept> Tracked;
  /// Names of pointers that are pointed elsewhere, which is no use of them.
  SmallPtrSet<const Expr *, 8> Targets;
  MapVector<const VarDecl *, KeptThreadLocal> Found;
};

const VarDecl *variableOf(const Expr *E) {
  E = ignoreForwarding(E);
  if (const CXXConstructExpr *Copy = dyn_cast<CXXConstructExpr>(E);
      Copy && Copy->getNumArgs() > 0 &&
      Copy->getConstructor()->isCopyOrMoveConstructor())
    E = ignoreForwarding(Copy->getArg(0));
  const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(E);
  return Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
}

std::optional<Kept> Flow::keeps(const VarDecl &Variable) const {
  const Expr *Init = Variable.getInit();
  QualType Type = Variable.getType();
  if (!Init || !Variable.hasLocalStorage() || isa<ParmVarDecl>(Variable))
    return std::nullopt;
  if (Type->isReferenceType()) {
    if (Source S = From.object(Init))
      return Kept{KeptThreadLocal::Place, S.Named};
    return std::nullopt;
  }
  if (Type->isPointerType() || isView(Type))
    if (Source S = From.address(Init))
      return Kept{KeptThreadLocal::Place, S.Named};
  if (Source S = From.identity(Init))
    return Kept{KeptThreadLocal::Identity, S.Named};
  const Expr *Read = ignoreForwarding(Init);
  if (const CXXConstructExpr *Copy = dyn_cast<CXXConstructExpr>(Read);
      Copy && Copy->getConstructor()->isCopyOrMoveConstructor())
    Read = Copy->getArg(0);
  if (const CallExpr *Exchange = dyn_cast<CallExpr>(Read);
      Exchange && Exchange->getDirectCallee() &&
      Exchange->getDirectCallee()->isInStdNamespace() &&
      Exchange->getDirectCallee()->getIdentifier() &&
      Exchange->getDirectCallee()->getName() == "exchange")
    Read = Exchange->getArg(0);
  if (Read->isGLValue())
    if (Source S = From.object(Read))
      return Kept{KeptThreadLocal::Restored, S.Named};
  return std::nullopt;
}

void Flow::collect() {
  for (const CFGBlock *Block : Graph->graph())
    for (const CFGElement &Element : *Block)
      if (std::optional<CFGStmt> S = Element.getAs<CFGStmt>()) {
        if (const BinaryOperator *Assign =
                dyn_cast<BinaryOperator>(S->getStmt());
            Assign && Assign->getOpcode() == BO_Assign &&
            Assign->getLHS()->getType()->isPointerType())
          Targets.insert(Assign->getLHS()->IgnoreParens());
        if (const DeclStmt *Decls = dyn_cast<DeclStmt>(S->getStmt()))
          for (const Decl *D : Decls->decls())
            if (const VarDecl *Variable = dyn_cast<VarDecl>(D))
              if (std::optional<Kept> What = keeps(*Variable))
                Tracked.insert({Variable, *What});
      }
}

std::vector<KeptThreadLocal> Flow::run(const SourceManager &Sources) {
  if (!Graph)
    return {};
  collect();
  if (Tracked.empty())
    return {};
  auto Transfer = [this](const CFGElement &Element, State &Now) {
    transfer(Element, Now);
  };
  replay(Graph->graph(), solveForward(Graph->graph(), State(), Transfer),
         Transfer, [this](const CFGElement &Element, const State &Now) {
           visit(Element, Now);
         });
  std::vector<KeptThreadLocal> Result;
  for (auto &Entry : Found)
    Result.push_back(std::move(Entry.second));
  llvm::sort(Result, [&](const KeptThreadLocal &A, const KeptThreadLocal &B) {
    return Sources.isBeforeInTranslationUnit(A.Kept->getLocation(),
                                             B.Kept->getLocation());
  });
  return Result;
}

void Flow::transfer(const CFGElement &Element, State &Now) {
  if (const Suspension *S = Graph->suspension(Element)) {
    if (S->May != Suspends::Never)
      for (auto &Entry : Now.Across)
        if (!Entry.second)
          Entry.second = S;
    return;
  }
  std::optional<CFGStmt> Statement = Element.getAs<CFGStmt>();
  if (!Statement)
    return;
  if (const DeclStmt *Decls = dyn_cast<DeclStmt>(Statement->getStmt())) {
    for (const Decl *D : Decls->decls())
      if (const VarDecl *Variable = dyn_cast<VarDecl>(D);
          Variable && Tracked.contains(Variable))
        Now.Across[Variable] = nullptr;
    return;
  }
  const Expr *Target = nullptr;
  if (const BinaryOperator *Assign =
          dyn_cast<BinaryOperator>(Statement->getStmt());
      Assign && Assign->getOpcode() == BO_Assign)
    Target = Assign->getLHS();
  else if (const CXXOperatorCallExpr *Assign =
               dyn_cast<CXXOperatorCallExpr>(Statement->getStmt());
           Assign && Assign->getOperator() == OO_Equal)
    Target = Assign->getArg(0);
  const VarDecl *Variable = Target ? variableOf(Target) : nullptr;
  // Pointed elsewhere, or given another value.
  if (Variable && !Variable->getType()->isReferenceType())
    Now.Across.erase(Variable);
}

void Flow::used(const Expr *Named, const Expr *Use, const State &Now,
                decltype(KeptThreadLocal::Is) As, const NamedDecl *With) {
  const VarDecl *Variable = variableOf(Named);
  DenseMap<const VarDecl *, Kept>::const_iterator What =
      Variable ? Tracked.find(Variable) : Tracked.end();
  if (What == Tracked.end() || What->second.Is != As ||
      (With && What->second.Of != With))
    return;
  if (const Suspension *Across = Now.Across.lookup(Variable))
    Found.insert(
        {Variable, {As, Variable, shownName(*What->second.Of), Across, Use}});
}

void Flow::visit(const CFGElement &Element, const State &Now) {
  std::optional<CFGStmt> Statement = Element.getAs<CFGStmt>();
  const Expr *E = Statement ? dyn_cast<Expr>(Statement->getStmt()) : nullptr;
  if (!E)
    return;
  if (isa<DeclRefExpr>(E) && Targets.contains(E))
    return;
  if (isa<DeclRefExpr>(E))
    return used(E, E, Now, KeptThreadLocal::Place, nullptr);
  const Expr *Left = nullptr, *Right = nullptr;
  bool Assigns = false, Compares = false;
  if (const BinaryOperator *Binary = dyn_cast<BinaryOperator>(E)) {
    Left = Binary->getLHS();
    Right = Binary->getRHS();
    Assigns = Binary->getOpcode() == BO_Assign;
    Compares = Binary->isEqualityOp();
  } else if (const CXXOperatorCallExpr *Operator =
                 dyn_cast<CXXOperatorCallExpr>(E);
             Operator && Operator->getNumArgs() == 2) {
    Left = Operator->getArg(0);
    Right = Operator->getArg(1);
    Assigns = Operator->getOperator() == OO_Equal;
    Compares = Operator->getOperator() == OO_EqualEqual ||
               Operator->getOperator() == OO_ExclaimEqual;
  }
  if (Assigns)
    if (Source S = From.object(Left))
      used(Right, E, Now, KeptThreadLocal::Restored, S.Named);
  if (!Compares)
    return;
  for (auto [One, Other] : {std::pair(Left, Right), std::pair(Right, Left)})
    if (Source S = From.identity(Other))
      used(One, E, Now, KeptThreadLocal::Identity, S.Named);
}

} // namespace

std::vector<KeptThreadLocal> keptThreadLocals(const UnitAnalysis &Unit,
                                              const Coroutine &Coro) {
  if (Coro.IsGenerator)
    return {};
  return Flow(Unit, Coro).run(Unit.ast().getSourceManager());
}

} // namespace cotidy
