// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Two answers that have nothing to do with each other are awaited one after the
// other, so the second question is asked only when the first is answered.
//
// Only calls that look as if they just read are reported: what changes
// something may have to happen in order.

#include "checks/analysis/Execution.h"
#include "checks/analysis/Names.h"
#include "checks/analysis/UnitAnalysis.h"
#include "checks/registry/Check.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/CharInfo.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {
namespace {

constexpr OptionInfo OptionTable[] = {
    {"ReadingNames",
     "get;fetch;load;read;find;query;lookup;search;list;count;resolve",
     "words that begin the names of functions that only read, separated by "
     "semicolons"},
};
constexpr const OptionInfo &ReadingNames = OptionTable[0];

// `auto a = co_await get(x);`
struct Reading {
  const VarDecl *Result;
  const CoawaitExpr *Await;
  const FunctionDecl *Callee;
};

class SequentialAwaits final : public Check {
public:
  explicit SequentialAwaits(const Options &Opts)
      : Words(Opts.list(ReadingNames)) {}

  void run(const UnitAnalysis &Unit, Reporter &Out) override;

private:
  class BlockWalker;
  std::optional<Reading> reading(const UnitAnalysis &Unit, const Stmt &S) const;
  bool onlyReads(const CallParts &Call) const;

  const std::vector<std::string> Words;
};

// `list`, `listAll` and `list_all` begin with the word `list`, `listen` does
// not.
bool beginsWith(StringRef Name, StringRef Word) {
  return Name.consume_front_insensitive(Word) &&
         (Name.empty() || !isLowercase(Name.front()));
}

// `findOrCreate` and `get_and_reset` do more than read, and so does
// `fetch_add`, which is called like the operations of an atomic.
bool saysMore(StringRef Name) {
  for (size_t At = 0; At < Name.size(); ++At)
    if (At && (isUppercase(Name[At]) || Name[At] == '_'))
      for (StringRef Word : {"and", "or", "add", "sub", "xor"})
        if (beginsWith(Name.substr(At).ltrim('_'), Word))
          return true;
  return false;
}

bool SequentialAwaits::onlyReads(const CallParts &Call) const {
  if (!Call.Callee->getIdentifier() || saysMore(Call.Callee->getName()) ||
      none_of(Words, [&](const std::string &Word) {
        return beginsWith(Call.Callee->getName(), Word);
      }))
    return false;
  const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(Call.Callee);
  if (Method && !Method->isStatic() && !Method->isConst())
    return false;
  return all_of(Call.Callee->parameters(), [](const ParmVarDecl *Parameter) {
    QualType Pointee = Parameter->getType()->getPointeeType();
    return Pointee.isNull() || Pointee.isConstQualified() ||
           Parameter->getType()->isRValueReferenceType();
  });
}

// What is awaited may be a reference that the variable copies or moves from, in
// any spelling of an initialiser.
const CoawaitExpr *awaitIn(const Expr *Init) {
  while (Init) {
    Init = Init->IgnoreImplicit();
    if (const CoawaitExpr *Await = dyn_cast<CoawaitExpr>(Init))
      return Await;
    const CXXConstructExpr *Made = dyn_cast<CXXConstructExpr>(Init);
    const InitListExpr *List = dyn_cast<InitListExpr>(Init);
    if (Made && Made->getNumArgs() == 1)
      Init = Made->getArg(0);
    else if (List && List->getNumInits() == 1)
      Init = List->getInit(0);
    else
      return nullptr;
  }
  return nullptr;
}

std::optional<Reading> SequentialAwaits::reading(const UnitAnalysis &Unit,
                                                 const Stmt &S) const {
  const DeclStmt *Declared = dyn_cast<DeclStmt>(&S);
  const VarDecl *Result = Declared && Declared->isSingleDecl()
                              ? dyn_cast<VarDecl>(Declared->getSingleDecl())
                              : nullptr;
  const CoawaitExpr *Await = Result ? awaitIn(Result->getInit()) : nullptr;
  if (!Await)
    return std::nullopt;
  const Expr &Task = *Await->getOperand()->IgnoreImplicit();
  const TaskFacts *Facts = Unit.types().task(Task.getType());
  const CallParts Call = partsOf(Task);
  if (!Facts || Facts->Is != TaskFacts::Coroutine || !Call.Callee ||
      !onlyReads(Call))
    return std::nullopt;
  return Reading{Result, Await, Call.Callee};
}

// Whether an operand uses a result, changes anything or awaits something
// itself.
class DependenceFinder : public RecursiveASTVisitor<DependenceFinder> {
public:
  explicit DependenceFinder(ArrayRef<Reading> Before) : Before(Before) {}
  bool Found = false;

  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
    Found |= any_of(Before, [&](const Reading &Each) {
      if (const BindingDecl *Part = dyn_cast<BindingDecl>(Ref->getDecl()))
        return Part->getDecomposedDecl() == Each.Result;
      return Ref->getDecl() == Each.Result;
    });
    return !Found;
  }
  bool VisitCoroutineSuspendExpr(CoroutineSuspendExpr *) {
    return !(Found = true);
  }
  bool VisitUnaryOperator(UnaryOperator *E) {
    Found |= E->isIncrementDecrementOp();
    return !Found;
  }
  bool VisitBinaryOperator(BinaryOperator *E) {
    Found |= E->isAssignmentOp();
    return !Found;
  }
  bool VisitLambdaExpr(LambdaExpr *) { return !(Found = true); }

private:
  ArrayRef<Reading> Before;
};

class SequentialAwaits::BlockWalker
    : public RecursiveASTVisitor<SequentialAwaits::BlockWalker> {
public:
  BlockWalker(const SequentialAwaits &Owner, const UnitAnalysis &Unit,
              const Coroutine &Coro, Reporter &Out)
      : Owner(Owner), Unit(Unit), Coro(Coro), Out(Out) {}

  bool TraverseLambdaExpr(LambdaExpr *) { return true; }
  bool VisitCompoundStmt(CompoundStmt *Block) {
    SmallVector<Reading, 4> Row;
    for (const Stmt *S : Block->body()) {
      std::optional<Reading> Next = Owner.reading(Unit, *S);
      if (!Next || depends(*Next, Row)) {
        flush(Row);
        Row.clear();
      }
      if (Next)
        Row.push_back(*Next);
    }
    flush(Row);
    return true;
  }

private:
  static bool depends(const Reading &Next, ArrayRef<Reading> Row) {
    DependenceFinder Finder(Row);
    Finder.TraverseStmt(Next.Await->getOperand());
    return Finder.Found;
  }

  void flush(ArrayRef<Reading> Row) {
    if (Row.size() < 2)
      return;
    const Reading &Second = Row[1];
    Finding F;
    F.Loc = Second.Await->getKeywordLoc();
    F.Function = Coro.Function;
    F.Statement = Second.Await->getSourceRange();
    F.Message = "'" + displayName(*Second.Callee) + "' is started only when '" +
                displayName(*Row[0].Callee) +
                "' is done, and does not need its result";
    for (const Reading &Each : Row)
      if (&Each != &Second)
        F.Notes.push_back(
            {Each.Await->getKeywordLoc(),
             "'" + displayName(*Each.Callee) + "' is awaited here",
             NoteRole::Suspend});
    Out.report(std::move(F));
  }

  const SequentialAwaits &Owner;
  const UnitAnalysis &Unit;
  const Coroutine &Coro;
  Reporter &Out;
};

void SequentialAwaits::run(const UnitAnalysis &Unit, Reporter &Out) {
  for (const Coroutine &Coro : Unit.coroutines())
    BlockWalker(*this, Unit, Coro, Out)
        .TraverseStmt(const_cast<Stmt *>(userBody(*Coro.Function)));
}

} // namespace

extern const CheckInfo SequentialAwaitsInfo;
constinit const CheckInfo SequentialAwaitsInfo = {
    .Summary = "independent answers that are awaited one after the other",
    .Level = Severity::Info,
    .DefaultOn = false,
    .Since = "0.1",
    .Opts = OptionTable,
    .Make = [](const Options &O) -> std::unique_ptr<Check> {
      return std::make_unique<SequentialAwaits>(O);
    }};

} // namespace cotidy
