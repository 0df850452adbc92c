// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/EarlyTests.h"

#include "checks/analysis/BodyTree.h"
#include "checks/analysis/FieldMentions.h"
#include "checks/analysis/LockSets.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ASTContext.h"
#include "llvm/ADT/STLExtras.h"

#include <memory>

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

const FunctionDecl *bodyOf(const FunctionDecl *Function) {
  const FunctionDecl *Body = nullptr;
  return Function && Function->isDefined(Body) ? Body : nullptr;
}

// A method that is called on the object itself.
const CXXMethodDecl *ownMethod(const Expr *E) {
  const CXXMemberCallExpr *Call = dyn_cast<CXXMemberCallExpr>(E);
  return Call && isa<CXXThisExpr>(
                     Call->getImplicitObjectArgument()->IgnoreParenImpCasts())
             ? Call->getMethodDecl()
             : nullptr;
}

// The condition or the variable that a value of type bool ends up in, or null.
const Stmt *decidedBy(const Expr &E, const BodyTree &Tree) {
  const Expr *Outermost = &E;
  for (const Stmt *Outer = Tree.parent(*Outermost); Outer;
       Outer = Tree.parent(*Outermost)) {
    const Expr *Next = dyn_cast<Expr>(Outer);
    if (!Next) {
      bool IsCondition = isa<IfStmt, WhileStmt, DoStmt>(Outer);
      const bool IsVariable = Tree.declaredBy(*Outermost);
      return Outermost->getType()->isBooleanType() &&
                     (IsCondition || IsVariable)
                 ? Outer
                 : nullptr;
    }
    // Given to a function, it is no test of this one.
    const CallExpr *Call = dyn_cast<CallExpr>(Next);
    if (isa<CXXConstructExpr, LambdaExpr>(Next) ||
        (Call && !isa<CXXOperatorCallExpr>(Call) &&
         Call->getCallee() != Outermost))
      return nullptr;
    Outermost = Next;
  }
  return nullptr;
}

bool leaves(const Stmt *S) {
  if (const CompoundStmt *Block = dyn_cast_or_null<CompoundStmt>(S))
    return !Block->body_empty() && leaves(Block->body_back());
  if (const Expr *E = dyn_cast_or_null<Expr>(S))
    return isa<CXXThrowExpr>(E->IgnoreImplicit());
  return isa_and_nonnull<ReturnStmt, CoreturnStmt, BreakStmt, ContinueStmt>(S);
}

} // namespace

class EarlyTestFinder {
public:
  EarlyTestFinder(const UnitAnalysis &Unit, const GuardTypes &Types)
      : Unit(Unit), Types(Types), Locks(Unit, Types) {}

  void find(const FunctionDecl &Function, LockKind Kind,
            std::vector<EarlyTest> &Out);

private:
  struct Question {
    const FieldDecl *Member;
    const Expr *At;
  };
  std::vector<Question> questions(const BodyTree &Tree) const;
  bool isGuarded(const FieldDecl &Member) const;
  bool isLocked(const LockSets &Held, const Expr &At) const;
  bool isEarly(const Question &Asked, const LockRequest &Lock,
               const BodyTree &Tree, const LockSets &Held) const;
  bool looksAgain(const FieldDecl &Member, const LockRequest &Lock,
                  const BodyTree &Tree) const;
  bool mayLook(const FunctionDecl *Callee, const FieldDecl &Member,
               SmallPtrSetImpl<const FunctionDecl *> &Seen) const;
  /// What may change a member outside of constructors, and under which locks.
  struct Change {
    const Expr *At;
    const FunctionDecl *In;
    SmallVector<const ValueDecl *, 2> Locks;
  };
  const std::vector<Change> &changes(const FieldDecl &Member);
  const Expr *changeWith(const LockRequest &Lock, const FieldDecl &Member,
                         const FunctionDecl &ByOther);
  const std::vector<const FunctionDecl *> &namers(const FieldDecl &Member);

  const UnitAnalysis &Unit;
  const GuardTypes &Types;
  ExclusiveLocks Locks;
  bool Indexed = false;
  DenseMap<const FieldDecl *, std::vector<const FunctionDecl *>> Namers;
  DenseMap<const FieldDecl *, std::unique_ptr<std::vector<Change>>> Changes;
};

// What the body asks about its object, itself and by short methods.
std::vector<EarlyTestFinder::Question>
EarlyTestFinder::questions(const BodyTree &Tree) const {
  std::vector<Question> Result;
  for (const FieldMention &Each : fieldMentions(Tree.body()))
    if (Each.OfThis && Each.OnlyLooks)
      Result.push_back({Each.Field, Each.At});
  for (const Expr *Call : Tree.calls()) {
    const CXXMethodDecl *Method = ownMethod(Call);
    const FunctionDecl *Body = bodyOf(Method);
    if (!Body || !Method->isConst() ||
        !Method->getReturnType()->isBooleanType())
      continue;
    const LocationResolver There(*Body, Unit.project(), Unit.types());
    const LockSets Held(Unit, *Body, Types, There);
    for (const FieldMention &Each : fieldMentions(*userBody(*Body)))
      if (Each.OfThis && !isLocked(Held, *Each.At))
        Result.push_back({Each.Field, Call});
  }
  return Result;
}

// Plain data: what no other thread or coroutine may change by itself.
bool EarlyTestFinder::isGuarded(const FieldDecl &Member) const {
  QualType Type = Member.getType();
  const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
  bool IsVolatile = Record && Record->hasDefinition() &&
                    any_of(Record->methods(), [](const CXXMethodDecl *Method) {
                      return Method->isVolatile() && !Method->isImplicit();
                    });
  return !Type.isConstQualified() && !Type->isReferenceType() &&
         !Type->isAtomicType() && !Type.isVolatileQualified() && !IsVolatile &&
         Types.lock(Type) == LockKind::None;
}

// Whoever has entered a gate or its kin keeps nobody out.
bool EarlyTestFinder::isLocked(const LockSets &Held, const Expr &At) const {
  return any_of(Held.at(At), [&](const TakenLock &Taken) {
    const ValueDecl *Lock = Taken.Place ? Taken.Place->target() : nullptr;
    return !Lock || Types.lock(Lock->getType()) != LockKind::None;
  });
}

bool EarlyTestFinder::isEarly(const Question &Asked, const LockRequest &Lock,
                              const BodyTree &Tree,
                              const LockSets &Held) const {
  const Stmt *Decides = decidedBy(*Asked.At, Tree);
  if (!Decides || isLocked(Held, *Asked.At) ||
      Asked.At->getBeginLoc().isMacroID() ||
      !isBefore(Unit.ast(), Asked.At->getBeginLoc(), Lock.At->getBeginLoc()))
    return false;
  if (Lock.Kind == LockKind::Thread)
    return true;
  const IfStmt *Choice = dyn_cast<IfStmt>(Decides);
  return Choice && (leaves(Choice->getThen()) ||
                    Tree.contains(*Choice->getThen(), *Lock.At));
}

bool EarlyTestFinder::mayLook(
    const FunctionDecl *Callee, const FieldDecl &Member,
    SmallPtrSetImpl<const FunctionDecl *> &Seen) const {
  const FunctionDecl *Body = bodyOf(Callee);
  if (!Body)
    return true;
  if (!Seen.insert(Body).second)
    return false;
  if (any_of(fieldMentions(*userBody(*Body)),
             [&](const FieldMention &Each) { return Each.Field == &Member; }))
    return true;
  const BodyTree There(*Body);
  return any_of(There.calls(), [&](const Expr *Call) {
    const CXXMethodDecl *Method = ownMethod(Call);
    return Method && mayLook(Method, Member, Seen);
  });
}

// With the lock held: in this body, or in a method that it calls.
bool EarlyTestFinder::looksAgain(const FieldDecl &Member,
                                 const LockRequest &Lock,
                                 const BodyTree &Tree) const {
  auto IsLater = [&](const Expr &E) {
    return isBefore(Unit.ast(), Lock.At->getBeginLoc(), E.getBeginLoc());
  };
  if (any_of(fieldMentions(Tree.body()), [&](const FieldMention &Each) {
        return Each.Field == &Member && Each.OnlyLooks && IsLater(*Each.At);
      }))
    return true;
  SmallPtrSet<const FunctionDecl *, 8> Seen;
  return any_of(Tree.calls(), [&](const Expr *Call) {
    const CXXMethodDecl *Method = ownMethod(Call);
    return Method && IsLater(*Call) && mayLook(Method, Member, Seen);
  });
}

const std::vector<const FunctionDecl *> &
EarlyTestFinder::namers(const FieldDecl &Member) {
  if (!std::exchange(Indexed, true))
    for (const FunctionDecl *Function : Unit.functions())
      for (const FieldMention &Each : fieldMentions(*userBody(*Function)))
        if (std::vector<const FunctionDecl *> &Known = Namers[Each.Field];
            Known.empty() || Known.back() != Function)
          Known.push_back(Function);
  return Namers[&Member];
}

const std::vector<EarlyTestFinder::Change> &
EarlyTestFinder::changes(const FieldDecl &Member) {
  std::unique_ptr<std::vector<Change>> &Slot = Changes[&Member];
  if (Slot)
    return *Slot;
  Slot = std::make_unique<std::vector<Change>>();
  for (const FunctionDecl *Function : namers(Member)) {
    if (isa<CXXConstructorDecl, CXXDestructorDecl>(Function))
      continue;
    const LocationResolver There(*Function, Unit.project(), Unit.types());
    const LockSets Held(Unit, *Function, Types, There);
    for (const FieldMention &Each : fieldMentions(*userBody(*Function))) {
      if (Each.Field != &Member || Each.OnlyLooks)
        continue;
      Slot->push_back({Each.At, Function, {}});
      for (const TakenLock &Taken : Held.at(*Each.At))
        if (Taken.Place)
          Slot->back().Locks.push_back(Taken.Place->target());
    }
  }
  return *Slot;
}

// Null when somebody changes it without the lock, or nobody else does.
const Expr *EarlyTestFinder::changeWith(const LockRequest &Lock,
                                        const FieldDecl &Member,
                                        const FunctionDecl &ByOther) {
  const Change *Found = nullptr;
  for (const Change &Each : changes(Member)) {
    if (!is_contained(Each.Locks, Lock.Lock.target()))
      return nullptr;
    // The last one there: what comes before may only have led to it.
    if (Each.In != &ByOther && (!Found || Found->In == Each.In))
      Found = &Each;
  }
  return Found ? Found->At : nullptr;
}

void EarlyTestFinder::find(const FunctionDecl &Function, LockKind Kind,
                           std::vector<EarlyTest> &Out) {
  if (isa<CXXConstructorDecl, CXXDestructorDecl>(Function) ||
      !Locks.mayAsk(Function))
    return;
  const LocationResolver Places(Function, Unit.project(), Unit.types());
  std::vector<LockRequest> Requests = Locks.in(Function, Places);
  erase_if(Requests, [&](const LockRequest &Each) {
    return Each.Kind != Kind || !Each.Guard ||
           Each.Lock.Root != Location::This || Each.Lock.Path.size() != 1;
  });
  if (Requests.empty())
    return;
  const BodyTree Tree(Function);
  const LockSets Held(Unit, Function, Types, Places);
  const LockRequest &Lock = Requests.front();
  SmallPtrSet<const FieldDecl *, 4> Known;
  for (const Question &Each : questions(Tree)) {
    const FieldDecl &Member = *Each.Member;
    if (Member.getParent() !=
            cast<FieldDecl>(Lock.Lock.target())->getParent() ||
        !isGuarded(Member) || !isEarly(Each, Lock, Tree, Held) ||
        looksAgain(Member, Lock, Tree) || !Known.insert(&Member).second)
      continue;
    if (const Expr *Change = changeWith(Lock, Member, Function))
      Out.push_back({&Member, Each.At, &Function, Lock, Change});
  }
}

std::vector<EarlyTest> earlyTests(const UnitAnalysis &Unit,
                                  const GuardTypes &Types, LockKind Kind) {
  std::vector<EarlyTest> Result;
  EarlyTestFinder Finder(Unit, Types);
  for (const FunctionDecl *Function : Unit.functions())
    if (isa<CXXMethodDecl>(Function))
      Finder.find(*Function, Kind, Result);
  return Result;
}

} // namespace cotidy
