// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/model/ModelReader.h"

#include "checks/model/Nearest.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"

#include <nlohmann/json.hpp>

using namespace llvm;

namespace cotidy {

namespace {

constexpr unsigned SupportedVersion = 1;

constexpr StringRef DocumentKeys[] = {"$schema",   "version",     "library",
                                      "source",    "namespaces",  "types",
                                      "functions", "replacements"};
constexpr StringRef TypeKeys[] = {"name",    "is",       "start", "dropped",
                                  "failure", "elements", "where", "source",
                                  "why",     "restored", "object"};
constexpr StringRef FunctionKeys[] = {
    "name",   "names",   "is",      "group",    "cost",  "why",
    "source", "only",    "unless",  "callable", "token", "instead",
    "where",  "dropped", "failure", "handle"};
constexpr StringRef ConditionKeys[] = {"argument", "is", "flag", "type"};

// In the order of the enumerators they stand for.
constexpr StringRef TypeRoles[] = {
    "task",        "generator",   "fire-and-forget", "value",  "guard",
    "async-guard", "mutex",       "async-mutex",     "token",  "executor",
    "container",   "worker",      "exception",       "error",  "thread-bound",
    "scope",       "ref-counted", "cancellation",    "strand", "loop-bound",
    "view",        "weak-ref"};
constexpr StringRef ObjectKinds[] = {"unknown", "unkept"};
constexpr StringRef StartKinds[] = {"unknown", "lazy", "eager"};
constexpr StringRef DropKinds[] = {"unknown", "never-runs", "detaches",
                                   "blocks", "harmless"};
constexpr StringRef ElementKinds[] = {"unknown", "stable", "text"};
constexpr StringRef FailureKinds[] = {
    "unknown", "throws", "returned", "ignored", "stored", "expected", "never"};
constexpr StringRef FunctionRoles[] = {
    "blocking",     "sync-wait",    "spawn",       "offload",     "consume",
    "discard",      "log",          "create",      "switch",      "calls",
    "ready",        "fresh",        "operation",   "lock",        "try-lock",
    "unlock",       "thread-local", "thread-id",   "keeps",       "continues",
    "drops-result", "together",     "invalidates", "thread-safe", "strong-ref",
    "suspends",     "subscribe",    "outcome",     "binds"};
constexpr StringRef ConditionKinds[] = {
    "zero",  "flag",    "non-null", "type",     "member",    "local",
    "ready", "awaited", "moved",    "compared", "suspended", "failure"};
constexpr StringRef Places[] = {"unknown", "loop", "worker", "executor"};
constexpr StringRef Costs[] = {"unbounded", "milliseconds", "microseconds"};

// Keeps the position of the first syntax error; nlohmann's own message repeats
// the position in a form that no other tool uses.
class SyntaxErrorFinder : public nlohmann::json_sax<nlohmann::json> {
public:
  size_t Position = 0;

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t &) override { return true; }
  bool string(string_t &) override { return true; }
  bool binary(binary_t &) override { return true; }
  bool start_object(size_t) override { return true; }
  bool key(string_t &) override { return true; }
  bool end_object() override { return true; }
  bool start_array(size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(size_t At, const std::string &,
                   const nlohmann::detail::exception &) override {
    Position = At;
    return false;
  }
};

Error syntaxError(StringRef Json, StringRef Origin) {
  SyntaxErrorFinder Finder;
  nlohmann::json::sax_parse(Json.begin(), Json.end(), &Finder,
                            nlohmann::json::input_format_t::json,
                            /*strict=*/true, /*ignore_comments=*/true);
  StringRef Before = Json.take_front(Finder.Position ? Finder.Position - 1 : 0);
  size_t Line = Before.count('\n') + 1;
  size_t Column = Before.size() - (Before.rfind('\n') + 1) + 1;
  return createStringError(std::errc::invalid_argument,
                           "%s:%zu:%zu: this is not JSON", Origin.str().c_str(),
                           Line, Column);
}

} // namespace

Error ModelReader::error(const std::string &Path,
                         const std::string &What) const {
  return createStringError(std::errc::invalid_argument, "%s: %s%s%s",
                           Origin.str().c_str(), Path.c_str(),
                           Path.empty() ? "" : ": ", What.c_str());
}

Error ModelReader::read(StringRef Text) {
  Json Document = Json::parse(Text.begin(), Text.end(), /*cb=*/nullptr,
                              /*allow_exceptions=*/false,
                              /*ignore_comments=*/true);
  if (Document.is_discarded())
    return syntaxError(Text, Origin);
  return readDocument(Document);
}

Error ModelReader::readDocument(const Json &Document) {
  if (!Document.is_object())
    return error("", "a model is a JSON object");
  if (Error E = checkKeys(Document, "", DocumentKeys, {"version", "library"}))
    return E;
  std::optional<int> Version;
  if (Error E = readInteger(Document, "", "version", Version))
    return E;
  if (*Version != SupportedVersion)
    return error("version", "this build reads version 1");
  if (Error E = readText(Document, "", "library", Library))
    return E;

  if (Error E = readTexts(Document, "", "namespaces", Namespaces))
    return E;
  size_t Index = 0;
  for (const Json &Entry : Document.value("types", Json::array()))
    if (Error E = readType(Entry, "types[" + std::to_string(Index++) + "]"))
      return E;
  Index = 0;
  for (const Json &Entry : Document.value("functions", Json::array()))
    if (Error E =
            readFunction(Entry, "functions[" + std::to_string(Index++) + "]"))
      return E;
  const Json Replacements = Document.value("replacements", Json::object());
  for (const auto &[Group, Text] : Replacements.items()) {
    if (!Text.is_string())
      return error("replacements." + Group, "must be a string");
    Model.Replacements[{Library, Group}] = Text.get<std::string>();
  }
  return Error::success();
}

Error ModelReader::readType(const Json &Entry, const std::string &Path) {
  if (Error E = checkKeys(Entry, Path, TypeKeys, {"name", "is"}))
    return E;
  TypeFact Fact;
  std::string Name;
  unsigned Role = 0, Start = 0, Dropped = 0, Failure = 0, Elements = 0,
           Where = 0, Object = 0;
  if (Error E = readText(Entry, Path, "name", Name))
    return E;
  if (Error E = readChoice(Entry, Path, "is", TypeRoles, Role))
    return E;
  if (Error E = readChoice(Entry, Path, "start", StartKinds, Start))
    return E;
  if (Error E = readChoice(Entry, Path, "dropped", DropKinds, Dropped))
    return E;
  if (Error E = readChoice(Entry, Path, "failure", FailureKinds, Failure))
    return E;
  if (Error E = readChoice(Entry, Path, "elements", ElementKinds, Elements))
    return E;
  if (Error E = readChoice(Entry, Path, "where", Places, Where))
    return E;
  if (Error E = readChoice(Entry, Path, "object", ObjectKinds, Object))
    return E;
  if (Error E = readText(Entry, Path, "why", Fact.Why))
    return E;
  std::vector<std::string> Restored;
  if (Error E = readTexts(Entry, Path, "restored", Restored))
    return E;
  for (const std::string &Promise : Restored)
    append_range(Fact.Restored, qualify(Promise));
  Fact.Role = static_cast<TypeRole>(Role);
  Fact.Start = static_cast<StartKind>(Start);
  Fact.Dropped = static_cast<DropKind>(Dropped);
  Fact.Failure = static_cast<FailureKind>(Failure);
  Fact.Elements = static_cast<ElementKind>(Elements);
  Fact.Where = static_cast<RunsOn>(Where);
  Fact.Object = static_cast<ObjectKind>(Object);
  Fact.Library = Library;
  for (const std::string &Qualified : qualify(Name)) {
    Fact.Name = Qualified;
    Model.TypeFacts.push_back(Fact);
    Model.Types[Qualified] = &Model.TypeFacts.back();
    remember(Qualified);
  }
  return Error::success();
}

Error ModelReader::readNames(const Json &Entry, const std::string &Path,
                             std::vector<std::string> &Names) const {
  if (Entry.contains("name") == Entry.contains("names"))
    return error(Path, "needs one of the keys 'name' and 'names'");
  if (Entry.contains("name")) {
    Names.emplace_back();
    return readText(Entry, Path, "name", Names.back());
  }
  return readTexts(Entry, Path, "names", Names);
}

Error ModelReader::readFunction(const Json &Entry, const std::string &Path) {
  if (Error E = checkKeys(Entry, Path, FunctionKeys, {"is"}))
    return E;
  FunctionFact Fact;
  std::vector<std::string> Names;
  unsigned Role = 0, Cost = 0, Where = 0, Dropped = 0, Failure = 0;
  if (Error E = readNames(Entry, Path, Names))
    return E;
  if (Error E = readChoice(Entry, Path, "is", FunctionRoles, Role))
    return E;
  if (Error E = readChoice(Entry, Path, "cost", Costs, Cost))
    return E;
  if (Error E = readChoice(Entry, Path, "failure", FailureKinds, Failure))
    return E;
  if (Error E = readChoice(Entry, Path, "where", Places, Where))
    return E;
  if (Error E = readChoice(Entry, Path, "dropped", DropKinds, Dropped))
    return E;
  for (auto [Key, Value] :
       {std::pair<StringRef, std::string *>{"group", &Fact.Group},
        {"why", &Fact.Why},
        {"instead", &Fact.Instead}})
    if (Error E = readText(Entry, Path, Key, *Value))
      return E;
  if (Error E = readInteger(Entry, Path, "callable", Fact.Callable))
    return E;
  if (Error E = readInteger(Entry, Path, "token", Fact.Token))
    return E;
  if (Error E = readInteger(Entry, Path, "handle", Fact.Handle))
    return E;
  if (Error E = readConditions(Entry, Path, "only", Fact.Only))
    return E;
  if (Error E = readConditions(Entry, Path, "unless", Fact.Unless))
    return E;
  Fact.Role = static_cast<FunctionRole>(Role);
  if (Fact.Role == FunctionRole::Blocking && Fact.Group.empty())
    return error(Path, "a blocking function needs the key 'group'");
  Fact.Cost = Costs[Cost].str();
  Fact.Dropped = static_cast<DropKind>(Dropped);
  Fact.Failure = static_cast<FailureKind>(Failure);
  Fact.Where = static_cast<RunsOn>(Where);
  if (!Entry.contains("where"))
    Fact.Where = Fact.Role == FunctionRole::Offload  ? RunsOn::Worker
                 : Fact.Role == FunctionRole::Switch ? RunsOn::Executor
                                                     : RunsOn::Unknown;
  Fact.Library = Library;
  for (const std::string &Name : Names)
    addFunction(Fact, Name);
  return Error::success();
}

void ModelReader::addFunction(FunctionFact Fact, StringRef Name) {
  for (const std::string &Qualified : qualify(Name)) {
    Fact.Name = Qualified;
    Model.FunctionFacts.push_back(Fact);
    std::vector<const FunctionFact *> &Slot = Model.Functions[Qualified];
    // One document may give a name several entries, with other conditions.
    if (Added.insert({Qualified, static_cast<int>(Fact.Role)}).second)
      erase_if(Slot,
               [&](const FunctionFact *Old) { return Old->Role == Fact.Role; });
    Slot.push_back(&Model.FunctionFacts.back());
    remember(Qualified);
  }
}

Error ModelReader::readConditions(const Json &Entry, const std::string &Path,
                                  StringRef Key,
                                  std::vector<Condition> &Result) {
  for (const Json &When : Entry.value(Key.str(), Json::array()))
    if (Error E = readCondition(When, Path + "." + Key.str(), Result))
      return E;
  return Error::success();
}

Error ModelReader::readCondition(const Json &Entry, const std::string &Path,
                                 std::vector<Condition> &Result) {
  if (Error E = checkKeys(Entry, Path, ConditionKeys, {"argument", "is"}))
    return E;
  Condition When;
  std::optional<int> Argument;
  unsigned Kind = 0;
  if (Error E = readInteger(Entry, Path, "argument", Argument))
    return E;
  if (*Argument < -1)
    return error(Path + ".argument",
                 "arguments are counted from 0, and -1 is the object");
  if (Error E = readChoice(Entry, Path, "is", ConditionKinds, Kind))
    return E;
  When.Argument = *Argument;
  When.Is = static_cast<Condition::Kind>(Kind);
  StringRef TextKey = When.Is == Condition::Type ? "type" : "flag";
  if (Error E = readText(Entry, Path, TextKey, When.Text))
    return E;
  bool NeedsText = When.Is == Condition::Flag || When.Is == Condition::Type ||
                   When.Is == Condition::Compared;
  if (NeedsText && When.Text.empty())
    return error(Path, "a condition by " + ConditionKinds[Kind].str() +
                           " needs the key '" + TextKey.str() + "'");
  Result.push_back(std::move(When));
  return Error::success();
}

Error ModelReader::checkKeys(const Json &Object, const std::string &Path,
                             ArrayRef<StringRef> Known,
                             ArrayRef<StringRef> Required) const {
  if (!Object.is_object())
    return error(Path, "must be an object");
  for (const auto &[Key, Value] : Object.items()) {
    if (is_contained(Known, Key))
      continue;
    StringRef Near = nearest(Key, Known);
    return error(Path,
                 "unknown key '" + Key + "'" +
                     (Near.empty() ? "; the keys are " + join(Known, ", ")
                                   : "; did you mean '" + Near.str() + "'?"));
  }
  for (StringRef Key : Required)
    if (!Object.contains(Key.str()))
      return error(Path, "the key '" + Key.str() + "' is missing");
  for (StringRef Key :
       {StringRef("types"), StringRef("functions"), StringRef("namespaces"),
        StringRef("names"), StringRef("only"), StringRef("unless"),
        StringRef("restored")})
    if (Object.contains(Key.str()) && !Object[Key.str()].is_array())
      return error(Path, "'" + Key.str() + "' must be a list");
  return Error::success();
}

Error ModelReader::readText(const Json &Object, const std::string &Path,
                            StringRef Key, std::string &Value) const {
  Json::const_iterator It = Object.find(Key.str());
  if (It == Object.end())
    return Error::success();
  if (!It->is_string())
    return error(Path, "'" + Key.str() + "' must be a string");
  Value = It->get<std::string>();
  return Error::success();
}

Error ModelReader::readTexts(const Json &Object, const std::string &Path,
                             StringRef Key,
                             std::vector<std::string> &Values) const {
  for (const Json &Text : Object.value(Key.str(), Json::array())) {
    if (!Text.is_string())
      return error(Path + (Path.empty() ? "" : ".") + Key.str(),
                   "must be a list of strings");
    Values.push_back(Text.get<std::string>());
  }
  return Error::success();
}

Error ModelReader::readInteger(const Json &Object, const std::string &Path,
                               StringRef Key, std::optional<int> &Value) const {
  Json::const_iterator It = Object.find(Key.str());
  if (It == Object.end())
    return Error::success();
  if (!It->is_number_integer())
    return error(Path, "'" + Key.str() + "' must be an integer");
  Value = It->get<int>();
  return Error::success();
}

Error ModelReader::readChoice(const Json &Object, const std::string &Path,
                              StringRef Key, ArrayRef<StringRef> Names,
                              unsigned &Index) const {
  std::string Value;
  if (Error E = readText(Object, Path, Key, Value))
    return E;
  if (Value.empty())
    return Error::success();
  const StringRef *It = find(Names, Value);
  if (It == Names.end()) {
    StringRef Near = nearest(Value, Names);
    return error(Path,
                 "unknown value '" + Value + "' of '" + Key.str() + "'" +
                     (Near.empty() ? "; the values are " + join(Names, ", ")
                                   : "; did you mean '" + Near.str() + "'?"));
  }
  Index = It - Names.begin();
  return Error::success();
}

std::vector<std::string> ModelReader::qualify(StringRef Name) const {
  if (Name.consume_front("::") || Namespaces.empty())
    return {Name.str()};
  std::vector<std::string> Result;
  for (const std::string &Namespace : Namespaces)
    Result.push_back(Namespace + "::" + Name.str());
  return Result;
}

void ModelReader::remember(StringRef QualifiedName) {
  size_t Colons = QualifiedName.rfind("::");
  Model.LastNames[Colons == StringRef::npos
                      ? QualifiedName
                      : QualifiedName.drop_front(Colons + 2)] = 1;
}

} // namespace cotidy
