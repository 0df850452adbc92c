// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: does an entry of the library model apply to this very call?
// Not cached. Cost: constant evaluation of the arguments that an entry names.
//
// Order matters: a future that was awaited before is ready, one that is awaited
// afterwards is not. Order here is the order of the text, so a readiness test
// counts also when another branch holds it.

#ifndef COTIDY_CHECKS_ANALYSIS_CALLCONDITIONS_H
#define COTIDY_CHECKS_ANALYSIS_CALLCONDITIONS_H

#include "checks/analysis/Execution.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringSet.h"

namespace cotidy {

/// What one function does with the things it names, by place in the text.
struct Mentions {
  llvm::DenseMap<const clang::ValueDecl *, unsigned> Ready;
  /// Those that stay ready, whoever asks: descriptors and sockets that were
  /// made non-blocking.
  llvm::DenseSet<const clang::ValueDecl *> Lasting;
  llvm::DenseMap<const clang::ValueDecl *, unsigned> Awaited;
  llvm::DenseSet<const clang::ValueDecl *> Moved;
  /// Variables with a member that is set to something else than zero.
  llvm::DenseSet<const clang::ValueDecl *> NonZero;
  llvm::StringSet<> Compared;
  unsigned FirstSuspension = ~0u;
  unsigned LastSuspension = 0;
};

/// What the other functions of the unit do with what they share.
struct UnitMentions {
  llvm::DenseSet<const clang::ValueDecl *> Ready;
  /// Somebody makes a descriptor non-blocking; a parameter may be that one.
  bool AnyDescriptorReady = false;
};

/// One call that may block, and where in its function it stands.
struct CallInContext {
  const CallParts &Parts;
  /// The variable whose destructor runs, else null.
  const clang::ValueDecl *Destroyed = nullptr;
  unsigned Order = 0;
};

/// The variable or member that an expression is about, through casts,
/// dereferences and accessors without arguments; null for anything else.
const clang::ValueDecl *subject(const clang::Expr *E);

/// Whether the macro or constant of this name occurs in the expression.
bool mentionsFlag(const clang::ASTContext &Context, const clang::Stmt *S,
                  llvm::StringRef Flag);

/// The macros and constants an expression names.
void collectFlags(const clang::ASTContext &Context, const clang::Stmt *S,
                  llvm::StringSet<> &Names);

/// Something the call is about was awaited before.
bool followsAwait(const CallInContext &Call, const Mentions &Seen);

bool isZero(const clang::ASTContext &Context, const clang::Expr *E,
            const Mentions &Seen);

/// The entry for this role whose flags the call does not rule out. Entries for
/// any scope only silence: they prove nothing.
const FunctionFact *provenFact(const UnitAnalysis &Unit, const CallParts &Call,
                               FunctionRole Role);

bool applies(const UnitAnalysis &Unit, const FunctionFact &Fact,
             const CallInContext &Call, const Mentions &Seen,
             const UnitMentions &Elsewhere);

} // namespace cotidy

#endif
