// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/Locations.h"

#include "checks/analysis/Coroutines.h"
#include "checks/analysis/ProjectCode.h"
#include "checks/analysis/TypeFacts.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// Deeper chains of accessors and aliases are not worth following.
constexpr unsigned MaxDepth = 32;

const VarDecl *variableOf(const Expr *E) {
  const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(ignoreForwarding(E));
  return Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
}

class ReassignedVariables : public RecursiveASTVisitor<ReassignedVariables> {
public:
  explicit ReassignedVariables(SmallPtrSetImpl<const VarDecl *> &Out)
      : Out(Out) {}

  bool VisitBinaryOperator(BinaryOperator *E) {
    if (E->isAssignmentOp())
      add(E->getLHS());
    return true;
  }
  bool VisitUnaryOperator(UnaryOperator *E) {
    if (E->isIncrementDecrementOp())
      add(E->getSubExpr());
    return true;
  }
  bool VisitCXXOperatorCallExpr(CXXOperatorCallExpr *E) {
    if (E->isAssignmentOp() || E->getOperator() == OO_PlusPlus ||
        E->getOperator() == OO_MinusMinus)
      add(E->getArg(0));
    return true;
  }

private:
  void add(const Expr *E) {
    if (const VarDecl *Variable = variableOf(E))
      Out.insert(Variable);
  }

  SmallPtrSetImpl<const VarDecl *> &Out;
};

std::optional<Location> append(std::optional<Location> Base,
                               LocationStep Step) {
  if (Base)
    Base->Path.push_back(Step);
  return Base;
}

unsigned keyOf(const Expr *E, const ASTContext &Context) {
  if (!E)
    return 0;
  FoldingSetNodeID Id;
  ignoreForwarding(E)->Profile(Id, Context, /*Canonical=*/true);
  return Id.ComputeHash() | 1;
}

bool isConstant(const Expr *E, const ASTContext &Context) {
  return !E->isValueDependent() &&
         (isa<clang::StringLiteral>(ignoreForwarding(E)) ||
          E->isEvaluatable(Context));
}

bool returnsMutable(const CXXMethodDecl &Method) {
  QualType Result = Method.getReturnType();
  QualType Pointee = Result->getPointeeType();
  return !Pointee.isNull() && !Pointee.isConstQualified();
}

std::optional<Location> part(std::optional<Location> Whole,
                             const FieldDecl &Field) {
  // The value of a map entry is the element itself: `m.find(k)->second` and
  // `m[k]` are one object.
  if (Whole && !Whole->Path.empty() &&
      Whole->Path.back().Is == LocationStep::Element &&
      Field.getParent()->isInStdNamespace() && Field.getName() == "second")
    return Whole;
  return append(std::move(Whole),
                {LocationStep::Field, Field.getCanonicalDecl()});
}

// The field of a pair that `std::get<1>` names, also in a structured binding.
const FieldDecl *fieldGot(const CallExpr &Call) {
  const FunctionDecl *Callee = Call.getDirectCallee();
  const TemplateArgumentList *Which =
      Callee && Callee->isInStdNamespace() && Call.getNumArgs() == 1 &&
              Callee->getIdentifier() && Callee->getName() == "get"
          ? Callee->getTemplateSpecializationArgs()
          : nullptr;
  const CXXRecordDecl *Pair =
      Call.getNumArgs() == 1 ? Call.getArg(0)->getType()->getAsCXXRecordDecl()
                             : nullptr;
  if (!Which || Which->size() == 0 || !Pair || Pair->getName() != "pair" ||
      Which->get(0).getKind() != TemplateArgument::Integral)
    return nullptr;
  StringRef Name = Which->get(0).getAsIntegral() == 0 ? "first" : "second";
  const CXXRecordDecl::field_range Fields = Pair->fields();
  CXXRecordDecl::field_iterator It = find_if(
      Fields, [&](const FieldDecl *Each) { return Each->getName() == Name; });
  return It == Fields.end() ? nullptr : *It;
}

const CXXMethodDecl *arrowOf(const CXXRecordDecl &Record) {
  const CXXRecordDecl *Definition = Record.getDefinition();
  if (!Definition)
    return nullptr;
  ASTContext &Context = Record.getASTContext();
  for (OverloadedOperatorKind Kind : {OO_Arrow, OO_Star}) {
    DeclarationName Name = Context.DeclarationNames.getCXXOperatorName(Kind);
    for (const NamedDecl *Member : Definition->lookup(Name))
      if (const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(Member))
        return Method;
    for (const CXXBaseSpecifier &Base : Definition->bases())
      if (const CXXRecordDecl *BaseRecord =
              Base.getType()->getAsCXXRecordDecl())
        if (const CXXMethodDecl *Method = arrowOf(*BaseRecord))
          return Method;
  }
  return nullptr;
}

// Only one frame can hold such a handle, so nobody else reaches the pointee.
bool isMoveOnly(QualType Type) {
  const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
  if (!Record || !Record->hasDefinition())
    return false;
  return none_of(Record->ctors(),
                 [](const CXXConstructorDecl *Constructor) {
                   return Constructor->isCopyConstructor() &&
                          !Constructor->isDeleted();
                 }) &&
         Record->hasUserDeclaredConstructor();
}

const Stmt *onlyStatement(const FunctionDecl &Function) {
  const CompoundStmt *Body = dyn_cast_or_null<CompoundStmt>(Function.getBody());
  return Body && Body->size() == 1 ? Body->body_front() : nullptr;
}

} // namespace

const Expr *ignoreForwarding(const Expr *E) {
  for (;;) {
    E = E->IgnoreParenImpCasts();
    if (const ExprWithCleanups *Cleanups = dyn_cast<ExprWithCleanups>(E))
      E = Cleanups->getSubExpr();
    else if (const MaterializeTemporaryExpr *Temporary =
                 dyn_cast<MaterializeTemporaryExpr>(E))
      E = Temporary->getSubExpr();
    else if (const CXXBindTemporaryExpr *Bound =
                 dyn_cast<CXXBindTemporaryExpr>(E))
      E = Bound->getSubExpr();
    else if (const ExplicitCastExpr *Cast = dyn_cast<ExplicitCastExpr>(E);
             Cast && Cast->getType()->isScalarType() == 0 && Cast->isGLValue())
      E = Cast->getSubExpr();
    else if (const CallExpr *Call = dyn_cast<CallExpr>(E);
             Call && (Call->isCallToStdMove() ||
                      (Call->getNumArgs() == 1 && Call->getDirectCallee() &&
                       Call->getDirectCallee()->isInStdNamespace() &&
                       Call->getDirectCallee()->getIdentifier() &&
                       StringSwitch<bool>(Call->getDirectCallee()->getName())
                           .Cases("forward", "as_const", "ref", true)
                           .Default(false))))
      E = Call->getArg(0);
    else
      return E;
  }
}

bool isNullPointer(const Expr &E, const ASTContext &Context) {
  // Clang asks for a context that it may change, and does not change it.
  return E.isNullPointerConstant(const_cast<ASTContext &>(Context),
                                 Expr::NPC_ValueDependentIsNotNull) !=
         Expr::NPCK_NotNull;
}

bool isHandle(QualType Type) {
  QualType Plain = Type.getNonReferenceType();
  if (Plain->isPointerType())
    return true;
  const CXXRecordDecl *Record = Plain->getAsCXXRecordDecl();
  const CXXMethodDecl *Arrow = Record ? arrowOf(*Record) : nullptr;
  return Arrow && Arrow->isConst() && returnsMutable(*Arrow);
}

bool Location::contains(const Location &Other) const {
  return Root == Other.Root && Variable == Other.Variable &&
         Path.size() <= Other.Path.size() &&
         std::equal(Path.begin(), Path.end(), Other.Path.begin()) &&
         none_of(drop_begin(Other.Path, Path.size()),
                 [](const LocationStep &Step) {
                   return Step.Is == LocationStep::Pointee;
                 });
}

const ValueDecl *Location::target() const {
  for (const LocationStep &Step : reverse(Path))
    if (Step.Is == LocationStep::Field)
      return Step.Member;
  return Variable;
}

std::string Location::name() const {
  std::string Name =
      Root == This || !Variable ? "" : Variable->getNameAsString();
  bool Through = Variable && (Root == Referent || Root == Local) &&
                 isHandle(Variable->getType());
  for (const LocationStep &Step : Path) {
    switch (Step.Is) {
    case LocationStep::Field:
      if (!Name.empty())
        Name += Through ? "->" : ".";
      Name += Step.Member->getNameAsString();
      Through = false;
      break;
    case LocationStep::Element:
      Name += "[...]";
      Through = false;
      break;
    case LocationStep::Pointee:
    case LocationStep::Held:
      Through = true;
      break;
    }
  }
  if (Through)
    Name = "*" + Name;
  return Name.empty() ? "*this" : Name;
}

LocationResolver::LocationResolver(const FunctionDecl &Function,
                                   const ProjectCode &Project,
                                   const TypeFacts &Types)
    : Function(Function), Project(Project), Types(Types) {
  if (const CXXMethodDecl *Method = dyn_cast<CXXMethodDecl>(&Function))
    if (Method->getParent()->isLambda())
      Closure = Method->getParent();
  if (const Stmt *Body = userBody(Function))
    ReassignedVariables(Reassigned).TraverseStmt(const_cast<Stmt *>(Body));
}

std::optional<Location> LocationResolver::resolve(const Expr *E) const {
  if (!E || Depth > MaxDepth)
    return std::nullopt;
  ++Depth;
  E = ignoreForwarding(E);
  std::optional<Location> Result;
  if (const DeclRefExpr *Ref = dyn_cast<DeclRefExpr>(E))
    Result = ofVariable(*Ref);
  else if (const MemberExpr *Member = dyn_cast<MemberExpr>(E))
    Result = ofMember(*Member);
  else if (const UnaryOperator *Unary = dyn_cast<UnaryOperator>(E);
           Unary && Unary->getOpcode() == UO_Deref)
    Result = pointee(Unary->getSubExpr());
  else if (const ArraySubscriptExpr *Subscript =
               dyn_cast<ArraySubscriptExpr>(E))
    Result = element(Subscript->getBase(), Subscript->getIdx(), "");
  else if (const CXXOperatorCallExpr *Operator =
               dyn_cast<CXXOperatorCallExpr>(E))
    Result = ofOperator(*Operator);
  else if (const CXXMemberCallExpr *Call = dyn_cast<CXXMemberCallExpr>(E))
    Result = ofMemberCall(*Call);
  else if (const CallExpr *Call = dyn_cast<CallExpr>(E))
    Result = ofCall(*Call);
  --Depth;
  return Result;
}

bool LocationResolver::isCapturedByReference(const DeclRefExpr &Ref) const {
  if (!Closure)
    return false;
  for (const LambdaCapture &Capture : Closure->captures())
    if (Capture.capturesVariable() &&
        Capture.getCapturedVar()->getCanonicalDecl() ==
            Ref.getDecl()->getCanonicalDecl())
      return Capture.getCaptureKind() == LCK_ByRef;
  return false;
}

std::optional<Location>
LocationResolver::ofVariable(const DeclRefExpr &Ref) const {
  if (const BindingDecl *Binding = dyn_cast<BindingDecl>(Ref.getDecl())) {
    if (const VarDecl *Holder = Binding->getHoldingVar())
      return Holder->hasInit() ? resolve(Holder->getInit()) : std::nullopt;
    return Binding->getBinding() ? resolve(Binding->getBinding())
                                 : std::nullopt;
  }
  const VarDecl *Variable = dyn_cast<VarDecl>(Ref.getDecl());
  if (!Variable)
    return std::nullopt;
  Variable = Variable->getCanonicalDecl();
  if (Variable->hasGlobalStorage())
    return Location{Location::Global, Variable, false, {}};
  QualType Type = Variable->getType();
  if (Ref.refersToEnclosingVariableOrCapture() && !Variable->isInitCapture() &&
      isCapturedByReference(Ref)) {
    if (Type->isReferenceType() && Variable->hasInit() &&
        !isa<ParmVarDecl>(Variable))
      if (std::optional<Location> Target = resolve(Variable->getInit())) {
        // A variable of the enclosing function is not this frame's own.
        if (Target->Root == Location::Local)
          Target->Root = Location::Captured;
        return Target;
      }
    return Location{Location::Captured, Variable, false, {}};
  }
  if (!Type->isReferenceType())
    return Location{Location::Local, Variable, false, {}};
  if (isa<ParmVarDecl>(Variable)) {
    // What an rvalue reference binds to was given to this call.
    bool Given = Type->isRValueReferenceType();
    return Location{Location::Referent, Variable, Given, {}};
  }
  if (!Variable->hasInit())
    return Location{Location::Referent, Variable, false, {}};
  const Expr *Init = Variable->getInit();
  if (std::optional<Location> Target = resolve(Init))
    return Target;
  bool BindsTemporary = ignoreForwarding(Init)->isPRValue();
  return Location{BindsTemporary ? Location::Local : Location::Referent,
                  Variable,
                  false,
                  {}};
}

std::optional<Location>
LocationResolver::ofMember(const MemberExpr &Member) const {
  if (const VarDecl *Static = dyn_cast<VarDecl>(Member.getMemberDecl()))
    return Location{Location::Global, Static->getCanonicalDecl(), false, {}};
  const FieldDecl *Field = dyn_cast<FieldDecl>(Member.getMemberDecl());
  if (!Field)
    return std::nullopt;
  return part(Member.isArrow() ? pointee(Member.getBase())
                               : resolve(Member.getBase()),
              *Field);
}

std::optional<Location> LocationResolver::element(const Expr *Container,
                                                  const Expr *Key,
                                                  StringRef Name) const {
  const ASTContext &Context = Function.getASTContext();
  std::optional<Location> Base =
      Container->IgnoreParenImpCasts()->getType()->isPointerType()
          ? pointee(Container)
          : resolve(Container);
  unsigned KeyId = Key ? keyOf(Key, Context) : hash_value(Name) | 1;
  return append(Base, {LocationStep::Element, nullptr, KeyId,
                       Key && !isConstant(Key, Context)});
}

std::optional<Location>
LocationResolver::ofOperator(const CXXOperatorCallExpr &Call) const {
  switch (Call.getOperator()) {
  case OO_Subscript:
    return element(Call.getArg(0), Call.getArg(1), "");
  case OO_Star:
  case OO_Arrow:
    return Call.getNumArgs() == 1 ? pointee(Call.getArg(0)) : std::nullopt;
  case OO_Equal:
  case OO_PlusEqual:
    return resolve(Call.getArg(0));
  default:
    return std::nullopt;
  }
}

std::optional<Location> LocationResolver::ofCall(const CallExpr &Call) const {
  if (const FieldDecl *Field = fieldGot(Call))
    return part(resolve(Call.getArg(0)), *Field);
  const FunctionDecl *Callee = Call.getDirectCallee();
  if (!Callee || !Project.contains(Callee->getLocation()))
    return std::nullopt;
  // `Registry &registry() { static Registry r; return r; }` and its kin.
  const CompoundStmt *Body = dyn_cast_or_null<CompoundStmt>(Callee->getBody());
  if (!Body || Body->body_empty() || Body->size() > 2)
    return std::nullopt;
  const ReturnStmt *Return = dyn_cast<ReturnStmt>(Body->body_back());
  if (!Return || !Return->getRetValue() || !Return->getRetValue()->isGLValue())
    return std::nullopt;
  std::optional<Location> Result = resolve(Return->getRetValue());
  return Result && Result->Root == Location::Global ? Result : std::nullopt;
}

std::optional<Location>
LocationResolver::ofMemberCall(const CXXMemberCallExpr &Call) const {
  const CXXMethodDecl *Method = Call.getMethodDecl();
  if (!Method)
    return std::nullopt;
  if (std::optional<Location> Field = ofAccessor(Call))
    return Field;
  if (!Method->getIdentifier())
    return std::nullopt;
  const Expr *Object = Call.getImplicitObjectArgument();
  StringRef Name = Method->getName();
  if (Name == "value" && Call.getNumArgs() == 0 && !Method->isConst())
    return append(resolve(Object), {LocationStep::Held});
  if (Name == "at" && Call.getNumArgs() == 1)
    return element(Object, Call.getArg(0), "");
  if (Call.getNumArgs() == 0 && StringSwitch<bool>(Name)
                                    .Cases("front", "back", "top", true)
                                    .Default(false))
    return element(Object, nullptr, Name);
  return std::nullopt;
}

std::optional<Location>
LocationResolver::ofAccessor(const CXXMemberCallExpr &Call) const {
  const CXXMethodDecl *Method = Call.getMethodDecl();
  if (Method->isVirtual() || Call.getNumArgs() != 0 ||
      !Project.contains(Method->getLocation()))
    return std::nullopt;
  const ReturnStmt *Return =
      dyn_cast_or_null<ReturnStmt>(onlyStatement(*Method));
  if (!Return || !Return->getRetValue())
    return std::nullopt;
  std::optional<Location> Inner = resolve(Return->getRetValue());
  if (!Inner || Inner->Root != Location::This || Inner->Path.empty())
    return std::nullopt;
  const Expr *Object = Call.getImplicitObjectArgument();
  std::optional<Location> Base =
      Object->getType()->isPointerType() ? pointee(Object) : resolve(Object);
  if (Base)
    Base->Path.append(Inner->Path.begin(), Inner->Path.end());
  return Base;
}

std::optional<LocationResolver::SetterCall>
LocationResolver::setter(const CXXMemberCallExpr &Call) const {
  const CXXMethodDecl *Method = Call.getMethodDecl();
  if (!Method || Method->isVirtual() || Call.getNumArgs() != 1 ||
      !Project.contains(Method->getLocation()))
    return std::nullopt;
  const Expr *Body = dyn_cast_or_null<Expr>(onlyStatement(*Method));
  Body = Body ? Body->IgnoreImplicit() : nullptr;
  const Expr *Left = nullptr, *Right = nullptr;
  if (const BinaryOperator *Assign = dyn_cast_or_null<BinaryOperator>(Body);
      Assign && Assign->getOpcode() == BO_Assign) {
    Left = Assign->getLHS();
    Right = Assign->getRHS();
  } else if (const CXXOperatorCallExpr *Assign =
                 dyn_cast_or_null<CXXOperatorCallExpr>(Body);
             Assign && Assign->getOperator() == OO_Equal) {
    Left = Assign->getArg(0);
    Right = Assign->getArg(1);
  }
  if (!Left || variableOf(Right) != Method->getParamDecl(0))
    return std::nullopt;
  std::optional<Location> Inner = resolve(Left);
  if (!Inner || Inner->Root != Location::This || Inner->Path.empty())
    return std::nullopt;
  const Expr *Object = Call.getImplicitObjectArgument();
  std::optional<Location> Target =
      Object->getType()->isPointerType() ? pointee(Object) : resolve(Object);
  if (!Target)
    return std::nullopt;
  Target->Path.append(Inner->Path.begin(), Inner->Path.end());
  return SetterCall{*Target, Call.getArg(0)};
}

std::optional<Location> LocationResolver::pointee(const Expr *E) const {
  if (!E || Depth > MaxDepth)
    return std::nullopt;
  E = ignoreForwarding(E);
  if (isa<CXXThisExpr>(E)) {
    bool Copied = Closure &&
                  any_of(Closure->captures(), [](const LambdaCapture &Capture) {
                    return Capture.getCaptureKind() == LCK_StarThis;
                  });
    return Location{Location::This, nullptr, Copied, {}};
  }
  if (const UnaryOperator *Unary = dyn_cast<UnaryOperator>(E);
      Unary && Unary->getOpcode() == UO_AddrOf)
    return resolve(Unary->getSubExpr());
  if (const CastExpr *Cast = dyn_cast<CastExpr>(E))
    return pointee(Cast->getSubExpr());
  if (const CXXOperatorCallExpr *Arrow = dyn_cast<CXXOperatorCallExpr>(E);
      Arrow && Arrow->getOperator() == OO_Arrow)
    return pointee(Arrow->getArg(0));
  if (const CXXConstructExpr *Copy = dyn_cast<CXXConstructExpr>(E))
    return Copy->getConstructor()->isCopyOrMoveConstructor()
               ? pointee(Copy->getArg(0))
               : std::nullopt;
  if (const CXXMemberCallExpr *Call = dyn_cast<CXXMemberCallExpr>(E))
    if (const CXXMethodDecl *Method = Call->getMethodDecl();
        Method && Method->getIdentifier()) {
      const Expr *Object = Call->getImplicitObjectArgument();
      StringRef Name = Method->getName();
      if (Name == "shared_from_this")
        return pointee(Object);
      if ((Name == "get" || Name == "lock") && Call->getNumArgs() == 0)
        return pointee(Object);
      if (Name == "find" && Call->getNumArgs() == 1)
        return element(Object, Call->getArg(0), "");
      if (Name == "begin" && Call->getNumArgs() == 0)
        return element(Object, nullptr, "front");
    }
  std::optional<Location> Handle = resolve(E);
  return Handle ? pointeeOf(std::move(*Handle), E->getType()) : std::nullopt;
}

std::optional<Location> LocationResolver::pointeeOf(Location Handle,
                                                    QualType Type) const {
  if (Handle.Root != Location::Local || !Handle.Path.empty() ||
      !isHandle(Type)) {
    // Being const reaches through what owns its content like a member.
    Handle.Path.push_back(
        {isHandle(Type) ? LocationStep::Pointee : LocationStep::Held});
    return Handle;
  }
  const VarDecl *Variable = cast<VarDecl>(Handle.Variable);
  if (std::optional<Location> Target = aliased(*Variable))
    return Target;
  bool Owned = isMoveOnly(Variable->getType()) ||
               (Variable->hasInit() && !isa<ParmVarDecl>(Variable) &&
                createsObject(Variable->getInit()));
  return Location{Location::Referent, Variable, Owned, {}};
}

std::optional<Location> LocationResolver::aliased(const VarDecl &Handle) const {
  if (isa<ParmVarDecl>(Handle) || !Handle.hasInit() ||
      !isAssignedOnce(Handle) || Depth > MaxDepth)
    return std::nullopt;
  const Expr *Init = ignoreForwarding(Handle.getInit());
  if (const CXXConstructExpr *Construct = dyn_cast<CXXConstructExpr>(Init))
    if (Construct->getNumArgs() == 1)
      Init = ignoreForwarding(Construct->getArg(0));
  ++Depth;
  std::optional<Location> Target = pointee(Init);
  --Depth;
  // The iterator of a range-for names another element in each round.
  if (Target && Handle.isImplicit() && !Target->Path.empty()) {
    LocationStep &Last = Target->Path.back();
    if (Last.Is == LocationStep::Held) // of an array
      Last = {LocationStep::Element};
    Last.Variable |= Last.Is == LocationStep::Element;
  }
  return Target;
}

bool LocationResolver::createsObject(const Expr *Init) const {
  Init = ignoreForwarding(Init);
  if (const CXXConstructExpr *Construct = dyn_cast<CXXConstructExpr>(Init))
    return Construct->getNumArgs() == 1 && createsObject(Construct->getArg(0));
  if (isa<CXXNewExpr>(Init))
    return true;
  const CallExpr *Call = dyn_cast<CallExpr>(Init);
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  return Callee && Types.functionFact(*Callee, FunctionRole::Fresh);
}

} // namespace cotidy
