// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/Holders.h"

#include "checks/analysis/Locations.h"
#include "checks/analysis/TypeFacts.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

const CXXMethodDecl *asMethod(const NamedDecl *Member) {
  Member = Member->getUnderlyingDecl();
  if (const FunctionTemplateDecl *Template =
          dyn_cast<FunctionTemplateDecl>(Member))
    return dyn_cast<CXXMethodDecl>(Template->getTemplatedDecl());
  return dyn_cast<CXXMethodDecl>(Member);
}

// A class that is named but never completed shows nothing.
const CXXRecordDecl *definitionOf(QualType Type) {
  const CXXRecordDecl *Record =
      Type.getNonReferenceType()->getAsCXXRecordDecl();
  return Record ? Record->getDefinition() : nullptr;
}

bool hasMember(const CXXRecordDecl &Record, DeclarationName Name) {
  if (any_of(Record.lookup(Name),
             [](const NamedDecl *Member) { return asMethod(Member); }))
    return true;
  return any_of(Record.bases(), [&](const CXXBaseSpecifier &Base) {
    const CXXRecordDecl *BaseRecord = definitionOf(Base.getType());
    return BaseRecord && hasMember(*BaseRecord, Name);
  });
}

bool hasMember(const CXXRecordDecl &Record, StringRef Name) {
  return hasMember(Record,
                   DeclarationName(&Record.getASTContext().Idents.get(Name)));
}

bool hasOperator(const CXXRecordDecl &Record, OverloadedOperatorKind Kind) {
  return hasMember(
      Record, Record.getASTContext().DeclarationNames.getCXXOperatorName(Kind));
}

bool convertsToBool(const CXXRecordDecl &Record) {
  return any_of(
      Record.getVisibleConversionFunctions(), [](const NamedDecl *Conversion) {
        const CXXConversionDecl *To =
            dyn_cast<CXXConversionDecl>(Conversion->getUnderlyingDecl());
        return To && To->getConversionType()->isBooleanType();
      });
}

bool hasConstOverload(const CXXMethodDecl &Method) {
  return any_of(Method.getParent()->lookup(Method.getDeclName()),
                [](const NamedDecl *Member) {
                  const CXXMethodDecl *Other = asMethod(Member);
                  return Other && Other->isConst();
                });
}

} // namespace

HolderKind HolderTypes::holder(QualType Type) const {
  const CXXRecordDecl *Record = definitionOf(Type);
  if (!Record)
    return HolderKind::None;
  auto [It, IsNew] = Holders.try_emplace(Record, HolderKind::None);
  if (IsNew) {
    HolderKind Kind = computeHolder(*Record);
    Holders[Record] = Kind;
    return Kind;
  }
  return It->second;
}

HolderKind HolderTypes::computeHolder(const CXXRecordDecl &Record) const {
  if (Record.isLambda() || computeReferrer(Record) != ReferrerKind::None)
    return HolderKind::None;
  // A future has its result inside and is no owner of anything shared.
  QualType Type = Record.getASTContext().getRecordType(&Record);
  if (Types.task(Type))
    return HolderKind::None;
  if (hasMember(Record, "begin") && hasMember(Record, "end"))
    return HolderKind::Container;
  bool IsDereferenced =
      hasOperator(Record, OO_Arrow) || hasOperator(Record, OO_Star);
  if (IsDereferenced && isHandle(Type))
    return Record.hasTrivialDestructor() ? HolderKind::None : HolderKind::Owner;
  if (IsDereferenced && convertsToBool(Record))
    return HolderKind::Optional;
  if (!Record.hasTrivialDestructor() && convertsToView(Record))
    return HolderKind::Container;
  // Queues and stacks hand out one end only, and some tables no iterators.
  const TypeFact *Fact = Types.modelled(Type);
  return Fact && Fact->Role == TypeRole::Container &&
                 (hasMember(Record, "front") || hasMember(Record, "top") ||
                  hasMember(Record, "find"))
             ? HolderKind::Container
             : HolderKind::None;
}

bool HolderTypes::isOptionalReference(QualType Type) const {
  const ClassTemplateSpecializationDecl *Record =
      dyn_cast_or_null<ClassTemplateSpecializationDecl>(
          Type->getAsCXXRecordDecl());
  if (!Record || Record->getTemplateArgs().size() != 1)
    return false;
  const TemplateArgument &To = Record->getTemplateArgs()[0];
  return To.getKind() == TemplateArgument::Type &&
         To.getAsType()->isLValueReferenceType() && !Types.task(Type) &&
         Record->hasDefinition() && !hasMember(*Record, "begin");
}

// Text that hands out views of itself.
bool HolderTypes::convertsToView(const CXXRecordDecl &Record) const {
  return any_of(
      Record.getVisibleConversionFunctions(), [&](const NamedDecl *Each) {
        const CXXConversionDecl *To =
            dyn_cast<CXXConversionDecl>(Each->getUnderlyingDecl());
        return To && referrer(To->getConversionType()) == ReferrerKind::View;
      });
}

bool HolderTypes::hasStableElements(QualType Type) const {
  const TypeFact *Fact = Types.modelled(Type);
  return Fact && Fact->Elements == ElementKind::Stable;
}

ReferrerKind HolderTypes::referrer(QualType Type) const {
  if (Type->isPointerType())
    return Type->isFunctionPointerType() ? ReferrerKind::None
                                         : ReferrerKind::Pointer;
  const CXXRecordDecl *Record = definitionOf(Type);
  if (!Record)
    return ReferrerKind::None;
  auto [It, IsNew] = Referrers.try_emplace(Record, ReferrerKind::None);
  if (IsNew) {
    ReferrerKind Kind = computeReferrer(*Record);
    Referrers[Record] = Kind;
    return Kind;
  }
  return It->second;
}

ReferrerKind HolderTypes::computeReferrer(const CXXRecordDecl &Record) const {
  QualType Type = Record.getASTContext().getRecordType(&Record);
  if (const TypeFact *Fact = Types.modelled(Type))
    if (Fact->Role == TypeRole::View)
      return ReferrerKind::View;
  if (isOptionalReference(Type))
    return ReferrerKind::View;
  return hasOperator(Record, OO_Star) && hasOperator(Record, OO_PlusPlus)
             ? ReferrerKind::Iterator
             : ReferrerKind::None;
}

// An accessor that forgot its const twin takes nothing and hands out a way
// into the object.
static bool isAccessor(const CXXMethodDecl &Method, const HolderTypes &Types) {
  if (hasConstOverload(Method))
    return true;
  if (Method.getIdentifier() &&
      (Method.getName() == "begin" || Method.getName() == "end"))
    return true;
  QualType Result = Method.getReturnType();
  return Method.getNumParams() == 0 && !Method.isOverloadedOperator() &&
         (Result->isReferenceType() ||
          Types.referrer(Result) != ReferrerKind::None) &&
         Types.types().functionFact(Method, FunctionRole::Invalidates) ==
             nullptr;
}

std::optional<HolderChange> HolderTypes::change(const CXXMethodDecl &Method,
                                                QualType Object) const {
  HolderKind Kind = holder(Object);
  if (Kind == HolderKind::None || Method.isConst() || Method.isStatic())
    return std::nullopt;
  const FunctionFact *Fact = nullptr;
  for (const FunctionFact *Each : Types.functionFacts(
           Method, Object.getNonReferenceType()->getAsCXXRecordDecl()))
    if (Each->Role == FunctionRole::Invalidates)
      Fact = Each;
  if (hasStableElements(Object)) {
    // What any container may do is not said of this one.
    if (!Fact || StringRef(Fact->Name).starts_with("*"))
      return std::nullopt;
    return HolderChange{Fact->Group != "iterators", Fact->Group.empty()};
  }
  if (isAccessor(Method, *this))
    return std::nullopt;
  if (Kind == HolderKind::Container && Fact && Fact->Group == "growth")
    return HolderChange{true, false};
  return HolderChange{};
}

std::optional<unsigned>
HolderTypes::changedArgument(const FunctionDecl &Function) const {
  const FunctionFact *Fact =
      Types.functionFact(Function, FunctionRole::Invalidates);
  if (!Fact || !Fact->Callable || isa<CXXMethodDecl>(Function))
    return std::nullopt;
  return *Fact->Callable;
}

} // namespace cotidy
