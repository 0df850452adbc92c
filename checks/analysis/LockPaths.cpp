// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/LockPaths.h"

using namespace llvm;

namespace cotidy {

namespace {

// More ways to hold locks at one point are not told apart.
constexpr unsigned MaxPaths = 12;

// What is known on both ways.
bool weaken(LockPath &Mine, const LockPath &Theirs) {
  size_t Before = Mine.Facts.size();
  erase_if(Mine.Facts, [&](const auto &Fact) {
    return Theirs.fact(Fact.first) != Fact.second;
  });
  bool Changed = Before != Mine.Facts.size();
  for (const auto &Move : Theirs.Moving)
    if (!is_contained(Mine.Moving, Move)) {
      Mine.Moving.push_back(Move);
      Changed = true;
    }
  return Changed;
}

} // namespace

std::optional<bool> LockPath::fact(const void *Key) const {
  for (const auto &[Known, Value] : Facts)
    if (Known == Key)
      return Value;
  return std::nullopt;
}

void LockPath::forget(const void *Key) {
  erase_if(Facts, [&](const auto &Fact) { return Fact.first == Key; });
}

void LockPath::learn(const void *Key, bool Value) {
  forget(Key);
  Facts.push_back({Key, Value});
}

void LockPath::hold(unsigned Acquired) {
  if (!is_contained(Held, Acquired))
    Held.insert(lower_bound(Held, Acquired), Acquired);
}

bool LockPaths::join(const LockPaths &Other) {
  bool Changed = false;
  for (const LockPath &Theirs : Other.Paths)
    Changed |= add(Theirs);
  return Changed;
}

bool LockPaths::add(const LockPath &Theirs) {
  if (Merged)
    return intersect(Theirs);
  LockPath *Mine = find_if(
      Paths, [&](const LockPath &Each) { return Each.Held == Theirs.Held; });
  if (Mine != Paths.end())
    return weaken(*Mine, Theirs);
  Paths.push_back(Theirs);
  if (Paths.size() > MaxPaths)
    merge();
  return true;
}

bool LockPaths::intersect(const LockPath &Theirs) {
  size_t Before = Paths.front().Held.size();
  erase_if(Paths.front().Held,
           [&](unsigned Each) { return !is_contained(Theirs.Held, Each); });
  return Before != Paths.front().Held.size();
}

void LockPaths::merge() {
  Merged = true;
  LockPath Common{Paths.front().Held, {}, {}};
  SmallVector<LockPath, 2> All = std::move(Paths);
  Paths = {Common};
  for (const LockPath &Each : All)
    intersect(Each);
}

} // namespace cotidy
