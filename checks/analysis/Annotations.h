// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Question: what does the author say about a declaration that the language
// cannot say?
// Not cached. Cost: a look at the attributes of the declaration.
//
// Said by `cotidy/annotations.hpp`, which is
// `[[clang::annotate("cotidy::...")]]`, and by the function effects of the
// compiler. The prefix `async::` is the same under an older name.

#ifndef COTIDY_CHECKS_ANALYSIS_ANNOTATIONS_H
#define COTIDY_CHECKS_ANALYSIS_ANNOTATIONS_H

#include "clang/AST/Decl.h"

namespace cotidy {

enum class Annotation {
  SingleThreaded, // only one thread ever uses it
  ThreadConfined, // stays on the thread of its owner
  Strand,         // runs on a strand
  MayNotSuspend,  // its task never suspends
  Detached,       // its task runs by itself
  Blocking,       // keeps the calling thread
  NonBlocking,    // does not, whatever it calls
};

bool says(const clang::Decl &D, Annotation What);

/// The variable or member, its class, or the class of what it holds is said to
/// belong to one thread.
bool isOfOneThread(const clang::ValueDecl &D);

} // namespace cotidy

#endif
