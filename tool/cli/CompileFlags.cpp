// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tool/cli/CompileFlags.h"

#include "clang/Driver/Options.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Option/Arg.h"
#include "llvm/Option/ArgList.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/StringSaver.h"
#include "llvm/TargetParser/Triple.h"

using namespace clang::driver;
using namespace llvm;
using namespace llvm::opt;

namespace cotidy {

namespace {

constexpr unsigned MaxResponseDepth = 10;
constexpr uint64_t MaxResponseSize = 1 << 20;

constexpr unsigned KeptGroups[] = {
    options::OPT_I_Group,       options::OPT_i_Group, options::OPT_f_Group,
    options::OPT_f_clang_Group, options::OPT_m_Group, options::OPT_O_Group};

constexpr unsigned KeptOptions[] = {options::OPT_D,
                                    options::OPT_U,
                                    options::OPT_std_EQ,
                                    options::OPT_stdlib_EQ,
                                    options::OPT_x,
                                    options::OPT_pthread,
                                    options::OPT_ansi,
                                    options::OPT_target,
                                    options::OPT__sysroot,
                                    options::OPT__sysroot_EQ,
                                    options::OPT_nostdinc,
                                    options::OPT_nostdincxx,
                                    options::OPT_nostdlibinc,
                                    options::OPT_nobuiltininc,
                                    options::OPT_undef,
                                    options::OPT_gcc_toolchain,
                                    options::OPT_gcc_install_dir_EQ,
                                    options::OPT_trigraphs,
                                    options::OPT_stdlibxx_isystem,
                                    options::OPT_working_directory};

// Inside the kept groups: what runs, loads or writes something, what only
// matters when code is made, and what changes how errors are printed.
constexpr StringLiteral DroppedPrefixes[] = {"-fplugin",
                                             "-fpass-plugin",
                                             "-fmodule",
                                             "-fno-module",
                                             "-fimplicit-module",
                                             "-fprebuilt-",
                                             "-fbuild-session",
                                             "-fprofile",
                                             "-fcs-profile",
                                             "-fauto-profile",
                                             "-fcoverage",
                                             "-ftest-coverage",
                                             "-ftime-",
                                             "-fcrash-",
                                             "-fsave-optimization",
                                             "-foptimization-",
                                             "-fproc-stat",
                                             "-fembed-",
                                             "-fdebug",
                                             "-fdump",
                                             "-fdepfile",
                                             "-fsanitize-",
                                             "-fno-sanitize-",
                                             "-fmemory-profile",
                                             "-fuse-ld",
                                             "-fsyntax-only",
                                             "-frewrite-",
                                             "-fthin",
                                             "-flto",
                                             "-fwhole-program",
                                             "-fstack-usage",
                                             "-fpch-",
                                             "-fdiagnostics-",
                                             "-fcolor-",
                                             "-fansi-",
                                             "-fbasic-block",
                                             "-fopenmp-host",
                                             "-foffload",
                                             "-fxray",
                                             "-femit-",
                                             "-fminimize-",
                                             "-fdirectives-only",
                                             "-mllvm",
                                             "-mrelocation",
                                             "-mlink",
                                             "-ivfsstatcache"};

bool startsWithAny(StringRef Text, ArrayRef<StringLiteral> Prefixes) {
  return any_of(Prefixes,
                [&](StringRef Prefix) { return Text.starts_with(Prefix); });
}

// A warning that the build made an error would stop the unit; one that the
// build allowed may be an error by default, so -Wno-... stays.
bool isKept(const Arg &A) {
  StringRef Spelling = A.getSpelling();
  if (A.getOption().matches(options::OPT_W_Group))
    return Spelling == "-W" && A.getNumValues() == 1 &&
           StringRef(A.getValue()).starts_with("no-");
  if (A.getOption().matches(options::OPT_M_Group) ||
      startsWithAny(Spelling, DroppedPrefixes))
    return false;
  auto Matches = [&](unsigned Id) { return A.getOption().matches(Id); };
  return any_of(KeptGroups, Matches) || any_of(KeptOptions, Matches);
}

// Replaces each @FILE by the words in it. Not more than a build system would
// write: a device or a file of gigabytes is not opened, a cycle ends.
class ResponseFiles {
public:
  ResponseFiles(StringRef Directory) : Directory(Directory) {}

  std::vector<std::string> expand(ArrayRef<std::string> Words,
                                  unsigned Depth = 0) const {
    std::vector<std::string> Result;
    for (const std::string &Word : Words) {
      if (!StringRef(Word).starts_with("@"))
        Result.push_back(Word);
      else if (Depth < MaxResponseDepth)
        append_range(Result,
                     expand(read(StringRef(Word).drop_front()), Depth + 1));
    }
    return Result;
  }

private:
  std::vector<std::string> read(StringRef Name) const {
    SmallString<256> Path(Name);
    sys::fs::make_absolute(Directory, Path);
    sys::fs::file_status Status;
    if (sys::fs::status(Path, Status) || !sys::fs::is_regular_file(Status) ||
        Status.getSize() > MaxResponseSize)
      return {};
    ErrorOr<std::unique_ptr<MemoryBuffer>> File = MemoryBuffer::getFile(Path);
    if (!File)
      return {};
    BumpPtrAllocator Memory;
    StringSaver Saver(Memory);
    SmallVector<const char *, 64> Words;
    cl::TokenizeGNUCommandLine((*File)->getBuffer(), Saver, Words);
    return std::vector<std::string>(Words.begin(), Words.end());
  }

  StringRef Directory;
};

class FlagFilter {
public:
  explicit FlagFilter(bool Strict) : Strict(Strict) {}

  Expected<std::vector<std::string>> filter(ArrayRef<std::string> Words);

private:
  Error add(const Arg &A, const InputArgList &Args);
  Error unknown(const Arg &A) const;
  void addPreprocessor(StringRef Flag);
  void addFrontend();

  const bool Strict;
  std::vector<std::string> Kept;
  std::vector<std::string> Frontend;
};

Expected<std::vector<std::string>>
FlagFilter::filter(ArrayRef<std::string> Words) {
  std::vector<const char *> Pointers;
  for (const std::string &Word : Words)
    Pointers.push_back(Word == "-fcoroutines-ts" ? "-fcoroutines"
                                                 : Word.c_str());
  unsigned MissingIndex = 0, MissingCount = 0;
  InputArgList Args = getDriverOptTable().ParseArgs(
      Pointers, MissingIndex, MissingCount, Visibility(options::ClangOption));
  if (MissingCount && Strict)
    return createStringError("the compile flag '%s' needs a value",
                             Pointers[MissingIndex]);
  for (const Arg *A : Args)
    if (Error E = add(*A, Args))
      return std::move(E);
  addFrontend();
  return std::move(Kept);
}

Error FlagFilter::add(const Arg &A, const InputArgList &Args) {
  const Option &Known = A.getOption();
  if (Known.matches(options::OPT_UNKNOWN))
    return Strict ? unknown(A) : Error::success();
  if (Known.matches(options::OPT_Xclang)) {
    Frontend.push_back(A.getValue());
  } else if (Known.matches(options::OPT_Wp_COMMA) ||
             Known.matches(options::OPT_Xpreprocessor)) {
    for (const char *Value : A.getValues())
      addPreprocessor(Value);
  } else if (isKept(A)) {
    ArgStringList Words;
    A.render(Args, Words);
    Kept.insert(Kept.end(), Words.begin(), Words.end());
  }
  return Error::success();
}

Error FlagFilter::unknown(const Arg &A) const {
  std::string Word = A.getSpelling().str();
  std::string Nearest;
  bool IsNear = getDriverOptTable().findNearest(
                    Word, Nearest, Visibility(options::ClangOption)) <= 2;
  return createStringError(
      "unknown compile flag '%s'%s", Word.c_str(),
      IsNear ? ("; did you mean '" + Nearest + "'?").c_str() : "");
}

void FlagFilter::addPreprocessor(StringRef Flag) {
  if (Flag.size() > 2 && (Flag.starts_with("-D") || Flag.starts_with("-U") ||
                          Flag.starts_with("-I")))
    Kept.push_back(Flag.str());
}

// CMake passes a precompiled header and the header it was made of; only the
// second can be read whatever compiler made the first.
void FlagFilter::addFrontend() {
  for (size_t I = 0; I < Frontend.size(); ++I)
    if (Frontend[I] == "-include" && I + 1 < Frontend.size()) {
      Kept.push_back("-include");
      Kept.push_back(Frontend[++I]);
    } else {
      addPreprocessor(Frontend[I]);
    }
}

bool isAssignment(StringRef Word) {
  StringRef Name = Word.split('=').first;
  return Name.size() < Word.size() && !Name.empty() &&
         all_of(Name, [](char C) { return isAlnum(C) || C == '_'; });
}

bool isLauncher(StringRef Word) {
  return StringSwitch<bool>(sys::path::stem(Word))
      .Cases("ccache", "distcc", "sccache", "icecc", "gomacc", true)
      .Cases("buildcache", "env", "nice", "cmake", true)
      .Default(false);
}

// Drops everything up to and including the compiler, and returns that.
StringRef takeCompiler(ArrayRef<std::string> &Words) {
  bool Launched = false;
  for (; !Words.empty(); Words = Words.drop_front()) {
    StringRef Word = Words.front();
    if (isLauncher(Word))
      Launched = true;
    else if (!isAssignment(Word) && !(Launched && Word.starts_with("-")))
      break;
  }
  if (Words.empty() || StringRef(Words.front()).starts_with("-"))
    return "";
  StringRef Compiler = Words.front();
  Words = Words.drop_front();
  return Compiler;
}

// `aarch64-linux-gnu-g++-12` compiles for aarch64-linux-gnu.
std::string targetOf(StringRef Compiler) {
  StringRef Name = sys::path::filename(Compiler);
  for (StringRef Kind : {"-g++", "-gcc", "-c++", "-cc", "-clang++", "-clang"}) {
    size_t At = Name.rfind(Kind);
    StringRef Version =
        At == StringRef::npos ? "x" : Name.substr(At + Kind.size());
    if (Version.find_first_not_of("-.0123456789") != StringRef::npos)
      continue;
    StringRef Prefix = Name.take_front(At);
    if (Triple(Triple::normalize(Prefix)).getArch() != Triple::UnknownArch)
      return Prefix.str();
  }
  return "";
}

bool isClang(StringRef Compiler) {
  return sys::path::filename(Compiler).contains("clang");
}

bool isCxx20(ArrayRef<std::string> Flags) {
  StringRef Standard;
  for (StringRef Flag : Flags)
    if (Flag.consume_front("-std="))
      Standard = Flag;
  return StringSwitch<bool>(Standard.take_back(2))
      .Cases("2a", "20", "2b", "23", "2c", "26", true)
      .Default(false);
}

} // namespace

// Asio before 1.24 has coroutines with GCC but not with Clang 16 and later,
// unless it is told so (asio/detail/config.hpp).
constexpr StringLiteral AsioOfGcc[] = {
    "-DASIO_HAS_CO_AWAIT", "-DASIO_HAS_STD_COROUTINE",
    "-DBOOST_ASIO_HAS_CO_AWAIT", "-DBOOST_ASIO_HAS_STD_COROUTINE"};

std::vector<std::string> adaptedFlags(ArrayRef<std::string> CommandLine,
                                      StringRef Directory) {
  StringRef Compiler = takeCompiler(CommandLine);
  std::string Target = targetOf(Compiler);
  std::vector<std::string> Words = ResponseFiles(Directory).expand(CommandLine);
  std::vector<std::string> Flags =
      cantFail(FlagFilter(/*Strict=*/false).filter(Words));
  if (!Target.empty())
    Flags.insert(Flags.begin(), "--target=" + Target);
  if (!isClang(Compiler) && isCxx20(Flags))
    Flags.insert(Flags.begin(), std::begin(AsioOfGcc), std::end(AsioOfGcc));
  return Flags;
}

Expected<std::vector<std::string>> checkedFlags(ArrayRef<std::string> Flags,
                                                StringRef Directory) {
  return FlagFilter(/*Strict=*/true)
      .filter(ResponseFiles(Directory).expand(Flags));
}

bool compilesCxx(ArrayRef<std::string> CommandLine, StringRef File) {
  StringRef Compiler = takeCompiler(CommandLine);
  for (size_t I = 0; I < CommandLine.size(); ++I) {
    StringRef Word = CommandLine[I];
    if (Word.consume_front("-x")) {
      StringRef Language = Word.empty() && I + 1 < CommandLine.size()
                               ? CommandLine[I + 1]
                               : Word;
      return Language.contains("++") || Language == "cuda" || Language == "hip";
    }
  }
  return StringSwitch<bool>(sys::path::extension(File))
      .Case(".c", sys::path::filename(Compiler).contains("++"))
      .Cases(".s", ".S", ".asm", ".m", ".f90", ".rc", ".ll", false)
      .Default(true);
}

} // namespace cotidy
