// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/Annotations.h"

#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

bool isSpelled(StringRef Text, Annotation What) {
  if (!Text.consume_front("cotidy::") && !Text.consume_front("async::"))
    return false;
  switch (What) {
  case Annotation::SingleThreaded:
    return Text == "single_threaded";
  case Annotation::ThreadConfined:
    return Text == "thread_confined";
  case Annotation::Strand:
    return Text == "strand";
  case Annotation::MayNotSuspend:
    return Text == "may_not_suspend" || Text == "must_not_suspend";
  case Annotation::Detached:
    return Text == "detached";
  case Annotation::Blocking:
    return Text == "blocking";
  case Annotation::NonBlocking:
    return Text == "nonblocking";
  }
  llvm_unreachable("covered switch");
}

// `[[clang::blocking]]` and `[[clang::nonblocking]]` belong to the type.
bool hasEffect(const Decl &D, Annotation What) {
  const FunctionDecl *Function = dyn_cast<FunctionDecl>(&D);
  if (!Function ||
      (What != Annotation::Blocking && What != Annotation::NonBlocking))
    return false;
  FunctionEffect::Kind Kind = What == Annotation::Blocking
                                  ? FunctionEffect::Kind::Blocking
                                  : FunctionEffect::Kind::NonBlocking;
  for (const FunctionEffectWithCondition &Each : Function->getFunctionEffects())
    if (Each.Effect.kind() == Kind && !Each.Cond.getCondition())
      return true;
  return false;
}

} // namespace

bool says(const Decl &D, Annotation What) {
  return any_of(D.specific_attrs<AnnotateAttr>(),
                [&](const AnnotateAttr *Each) {
                  return isSpelled(Each->getAnnotation(), What);
                }) ||
         hasEffect(D, What);
}

bool isOfOneThread(const ValueDecl &D) {
  auto Said = [](const Decl *Each) {
    return Each && (says(*Each, Annotation::SingleThreaded) ||
                    says(*Each, Annotation::ThreadConfined));
  };
  QualType Type = D.getType().getNonReferenceType();
  if (!Type->getPointeeType().isNull())
    Type = Type->getPointeeType();
  return Said(&D) || Said(dyn_cast<CXXRecordDecl>(D.getDeclContext())) ||
         Said(Type->getAsCXXRecordDecl());
}

} // namespace cotidy
