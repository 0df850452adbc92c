// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tool/cli/Database.h"

#include "tool/cli/CompileFlags.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/StringSaver.h"

using namespace llvm;

namespace cotidy {

namespace {

constexpr StringLiteral FileName = "compile_commands.json";

std::string resolved(StringRef Path, StringRef Directory) {
  SmallString<256> Result(Path);
  sys::fs::make_absolute(Directory, Result);
  sys::path::remove_dots(Result, /*remove_dot_dot=*/true);
  return Result.str().str();
}

std::vector<std::string> splitCommand(StringRef Command) {
  BumpPtrAllocator Memory;
  StringSaver Saver(Memory);
  SmallVector<const char *, 64> Words;
  cl::TokenizeGNUCommandLine(Command, Saver, Words);
  return std::vector<std::string>(Words.begin(), Words.end());
}

class Reader {
public:
  explicit Reader(StringRef Path) : Path(Path) {}

  Expected<Database> read() const;

private:
  Expected<Unit> readUnit(const json::Value &Entry, size_t Index) const;
  Error error(const Twine &What) const {
    return createStringError("'%s': %s", Path.c_str(), What.str().c_str());
  }

  const std::string Path;
};

Expected<Database> Reader::read() const {
  ErrorOr<std::unique_ptr<MemoryBuffer>> File = MemoryBuffer::getFile(Path);
  if (!File)
    return error(File.getError().message());
  StringRef Text = (*File)->getBuffer();
  Expected<json::Value> Document = json::parse(Text);
  if (!Document)
    return error("no valid JSON: " + toString(Document.takeError()));
  const json::Array *Entries = Document->getAsArray();
  if (!Entries)
    return error("a compilation database is a JSON array");
  Database Result;
  Result.Path = Path;
  StringSet<> Seen;
  for (size_t I = 0; I < Entries->size(); ++I) {
    Expected<Unit> U = readUnit((*Entries)[I], I);
    if (!U)
      return U.takeError();
    if (compilesCxx(U->CommandLine, U->File) && Seen.insert(U->File).second)
      Result.Units.push_back(std::move(*U));
  }
  return Result;
}

Expected<Unit> Reader::readUnit(const json::Value &Entry, size_t Index) const {
  std::string Which = "entry " + std::to_string(Index + 1);
  const json::Object *Object = Entry.getAsObject();
  if (!Object)
    return error(Which + " is no JSON object");
  std::optional<StringRef> Directory = Object->getString("directory");
  std::optional<StringRef> File = Object->getString("file");
  std::optional<StringRef> Command = Object->getString("command");
  const json::Array *Arguments = Object->getArray("arguments");
  if (!Directory || !File)
    return error(Which + " has no text '" + (File ? "directory" : "file") +
                 "'");
  if (!Command && !Arguments)
    return error(Which + " has neither 'arguments' nor 'command'");
  Unit U;
  U.Directory = resolved(*Directory, sys::path::parent_path(Path));
  U.File = resolved(*File, U.Directory);
  if (Arguments) {
    for (const json::Value &Argument : *Arguments)
      U.CommandLine.push_back(Argument.getAsString().value_or("").str());
  } else {
    U.CommandLine = splitCommand(*Command);
  }
  return U;
}

void addIfThere(std::vector<std::string> &Found, const Twine &Folder) {
  SmallString<256> Path;
  sys::path::append(Path, Folder, FileName);
  if (sys::fs::is_regular_file(Path))
    Found.push_back(Path.str().str());
}

void addBuildFolders(std::vector<std::string> &Found, StringRef Folder) {
  std::vector<std::string> Names;
  std::error_code Error;
  for (sys::fs::directory_iterator It(Folder, Error), End; !Error && It != End;
       It.increment(Error))
    if (sys::path::filename(It->path()).starts_with("build"))
      Names.push_back(It->path());
  llvm::sort(Names);
  for (const std::string &Name : Names)
    addIfThere(Found, Name);
}

} // namespace

Expected<Database> readDatabase(StringRef Path) {
  std::string File = absolutePath(Path);
  if (!sys::fs::is_directory(File))
    return Reader(File).read();
  SmallString<256> Inside(File);
  sys::path::append(Inside, FileName);
  if (!sys::fs::exists(Inside))
    return createStringError("no %s in '%s'", FileName.data(),
                             Path.str().c_str());
  return Reader(Inside).read();
}

std::vector<std::string> findDatabases(StringRef Folder) {
  std::vector<std::string> Found;
  for (; !Folder.empty(); Folder = sys::path::parent_path(Folder)) {
    addIfThere(Found, Folder);
    addBuildFolders(Found, Folder);
  }
  return Found;
}

std::string absolutePath(StringRef Path) {
  SmallString<256> Result(Path);
  sys::fs::make_absolute(Result);
  sys::path::remove_dots(Result, /*remove_dot_dot=*/true);
  StringRef Text = Result;
  while (Text.size() > 1 && Text.ends_with("/"))
    Text = Text.drop_back();
  return Text.str();
}

bool isBelow(StringRef File, StringRef Folder) {
  return File.consume_front(Folder) &&
         (File.empty() || Folder.ends_with("/") || File.starts_with("/"));
}

} // namespace cotidy
