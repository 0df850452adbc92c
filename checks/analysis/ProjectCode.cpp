// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/analysis/ProjectCode.h"

#include "clang/Basic/FileManager.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"
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

bool isBelow(StringRef Path, StringRef Folder) {
  return Path.starts_with(Folder) && Path.size() > Folder.size() &&
         (Folder.ends_with("/") || Path[Folder.size()] == '/');
}

// A folder with options is one, too, when it is asked for from below.
bool isProjectRoot(const SourceManager &Sources, StringRef Folder,
                   bool ByOptions) {
  vfs::FileSystem &Files = Sources.getFileManager().getVirtualFileSystem();
  return (ByOptions && Files.exists(Twine(Folder) + "/.clang-tidy")) ||
         Files.exists(Twine(Folder) + "/.git");
}

// Where projects keep the sources of others, by convention.
constexpr llvm::StringLiteral VendorFolders[] = {
    "3rdparty",    "3rd_party", "3rd-party",   "_deps",          "extern",
    "external",    "externals", "subprojects", "third_party",    "thirdparty",
    "third-party", "vendor",    "vendored",    "vcpkg_installed"};

// What Qt's moc writes beside the project's own files: nobody can change it.
bool isGenerated(StringRef Path) {
  return Path.ends_with(".moc") ||
         sys::path::filename(Path).starts_with("moc_");
}

} // namespace

ProjectCode::ProjectCode(const SourceManager &Sources) : Sources(Sources) {
  Main = absolutePath(Sources, Sources.getMainFileID()).str().str();
  StringRef Folder = sys::path::parent_path(Main);
  Root = Folder.str();
  for (; !Folder.empty(); Folder = sys::path::parent_path(Folder))
    if (isProjectRoot(Sources, Folder, /*ByOptions=*/true)) {
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
  return !isGenerated(Path) && isBelow(Path, Root) && !isVendored(Path);
}

// Between the root and the header lies a folder for the sources of others, or
// a repository of its own, which the main file is not in itself.
bool ProjectCode::isVendored(StringRef Header) const {
  for (StringRef Folder = sys::path::parent_path(Header); isBelow(Folder, Root);
       Folder = sys::path::parent_path(Folder))
    if (!isBelow(Main, Folder) &&
        (is_contained(VendorFolders, sys::path::filename(Folder).lower()) ||
         isProjectRoot(Sources, Folder, /*ByOptions=*/false)))
      return true;
  return false;
}

// Pasted and counted tokens are written nowhere; who asked for them counts.
bool isWrittenByForeignMacro(SourceLocation Loc, const SourceManager &Sources) {
  while (Loc.isMacroID()) {
    SourceLocation Spelled = Sources.getImmediateSpellingLoc(Loc);
    if (Sources.isMacroArgExpansion(Loc))
      Loc = Spelled;
    else if (Spelled.isFileID() && Sources.isWrittenInScratchSpace(Spelled))
      Loc = Sources.getImmediateExpansionRange(Loc).getBegin();
    else
      return Sources.isInSystemHeader(Spelled);
  }
  return false;
}

} // namespace cotidy
