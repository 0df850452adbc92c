// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A timer, a socket, a window or a loop is used on a thread that is not its
// loop's. It has no lock: the call is lost, or both threads change it at once.
//
// Which functions any thread may call is said by the library model. Data that
// two threads share is async-unsynchronized-shared-state's business.

#include "checks/analysis/Activities.h"
#include "checks/analysis/Annotations.h"
#include "checks/analysis/Names.h"
#include "checks/analysis/Races.h"
#include "checks/registry/Check.h"

#include "clang/AST/ASTContext.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {
namespace {

// The library gives its objects an executor; others belong to the thread that
// made them.
bool hasExecutor(QualType Type) {
  if (!Type->getPointeeType().isNull())
    Type = Type->getPointeeType();
  const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
  Record = Record ? Record->getDefinition() : nullptr;
  if (!Record)
    return false;
  IdentifierInfo &Name = Record->getASTContext().Idents.get("get_executor");
  if (!Record->lookup(DeclarationName(&Name)).empty())
    return true;
  return any_of(Record->bases(), [](const CXXBaseSpecifier &Base) {
    return hasExecutor(Base.getType());
  });
}

class WrongThreadCall final : public Check {
public:
  void run(const UnitAnalysis &Unit, Reporter &Out) override {
    const ExecutionContexts &Contexts = Unit.contexts();
    bool AnyElsewhere = any_of(Contexts.starts(), runsElsewhere) ||
                        any_of(Unit.coroutines(), [&](const Coroutine &Coro) {
                          return Contexts.isMoving(*Coro.Function);
                        });
    if (!AnyElsewhere)
      return;
    const SharedAccesses &Accesses = Unit.races().accesses();
    const Uses Known = operations(Unit, Accesses);
    SmallPtrSet<const Expr *, 8> Reported;
    for (const Start &Begun : Contexts.starts()) {
      if (!runsElsewhere(Begun) || runsLoop(Unit, Begun))
        continue;
      for (const Access &What : Accesses.through(Begun))
        if (What.On.Is == Executor::Inherited && isUnprotected(What) &&
            !Reported.contains(What.At))
          if (std::optional<Finding> F =
                  judge(Unit, &Begun, Begun.On, What, Known)) {
            Reported.insert(What.At);
            Out.report(std::move(*F));
          }
    }
    // Coroutines that moved to a pool by themselves.
    for (const Coroutine &Coro : Unit.coroutines())
      for (const Access &What : Accesses.own(*Coro.Function).All)
        if (What.On.Is == Executor::Pool && isUnprotected(What))
          if (std::optional<Finding> F =
                  judge(Unit, nullptr, What.On, What, Known))
            Out.report(std::move(*F));
  }

private:
  static bool runsElsewhere(const Start &Begun) {
    return Begun.On.Is == Executor::Thread || Begun.On.Is == Executor::Pool;
  }
  static bool isUnprotected(const Access &What) {
    return What.Is == Access::Use && What.Locks.empty() &&
           What.Waited != Access::Event;
  }

  /// What a loop completes later, by the object it is begun on.
  using Uses = DenseMap<const ValueDecl *, SmallVector<const Access *, 2>>;

  static const ValueDecl *object(const UnitAnalysis &Unit,
                                 const Location &Place);
  static Uses operations(const UnitAnalysis &Unit,
                         const SharedAccesses &Accesses);
  static bool runsLoop(const UnitAnalysis &Unit, const Start &Begun);
  enum class Belongs { No, Perhaps, Yes };
  static Belongs belongsTo(const UnitAnalysis &Unit, const ValueDecl *Object,
                           const Executor &On);
  static const Access *operation(const UnitAnalysis &Unit, const Start *Begun,
                                 const ValueDecl *Object, const Uses &Known,
                                 bool OnlyUnending);
  /// `Begun` is null for a coroutine that moved.
  static std::optional<Finding> judge(const UnitAnalysis &Unit,
                                      const Start *Begun, const Executor &On,
                                      const Access &What, const Uses &Known);
};

const ValueDecl *WrongThreadCall::object(const UnitAnalysis &Unit,
                                         const Location &Place) {
  const ValueDecl *Target = Place.target();
  return Target ? Unit.contexts().bindings().object(
                      cast<ValueDecl>(Target->getCanonicalDecl()))
                : nullptr;
}

WrongThreadCall::Uses
WrongThreadCall::operations(const UnitAnalysis &Unit,
                            const SharedAccesses &Accesses) {
  Uses Result;
  for (const FunctionDecl *Function : Unit.functions())
    for (const Access &What : Accesses.own(*Function).All)
      if (What.Is == Access::Use && What.IsOperation)
        if (const ValueDecl *Object = object(Unit, What.Place))
          Result[Object].push_back(&What);
  return Result;
}

bool WrongThreadCall::runsLoop(const UnitAnalysis &Unit, const Start &Begun) {
  return Unit.contexts().runsLoop(*Begun.Root);
}

// The pool that runs the code may run the object as well.
WrongThreadCall::Belongs WrongThreadCall::belongsTo(const UnitAnalysis &Unit,
                                                    const ValueDecl *Object,
                                                    const Executor &On) {
  if (On.Is != Executor::Pool || !hasExecutor(Object->getType()))
    return Belongs::No;
  const Expr *Init = initialiser(*Object);
  const CXXConstructExpr *Made =
      Init ? dyn_cast<CXXConstructExpr>(Init->IgnoreImplicit()) : nullptr;
  if (!Made || Made->getNumArgs() == 0)
    return Belongs::Perhaps;
  switch (executorOf(Unit, Made->getArg(0)).Is) {
  case Executor::Loop:
    return Belongs::No;
  case Executor::Unknown:
    return Belongs::Perhaps;
  default:
    return Belongs::Yes;
  }
}

// What an operation runs when it is done, if that is code of the unit.
const FunctionDecl *handlerOf(const UnitAnalysis &Unit, const Access &Begins) {
  for (const Start *Each : Unit.contexts().startsIn(*Begins.In))
    if (Each->At == Begins.At)
      return Each->Root;
  return nullptr;
}

bool leadsTo(const UnitAnalysis &Unit, const FunctionDecl &From,
             const FunctionDecl &To) {
  return &From == &To ||
         Unit.activities().leadsTo(From, To, /*WaitingOnly=*/true);
}

// An operation that may be under way when that code runs.
const Access *WrongThreadCall::operation(const UnitAnalysis &Unit,
                                         const Start *Begun,
                                         const ValueDecl *Object,
                                         const Uses &Known, bool OnlyUnending) {
  auto It = Known.find(Object);
  if (It == Known.end())
    return nullptr;
  for (const Access *Each : It->second) {
    ArrayRef<Context> Places = Unit.contexts().contexts(*Each->In);
    bool Same = any_of(Places, [&](const Context &Place) {
      return Begun && Place.Begun == Begun;
    });
    const FunctionDecl *Handler = handlerOf(Unit, *Each);
    // Its handler begins it anew.
    bool IsUnending = Handler && leadsTo(Unit, *Handler, *Each->In);
    // One step after the other: it is done before that code is started.
    bool IsBefore = Handler && Begun && !IsUnending &&
                    leadsTo(Unit, *Handler, *Begun->Starter);
    if (!Same && !IsBefore && (IsUnending || !OnlyUnending))
      return Each;
  }
  return nullptr;
}

std::optional<Finding> WrongThreadCall::judge(const UnitAnalysis &Unit,
                                              const Start *Begun,
                                              const Executor &On,
                                              const Access &What,
                                              const Uses &Known) {
  const ValueDecl *Object = object(Unit, What.Place);
  if (says(*What.In, Annotation::SingleThreaded) ||
      (Object && isOfOneThread(*Object)))
    return std::nullopt;
  // The object itself: `this->show()`.
  bool IsSelf = !Object && What.Place.Root == Location::This;
  if (!Object && !IsSelf)
    return std::nullopt;
  Belongs ToPool = Object ? belongsTo(Unit, Object, On) : Belongs::No;
  if (ToPool == Belongs::Yes)
    return std::nullopt;
  // Even on a pool of its own, it is used beside what never ends.
  const Access *Other = IsSelf ? nullptr
                               : operation(Unit, Begun, Object, Known,
                                           ToPool == Belongs::Perhaps);
  const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(What.Method);
  bool OfMaker =
      !Method || (!hasExecutor(Unit.ast().getRecordType(Method->getParent())) &&
                  (!Object || !hasExecutor(Object->getType())));
  if (!Other && (!OfMaker || ToPool == Belongs::Perhaps))
    return std::nullopt;
  Finding F;
  F.Loc = What.At->getBeginLoc();
  F.Function = What.In;
  F.Statement = What.At->getSourceRange();
  F.Message =
      (IsSelf ? std::string("this object") : "'" + What.Place.name() + "'") +
      " belongs to " + (OfMaker ? "another thread" : "its loop") + ", and '" +
      What.Method->getNameAsString() + "' is called here on " + describe(On);
  if (Begun) {
    std::string Who = displayName(*Begun->Root) == "lambda"
                          ? "this lambda"
                          : "'" + displayName(*Begun->Root) + "'";
    F.Notes.push_back({Begun->At->getExprLoc(),
                       Who + " is started here on " + describe(On),
                       NoteRole::Context});
  }
  if (Other)
    F.Notes.push_back({Other->At->getBeginLoc(),
                       "its loop works on what is begun here",
                       NoteRole::Other});
  else if (Object)
    F.Notes.push_back(
        {Object->getLocation(),
         "'" + Object->getNameAsString() + "' is made outside of that thread",
         NoteRole::Other});
  return F;
}

} // namespace

extern const CheckInfo WrongThreadCallInfo;
constinit const CheckInfo WrongThreadCallInfo = {
    .Summary = "an I/O object, a timer or a loop used on another thread",
    .Level = Severity::Error,
    .Since = "0.1",
    .Make = [](const Options &) -> std::unique_ptr<Check> {
      return std::make_unique<WrongThreadCall>();
    }};

} // namespace cotidy
