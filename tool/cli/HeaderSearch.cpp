// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tool/cli/HeaderSearch.h"

#include "tool/cli/Worker.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

#include <algorithm>
#include <tuple>

using namespace llvm;

namespace cotidy {

namespace {

// Smaller is more likely.
std::tuple<bool, size_t, StringRef> unlikeliness(const Unit &U,
                                                 StringRef Header) {
  StringRef File = U.File;
  size_t Common = 0;
  while (Common < File.size() && Common < Header.size() &&
         File[Common] == Header[Common])
    ++Common;
  return {sys::path::stem(File) != sys::path::stem(Header),
          Header.size() - Common, File};
}

std::vector<const Unit *> likelyFirst(const WantedHeader &Wanted) {
  std::vector<const Unit *> Units;
  for (const Unit &U : Wanted.From->Units)
    Units.push_back(&U);
  llvm::sort(Units, [&](const Unit *A, const Unit *B) {
    return unlikeliness(*A, Wanted.File) < unlikeliness(*B, Wanted.File);
  });
  return Units;
}

// Tries as many units at a time as there are workers.
const Unit *firstIncluder(const WantedHeader &Wanted, const PoolLimits &Limits,
                          const std::string &ResourceDir) {
  std::vector<const Unit *> Units = likelyFirst(Wanted);
  for (size_t Begin = 0; Begin < Units.size(); Begin += Limits.Jobs) {
    ArrayRef<const Unit *> Batch = ArrayRef<const Unit *>(Units).slice(
        Begin, std::min<size_t>(Limits.Jobs, Units.size() - Begin));
    std::vector<bool> Includes(Batch.size());
    runJobs(
        Batch.size(), Limits,
        [&](size_t I, raw_ostream &Out) {
          Assignment Work;
          Work.Source = *Batch[I];
          Work.OnlyIn = {Wanted.File};
          Work.ResourceDir = ResourceDir;
          scanUnit(Work, Out);
        },
        [&](size_t I, JobOutcome Outcome) {
          Includes[I] = !Outcome.Output.empty();
        });
    std::vector<bool>::iterator It = llvm::find(Includes, true);
    if (It != Includes.end())
      return Batch[It - Includes.begin()];
  }
  return nullptr;
}

} // namespace

std::map<std::string, std::vector<std::string>>
resolveHeaders(Plan &P, const PoolLimits &Limits,
               const std::string &ResourceDir) {
  std::map<std::string, std::vector<std::string>> Limited;
  for (const WantedHeader &Wanted : P.Headers) {
    const Unit *Includer = firstIncluder(Wanted, Limits, ResourceDir);
    if (!Includer) {
      P.Failed.push_back(
          {Wanted.File, "no unit of '" + Wanted.From->Path + "' includes it"});
      continue;
    }
    bool IsPlanned = any_of(P.Units, [&](const Unit &U) {
      return U.File == Includer->File && !Limited.count(U.File);
    });
    if (IsPlanned)
      continue;
    if (!Limited.count(Includer->File))
      P.Units.push_back(*Includer);
    Limited[Includer->File].push_back(Wanted.File);
  }
  return Limited;
}

} // namespace cotidy
