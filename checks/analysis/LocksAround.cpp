// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/LocksAround.h"

#include "checks/analysis/Guards.h"
#include "checks/analysis/UnitAnalysis.h"

#include "llvm/ADT/STLExtras.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

// Lambdas nested deeper than this are not worth following.
constexpr unsigned MaxDepth = 8;

SmallVector<const Expr *, 4> operands(const CallExpr &Call) {
  SmallVector<const Expr *, 4> Result(Call.arguments());
  if (const CXXMemberCallExpr *Member = dyn_cast<CXXMemberCallExpr>(&Call))
    Result.push_back(Member->getImplicitObjectArgument());
  return Result;
}

void keepCommon(std::vector<std::string> &Names,
                const std::vector<std::string> &Others) {
  erase_if(Names, [&](const std::string &Name) {
    return !is_contained(Others, Name);
  });
}

LocksAround common(LocksAround One, const LocksAround &Two) {
  keepCommon(One.Locks, Two.Locks);
  keepCommon(One.Scopes, Two.Scopes);
  One.Unnamed &= Two.Unnamed;
  return One;
}

void add(LocksAround &To, const LocksAround &More) {
  append_range(To.Locks, More.Locks);
  append_range(To.Scopes, More.Scopes);
  To.Unnamed |= More.Unnamed;
}

LocksAround around(const UnitAnalysis &Unit, const References &Facts,
                   const FunctionDecl &Function, unsigned Depth) {
  std::optional<LocksAround> Result;
  for (const SerializingCall &Call : Unit.activities().serializers(Function)) {
    LocksAround Taken = locksTaken(Unit, Facts, Call);
    Result = Result ? common(std::move(*Result), Taken) : std::move(Taken);
  }
  if (!Result || Depth == MaxDepth)
    return Result.value_or(LocksAround());
  std::optional<LocksAround> Outer;
  for (const Invocation *Site : Unit.activities().callers(Function)) {
    LocksAround Here = Site->Is == Invocation::Spawn
                           ? LocksAround()
                           : around(Unit, Facts, *Site->Caller, Depth + 1);
    Outer = Outer ? common(std::move(*Outer), Here) : std::move(Here);
  }
  if (Outer)
    add(*Result, *Outer);
  return std::move(*Result);
}

} // namespace

std::string lockName(const LocationResolver &Resolver, const Expr &Lock) {
  std::optional<Location> Place = Lock.getType()->isPointerType()
                                      ? Resolver.pointee(&Lock)
                                      : Resolver.resolve(&Lock);
  return Place ? StringRef(Place->name()).ltrim('*').str() : "";
}

LocksAround locksTaken(const UnitAnalysis &Unit, const References &Facts,
                       const SerializingCall &Call) {
  LocksAround Result;
  const LocationResolver &Resolver = Facts.resolver(*Call.Caller);
  for (const Expr *Each : operands(*Call.At)) {
    QualType Type = ignoreForwarding(Each)->getType();
    bool Scope = Unit.types().is(Type, TypeRole::Scope);
    if (!Scope && !isLock(Type))
      continue;
    std::string Name = lockName(Resolver, *ignoreForwarding(Each));
    Result.Unnamed |= Name.empty() && !Scope;
    if (!Name.empty())
      (Scope ? Result.Scopes : Result.Locks).push_back(std::move(Name));
  }
  return Result;
}

std::optional<LocksAcross> locksAcross(const Suspension *Point,
                                       ArrayRef<LocksAtSuspension> Own,
                                       const LocksAround &Around) {
  if (Around.Unnamed)
    return std::nullopt;
  LocksAcross Result{Around.Locks, {}};
  std::vector<std::string> Scopes = Around.Scopes;
  for (const LocksAtSuspension &Each : Own)
    if (Point && Each.At == Point)
      for (const HeldLock &Lock : Each.Locks) {
        if (Lock.Kind == LockKind::Bound)
          continue;
        if (Lock.IsScope) {
          if (!Lock.Lock.empty())
            Scopes.push_back(Lock.Lock);
          continue;
        }
        if (Lock.Lock.empty())
          return std::nullopt;
        Result.Locks.push_back(Lock.Lock);
      }
  Result.All = Result.Locks;
  append_range(Result.All, Scopes);
  return Result;
}

LocksAround locksAround(const UnitAnalysis &Unit, const References &Facts,
                        const FunctionDecl &Function) {
  return around(Unit, Facts, Function, 0);
}

} // namespace cotidy
