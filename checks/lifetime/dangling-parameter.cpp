// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A coroutine that takes a reference, a pointer or a view trusts every caller
// to keep the argument until it is done. One that does not makes it read freed
// memory after a suspension.
//
// This file decides at the coroutine, without knowing its callers, so it is off
// by default. Calls that are provably wrong are async-dangling-argument's
// business.

#include "checks/analysis/LateUses.h"
#include "checks/analysis/Names.h"
#include "checks/analysis/TaskFate.h"
#include "checks/analysis/UnitAnalysis.h"
#include "checks/registry/Check.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {
namespace {

constexpr OptionInfo OptionTable[] = {
    {"AllowedTypes", "std::reference_wrapper",
     "types of parameters that may be kept, as qualified names separated by "
     "semicolons: executors, stop tokens, loggers"},
    {"AllowedReturnTypes", "",
     "task types that can be awaited only where they are made, as qualified "
     "names separated by semicolons"},
};
constexpr const OptionInfo &AllowedTypes = OptionTable[0];
constexpr const OptionInfo &AllowedReturnTypes = OptionTable[1];

class DanglingParameter final : public Check {
public:
  explicit DanglingParameter(const Options &Opts)
      : Types(Opts.list(AllowedTypes)),
        ReturnTypes(Opts.list(AllowedReturnTypes)) {}

  void run(const UnitAnalysis &Unit, Reporter &Out) override;

private:
  bool isAllowed(const UnitAnalysis &Unit, QualType Type) const;
  WhatGoes lossOf(const UnitAnalysis &Unit, const ValueDecl *Named,
                  const FunctionDecl &Function) const;

  const std::vector<std::string> Types;
  const std::vector<std::string> ReturnTypes;
};

// What the callers in the unit do with a coroutine's task.
struct Callers {
  bool Any = false;
  bool AllAwait = true;
};

const FunctionDecl *pattern(const FunctionDecl &Function) {
  const FunctionDecl *Template = Function.getTemplateInstantiationPattern();
  return (Template ? Template : &Function)->getCanonicalDecl();
}

DenseMap<const FunctionDecl *, Callers> callers(const UnitAnalysis &Unit) {
  DenseMap<const FunctionDecl *, Callers> Found;
  for (const FunctionDecl *Function : Unit.functions()) {
    BodyTree Body(*Function);
    TaskFates Fates(Unit, Body);
    for (const Expr *E : Body.calls()) {
      const CallExpr *Call = dyn_cast<CallExpr>(E);
      const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
      if (!Callee || !Unit.types().task(Call->getType()))
        continue;
      Callers &Of = Found[pattern(*Callee)];
      Of.Any = true;
      Of.AllAwait &= Fates.of(*Call).Is == TaskFate::Awaited;
    }
  }
  return Found;
}

bool DanglingParameter::isAllowed(const UnitAnalysis &Unit,
                                  QualType Type) const {
  Type = Type.getNonReferenceType();
  if (Type->isPointerType())
    Type = Type->getPointeeType();
  const CXXRecordDecl *Record = Type->getAsCXXRecordDecl();
  return Record && is_contained(Types, Unit.types().name(*Record));
}

WhatGoes DanglingParameter::lossOf(const UnitAnalysis &Unit,
                                   const ValueDecl *Named,
                                   const FunctionDecl &Function) const {
  const ParmVarDecl *Parameter = dyn_cast_or_null<ParmVarDecl>(Named);
  if (!Parameter || Parameter->getDeclContext() != &Function ||
      Parameter->isExplicitObjectParameter() ||
      !refersElsewhere(Unit, Parameter->getType()) ||
      Parameter->getType()->isFunctionPointerType() ||
      isAllowed(Unit, Parameter->getType()))
    return WhatGoes::None;
  return Parameter->getType()->isReferenceType() ? WhatGoes::Object
                                                 : WhatGoes::Pointee;
}

StringRef kindOf(const ParmVarDecl &Parameter) {
  if (Parameter.getType()->isReferenceType())
    return "reference";
  return Parameter.getType()->isPointerType() ? "pointer" : "view";
}

Finding describe(const Coroutine &Coro, const LateUse &Use) {
  const ParmVarDecl &Parameter = *cast<ParmVarDecl>(Use.Of);
  std::string Name = "'" + Parameter.getName().str() + "'";
  bool StartsSuspended = Use.Across->Is == Suspension::Initial;
  Finding F;
  F.Loc = Use.At->getBeginLoc();
  F.Function = Coro.Function;
  F.Statement = Use.At->getSourceRange();
  F.Message = "the argument that " + Name + " refers to may be gone here";
  F.Notes.push_back({Parameter.getLocation(),
                     "the coroutine keeps a " + kindOf(Parameter).str() +
                         ", not the argument",
                     NoteRole::Context});
  F.Notes.push_back(
      {StartsSuspended ? Coro.Function->getLocation() : Use.Across->loc(),
       StartsSuspended ? "it is suspended before its body"
                       : (Use.Meanwhile ? "what is awaited here uses it "
                                          "while it is suspended"
                                        : "it may be suspended here"),
       NoteRole::Suspend});
  return F;
}

void DanglingParameter::run(const UnitAnalysis &Unit, Reporter &Out) {
  const DenseMap<const FunctionDecl *, Callers> Calls = callers(Unit);
  for (const Coroutine &Coro : Unit.coroutines()) {
    const FunctionDecl &Function = *Coro.Function;
    if (Coro.IsGenerator ||
        (Coro.Task && Coro.Task->Record &&
         is_contained(ReturnTypes, Unit.types().name(*Coro.Task->Record))))
      continue;
    const Callers Of = Calls.lookup(pattern(Function));
    if (Of.Any && Of.AllAwait)
      continue;
    BodyTree Body(Function);
    for (const LateUse &Use :
         lateUses(Unit, Coro, Body, [&](const ValueDecl *Named) {
           return lossOf(Unit, Named, Function);
         }))
      Out.report(describe(Coro, Use));
  }
}

} // namespace

extern const CheckInfo DanglingParameterInfo;
constinit const CheckInfo DanglingParameterInfo = {
    .Summary = "a reference, pointer or view parameter that is used after a "
               "suspension",
    .Level = Severity::Info,
    .DefaultOn = false,
    .Since = "0.1",
    .Opts = OptionTable,
    .Make = [](const Options &O) -> std::unique_ptr<Check> {
      return std::make_unique<DanglingParameter>(O);
    }};

} // namespace cotidy
