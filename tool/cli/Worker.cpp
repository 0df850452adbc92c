// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tool/cli/Worker.h"

#include "checks/analysis/Dump.h"
#include "checks/analysis/UnitAnalysis.h"
#include "tool/cli/CompileFlags.h"
#include "tool/cli/FindingCollector.h"
#include "tool/tidy/Adapter.h"

#include "clang-tidy/ClangTidyDiagnosticConsumer.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/Basic/Stack.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendActions.h"
#include "clang/Frontend/Utils.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <unistd.h>

using namespace clang;
using namespace clang::tidy;
using namespace llvm;

namespace cotidy {

namespace {

// The driver has already been given harmless flags only; this is the second
// lock on the same door. Warnings are off because nobody sees them here, and
// some of them cost as much as the checks.
void disarm(CompilerInvocation &Invocation) {
  Invocation.getDependencyOutputOpts() = DependencyOutputOptions();
  FrontendOptions &Frontend = Invocation.getFrontendOpts();
  Frontend.OutputFile.clear();
  Frontend.StatsFile.clear();
  Frontend.Plugins.clear();
  Frontend.AddPluginActions.clear();
  Frontend.LLVMArgs.clear();
  Frontend.ShowStats = false;
  Frontend.ShowHelp = false;
  Frontend.ShowVersion = false;
  Frontend.GenerateGlobalModuleIndex = false;
  Frontend.BuildingImplicitModule = false;
  Frontend.DisableFree = true;
  Invocation.getHeaderSearchOpts().ModuleCachePath.clear();
  Invocation.getLangOpts().ImplicitModules = false;
  DiagnosticOptions &Diagnostics = Invocation.getDiagnosticOpts();
  Diagnostics.DiagnosticSerializationFile.clear();
  Diagnostics.DiagnosticLogFile.clear();
  Diagnostics.IgnoreWarnings = true;
  Diagnostics.VerifyDiagnostics = false;
}

// What a .clang-tidy file adds is no more trusted than the database.
std::vector<std::string>
extraFlags(const std::optional<ClangTidyOptions::ArgList> &Extra,
           StringRef Directory) {
  if (!Extra)
    return {};
  std::vector<std::string> CommandLine = {"clang++"};
  append_range(CommandLine, *Extra);
  return adaptedFlags(CommandLine, Directory);
}

std::vector<std::string> driverArguments(const Assignment &Work) {
  const Unit &Source = Work.Source;
  SmallString<256> Compiler(Work.ResourceDir);
  sys::path::append(Compiler, "../../../bin/clang++");
  sys::path::remove_dots(Compiler, /*remove_dot_dot=*/true);
  std::vector<std::string> Arguments = {
      Compiler.str().str(), "--driver-mode=g++", "--no-default-config",
      "-resource-dir=" + Work.ResourceDir};
  std::vector<std::string> Flags =
      Source.FromDatabase ? adaptedFlags(Source.CommandLine, Source.Directory)
                          : Source.CommandLine;
  append_range(Arguments,
               extraFlags(Work.Options.ExtraArgsBefore, Source.Directory));
  append_range(Arguments, Flags);
  append_range(Arguments, extraFlags(Work.Options.ExtraArgs, Source.Directory));
  Arguments.insert(Arguments.end(), {"-w", "-fsyntax-only", "--", Source.File});
  return Arguments;
}

// Runs the action on the unit; errors go to the consumer.
void parse(const Assignment &Work, FrontendAction &Action,
           DiagnosticConsumer &Consumer) {
  std::vector<std::string> Arguments = driverArguments(Work);
  std::vector<const char *> Pointers;
  for (const std::string &Argument : Arguments)
    Pointers.push_back(Argument.c_str());
  CreateInvocationOptions Options;
  Options.Diags = CompilerInstance::createDiagnostics(
      new DiagnosticOptions, &Consumer, /*ShouldOwnClient=*/false);
  std::shared_ptr<CompilerInvocation> Invocation =
      createInvocation(Pointers, Options);
  if (!Invocation)
    return;
  disarm(*Invocation);
  // Never destroyed: the process ends first.
  CompilerInstance &Compiler = *new CompilerInstance;
  Compiler.setInvocation(std::move(Invocation));
  Compiler.createDiagnostics(&Consumer, /*ShouldOwnClient=*/false);
  Compiler.ExecuteAction(Action);
}

class LintConsumer final : public ASTConsumer {
public:
  LintConsumer(const Assignment &Work, FindingCollector &Collector,
               raw_ostream &Out)
      : Work(Work), Collector(Collector), Out(Out) {}

  void HandleTranslationUnit(ASTContext &Unit) override {
    // Checks on a broken tree may crash; the reader must learn of the error.
    if (!Collector.failure().empty())
      writeFailure(Collector.failure(), Out);
    Collector.beginUnit(Unit);
    if (Work.Dump.empty())
      runChecks(Unit);
    else
      dumpUnit(Unit);
  }

private:
  void runChecks(ASTContext &Unit);
  void dumpUnit(ASTContext &Unit);

  const Assignment &Work;
  FindingCollector &Collector;
  raw_ostream &Out;
};

// A matcher traversal visits every header and costs about as much as parsing;
// only the matcher on the unit itself is asked.
void LintConsumer::runChecks(ASTContext &Unit) {
  ast_matchers::MatchFinder Finder;
  std::vector<std::unique_ptr<ClangTidyCheck>> Checks;
  ClangTidyContext &Tidy = Collector.context();
  for (const RegisteredCheck &Registered : allChecks()) {
    if (!Tidy.isCheckEnabled(Registered.Id))
      continue;
    std::unique_ptr<ClangTidyCheck> Check =
        makeTidyCheck(Registered, Registered.Id, &Tidy, &Collector);
    if (!Check->isLanguageVersionSupported(Unit.getLangOpts()))
      continue;
    Check->registerMatchers(&Finder);
    Checks.push_back(std::move(Check));
  }
  Finder.match(*Unit.getTranslationUnitDecl(), Unit);
}

void LintConsumer::dumpUnit(ASTContext &Unit) {
  Expected<std::shared_ptr<const LibraryModel>> Model =
      modelFor(Collector.context().getOptions());
  if (!Model) {
    Collector.fail(toString(Model.takeError()));
    return;
  }
  raw_string_ostream Text(Collector.dump());
  dump(Work.Dump, UnitAnalysis::of(Unit, std::move(*Model)), Text);
}

class LintAction final : public ASTFrontendAction {
public:
  LintAction(const Assignment &Work, FindingCollector &Collector,
             raw_ostream &Out)
      : Work(Work), Collector(Collector), Out(Out) {}

  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &Compiler,
                                                 StringRef File) override {
    ClangTidyContext &Tidy = Collector.context();
    Tidy.setDiagnosticsEngine(&Compiler.getDiagnostics());
    Tidy.setSourceManager(&Compiler.getSourceManager());
    Tidy.setCurrentFile(File);
    Tidy.setASTContext(&Compiler.getASTContext());
    Tidy.setCurrentBuildDirectory(Work.Source.Directory);
    return std::make_unique<LintConsumer>(Work, Collector, Out);
  }

private:
  const Assignment &Work;
  FindingCollector &Collector;
  raw_ostream &Out;
};

void reportFatalError(void *Out, const char *Reason, bool) {
  writeFailure(std::string("the compiler gave up: ") + Reason,
               *static_cast<raw_ostream *>(Out));
  ::_exit(0);
}

std::string enter(const Assignment &Work) {
  sys::fs::file_status Status;
  const Unit &Source = Work.Source;
  if (std::error_code Error = sys::fs::set_current_path(Source.Directory))
    return "its directory '" + Source.Directory + "': " + Error.message();
  if (sys::fs::status(Source.File, Status) || !sys::fs::exists(Status))
    return "the file does not exist";
  if (!sys::fs::is_regular_file(Status))
    return "it is no regular file";
  return "";
}

bool prepare(const Assignment &Work, raw_ostream &Out) {
  noteBottomOfStack();
  install_fatal_error_handler(reportFatalError, &Out);
  std::string Problem = enter(Work);
  writeFailure(Problem, Out);
  return Problem.empty();
}

} // namespace

void lintUnit(const Assignment &Work, raw_ostream &Out) {
  if (!prepare(Work, Out))
    return;
  ClangTidyContext Tidy(std::make_unique<DefaultOptionsProvider>(
      ClangTidyGlobalOptions(), Work.Options));
  FindingCollector Collector(Tidy, Work.OnlyIn);
  LintAction Action(Work, Collector, Out);
  parse(Work, Action, Collector);
  writeResult(Collector.take(), Out);
}

void scanUnit(const Assignment &Work, raw_ostream &Out) {
  raw_null_ostream Nowhere;
  if (!prepare(Work, Nowhere))
    return;
  IgnoringDiagConsumer Ignored;
  struct Action final : PreprocessOnlyAction {
    Action(const Assignment &Work, raw_ostream &Out) : Work(Work), Out(Out) {}
    void EndSourceFileAction() override {
      FileManager &Files = getCompilerInstance().getFileManager();
      SourceManager &Sources = getCompilerInstance().getSourceManager();
      for (const std::string &Path : Work.OnlyIn)
        if (OptionalFileEntryRef File = Files.getOptionalFileRef(Path))
          if (Sources.translateFile(*File).isValid())
            Out << Path << '\n';
    }
    const Assignment &Work;
    raw_ostream &Out;
  } Scan(Work, Out);
  parse(Work, Scan, Ignored);
}

} // namespace cotidy
