// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: which object does this expression name, and can anybody but this
// frame change it?
// Cached per function body. Cost: one walk over the body for the variables that
// are assigned again, then the depth of each expression asked about.
//
// An abstract location is a root and a path. Two expressions with the same
// location name the same object as long as nothing on the way is pointed
// elsewhere. References, and pointers, iterators and smart pointers that are
// never assigned again, stand for what they were made from.
//
// Not seen: what a call returns, unless it is a one-line accessor of the
// project or a look-up in a container; arithmetic on pointers; whether two
// different roots name one object.

#ifndef COTIDY_CHECKS_ANALYSIS_LOCATIONS_H
#define COTIDY_CHECKS_ANALYSIS_LOCATIONS_H

#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"

#include <optional>
#include <string>

namespace cotidy {

class ProjectCode;
class TypeFacts;

struct LocationStep {
  enum Kind {
    Field,
    Element,
    Pointee, // another object, that a pointer or handle refers to
    Held,    // what an optional and its kin hold: a part of them
  };
  Kind Is;
  const clang::FieldDecl *Member = nullptr;
  /// Tells elements apart: equal keys, equal elements.
  unsigned Key = 0;
  /// The element is chosen by something that can differ from call to call.
  bool Variable = false;

  bool operator==(const LocationStep &Other) const {
    return Is == Other.Is && Member == Other.Member && Key == Other.Key;
  }
};

struct Location {
  enum RootKind {
    Local,    // a variable or by-value parameter of this frame
    Global,   // static storage
    This,     // the object the function was called on, also when captured
    Captured, // a variable of the enclosing function, captured by reference
    Referent, // what a reference, pointer or handle of this frame refers to
  };
  RootKind Root;
  /// Null for This.
  const clang::ValueDecl *Variable = nullptr;
  /// A Referent that only this frame can reach: the pointee of a move-only
  /// handle, or an object it just made.
  bool OwnedByFrame = false;
  llvm::SmallVector<LocationStep, 4> Path;

  /// Anybody but this frame can change it.
  bool isShared() const { return Root != Local && !OwnedByFrame; }
  bool operator==(const Location &Other) const {
    return Root == Other.Root && Variable == Other.Variable &&
           Path == Other.Path;
  }
  /// The same object, or one that `Other` is a part of. What a pointer points
  /// to is no part of the pointer.
  bool contains(const Location &Other) const;
  /// The innermost field, else the root's variable, else null (`*this`).
  const clang::ValueDecl *target() const;
  /// Names it the way the reader would, without scopes.
  std::string name() const;
};

/// Answers for the expressions of one function body.
class LocationResolver {
public:
  LocationResolver(const clang::FunctionDecl &Function,
                   const ProjectCode &Project, const TypeFacts &Types);

  /// The object a glvalue names. Empty when unknown.
  std::optional<Location> resolve(const clang::Expr *E) const;

  /// What a pointer or handle value points to. Empty when unknown.
  std::optional<Location> pointee(const clang::Expr *E) const;

  /// The variable has one value from its initialisation on.
  bool isAssignedOnce(const clang::VarDecl &Variable) const {
    return !Reassigned.contains(&Variable);
  }

  /// `obj.set(v)` with the body `field = v;`: the field of obj and the
  /// argument.
  struct SetterCall {
    Location Target;
    const clang::Expr *Value;
  };
  std::optional<SetterCall> setter(const clang::CXXMemberCallExpr &Call) const;

private:
  std::optional<Location> ofVariable(const clang::DeclRefExpr &Ref) const;
  std::optional<Location> ofMember(const clang::MemberExpr &Member) const;
  std::optional<Location>
  ofOperator(const clang::CXXOperatorCallExpr &Call) const;
  std::optional<Location> ofCall(const clang::CallExpr &Call) const;
  std::optional<Location>
  ofMemberCall(const clang::CXXMemberCallExpr &Call) const;
  std::optional<Location>
  ofAccessor(const clang::CXXMemberCallExpr &Call) const;
  std::optional<Location> pointeeOf(Location Handle,
                                    clang::QualType Type) const;
  std::optional<Location> aliased(const clang::VarDecl &Handle) const;
  std::optional<Location> element(const clang::Expr *Container,
                                  const clang::Expr *Key,
                                  llvm::StringRef Name) const;
  bool isCapturedByReference(const clang::DeclRefExpr &Ref) const;
  bool createsObject(const clang::Expr *Init) const;

  const clang::FunctionDecl &Function;
  const ProjectCode &Project;
  const TypeFacts &Types;
  const clang::CXXRecordDecl *Closure = nullptr;
  llvm::SmallPtrSet<const clang::VarDecl *, 16> Reassigned;
  mutable unsigned Depth = 0;
};

/// `operator->` or `operator*` hands out something that is not part of the
/// object: it is const, yet what it returns can be changed.
bool isHandle(clang::QualType Type);

/// Strips parentheses, implicit nodes, casts to references and calls that only
/// pass their argument on (std::move, std::forward, std::as_const, std::ref).
const clang::Expr *ignoreForwarding(const clang::Expr *E);

/// `nullptr`, `NULL`, `0` where a pointer is wanted.
bool isNullPointer(const clang::Expr &E, const clang::ASTContext &Context);

} // namespace cotidy

#endif
