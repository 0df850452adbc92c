// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/ValueUses.h"

#include "checks/analysis/BodyParts.h"
#include "checks/analysis/SingleShot.h"
#include "checks/analysis/TaskOwners.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

const Expr *stripped(const Expr *E) {
  return ignoreWrapping(E); // `const T &` of a forwarded prvalue
}

bool isSame(const Expr *Operand, const Expr &Task) {
  return Operand && stripped(Operand) == stripped(&Task);
}

// A conversion of a fixed type, such as `explicit operator bool() const`, tells
// something about the task. One to the result's type fetches the result.
bool isValidityTest(const CXXConversionDecl &Conversion) {
  const FunctionDecl *Pattern = Conversion.getTemplateInstantiationPattern();
  QualType Written = cast<CXXConversionDecl>(Pattern ? Pattern : &Conversion)
                         ->getConversionType();
  return Conversion.isConst() && !Written->isDependentType() &&
         (Written->isBooleanType() || Written->isPointerType());
}

// The parameter as the template's author wrote it; null when the function is
// no template.
const ParmVarDecl *writtenParameter(const FunctionDecl &Callee,
                                    unsigned Index) {
  const FunctionTemplateDecl *Template = Callee.getPrimaryTemplate();
  if (!Template)
    return nullptr;
  if (const FunctionTemplateDecl *Member =
          Template->getInstantiatedFromMemberTemplate())
    Template = Member;
  ArrayRef<ParmVarDecl *> Written = Template->getTemplatedDecl()->parameters();
  for (unsigned I = 0; I < Written.size(); ++I)
    if (I == Index || Written[I]->isParameterPack())
      return Written[I];
  return nullptr;
}

// `const T &`, `const auto &`, `const Args &...`: takes anything.
bool takesAnything(const FunctionDecl &Callee, unsigned Index) {
  const ParmVarDecl *Written = writtenParameter(Callee, Index);
  if (!Written)
    return false;
  QualType Type = Written->getType();
  if (const PackExpansionType *Pack = Type->getAs<PackExpansionType>())
    Type = Pack->getPattern();
  return Type.getNonReferenceType()->getAs<TemplateTypeParmType>();
}

// Whatever a method of a constant object can do but answer yes or no.
bool isUsableMethod(const CXXMethodDecl &Method) {
  if (Method.isStatic() || !Method.isConst() ||
      Method.getAccess() != AS_public || isa<CXXConversionDecl>(Method))
    return false;
  return !Method.getReturnType()->isBooleanType() || Method.getNumParams() != 0;
}

// The free `operator co_await` that takes a constant task, or a copy.
bool hasFreeAwaitOfConst(const CXXRecordDecl &Record) {
  ASTContext &Context = Record.getASTContext();
  DeclarationName Name =
      Context.DeclarationNames.getCXXOperatorName(OO_Coawait);
  for (const NamedDecl *Found : Record.getDeclContext()->lookup(Name)) {
    const FunctionDecl *Function = Found->getAsFunction();
    if (!Function || Function->getNumParams() != 1)
      continue;
    QualType Parameter = Function->getParamDecl(0)->getType();
    if (Parameter->isLValueReferenceType() &&
        Parameter.getNonReferenceType().isConstQualified())
      return true;
  }
  return false;
}

// Whether somebody who has only a constant reference can run the task, wait for
// it or copy it.
bool isUsableWhenConst(const CXXRecordDecl &Record) {
  if (isCopyable(Record) || hasFreeAwaitOfConst(Record))
    return true;
  for (const Decl *Member : Record.decls()) {
    const FunctionDecl *Function = Member->getAsFunction();
    const CXXMethodDecl *Method = dyn_cast_or_null<CXXMethodDecl>(Function);
    if (Method && isUsableMethod(*Method))
      return true;
  }
  return any_of(Record.bases(), [](const CXXBaseSpecifier &Base) {
    const CXXRecordDecl *BaseRecord = Base.getType()->getAsCXXRecordDecl();
    BaseRecord = BaseRecord ? BaseRecord->getDefinition() : nullptr;
    return !BaseRecord || isUsableWhenConst(*BaseRecord);
  });
}

// A function that the model says does something with tasks has a reason of its
// own to take them.
bool isSink(const TypeFacts &Types, const FunctionDecl &Callee) {
  return none_of(Types.functionFacts(Callee), [](const FunctionFact *Fact) {
    return is_contained({FunctionRole::Spawn, FunctionRole::Offload,
                         FunctionRole::SyncWait, FunctionRole::Consume,
                         FunctionRole::Discard, FunctionRole::Keeps,
                         FunctionRole::Continues, FunctionRole::Together},
                        Fact->Role);
  });
}

// What the call gives back is no task, nor could it hold one.
bool keepsNoTask(const TypeFacts &Types, const CallExpr &Call) {
  return !ownedTask(Types, Call.getType());
}

// A parameter such as std::format_string<int, task>: its type lists those of
// the arguments in order to check them.
bool checksTypes(const FunctionDecl &Callee, QualType Task,
                 const ASTContext &Context) {
  return any_of(Callee.parameters(), [&](const ParmVarDecl *Parameter) {
    const ClassTemplateSpecializationDecl *Type =
        dyn_cast_or_null<ClassTemplateSpecializationDecl>(
            Parameter->getType().getNonReferenceType()->getAsCXXRecordDecl());
    if (!Type)
      return false;
    auto Names = [&](const TemplateArgument &Argument) {
      return Argument.getKind() == TemplateArgument::Type &&
             Context.hasSameUnqualifiedType(
                 Argument.getAsType().getNonReferenceType(), Task);
    };
    return any_of(Type->getTemplateArgs().asArray(),
                  [&](const TemplateArgument &Argument) {
                    return Argument.getKind() == TemplateArgument::Pack &&
                           any_of(Argument.pack_elements(), Names);
                  });
  });
}

std::optional<unsigned> argumentIndex(const CallExpr &Call, const Expr &Task) {
  for (unsigned I = 0; I < Call.getNumArgs(); ++I)
    if (isSame(Call.getArg(I), Task))
      return I;
  return std::nullopt;
}

bool onlyLooks(const TypeFacts &Types, const CallExpr &Call,
               const FunctionDecl &Callee, unsigned Parameter,
               const Expr &Task) {
  if (!isSink(Types, Callee) || !keepsNoTask(Types, Call))
    return false;
  QualType Type = Task.getType().getNonReferenceType();
  if (checksTypes(Callee, Type, Callee.getASTContext()))
    return true;
  if (Callee.isInStdNamespace())
    return false;
  if (Parameter >= Callee.getNumParams())
    return Callee.isVariadic();
  QualType Taken = Callee.getParamDecl(Parameter)->getType();
  const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
  return Taken->isLValueReferenceType() &&
         Taken.getNonReferenceType().isConstQualified() &&
         takesAnything(Callee, Parameter) && Record &&
         !isUsableWhenConst(*Record->getDefinition());
}

bool isValueOperator(OverloadedOperatorKind Operator) {
  switch (Operator) {
  case OO_EqualEqual:
  case OO_ExclaimEqual:
  case OO_Less:
  case OO_LessEqual:
  case OO_Greater:
  case OO_GreaterEqual:
  case OO_Spaceship:
  case OO_Plus:
  case OO_Minus:
  case OO_Star:
  case OO_Slash:
  case OO_Percent:
  case OO_LessLess:
  case OO_Exclaim:
    return true;
  default:
    return false;
  }
}

// Streams have the standard's base class; what else `<<` may mean, such as
// adding to a list, keeps the task.
bool isOutputStream(QualType Type) {
  const CXXRecordDecl *Record =
      Type.getNonReferenceType()->getAsCXXRecordDecl();
  Record = Record ? Record->getDefinition() : nullptr;
  if (!Record)
    return false;
  if (Record->isInStdNamespace() && Record->getIdentifier() &&
      Record->getName() == "basic_ostream")
    return true;
  return any_of(Record->bases(), [](const CXXBaseSpecifier &Base) {
    return isOutputStream(Base.getType());
  });
}

bool operatorOnlyLooks(const TypeFacts &Types, const CXXOperatorCallExpr &Call,
                       const FunctionDecl &Callee, unsigned Index,
                       const Expr &Task) {
  // The object of a member operator: the task's author wrote it.
  bool IsMember = isa<CXXMethodDecl>(Callee);
  if (IsMember && Index == 0)
    return false;
  unsigned Parameter = Index - (IsMember ? 1 : 0);
  if (Call.getOperator() == OO_LessLess && Index == 1 &&
      isOutputStream(Call.getArg(0)->getType()))
    return takesAnything(Callee, Parameter);
  return !isOwner(Types, Call.getArg(0)->getType()) &&
         onlyLooks(Types, Call, Callee, Parameter, Task);
}

// Whether the unit ever takes such a task out of a std::any again.
bool isTakenOutOfAny(const CXXRecordDecl &Any, QualType Task) {
  ASTContext &Context = Any.getASTContext();
  for (const NamedDecl *Found : Any.getEnclosingNamespaceContext()->lookup(
           &Context.Idents.get("any_cast"))) {
    const FunctionTemplateDecl *Cast = dyn_cast<FunctionTemplateDecl>(Found);
    if (Cast && any_of(Cast->specializations(), [&](const FunctionDecl *F) {
          const TemplateArgument &To =
              F->getTemplateSpecializationArgs()->get(0);
          return To.getKind() == TemplateArgument::Type &&
                 Context.hasSameUnqualifiedType(
                     To.getAsType().getNonReferenceType(), Task);
        }))
      return true;
  }
  return false;
}

// A box for values of any type, that nobody opens to find a task.
bool isBox(QualType Type, const Expr &Task) {
  const CXXRecordDecl *Record =
      Type.getNonReferenceType()->getAsCXXRecordDecl();
  return Record && Record->isInStdNamespace() && Record->getIdentifier() &&
         Record->getName() == "any" &&
         !isTakenOutOfAny(*Record, Task.getType());
}

std::optional<ValueUse> useByOperator(const TypeFacts &Types,
                                      const CXXOperatorCallExpr &Call,
                                      const Expr &Task) {
  std::optional<unsigned> Index = argumentIndex(Call, Task);
  const FunctionDecl *Callee = Call.getDirectCallee();
  if (!Index || !Callee)
    return std::nullopt;
  OverloadedOperatorKind Operator = Call.getOperator();
  if (Operator == OO_Equal && *Index == 1 &&
      isBox(Call.getArg(0)->getType(), Task))
    return ValueUse{ValueUse::Boxed, &Call};
  if (isValueOperator(Operator) &&
      operatorOnlyLooks(Types, Call, *Callee, *Index, Task))
    return ValueUse{ValueUse::Operand, &Call, Callee};
  if (Operator == OO_Call && *Index != 0 &&
      onlyLooks(Types, Call, *Callee, *Index - 1, Task))
    return ValueUse{ValueUse::Passed, &Call, Callee};
  return std::nullopt;
}

// A lazy coroutine that nothing has run has no result.
bool hasNoResultYet(const TypeFacts &Types, const Expr &Task) {
  const TaskFacts *Facts = Types.task(Task.getType());
  return Facts && Facts->Is == TaskFacts::Coroutine &&
         Facts->Start == StartKind::Lazy && Task.isPRValue();
}

std::optional<ValueUse> useByMember(const TypeFacts &Types,
                                    const CXXMemberCallExpr &Call,
                                    const Expr &Task) {
  const CXXMethodDecl *Method = Call.getMethodDecl();
  if (!Method || !isSame(Call.getImplicitObjectArgument(), Task))
    return std::nullopt;
  if (const CXXConversionDecl *Conversion =
          dyn_cast<CXXConversionDecl>(Method)) {
    if (isValidityTest(*Conversion))
      return ValueUse{ValueUse::Tested, &Call};
  } else if (Method->getIdentifier() && Method->getName() == "await_resume" &&
             hasNoResultYet(Types, Task)) {
    return ValueUse{ValueUse::Unasked, &Call};
  }
  return std::nullopt;
}

// The object whose public field an operand is; comparing a coroutine handle
// converts it first.
const Expr *fieldOwner(const Expr *E) {
  E = stripped(E);
  if (const CXXMemberCallExpr *Call = dyn_cast<CXXMemberCallExpr>(E);
      Call && isa_and_nonnull<CXXConversionDecl>(Call->getMethodDecl()))
    E = stripped(Call->getImplicitObjectArgument());
  const MemberExpr *Member = dyn_cast<MemberExpr>(E);
  return Member && !Member->isArrow() && isa<FieldDecl>(Member->getMemberDecl())
             ? Member->getBase()
             : nullptr;
}

// `make().handle == nullptr`, `if (make().handle)`: a part is looked at, and
// the rest is gone.
std::optional<ValueUse> useOfField(const Stmt &User, const Expr &Task) {
  if (!Task.isPRValue())
    return std::nullopt;
  auto IsPart = [&](const Expr *Operand) {
    const Expr *Owner = Operand ? fieldOwner(Operand) : nullptr;
    return Owner && isSame(Owner, Task);
  };
  if (const BinaryOperator *Comparison = dyn_cast<BinaryOperator>(&User);
      Comparison && Comparison->isComparisonOp() &&
      (IsPart(Comparison->getLHS()) || IsPart(Comparison->getRHS())))
    return ValueUse{ValueUse::Part, Comparison};
  if (const CXXOperatorCallExpr *Call = dyn_cast<CXXOperatorCallExpr>(&User);
      Call && Call->isComparisonOp() && any_of(Call->arguments(), IsPart))
    return ValueUse{ValueUse::Part, Call};
  if (const CXXMemberCallExpr *Call = dyn_cast<CXXMemberCallExpr>(&User))
    if (const CXXConversionDecl *Conversion =
            dyn_cast_or_null<CXXConversionDecl>(Call->getMethodDecl());
        Conversion && isValidityTest(*Conversion) &&
        IsPart(Call->getImplicitObjectArgument()))
      return ValueUse{ValueUse::Part, Call};
  return std::nullopt;
}

// The calls whose tasks an operand may be: through `?:` and a comma.
void collectCalls(const Expr *E, SmallVectorImpl<const Expr *> &Out) {
  E = stripped(E);
  if (const ConditionalOperator *Choice = dyn_cast<ConditionalOperator>(E)) {
    collectCalls(Choice->getTrueExpr(), Out);
    collectCalls(Choice->getFalseExpr(), Out);
  } else if (const BinaryOperator *Comma = dyn_cast<BinaryOperator>(E);
             Comma && Comma->getOpcode() == BO_Comma) {
    collectCalls(Comma->getRHS(), Out);
  } else if (const CXXOperatorCallExpr *Operator =
                 dyn_cast<CXXOperatorCallExpr>(E)) {
    if (Operator->getOperator() == OO_Call && E->isPRValue())
      Out.push_back(E);
  } else if (isa<CallExpr, CoawaitExpr>(E) && E->isPRValue()) {
    Out.push_back(E);
  }
}

class TemporaryFinder {
public:
  TemporaryFinder(const TypeFacts &Types, std::vector<MisusedTask> &Out)
      : Types(Types), Out(Out) {}

  void walk(const Stmt *S) {
    if (!S || isa<LambdaExpr, UnaryExprOrTypeTraitExpr, CXXNoexceptExpr,
                  OpaqueValueExpr, RequiresExpr>(S))
      return;
    // The ready, suspend and resume calls of an await repeat its operand.
    if (const CoroutineSuspendExpr *Suspend = dyn_cast<CoroutineSuspendExpr>(S))
      return walk(Suspend->getOperand());
    if (const CoreturnStmt *Return = dyn_cast<CoreturnStmt>(S))
      return walk(returned(*Return));
    if (const Expr *E = dyn_cast<Expr>(S))
      look(*E);
    for (const Stmt *Child : S->children())
      walk(Child);
  }

private:
  // With the conversion to what the promise takes, where there is one.
  static const Expr *returned(const CoreturnStmt &Return) {
    const Expr *Operand = Return.getOperand();
    const CXXMemberCallExpr *Call =
        Return.getPromiseCall() ? dyn_cast<CXXMemberCallExpr>(
                                      Return.getPromiseCall()->IgnoreImplicit())
                                : nullptr;
    return Operand && Call && Call->getNumArgs() == 1 ? Call->getArg(0)
                                                      : Operand;
  }

  void look(const Expr &User) {
    if (isa<CallExpr>(User) || isa<CXXConstructExpr>(User) ||
        isa<BinaryOperator>(User))
      for (const Stmt *Child : User.children())
        if (const Expr *Operand = dyn_cast_or_null<Expr>(Child))
          lookAt(User, *Operand);
  }

  void lookAt(const Expr &User, const Expr &Operand) {
    const Expr *Object = &Operand;
    // The object of a member call hangs below the name of the member.
    if (const MemberExpr *Member = dyn_cast<MemberExpr>(stripped(Object)))
      Object = Member->getBase();
    for (const Expr *Place :
         {Object, fieldOwner(&Operand), fieldOwner(Object)}) {
      SmallVector<const Expr *, 2> Calls;
      if (Place)
        collectCalls(Place, Calls);
      for (const Expr *Call : Calls)
        note(User, *Place, *Call);
    }
  }

  void note(const Expr &User, const Expr &Operand, const Expr &Call) {
    const TaskFacts *Task = Types.task(Call.getType());
    if (!Task || !Task->mustBeConsumed())
      return;
    std::optional<ValueUse> Use = valueUse(Types, User, Operand);
    if (Use && none_of(Out, [&](const MisusedTask &Known) {
          return Known.Origin == &Call;
        }))
      Out.push_back({&Call, Task, *Use});
  }

  const TypeFacts &Types;
  std::vector<MisusedTask> &Out;
};

} // namespace

std::optional<ValueUse> valueUse(const TypeFacts &Types, const Stmt &User,
                                 const Expr &Operand) {
  const Expr &Task = *stripped(&Operand);
  if (std::optional<ValueUse> Use = useOfField(User, Task))
    return Use;
  if (const CXXConstructExpr *Construction = dyn_cast<CXXConstructExpr>(&User))
    return Construction->getNumArgs() == 1 &&
                   isSame(Construction->getArg(0), Task) &&
                   isBox(Construction->getType(), Task)
               ? std::optional(ValueUse{ValueUse::Boxed, Construction})
               : std::nullopt;
  if (const CXXOperatorCallExpr *Call = dyn_cast<CXXOperatorCallExpr>(&User))
    return useByOperator(Types, *Call, Task);
  if (const CXXMemberCallExpr *Call = dyn_cast<CXXMemberCallExpr>(&User))
    if (std::optional<ValueUse> Use = useByMember(Types, *Call, Task))
      return Use;
  const CallExpr *Call = dyn_cast<CallExpr>(&User);
  std::optional<unsigned> Index =
      Call ? argumentIndex(*Call, Task) : std::nullopt;
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  if (Index && Callee && onlyLooks(Types, *Call, *Callee, *Index, Task))
    return ValueUse{ValueUse::Passed, Call, Callee};
  return std::nullopt;
}

std::vector<MisusedTask> misusedTemporaries(const TypeFacts &Types,
                                            const Stmt &Body) {
  std::vector<MisusedTask> Found;
  TemporaryFinder(Types, Found).walk(&Body);
  return Found;
}

bool yieldsCondition(const TaskFacts &Task) {
  QualType Result = awaitedType(Task);
  if (Result.isNull())
    return false;
  Result = Result.getNonReferenceType();
  if (Result->isScalarType())
    return true;
  const CXXRecordDecl *Record = Result->getAsCXXRecordDecl();
  Record = Record ? Record->getDefinition() : nullptr;
  return Record &&
         any_of(const_cast<CXXRecordDecl *>(Record)
                    ->getVisibleConversionFunctions(),
                [](const NamedDecl *Conversion) {
                  const CXXConversionDecl *To = dyn_cast<CXXConversionDecl>(
                      Conversion->getUnderlyingDecl());
                  return To && To->getConversionType()->isBooleanType();
                });
}

} // namespace cotidy
