// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/OwnedThreads.h"

#include "checks/analysis/AccessConflicts.h"
#include "checks/analysis/CallConditions.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// The handles that a body names.
class HandleFinder : public RecursiveASTVisitor<HandleFinder> {
public:
  HandleFinder(const SmallPtrSetImpl<const ValueDecl *> &Handles,
               SmallPtrSetImpl<const ValueDecl *> &Out)
      : Handles(Handles), Out(Out) {}
  bool VisitDeclRefExpr(DeclRefExpr *Ref) { return add(Ref->getDecl()); }
  bool VisitMemberExpr(MemberExpr *Member) {
    return add(Member->getMemberDecl());
  }

private:
  bool add(const ValueDecl *D) {
    D = cast<ValueDecl>(D->getCanonicalDecl());
    if (Handles.contains(D))
      Out.insert(D);
    return true;
  }
  const SmallPtrSetImpl<const ValueDecl *> &Handles;
  SmallPtrSetImpl<const ValueDecl *> &Out;
};

// The first call that waits for a handle.
class JoinFinder : public RecursiveASTVisitor<JoinFinder> {
public:
  JoinFinder(const UnitAnalysis &Unit, const FunctionDecl &Function,
             const ValueDecl *Handle)
      : Unit(Unit), Function(Function), Handle(Handle) {}
  bool TraverseLambdaExpr(LambdaExpr *) { return true; }
  bool VisitCallExpr(CallExpr *Call) {
    if (!Found && joined(Unit, Function, Call) == Handle)
      Found = Call;
    return true;
  }
  bool VisitCXXMemberCallExpr(CXXMemberCallExpr *Call) {
    const MemberExpr *Object = dyn_cast<MemberExpr>(
        ignoreForwarding(Call->getImplicitObjectArgument()));
    if (!Found && Object && Object->getMemberDecl() == Handle &&
        any_of(factsOf(Unit, partsOf(*Call)), [](const FunctionFact *Fact) {
          return Fact->Role == FunctionRole::Blocking ||
                 Fact->Role == FunctionRole::SyncWait;
        }))
      Found = Call;
    return true;
  }
  const Expr *Found = nullptr;

private:
  const UnitAnalysis &Unit;
  const FunctionDecl &Function;
  const ValueDecl *Handle;
};

// One thread of an object, against the methods of its class.
class OwnedThread {
public:
  OwnedThread(const UnitAnalysis &Unit, const ExecutionContexts &Contexts,
              SharedAccesses &Shared, HandleEnds &Ends, const Start &Begun)
      : Unit(Unit), Contexts(Contexts), Shared(Shared), Ends(Ends),
        Begun(Begun), Theirs(Shared.through(Begun)) {}

  void judge(const CXXMethodDecl &Declared, std::vector<Race> &Out);

private:
  bool isElsewhere(const FunctionDecl &Method) const;
  bool isOpen(const CXXMethodDecl &Declared, const FunctionDecl &Method);
  std::vector<Access> accesses(const FunctionDecl &Method, const Expr *Until);

  const UnitAnalysis &Unit;
  const ExecutionContexts &Contexts;
  SharedAccesses &Shared;
  HandleEnds &Ends;
  const Start &Begun;
  const std::vector<Access> Theirs;
};

// Not only in the thread itself.
bool OwnedThread::isElsewhere(const FunctionDecl &Method) const {
  ArrayRef<Context> Places = Contexts.contexts(Method);
  return Places.empty() ||
         !all_of(Places, [&](const Context &C) { return C.Begun == &Begun; });
}

// Anybody may call it while the thread runs.
bool OwnedThread::isOpen(const CXXMethodDecl &Declared,
                         const FunctionDecl &Method) {
  return isa<CXXConstructorDecl>(Begun.Starter) &&
         Declared.getAccess() == AS_public &&
         !isa<CXXDestructorDecl>(Declared) &&
         !Ends.of(Method).contains(Begun.Handle);
}

std::vector<Access> OwnedThread::accesses(const FunctionDecl &Method,
                                          const Expr *Until) {
  if (!Until) {
    ArrayRef<Access> Every = Shared.all(Method);
    return {Every.begin(), Every.end()};
  }
  std::vector<Access> Before;
  const SourceManager &Sources = Unit.ast().getSourceManager();
  for (const Access &Each : Shared.own(Method).All)
    if (Sources.isBeforeInTranslationUnit(Each.At->getExprLoc(),
                                          Until->getExprLoc()))
      Before.push_back(Each);
  return Before;
}

void OwnedThread::judge(const CXXMethodDecl &Declared, std::vector<Race> &Out) {
  const FunctionDecl *Method = nullptr;
  if (!Declared.isDefined(Method) || Method == Begun.Starter ||
      Declared.isStatic() || isa<CXXConstructorDecl>(Declared) ||
      !Unit.project().contains(Method->getLocation()) ||
      !Contexts.startsIn(*Method).empty())
    return;
  JoinFinder Join(Unit, *Method, Begun.Handle);
  Join.TraverseStmt(const_cast<Stmt *>(userBody(*Method)));
  if ((!Join.Found && !isOpen(Declared, *Method)) || !isElsewhere(*Method))
    return;
  for (const Access &A : accesses(*Method, Join.Found))
    for (const Access &B : Theirs)
      if (conflict(A, B) && A.Place.Root == Location::This &&
          !isOrdered(A, B) && !isOrdered(B, A))
        Out.push_back({{A, nullptr},
                       {B, &Begun},
                       Join.Found ? Race::BeforeJoin : Race::Owner,
                       Join.Found});
}

} // namespace

HandleEnds::HandleEnds(const ExecutionContexts &Contexts,
                       SharedAccesses &Shared)
    : Contexts(Contexts), Shared(Shared) {
  for (const Start &Each : Contexts.starts())
    if (Each.Handle)
      All.insert(Each.Handle);
}

const HandleEnds::Handles &HandleEnds::of(const FunctionDecl &Function) {
  auto [It, IsNew] = Known.try_emplace(&Function);
  if (!IsNew)
    return *It->second;
  It->second = std::make_unique<Handles>();
  Handles &Slot = *It->second;
  Handles Found;
  if (Contexts.startsIn(Function).empty())
    HandleFinder(All, Found)
        .TraverseStmt(const_cast<Stmt *>(userBody(Function)));
  for (const CallSiteOf &Call : Shared.own(Function).Calls)
    for (const ValueDecl *Each : of(*Call.Callee))
      Found.insert(Each);
  Slot = std::move(Found);
  return Slot;
}

const ValueDecl *joined(const UnitAnalysis &Unit, const FunctionDecl &Function,
                        const Stmt *S) {
  const CallExpr *Call = dyn_cast<CallExpr>(S);
  const CallParts Parts = Call ? partsOf(*Call) : CallParts();
  for (const FunctionFact *Fact : factsOf(Unit, Parts))
    if (Fact->Role == FunctionRole::Blocking && Fact->Handle)
      return handleOf(Unit, Function, Parts, *Fact);
  return nullptr;
}

std::vector<Race> ownedThreadRaces(const UnitAnalysis &Unit,
                                   const ExecutionContexts &Contexts,
                                   SharedAccesses &Shared, HandleEnds &Ends) {
  std::vector<Race> Found;
  for (const Start &Each : Contexts.starts()) {
    const FieldDecl *Handle = dyn_cast_or_null<FieldDecl>(Each.Handle);
    const CXXRecordDecl *Class =
        Handle && Each.On.Is == Executor::Thread
            ? dyn_cast<CXXRecordDecl>(Handle->getParent())
            : nullptr;
    if (!Class)
      continue;
    OwnedThread Thread(Unit, Contexts, Shared, Ends, Each);
    for (const CXXMethodDecl *Method : Class->methods())
      Thread.judge(*Method, Found);
  }
  return Found;
}

} // namespace cotidy
