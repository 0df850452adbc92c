// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef COTIDY_CHECKS_MODEL_NEAREST_H
#define COTIDY_CHECKS_MODEL_NEAREST_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace cotidy {

/// The candidate nearest to a misspelled word, or an empty string when none is
/// near enough to be meant.
llvm::StringRef nearest(llvm::StringRef Word,
                        llvm::ArrayRef<llvm::StringRef> Candidates);

} // namespace cotidy

#endif
