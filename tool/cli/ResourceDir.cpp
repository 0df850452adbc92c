// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tool/cli/ResourceDir.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace cotidy {

Expected<std::string> findResourceDir() {
  SmallString<256> Beside(
      sys::path::parent_path(sys::fs::getMainExecutable(nullptr, nullptr)));
  sys::path::append(Beside, "..", "lib", "clang", Twine(LLVM_VERSION_MAJOR));
  sys::path::remove_dots(Beside, /*remove_dot_dot=*/true);
  for (StringRef Folder : {StringRef(Beside), StringRef(COTIDY_RESOURCE_DIR)})
    if (sys::fs::exists(Twine(Folder) + "/include/stddef.h"))
      return Folder.str();
  return createStringError(
      "Clang's own headers are missing: neither '%s' nor '%s' has "
      "include/stddef.h (Debian: package libclang-common-%d-dev)",
      Beside.c_str(), static_cast<const char *>(COTIDY_RESOURCE_DIR),
      LLVM_VERSION_MAJOR);
}

} // namespace cotidy
