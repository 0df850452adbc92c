// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/Bindings.h"

#include "checks/analysis/CallConditions.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// Longer ways are not worth following.
constexpr unsigned MaxDepth = 8;
// What is passed that often is hardly one object, and costs time to compare.
constexpr unsigned MaxSites = 16;

bool passesObject(QualType Type) {
  return Type->isReferenceType() || Type->isPointerType();
}

const FunctionDecl *definition(const FunctionDecl *Function) {
  const FunctionDecl *Definition = nullptr;
  return Function && Function->isDefined(Definition) ? Definition : nullptr;
}

// The class that `container.emplace_back(...)` or `make_shared<T>(...)` makes.
const CXXRecordDecl *madeBy(const CallParts &Call) {
  if (!Call.Callee || !Call.Callee->getIdentifier())
    return nullptr;
  const TemplateArgumentList *Arguments = nullptr;
  if (Call.Callee->getName().starts_with("emplace")) {
    if (const ClassTemplateSpecializationDecl *Container =
            dyn_cast_or_null<ClassTemplateSpecializationDecl>(
                Call.objectClass()))
      Arguments = &Container->getTemplateArgs();
  } else if (Call.Callee->getName().starts_with("make_")) {
    Arguments = Call.Callee->getTemplateSpecializationArgs();
  }
  if (!Arguments || Arguments->size() == 0 ||
      Arguments->get(0).getKind() != TemplateArgument::Type)
    return nullptr;
  const CXXRecordDecl *Record =
      Arguments->get(0).getAsType()->getAsCXXRecordDecl();
  return Record ? Record->getDefinition() : nullptr;
}

// Methods of one class talk of one object; what is static is the same for all.
bool speakOfOne(const FunctionDecl &A, const FunctionDecl &B,
                const Location &Place) {
  if (&A == &B || Place.Root == Location::Global)
    return true;
  const CXXMethodDecl *One = dyn_cast<CXXMethodDecl>(&A);
  const CXXMethodDecl *Two = dyn_cast<CXXMethodDecl>(&B);
  return Place.Root == Location::This && One && Two &&
         One->getParent() == Two->getParent();
}

} // namespace

class ArgumentCollector : public RecursiveASTVisitor<ArgumentCollector> {
public:
  ArgumentCollector(const UnitAnalysis &Unit, const FunctionDecl &Caller,
                    Bindings &Out)
      : Unit(Unit), Caller(Caller), Out(Out) {}

  bool TraverseLambdaExpr(LambdaExpr *) { return true; }
  bool VisitCallExpr(CallExpr *Call) { return look(*Call); }
  bool VisitCXXConstructExpr(CXXConstructExpr *Call) { return look(*Call); }
  bool VisitBinaryOperator(BinaryOperator *E) {
    const MemberExpr *Member =
        E->getOpcode() == BO_Assign
            ? dyn_cast<MemberExpr>(E->getLHS()->IgnoreParens())
            : nullptr;
    const FieldDecl *Field =
        Member ? dyn_cast<FieldDecl>(Member->getMemberDecl()) : nullptr;
    if (Field && Field->getType()->isVoidPointerType())
      Out.DataOf[Field->getCanonicalDecl()].push_back(
          {&Caller, Member, E->getRHS()});
    return true;
  }

  void pass(const FunctionDecl *Callee, ArrayRef<const Expr *> Arguments) {
    const FunctionDecl *Body = definition(Callee);
    if (!Body || !Unit.project().contains(Body->getLocation()))
      return;
    for (unsigned I = 0;
         I < std::min<size_t>(Arguments.size(), Body->getNumParams()); ++I) {
      const ParmVarDecl *Parameter = Body->getParamDecl(I);
      if (passesObject(Parameter->getType()))
        Out.ArgumentsOf[Parameter->getCanonicalDecl()].push_back(
            {&Caller, Arguments[I]});
    }
  }

private:
  bool look(const Expr &E) {
    const CallParts Parts = partsOf(E);
    pass(Parts.Callee, Parts.Arguments);
    if (const CXXRecordDecl *Made = madeBy(Parts);
        Made && Unit.project().contains(Made->getLocation()))
      for (const CXXConstructorDecl *Constructor : Made->ctors())
        if (!Constructor->isCopyOrMoveConstructor() &&
            Constructor->getNumParams() == Parts.Arguments.size())
          pass(Constructor, Parts.Arguments);
    return true;
  }

  const UnitAnalysis &Unit;
  const FunctionDecl &Caller;
  Bindings &Out;
};

Bindings::Bindings(const UnitAnalysis &Unit, ArrayRef<Start> Starts)
    : Unit(Unit) {
  for (const FunctionDecl *Function : Unit.functions()) {
    ArgumentCollector Collector(Unit, *Function, *this);
    if (const CXXConstructorDecl *Constructor =
            dyn_cast<CXXConstructorDecl>(Function))
      for (const CXXCtorInitializer *Init : Constructor->inits())
        if (Init->getInit())
          Collector.TraverseStmt(Init->getInit());
    Collector.TraverseStmt(const_cast<Stmt *>(userBody(*Function)));
  }
  // A coroutine that is started was seen as a call.
  for (const Start &Each : Starts)
    if (!Unit.coroutine(*Each.Root))
      ArgumentCollector(Unit, *Each.Starter, *this)
          .pass(Each.Root, Each.Arguments);
}

const LocationResolver &Bindings::resolver(const FunctionDecl &Function) const {
  std::unique_ptr<LocationResolver> &Slot = Resolvers[&Function];
  if (!Slot)
    Slot = std::make_unique<LocationResolver>(Function, Unit.project(),
                                              Unit.types());
  return *Slot;
}

std::optional<Location> Bindings::passed(const Passed &Each) const {
  const LocationResolver &Resolver = resolver(*Each.Caller);
  std::optional<Location> Place =
      ignoreForwarding(Each.Argument)->getType()->isPointerType()
          ? Resolver.pointee(Each.Argument)
          : Resolver.resolve(Each.Argument);
  if (!Place || Place->OwnedByFrame)
    return std::nullopt;
  // Passed on as it came, also by a lambda that refers to it.
  if (Place->Path.empty() && (Place->Root == Location::Referent ||
                              (Place->Root == Location::Captured &&
                               Place->Variable->getType()->isReferenceType())))
    return standsFor(*Place->Variable);
  if (Place->Root == Location::Captured)
    Place->Root = Location::Local;
  return Place;
}

std::optional<Location> Bindings::ofField(const FieldDecl &Field) const {
  const CXXRecordDecl *Record = dyn_cast<CXXRecordDecl>(Field.getParent());
  std::optional<Location> Result;
  if (!Record)
    return Result;
  for (const CXXConstructorDecl *Constructor : Record->ctors())
    for (const CXXCtorInitializer *Init : Constructor->inits()) {
      const DeclRefExpr *From =
          Init->getMember() == &Field && Init->getInit()
              ? dyn_cast<DeclRefExpr>(ignoreForwarding(Init->getInit()))
              : nullptr;
      if (!From)
        continue;
      std::optional<Location> One =
          standsFor(*cast<ValueDecl>(From->getDecl()->getCanonicalDecl()));
      if (!One || (Result && !(*Result == *One)))
        return std::nullopt;
      Result = One;
    }
  return Result;
}

std::optional<Location>
Bindings::ofParameter(const ValueDecl &Parameter) const {
  auto It = ArgumentsOf.find(&Parameter);
  if (It == ArgumentsOf.end() || It->second.size() > MaxSites)
    return std::nullopt;
  std::optional<Location> Result;
  for (const Passed &Each : It->second) {
    const ValueDecl *Same = subject(Each.Argument);
    // A function that calls itself with what it was given adds nothing.
    if (Same && is_contained(Way, Same->getCanonicalDecl()) &&
        passesObject(Same->getType()))
      continue;
    std::optional<Location> One = passed(Each);
    if (!One || (Result && !(*Result == *One)))
      return std::nullopt;
    Result = One;
  }
  return Result;
}

std::optional<Location> Bindings::standsFor(const ValueDecl &Reference) const {
  if (Way.size() > MaxDepth)
    return std::nullopt;
  Way.push_back(&Reference);
  const FieldDecl *Field = dyn_cast<FieldDecl>(&Reference);
  std::optional<Location> Result =
      Field ? ofField(*Field) : ofParameter(Reference);
  Way.pop_back();
  return Result;
}

std::optional<Location> Bindings::dataAt(const FunctionDecl &Function,
                                         const Location &Pointer) const {
  auto It = DataOf.find(Pointer.Path.back().Member);
  if (It == DataOf.end() || It->second.size() > MaxSites)
    return std::nullopt;
  std::optional<Location> Result;
  for (const DataSet &Each : It->second) {
    if (isNullPointer(*Each.To, Unit.ast()))
      continue;
    const LocationResolver &Resolver = resolver(*Each.Function);
    std::optional<Location> Set = Resolver.resolve(Each.Member);
    if (!Set || !(*Set == Pointer) ||
        !speakOfOne(*Each.Function, Function, Pointer))
      continue;
    std::optional<Location> To = Resolver.pointee(Each.To);
    if (!To || !speakOfOne(*Each.Function, Function, *To) ||
        (Result && !(*Result == *To)))
      return std::nullopt;
    Result = To;
  }
  return Result;
}

Location Bindings::behindData(const FunctionDecl &Function,
                              Location Place) const {
  for (unsigned I = 0; I + 1 < Place.Path.size(); ++I) {
    const LocationStep &Step = Place.Path[I];
    if (Step.Is != LocationStep::Field || Step.Variable ||
        !Step.Member->getType()->isVoidPointerType() ||
        Place.Path[I + 1].Is != LocationStep::Pointee)
      continue;
    Location Pointer = Place;
    Pointer.Path.truncate(I + 1);
    std::optional<Location> To = dataAt(Function, Pointer);
    if (!To)
      return Place;
    To->Path.append(Place.Path.begin() + I + 2, Place.Path.end());
    return *To;
  }
  return Place;
}

const ValueDecl *Bindings::object(const ValueDecl *Decl) const {
  if (!Decl || !passesObject(Decl->getType()) ||
      !isa<ParmVarDecl, FieldDecl>(Decl))
    return Decl;
  std::optional<Location> Place = standsFor(*Decl);
  const ValueDecl *Target = Place ? Place->target() : nullptr;
  return Target ? Target : Decl;
}

} // namespace cotidy
