// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tool/cli/Plan.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace cotidy {

namespace {

bool isSource(StringRef File) {
  return StringSwitch<bool>(sys::path::extension(File))
      .Cases(".cpp", ".cc", ".cxx", ".c++", ".C", ".cppm", ".ixx", true)
      .Default(false);
}

bool isHeader(StringRef File) {
  return StringSwitch<bool>(sys::path::extension(File))
      .Cases(".h", ".hh", ".hpp", ".hxx", ".h++", ".H", true)
      .Cases(".ipp", ".inl", ".tpp", ".tcc", ".inc", ".ixx", "", true)
      .Default(false);
}

std::vector<std::string> sourcesBelow(StringRef Folder) {
  std::vector<std::string> Files;
  std::error_code Error;
  for (sys::fs::recursive_directory_iterator It(Folder, Error, false), End;
       !Error && It != End; It.increment(Error))
    if (isSource(It->path()) && It->type() == sys::fs::file_type::regular_file)
      Files.push_back(It->path());
  llvm::sort(Files);
  return Files;
}

class Planner {
public:
  explicit Planner(const PlanRequest &Request) : Request(Request) {}

  Expected<Plan> make();

private:
  Error addWithFlags(const std::string &Path);
  Error addFromDatabase(const std::string &Path);
  Error addFrom(std::shared_ptr<const Database> From, const std::string &Path,
                bool &Found);
  void add(Unit U);
  Expected<std::vector<std::string>> databasesFor(StringRef Path) const;
  Expected<std::shared_ptr<const Database>> open(const std::string &Path);

  const PlanRequest &Request;
  Plan Result;
  StringSet<> Planned;
  std::map<std::string, std::shared_ptr<const Database>> Open;
};

Expected<Plan> Planner::make() {
  std::vector<std::string> Paths;
  for (const std::string &Typed : Request.Paths) {
    Paths.push_back(absolutePath(Typed));
    if (!sys::fs::exists(Paths.back()))
      return createStringError("no such file or folder: '%s'", Typed.c_str());
  }
  if (Request.Flags && Paths.empty())
    return createStringError("compile flags after '--' need a file to lint");
  if (Paths.empty())
    Paths.push_back("");
  for (const std::string &Path : Paths)
    if (Error E = Request.Flags ? addWithFlags(Path) : addFromDatabase(Path))
      return std::move(E);
  return std::move(Result);
}

void Planner::add(Unit U) {
  if (Planned.insert(U.File).second)
    Result.Units.push_back(std::move(U));
}

Error Planner::addWithFlags(const std::string &Path) {
  std::string Here = absolutePath(".");
  if (!sys::fs::is_directory(Path)) {
    add({Path, Here, *Request.Flags, /*FromDatabase=*/false});
    return Error::success();
  }
  std::vector<std::string> Files = sourcesBelow(Path);
  if (Files.empty())
    return createStringError("no C++ source below '%s'", Path.c_str());
  for (const std::string &File : Files)
    add({File, Here, *Request.Flags, /*FromDatabase=*/false});
  return Error::success();
}

// The empty path stands for everything in the database.
Error Planner::addFromDatabase(const std::string &Path) {
  Expected<std::vector<std::string>> Candidates = databasesFor(Path);
  if (!Candidates)
    return Candidates.takeError();
  for (const std::string &Candidate : *Candidates) {
    Expected<std::shared_ptr<const Database>> From = open(Candidate);
    if (!From)
      return From.takeError();
    bool Found = false;
    if (Error E = addFrom(*From, Path, Found))
      return E;
    if (Found)
      return Error::success();
  }
  std::shared_ptr<const Database> Nearest = Open[Candidates->front()];
  if (!Path.empty() && !sys::fs::is_directory(Path) && isHeader(Path))
    Result.Headers.push_back({Path, Nearest});
  else if (Path.empty())
    return createStringError("no C++ unit in '%s'", Nearest->Path.c_str());
  else
    Result.Failed.push_back(
        {Path, (sys::fs::is_directory(Path) ? "no unit below it in '"
                                            : "it is no unit of '") +
                   Nearest->Path + "'; flags after '--' lint it without"});
  return Error::success();
}

Error Planner::addFrom(std::shared_ptr<const Database> From,
                       const std::string &Path, bool &Found) {
  for (const Unit &U : From->Units)
    if (Path.empty() || isBelow(U.File, Path)) {
      Found = true;
      add(U);
    }
  return Error::success();
}

Expected<std::vector<std::string>> Planner::databasesFor(StringRef Path) const {
  if (Request.BuildDir)
    return std::vector<std::string>{*Request.BuildDir};
  std::string Start = Path.empty() ? absolutePath(".") : Path.str();
  std::vector<std::string> Found = findDatabases(
      sys::fs::is_directory(Start) ? StringRef(Start)
                                   : sys::path::parent_path(Start));
  if (Found.empty())
    return createStringError(
        "no compile_commands.json in '%s', its parents or their build* "
        "folders; name its folder with -p, or give compile flags after '--'",
        Start.c_str());
  return Found;
}

Expected<std::shared_ptr<const Database>>
Planner::open(const std::string &Path) {
  std::shared_ptr<const Database> &Slot = Open[Path];
  if (!Slot) {
    Expected<Database> Read = readDatabase(Path);
    if (!Read)
      return Read.takeError();
    Slot = std::make_shared<const Database>(std::move(*Read));
  }
  return Slot;
}

} // namespace

Expected<Plan> makePlan(const PlanRequest &Request) {
  return Planner(Request).make();
}

} // namespace cotidy
