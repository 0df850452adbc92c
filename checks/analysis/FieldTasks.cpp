// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/FieldTasks.h"

#include "checks/analysis/BodyParts.h"
#include "checks/analysis/BodyTree.h"
#include "checks/analysis/MadeTasks.h"
#include "checks/analysis/TaskFate.h"
#include "checks/analysis/TaskOwners.h"
#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

const Expr *stripped(const Expr *E) {
  return ignoreWrapping(E, [](const Expr *Inner) {
    const CXXConstructExpr *Move = dyn_cast<CXXConstructExpr>(Inner);
    return Move && Move->getNumArgs() == 1 &&
                   Move->getConstructor()->isCopyOrMoveConstructor()
               ? Move->getArg(0)
               : Inner;
  });
}

// A call that makes a task for whoever takes its value; not one that is done.
bool createsTask(const UnitAnalysis &Unit, const Expr &E) {
  const Expr *Value = stripped(&E);
  if (!isa<CallExpr>(Value) || !Value->isPRValue())
    return false;
  const TaskFacts *Task = Unit.types().task(Value->getType());
  return Task && droppedKind(Unit, *Value, *Task) != DropKind::Harmless;
}

bool isUnseen(const CXXMethodDecl &Method) {
  return Method.isUserProvided() && !Method.isDefined() &&
         !Method.isPureVirtual();
}

// A function that ends the work of its object, by its name.
bool endsWork(const CXXMethodDecl &Method) {
  if (!Method.getIdentifier())
    return isa<CXXDestructorDecl>(Method);
  return any_of(ArrayRef<StringRef>{"stop", "close", "shutdown", "shut_down",
                                    "join", "wait", "drain", "finish", "cancel",
                                    "abort", "terminate", "disconnect"},
                [&](StringRef Word) {
                  return Method.getName().contains_insensitive(Word);
                });
}

// Where the object's work ends can be seen, and no other function does that.
bool endIsSeen(const CXXRecordDecl &Record) {
  auto HasEnd = [&](bool Unseen) {
    return any_of(Record.methods(), [&](const CXXMethodDecl *Method) {
      return !Method->isImplicit() && endsWork(*Method) &&
             isUnseen(*Method) == Unseen &&
             (Unseen || (Method->isDefined() && !Method->isDefaulted()));
    });
  };
  return HasEnd(/*Unseen=*/false) && !HasEnd(/*Unseen=*/true);
}

bool isSeen(const CXXRecordDecl &Record) {
  bool EndIsSeen = endIsSeen(Record);
  for (const Decl *Member : Record.decls()) {
    if (isa<FriendDecl, FunctionTemplateDecl, ClassTemplateDecl>(Member))
      return false;
    if (const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(Member);
        Method && isUnseen(*Method) &&
        (!EndIsSeen || isa<CXXConstructorDecl>(Method)))
      return false;
    if (const CXXRecordDecl *Nested = dyn_cast<CXXRecordDecl>(Member);
        Nested && !Nested->isInjectedClassName() && !isSeen(*Nested))
      return false;
  }
  return true;
}

struct Uses {
  const TaskFacts *Task = nullptr;
  const Expr *Origin = nullptr;
  const FunctionDecl *In = nullptr;
  bool IsConsumed = false;
};
using UsesByField = MapVector<const FieldDecl *, Uses>;

class ClassFinder : public RecursiveASTVisitor<ClassFinder> {
public:
  ClassFinder(const UnitAnalysis &Unit, UsesByField &Out)
      : Unit(Unit), Out(Out) {}

  bool shouldVisitTemplateInstantiations() const { return true; }
  bool TraverseDecl(Decl *D) {
    if (D && !isa<TranslationUnitDecl>(D) &&
        D->getDeclContext()->isFileContext() && !isa<LinkageSpecDecl>(D) &&
        !Unit.project().contains(D->getLocation()))
      return true;
    return RecursiveASTVisitor::TraverseDecl(D);
  }
  // What a statement declares is out of reach for other functions anyway.
  bool TraverseStmt(Stmt *) { return true; }
  bool VisitCXXRecordDecl(CXXRecordDecl *Record) {
    if (!Record->isThisDeclarationADefinition() || Record->isDependentType() ||
        Record->isLambda() || !Unit.project().contains(Record->getLocation()))
      return true;
    for (const FieldDecl *Field : Record->fields())
      if (Field->getAccess() == AS_private &&
          !Field->getType()->isReferenceType())
        if (const TaskFacts *Task = ownedTask(Unit.types(), Field->getType());
            Task && Task->mustBeConsumed() &&
            Task->Dropped != DropKind::Blocks && isSeen(*Record))
          Out[Field].Task = Task;
    return true;
  }

private:
  const UnitAnalysis &Unit;
  UsesByField &Out;
};

// Looks at each mention of the fields in one function.
class MentionFinder : public RecursiveASTVisitor<MentionFinder> {
public:
  MentionFinder(const UnitAnalysis &Unit, const FunctionDecl &Function,
                UsesByField &Fields)
      : Unit(Unit), Function(Function), Fields(Fields) {}

  void run() {
    if (const CXXConstructorDecl *Constructor =
            dyn_cast<CXXConstructorDecl>(&Function))
      for (const CXXCtorInitializer *Init : Constructor->inits())
        initialise(*Init);
    InBody = true;
    TraverseStmt(const_cast<Stmt *>(userBody(Function)));
  }

  // A lambda is a function of its own.
  bool TraverseLambdaExpr(LambdaExpr *E) {
    for (Expr *Init : E->capture_inits())
      TraverseStmt(Init);
    return true;
  }
  // The ready, suspend and resume calls of an await repeat its operand.
  bool TraverseCoawaitExpr(CoawaitExpr *E) {
    return TraverseStmt(E->getOperand());
  }
  bool TraverseCoreturnStmt(CoreturnStmt *S) {
    return !S->getOperand() || TraverseStmt(S->getOperand());
  }
  bool VisitMemberExpr(MemberExpr *E) {
    if (Uses *Use = find(*E->getMemberDecl()))
      note(*E, *Use);
    return true;
  }
  // `&Server::background_`
  bool VisitDeclRefExpr(DeclRefExpr *E) {
    if (Uses *Use = find(*E->getDecl()))
      Use->IsConsumed = true;
    return true;
  }

private:
  Uses *find(const ValueDecl &Member) {
    const FieldDecl *Field = dyn_cast<FieldDecl>(&Member);
    UsesByField::iterator It = Field ? Fields.find(Field) : Fields.end();
    return It == Fields.end() ? nullptr : &It->second;
  }

  void initialise(const CXXCtorInitializer &Init) {
    const Expr *Value = Init.getInit();
    if (const CXXDefaultInitExpr *Default =
            dyn_cast_or_null<CXXDefaultInitExpr>(Value))
      Value = Default->getExpr();
    if (!Value)
      return;
    if (const FieldDecl *Field = Init.getAnyMember())
      if (Uses *Use = find(*Field); Use && createsTask(Unit, *Value))
        create(*Use, *Value);
    TraverseStmt(const_cast<Expr *>(Value));
  }

  void create(Uses &Use, const Expr &Value) {
    if (!Use.Origin) {
      Use.Origin = stripped(&Value);
      Use.In = &Function;
    }
  }

  void note(const MemberExpr &Mention, Uses &Use) {
    if (!InBody) {
      Use.IsConsumed = true;
      return;
    }
    if (!Tree)
      Tree.emplace(Function);
    Use.IsConsumed |=
        TaskFates(Unit, *Tree).of(Mention).Is != TaskFate::Dropped ||
        isGivenUp(Mention);
    for (const Stmt *P = Tree->parent(Mention); isa_and_nonnull<Expr>(P);
         P = Tree->parent(*P))
      if (const CallExpr *Call = dyn_cast<CallExpr>(P)) {
        for (const Expr *Argument : Call->arguments())
          if (createsTask(Unit, *Argument))
            create(Use, *Argument);
        return;
      }
  }

  // `tasks_.clear()`, `task_ = {}`: whoever writes that drops it on purpose.
  bool isGivenUp(const MemberExpr &Mention) const {
    const Stmt *P = Tree->parent(Mention);
    while (isa_and_nonnull<ImplicitCastExpr, ParenExpr>(P))
      P = Tree->parent(*P);
    if (const CXXOperatorCallExpr *Assign =
            dyn_cast_or_null<CXXOperatorCallExpr>(P);
        Assign && Assign->getOperator() == OO_Equal)
      return !createsTask(Unit, *Assign->getArg(1));
    const MemberExpr *Method = dyn_cast_or_null<MemberExpr>(P);
    const CXXMemberCallExpr *Call =
        Method ? dyn_cast_or_null<CXXMemberCallExpr>(Tree->parent(*Method))
               : nullptr;
    return Call && Call->getMethodDecl() && !Call->getMethodDecl()->isConst() &&
           none_of(Call->arguments(), [&](const Expr *Argument) {
             return createsTask(Unit, *Argument);
           });
  }

  const UnitAnalysis &Unit;
  const FunctionDecl &Function;
  UsesByField &Fields;
  std::optional<BodyTree> Tree;
  bool InBody = false;
};

} // namespace

std::vector<FieldTask> fieldTasks(const UnitAnalysis &Unit) {
  UsesByField Fields;
  ClassFinder Finder(Unit, Fields);
  for (Decl *Top : Unit.ast().getTraversalScope())
    Finder.TraverseDecl(Top);
  if (Fields.empty())
    return {};
  for (const FunctionDecl *Function : Unit.functions())
    MentionFinder(Unit, *Function, Fields).run();
  std::vector<FieldTask> Found;
  for (const auto &[Field, Use] : Fields)
    if (Use.Origin && !Use.IsConsumed)
      Found.push_back({Field, Use.Task, Use.Origin, Use.In});
  return Found;
}

} // namespace cotidy
