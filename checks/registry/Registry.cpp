// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An explicit table instead of self-registering objects: the linker silently
// drops a registrar that nothing refers to.

#include "checks/registry/Registry.h"

#include "llvm/ADT/STLExtras.h"

#include <string_view>

using namespace llvm;

namespace cotidy {

#define CHECK(Id, Symbol, Family)                                              \
  extern const CheckInfo Symbol##Info;                                         \
  extern const char *const Symbol##Page;
#include "checks/Checks.def"
#undef CHECK

namespace {

constexpr RegisteredCheck Table[] = {
#define CHECK(Id, Symbol, Family) {Id, #Family, &Symbol##Info},
#include "checks/Checks.def"
#undef CHECK
};

const char *const *const Pages[] = {
#define CHECK(Id, Symbol, Family) &Symbol##Page,
#include "checks/Checks.def"
#undef CHECK
};

constexpr bool sortedAndUnique() {
  std::string_view Previous;
  for (const RegisteredCheck &Check : Table) {
    std::string_view Id(Check.Id.data(), Check.Id.size());
    if (Id <= Previous)
      return false;
    Previous = Id;
  }
  return true;
}
static_assert(sortedAndUnique(), "Checks.def: keep ids sorted and unique");

} // namespace

ArrayRef<RegisteredCheck> allChecks() { return Table; }

const RegisteredCheck *findCheck(StringRef Id) {
  const RegisteredCheck *It =
      lower_bound(Table, Id, [](const RegisteredCheck &C, StringRef I) {
        return C.Id < I;
      });
  return It != std::end(Table) && It->Id == Id ? It : nullptr;
}

StringRef page(const RegisteredCheck &Check) {
  return *Pages[&Check - std::begin(Table)];
}

} // namespace cotidy
