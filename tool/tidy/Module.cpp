// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Registers all checks in a stock clang-tidy: `clang-tidy-19 -load=...`.

#include "tool/tidy/Adapter.h"

#include "clang-tidy/ClangTidyModule.h"
#include "clang-tidy/ClangTidyModuleRegistry.h"
#include "clang/Basic/Version.h"
#include "llvm/Support/raw_ostream.h"

#include <unistd.h>

using namespace clang;
using namespace clang::tidy;
using namespace llvm;

namespace cotidy {

namespace {

// A host of another version loads the plugin, lists the checks and never runs
// them: silence that looks like clean code. Clang's C++ interface is not stable
// across versions, so nothing may be touched before this test; _exit because
// not even the host's destructors can be trusted with what was registered.
void refuseOtherVersions() {
  std::string Host = getClangFullVersion();
  if (StringRef(Host).contains("version " CLANG_VERSION_MAJOR_STRING "."))
    return;
  std::string Line =
      "libcotidy-tidy.so was built for clang-tidy " CLANG_VERSION_MAJOR_STRING
      ", but this host is " +
      Host + "\n";
  [[maybe_unused]] ssize_t Written =
      ::write(STDERR_FILENO, Line.data(), Line.size());
  ::_exit(2);
}

class Module final : public ClangTidyModule {
public:
  void addCheckFactories(ClangTidyCheckFactories &Factories) override {
    refuseOtherVersions();
    for (const RegisteredCheck &Check : allChecks())
      Factories.registerCheckFactory(
          Check.Id, [&Check](StringRef Name, ClangTidyContext *Context) {
            return makeTidyCheck(Check, Name, Context);
          });
  }
};

} // namespace

static ClangTidyModuleRegistry::Add<Module>
    Registration("cotidy", "finds bugs in asynchronous C++");

} // namespace cotidy
