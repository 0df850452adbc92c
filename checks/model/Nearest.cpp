// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/model/Nearest.h"

using namespace llvm;

namespace cotidy {

StringRef nearest(StringRef Word, ArrayRef<StringRef> Candidates) {
  // A third of the word may differ: more is a different word.
  unsigned Best = Word.size() / 3 + 1;
  StringRef Nearest;
  for (StringRef Candidate : Candidates) {
    unsigned Distance = Word.edit_distance(Candidate, true, Best);
    if (Distance < Best || (Distance == Best && Nearest.empty())) {
      Best = Distance;
      Nearest = Candidate;
    }
  }
  return Nearest;
}

} // namespace cotidy
