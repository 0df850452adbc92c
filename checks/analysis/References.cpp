// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/References.h"

#include "checks/analysis/UnitAnalysis.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// Deeper chains of variables and accessors are not worth following.
constexpr unsigned MaxDepth = 12;

const VarDecl *variableOf(const Expr *E) {
  const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(ignoreForwarding(E));
  return Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
}

class Assignments : public RecursiveASTVisitor<Assignments> {
public:
  using Map = DenseMap<const VarDecl *, SmallVector<const Expr *, 1>>;
  explicit Assignments(Map &Out) : Out(Out) {}

  bool TraverseLambdaExpr(LambdaExpr *) { return true; }
  bool VisitBinaryOperator(BinaryOperator *E) {
    if (E->getOpcode() == BO_Assign)
      add(E->getLHS(), E->getRHS());
    return true;
  }
  bool VisitCXXOperatorCallExpr(CXXOperatorCallExpr *E) {
    if (E->getOperator() == OO_Equal && E->getNumArgs() == 2)
      add(E->getArg(0), E->getArg(1));
    return true;
  }

private:
  void add(const Expr *Target, const Expr *Value) {
    if (const VarDecl *Variable = variableOf(Target))
      Out[Variable].push_back(Value);
  }

  Map &Out;
};

class ReturnedValues : public RecursiveASTVisitor<ReturnedValues> {
public:
  bool TraverseLambdaExpr(LambdaExpr *) { return true; }
  bool VisitReturnStmt(ReturnStmt *S) {
    if (S->getRetValue())
      Found.push_back(S->getRetValue());
    return true;
  }
  SmallVector<const Expr *, 2> Found;
};

void merge(Reliances &Into, const Reliances &More) {
  for (const Reliance &Each : More)
    if (none_of(Into, [&](const Reliance &Old) {
          return Old.Holder == Each.Holder && Old.IsIterator == Each.IsIterator;
        }))
      Into.push_back(Each);
}

const FunctionDecl *definition(const FunctionDecl *Function) {
  const FunctionDecl *Definition = nullptr;
  return Function && Function->isDefined(Definition) ? Definition : nullptr;
}

} // namespace

std::string holderName(const Location &Holder) {
  if (!isa_and_nonnull<FunctionDecl>(Holder.Variable))
    return Holder.name();
  Location Below = Holder;
  Below.Root = Location::This;
  Below.Variable = nullptr;
  return Holder.Variable->getNameAsString() + "()." + Below.name();
}

const References::Body &References::body(const FunctionDecl &In) const {
  std::unique_ptr<Body> &Slot = Bodies[&In];
  if (!Slot) {
    Slot = std::make_unique<Body>();
    Slot->Resolver =
        std::make_unique<LocationResolver>(In, Unit.project(), Unit.types());
    if (const Stmt *Code = userBody(In))
      Assignments(Slot->Assigned).TraverseStmt(const_cast<Stmt *>(Code));
  }
  return *Slot;
}

const LocationResolver &References::resolver(const FunctionDecl &In) const {
  return *body(In).Resolver;
}

bool References::refersElsewhere(QualType Type) const {
  return Type->isReferenceType() ||
         Types.referrer(Type) != ReferrerKind::None || holdsReferrer(Type);
}

// `std::pair<iterator, bool>` and its kin.
bool References::holdsReferrer(QualType Type) const {
  const ClassTemplateSpecializationDecl *Record =
      dyn_cast_or_null<ClassTemplateSpecializationDecl>(
          Type->getAsCXXRecordDecl());
  const TypeFact *Fact = Record ? Unit.types().modelled(Type) : nullptr;
  if (!Fact || Fact->Role != TypeRole::Container ||
      Types.holder(Type) != HolderKind::None)
    return false;
  return any_of(Record->getTemplateArgs().asArray(),
                [&](const TemplateArgument &Argument) {
                  return Argument.getKind() == TemplateArgument::Type &&
                         Types.referrer(Argument.getAsType()) ==
                             ReferrerKind::Iterator;
                });
}

// Nobody can change what was declared constant.
bool References::isFixed(const Location &Place) const {
  auto IsConst = [](const ValueDecl *D) {
    return D && !D->getType()->isReferenceType() &&
           D->getType().isConstQualified();
  };
  if (Place.Root == Location::Global && IsConst(Place.Variable))
    return true;
  for (const LocationStep &Step : reverse(Place.Path)) {
    if (Step.Is == LocationStep::Pointee)
      return false;
    if (IsConst(Step.Member))
      return true;
  }
  return false;
}

std::optional<Location> References::place(const FunctionDecl &In,
                                          const Expr *E) const {
  if (!E || Depth > MaxDepth)
    return std::nullopt;
  SaveAndRestore<unsigned> Deeper(Depth, Depth + 1);
  E = ignoreForwarding(E);
  if (E->getType()->isPointerType())
    return resolver(In).pointee(E);
  if (std::optional<Location> Known = resolver(In).resolve(E)) {
    // A local reference stands for what it was made from.
    const VarDecl *Variable = variableOf(E);
    bool IsOpaque =
        Variable && Known->Root == Location::Referent && Known->Path.empty() &&
        Known->Variable == Variable && !isa<ParmVarDecl>(Variable) &&
        Variable->getType()->isReferenceType() && Variable->hasInit();
    std::optional<Location> Made =
        IsOpaque ? place(In, Variable->getInit()) : std::nullopt;
    return Made ? Made : Known;
  }
  if (const MemberExpr *Member = dyn_cast<MemberExpr>(E)) {
    const FieldDecl *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
    const Expr *Base = ignoreForwarding(Member->getBase());
    if (const CXXOperatorCallExpr *Arrow = dyn_cast<CXXOperatorCallExpr>(Base);
        Arrow && Arrow->getOperator() == OO_Arrow)
      Base = ignoreForwarding(Arrow->getArg(0));
    std::optional<Location> Outer = Field ? place(In, Base) : std::nullopt;
    if (Outer)
      Outer->Path.push_back({LocationStep::Field, Field->getCanonicalDecl()});
    return Outer;
  }
  // `service.local().sessions`: whatever it is, it is not this frame's.
  const CallExpr *Call = dyn_cast<CallExpr>(E);
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  if (Callee && Callee->getReturnType()->isLValueReferenceType())
    return Location{Location::Referent, Callee->getCanonicalDecl(), false, {}};
  return std::nullopt;
}

Reliances References::ofContent(const FunctionDecl &In,
                                const Expr *Holder) const {
  Holder = ignoreForwarding(Holder);
  QualType Type = Holder->getType();
  bool IsPointer = Type->isPointerType();
  if (IsPointer)
    Type = Type->getPointeeType();
  HolderKind Kind = Types.holder(Type);
  if (Kind == HolderKind::None)
    return {};
  Reliances Result;
  std::optional<Location> Place = place(In, Holder);
  if (Place && Place->isShared() && !isFixed(*Place) && Place->target() &&
      !isa<FunctionDecl>(Place->target()))
    Result.push_back({*Place, Kind, Types.hasStableElements(Type)});
  Reliances Outer = IsPointer ? ofReferrer(In, Holder) : ofObject(In, Holder);
  if (Kind == HolderKind::Owner)
    for (Reliance &Each : Outer)
      Each.BehindOwner = true;
  for (Reliance &Each : Outer)
    Each.IsIterator = false;
  merge(Result, Outer);
  return Result;
}

Reliances References::ofVariable(const FunctionDecl &In,
                                 const VarDecl &Variable) const {
  if (isa<ParmVarDecl>(Variable) || !Variable.hasInit() ||
      !Variable.hasLocalStorage() || Depth > MaxDepth)
    return {};
  SaveAndRestore<unsigned> Deeper(Depth, Depth + 1);
  if (Variable.getType()->isReferenceType())
    return ofObject(In, Variable.getInit());
  if (!refersElsewhere(Variable.getType()))
    return {};
  Reliances Result = ofReferrer(In, Variable.getInit());
  DenseMap<const VarDecl *, SmallVector<const Expr *, 1>>::const_iterator It =
      body(In).Assigned.find(&Variable);
  if (It != body(In).Assigned.end())
    for (const Expr *Value : It->second)
      merge(Result, ofReferrer(In, Value));
  return Result;
}

Reliances References::ofDeclared(const FunctionDecl &In,
                                 const DeclRefExpr &Ref) const {
  if (const BindingDecl *Binding = dyn_cast<BindingDecl>(Ref.getDecl())) {
    const VarDecl *Whole =
        dyn_cast_or_null<VarDecl>(Binding->getDecomposedDecl());
    return Whole ? ofVariable(In, *Whole) : Reliances();
  }
  const VarDecl *Variable = dyn_cast<VarDecl>(Ref.getDecl());
  return Variable ? ofVariable(In, *Variable) : Reliances();
}

Reliances References::ofObject(const FunctionDecl &In, const Expr *E) const {
  if (!E || Depth > MaxDepth)
    return {};
  SaveAndRestore<unsigned> Deeper(Depth, Depth + 1);
  E = ignoreForwarding(E);
  if (const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(E))
    return Ref->getDecl()->getType()->isReferenceType() ||
                   isa<BindingDecl>(Ref->getDecl())
               ? ofDeclared(In, *Ref)
               : Reliances();
  if (const MemberExpr *Member = dyn_cast<MemberExpr>(E)) {
    if (!isa<FieldDecl>(Member->getMemberDecl()))
      return {};
    return Member->isArrow() ? ofReferrer(In, Member->getBase())
                             : ofObject(In, Member->getBase());
  }
  if (const UnaryOperator *Unary = dyn_cast<UnaryOperator>(E))
    return Unary->getOpcode() == UO_Deref ? ofReferrer(In, Unary->getSubExpr())
                                          : Reliances();
  if (const ArraySubscriptExpr *Subscript = dyn_cast<ArraySubscriptExpr>(E)) {
    const Expr *Base = ignoreForwarding(Subscript->getBase());
    return Base->getType()->isArrayType() ? ofObject(In, Base)
                                          : ofReferrer(In, Base);
  }
  if (const ConditionalOperator *Choice = dyn_cast<ConditionalOperator>(E)) {
    Reliances Both = ofObject(In, Choice->getTrueExpr());
    merge(Both, ofObject(In, Choice->getFalseExpr()));
    return Both;
  }
  if (const CXXOperatorCallExpr *Operator = dyn_cast<CXXOperatorCallExpr>(E)) {
    const Expr *Object = ignoreForwarding(Operator->getArg(0));
    switch (Operator->getOperator()) {
    case OO_Subscript:
    case OO_Star:
      return Types.holder(Object->getType()) == HolderKind::None
                 ? ofReferrer(In, Object)
                 : ofContent(In, Object);
    case OO_Equal:
    case OO_PlusEqual:
      return ofObject(In, Object);
    default:
      return {};
    }
  }
  if (const CXXMemberCallExpr *Call = dyn_cast<CXXMemberCallExpr>(E))
    return E->isGLValue() ? ofMethod(In, *Call) : Reliances();
  if (const CallExpr *Call = dyn_cast<CallExpr>(E); Call && E->isGLValue()) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (Callee && Callee->isInStdNamespace())
      return ofArguments(In, *Call, 0);
    return ofReturned(In, *Call);
  }
  return {};
}

Reliances References::ofMethod(const FunctionDecl &In,
                               const CXXMemberCallExpr &Call) const {
  // What a base class offers is asked of the whole object.
  const Expr *Object = ignoreForwarding(Call.getImplicitObjectArgument());
  QualType Type = Object->getType();
  if (Type->isPointerType())
    Type = Type->getPointeeType();
  if (Types.holder(Type) != HolderKind::None) {
    Reliances Result = ofContent(In, Object);
    QualType Given = Call.getType();
    bool IsIterator =
        !Call.isGLValue() && (Types.referrer(Given) == ReferrerKind::Iterator ||
                              holdsReferrer(Given));
    if (!Result.empty() && place(In, Object) &&
        Result.front().Holder == *place(In, Object))
      Result.front().IsIterator = IsIterator;
    return Result;
  }
  if (Types.referrer(Type) != ReferrerKind::None)
    return ofReferrer(In, Object);
  return ofReturned(In, Call);
}

// What one of the arguments refers to; their holders' elements if it is
// themselves that were handed over.
Reliances References::ofArguments(const FunctionDecl &In, const CallExpr &Call,
                                  unsigned First) const {
  Reliances Result;
  for (unsigned I = First; I < Call.getNumArgs(); ++I) {
    const Expr *Argument = Call.getArg(I);
    if (Types.referrer(Argument->getType()) != ReferrerKind::None)
      merge(Result, ofReferrer(In, Argument));
    else if (Call.isGLValue())
      merge(Result, ofObject(In, Argument));
    else if (Types.holder(Argument->getType()) == HolderKind::Container &&
             Argument->isGLValue()) {
      Reliances Content = ofContent(In, Argument);
      for (Reliance &Each : Content)
        Each.IsIterator =
            Types.referrer(Call.getType()) == ReferrerKind::Iterator;
      merge(Result, Content);
    }
  }
  return Result;
}

Reliances References::ofReferrer(const FunctionDecl &In, const Expr *E) const {
  if (!E || Depth > MaxDepth)
    return {};
  SaveAndRestore<unsigned> Deeper(Depth, Depth + 1);
  E = ignoreForwarding(E);
  // `owner->`, `optional->` and the arrow of iterators.
  if (const CXXOperatorCallExpr *Operator = dyn_cast<CXXOperatorCallExpr>(E)) {
    const Expr *Object = ignoreForwarding(Operator->getArg(0));
    if (Operator->getOperator() == OO_Arrow)
      return Types.holder(Object->getType()) == HolderKind::None
                 ? ofReferrer(In, Object)
                 : ofContent(In, Object);
    const FunctionDecl *Callee = Operator->getDirectCallee();
    if (Operator->getOperator() == OO_Call)
      return Callee && Callee->isInStdNamespace()
                 ? ofArguments(In, *Operator, 1)
                 : ofReturned(In, *Operator);
    if (Operator->getOperator() == OO_Subscript ||
        Operator->getOperator() == OO_Star)
      return {};
    return ofReferrer(In, Object);
  }
  if (const UnaryOperator *Unary = dyn_cast<UnaryOperator>(E)) {
    if (Unary->getOpcode() == UO_AddrOf)
      return ofObject(In, Unary->getSubExpr());
    return Unary->isIncrementDecrementOp() ? ofReferrer(In, Unary->getSubExpr())
                                           : Reliances();
  }
  if (const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(E))
    return ofDeclared(In, *Ref);
  // `result.first->second`
  if (const MemberExpr *Member = dyn_cast<MemberExpr>(E))
    return !Member->isArrow() && holdsReferrer(Member->getBase()->getType())
               ? ofReferrer(In, Member->getBase())
               : Reliances();
  if (const BinaryOperator *Binary = dyn_cast<BinaryOperator>(E))
    return Binary->isAdditiveOp() || Binary->getOpcode() == BO_Comma
               ? ofReferrer(In, Binary->getOpcode() == BO_Comma
                                    ? Binary->getRHS()
                                    : Binary->getLHS())
               : Reliances();
  if (const ConditionalOperator *Choice = dyn_cast<ConditionalOperator>(E)) {
    Reliances Both = ofReferrer(In, Choice->getTrueExpr());
    merge(Both, ofReferrer(In, Choice->getFalseExpr()));
    return Both;
  }
  // A pointer that is stored there is copied out.
  if (isa<CallExpr>(E) && E->isGLValue())
    return {};
  if (const CXXMemberCallExpr *Call = dyn_cast<CXXMemberCallExpr>(E))
    return ofMethod(In, *Call);
  if (const CXXConstructExpr *Construct = dyn_cast<CXXConstructExpr>(E)) {
    Reliances Result;
    for (const Expr *Argument : Construct->arguments()) {
      if (Types.referrer(Argument->getType()) != ReferrerKind::None ||
          holdsReferrer(Argument->getType()))
        merge(Result, ofReferrer(In, Argument));
      else if (Argument->isGLValue())
        merge(Result, ofContent(In, Argument));
    }
    return Result;
  }
  if (const InitListExpr *List = dyn_cast<InitListExpr>(E))
    return List->getNumInits() == 1 ? ofReferrer(In, List->getInit(0))
                                    : Reliances();
  if (const CallExpr *Call = dyn_cast<CallExpr>(E)) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (Callee && Callee->isInStdNamespace())
      return ofArguments(In, *Call, 0);
    return unwraps(*Call) ? ofReferrer(In, Call->getArg(0))
                          : ofReturned(In, *Call);
  }
  return {};
}

// A library's function that makes a pointer of an optional reference.
bool References::unwraps(const CallExpr &Call) const {
  const FunctionDecl *Callee = Call.getDirectCallee();
  return Callee && Call.getNumArgs() == 1 && Call.getType()->isPointerType() &&
         !Unit.project().contains(Callee->getLocation()) &&
         Types.isOptionalReference(Call.getArg(0)->getType());
}

// What a function of the project returns, in its own terms.
Reliances References::returned(const FunctionDecl &Function) const {
  auto [It, IsNew] = Returned.try_emplace(&Function);
  if (!IsNew)
    return It->second;
  ReturnedValues Values;
  Values.TraverseStmt(const_cast<Stmt *>(userBody(Function)));
  Reliances Result;
  for (const Expr *Value : Values.Found)
    merge(Result, Function.getReturnType()->isReferenceType()
                      ? ofObject(Function, Value)
                      : ofReferrer(Function, Value));
  Returned[&Function] = Result;
  return Result;
}

Reliances References::ofReturned(const FunctionDecl &In,
                                 const CallExpr &Call) const {
  const FunctionDecl *Callee = definition(Call.getDirectCallee());
  if (!Callee || !Unit.project().contains(Callee->getLocation()) ||
      !userBody(*Callee) || isa<CoroutineBodyStmt>(Callee->getBody()) ||
      !refersElsewhere(Call.getCallReturnType(Unit.ast())) || Depth > MaxDepth)
    return {};
  const CXXMemberCallExpr *Member = dyn_cast<CXXMemberCallExpr>(&Call);
  Reliances Result;
  for (Reliance Each : returned(*Callee)) {
    std::optional<Location> Base;
    const ParmVarDecl *Parameter =
        dyn_cast_or_null<ParmVarDecl>(Each.Holder.Variable);
    if (Each.Holder.Root == Location::This && Member)
      Base = place(In, Member->getImplicitObjectArgument());
    else if (Each.Holder.Root == Location::Global)
      Base = Location{Location::Global, Each.Holder.Variable, false, {}};
    else if (Each.Holder.Root == Location::Referent && Parameter &&
             Parameter->getFunctionScopeIndex() < Call.getNumArgs() &&
             !isa<CXXOperatorCallExpr>(Call))
      Base = place(In, Call.getArg(Parameter->getFunctionScopeIndex()));
    if (!Base || !Base->isShared())
      continue;
    Base->Path.append(Each.Holder.Path.begin(), Each.Holder.Path.end());
    Each.Holder = *Base;
    Result.push_back(Each);
  }
  return Result;
}

} // namespace cotidy
