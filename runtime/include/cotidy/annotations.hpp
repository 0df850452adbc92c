// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the language cannot say about asynchronous code, said to the linter.
// Header-only, C++11, nothing to link. Compilers that do not know the attribute
// see nothing.
//
//   class COTIDY_THREAD_CONFINED Panel { ... };
//   COTIDY_STRAND void on_message(Message);
//
// docs/annotations.md tells what each of them changes.

#ifndef COTIDY_ANNOTATIONS_HPP
#define COTIDY_ANNOTATIONS_HPP

#if defined(__clang__)
#define COTIDY_ANNOTATE(Text) __attribute__((annotate("cotidy::" Text)))
#else
#define COTIDY_ANNOTATE(Text)
#endif

/// A class, function, member or variable that only one thread ever uses.
#define COTIDY_SINGLE_THREADED COTIDY_ANNOTATE("single_threaded")

/// A class, member or variable that stays on the thread of its owner.
#define COTIDY_THREAD_CONFINED COTIDY_ANNOTATE("thread_confined")

/// A function that runs on a strand: never beside another such function of the
/// same object.
#define COTIDY_STRAND COTIDY_ANNOTATE("strand")

/// A function whose task never suspends: awaiting it is no suspension.
#define COTIDY_MAY_NOT_SUSPEND COTIDY_ANNOTATE("may_not_suspend")

/// A function whose task runs on by itself and reports its own failures: it
/// need not be awaited.
#define COTIDY_DETACHED COTIDY_ANNOTATE("detached")

/// A function that keeps the calling thread for long.
#define COTIDY_BLOCKING COTIDY_ANNOTATE("blocking")

#endif
