// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/ProjectCode.h"

#include "clang/Basic/FileManager.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"

using namespace clang;
using namespace llvm;

namespace cotidy {

namespace {

SmallString<256> absolutePath(const SourceManager &Sources, FileID File) {
  SmallString<256> Path;
  if (OptionalFileEntryRef Entry = Sources.getFileEntryRefForID(File)) {
    Path = Entry->getName();
    Sources.getFileManager().makeAbsolutePath(Path);
    sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
  }
  return Path;
}

bool isProjectRoot(const SourceManager &Sources, StringRef Folder) {
  vfs::FileSystem &Files = Sources.getFileManager().getVirtualFileSystem();
  return Files.exists(Twine(Folder) + "/.clang-tidy") ||
         Files.exists(Twine(Folder) + "/.git");
}

// What Qt's moc writes beside the project's own files: nobody can change it.
bool isGenerated(StringRef Path) {
  return Path.ends_with(".moc") ||
         sys::path::filename(Path).starts_with("moc_");
}

} // namespace

ProjectCode::ProjectCode(const SourceManager &Sources) : Sources(Sources) {
  SmallString<256> Main = absolutePath(Sources, Sources.getMainFileID());
  StringRef Folder = sys::path::parent_path(Main);
  Root = Folder.str();
  for (; !Folder.empty(); Folder = sys::path::parent_path(Folder))
    if (isProjectRoot(Sources, Folder)) {
      Root = Folder.str();
      return;
    }
}

bool ProjectCode::contains(SourceLocation Loc) const {
  if (Loc.isInvalid())
    return false;
  FileID File = Sources.getFileID(Sources.getExpansionLoc(Loc));
  if (File == Sources.getMainFileID())
    return true;
  DenseMap<FileID, bool>::iterator It = Files.find(File);
  if (It == Files.end())
    It = Files.try_emplace(File, containsFile(File)).first;
  return It->second;
}

bool ProjectCode::containsFile(FileID File) const {
  if (Sources.isInSystemHeader(Sources.getLocForStartOfFile(File)))
    return false;
  SmallString<256> Path = absolutePath(Sources, File);
  return !isGenerated(Path) && Path.starts_with(Root) &&
         Path.size() > Root.size() &&
         (Root.ends_with("/") || Path[Root.size()] == '/');
}

} // namespace cotidy
