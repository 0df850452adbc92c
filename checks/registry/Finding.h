// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a check says: one finding per cause, with the evidence as notes.
//
// A finding is host-independent. The clang-tidy adapter turns it into a
// warning, the command line into text or JSON.

#ifndef COTIDY_CHECKS_REGISTRY_FINDING_H
#define COTIDY_CHECKS_REGISTRY_FINDING_H

#include "clang/Basic/SourceLocation.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

#include <string>

namespace clang {
class FunctionDecl;
}

namespace cotidy {

/// What a note contributes to the proof. Spelled in JSON as `role`.
enum class NoteRole {
  Task,    // where the task comes from
  Read,    // a value is read
  Suspend, // the coroutine may suspend here
  Write,   // a value is written
  Call,    // one step of a call chain
  Block,   // what blocks at the end of a chain
  Throw,   // an exception may leave here
  Other,   // the other side: a second writer, a second caller
  Context, // where the surrounding coroutine or scope begins
  Hint,    // what would be right instead
};

llvm::StringRef spelling(NoteRole Role);

struct Note {
  clang::SourceLocation Loc;
  std::string Message;
  NoteRole Role;
};

/// One textual edit. An insertion has an empty range.
struct Edit {
  clang::CharSourceRange Range;
  std::string Replacement;
  /// Applying it cannot change what correct code means.
  bool Safe = true;
};

struct Finding {
  /// What the reader must change.
  clang::SourceLocation Loc;
  /// Lower case, no full stop, names the thing in quotes, says what is.
  std::string Message;
  /// In execution order.
  llvm::SmallVector<Note, 2> Notes;
  llvm::SmallVector<Edit, 1> Fixes;
  /// The function the finding lies in; identifies the finding across edits.
  const clang::FunctionDecl *Function = nullptr;
  /// The statement whose tokens identify the finding across edits.
  clang::SourceRange Statement;
};

class Reporter {
public:
  virtual ~Reporter() = default;
  virtual void report(Finding F) = 0;
};

} // namespace cotidy

#endif
