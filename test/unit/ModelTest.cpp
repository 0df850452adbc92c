// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The loader of library models: what it understands, and that what it does not
// understand is named instead of lost.

#include "checks/model/BuiltinModels.h"
#include "checks/model/LibraryModel.h"

#include <gtest/gtest.h>

using namespace cotidy;
using llvm::StringRef;

namespace {

std::string errorOf(StringRef Json) {
  LibraryModel Model;
  return llvm::toString(Model.add(Json, "my.json"));
}

// A model of one entry, in a library without namespaces.
std::string document(StringRef Kind, StringRef Entry) {
  return (R"({"version": 1, "library": "my", ")" + Kind + R"(": [)" + Entry +
          "]}")
      .str();
}

TEST(Model, ReadsEveryBuiltinModel) {
  EXPECT_FALSE(builtinModels().empty());
  llvm::Expected<std::shared_ptr<const LibraryModel>> Model =
      LibraryModel::load({});
  ASSERT_TRUE(static_cast<bool>(Model)) << llvm::toString(Model.takeError());
  const TypeFact *Awaitable = (*Model)->type("boost::asio::awaitable");
  ASSERT_NE(Awaitable, nullptr);
  EXPECT_EQ(Awaitable->Role, TypeRole::Task);
  EXPECT_EQ(Awaitable->Start, StartKind::Lazy);
  EXPECT_EQ((*Model)->type("asio::awaitable")->Library, Awaitable->Library);
}

TEST(Model, PutsAnEntryIntoEveryNamespace) {
  LibraryModel Model;
  ASSERT_FALSE(Model.add(R"({"version": 1, "library": "my",
    "namespaces": ["a", "b::c"],
    "functions": [{"name": "nap", "is": "blocking", "group": "sleep"},
                  {"name": "::doze", "is": "blocking", "group": "sleep"}]})",
                         "my.json"));
  EXPECT_EQ(Model.functions("a::nap").size(), 1u);
  EXPECT_EQ(Model.functions("b::c::nap").size(), 1u);
  EXPECT_EQ(Model.functions("doze").size(), 1u);
  EXPECT_TRUE(Model.functions("nap").empty());
  EXPECT_TRUE(Model.mayName("nap"));
  EXPECT_FALSE(Model.mayName("sleep"));
  EXPECT_EQ(Model.groups(), std::vector<StringRef>{"sleep"});
}

TEST(Model, AllowsComments) {
  EXPECT_EQ(errorOf("// one\n{\"version\": 1, /* two */ \"library\": \"my\"}"),
            "");
}

TEST(Model, LetsALaterEntryReplaceAnEarlierOne) {
  LibraryModel Model;
  for (StringRef Start : {"lazy", "eager"})
    ASSERT_FALSE(Model.add(
        document("types", R"({"name": "t", "is": "task", "start": ")" +
                              Start.str() + R"("})"),
        "my.json"));
  EXPECT_EQ(Model.type("t")->Start, StartKind::Eager);
}

TEST(Model, KeepsEntriesOfOtherRoles) {
  LibraryModel Model;
  for (StringRef Role : {"spawn", "offload", "spawn"})
    ASSERT_FALSE(Model.add(document("functions", R"({"name": "f", "is": ")" +
                                                     Role.str() + R"("})"),
                           "my.json"));
  EXPECT_EQ(Model.functions("f").size(), 2u);
}

TEST(Model, ReadsWhichArgumentIsTheHandle) {
  LibraryModel Model;
  ASSERT_FALSE(Model.add(
      document(
          "functions",
          R"({"name": "begin", "is": "offload", "handle": 0, "callable": 1},
                  {"name": "bind", "is": "binds", "handle": 1})"),
      "my.json"));
  EXPECT_EQ(Model.functions("begin").front()->Handle, 0);
  EXPECT_EQ(Model.functions("bind").front()->Role, FunctionRole::Binds);
  EXPECT_EQ(Model.functions("bind").front()->Handle, 1);
  EXPECT_NE(errorOf(document("functions",
                             R"({"name": "f", "is": "log", "handle": "x"})")),
            "");
}

TEST(Model, NamesThePlaceOfASyntaxError) {
  EXPECT_EQ(errorOf("{\n  \"version\": 1,,\n}"),
            "my.json:2:16: this is not JSON");
  EXPECT_EQ(errorOf(""), "my.json:1:1: this is not JSON");
}

TEST(Model, NamesTheNearestKey) {
  EXPECT_EQ(errorOf(R"({"version": 1, "library": "my", "typs": []})"),
            "my.json: unknown key 'typs'; did you mean 'types'?");
  EXPECT_EQ(errorOf(document("types", R"({"nam": "t", "is": "task"})")),
            "my.json: types[0]: unknown key 'nam'; did you mean 'name'?");
}

TEST(Model, NamesTheNearestValue) {
  EXPECT_EQ(errorOf(document("types", R"({"name": "t", "is": "tsk"})")),
            "my.json: types[0]: unknown value 'tsk' of 'is'; did you mean "
            "'task'?");
}

TEST(Model, NamesWhatIsMissing) {
  EXPECT_EQ(errorOf(R"({"version": 1})"),
            "my.json: the key 'library' is missing");
  EXPECT_EQ(
      errorOf(document("functions", R"({"name": "f", "is": "blocking"})")),
      "my.json: functions[0]: a blocking function needs the key 'group'");
}

TEST(Model, RefusesOtherTypesOfValues) {
  EXPECT_EQ(errorOf("[]"), "my.json: a model is a JSON object");
  EXPECT_EQ(errorOf(R"({"version": 2, "library": "my"})"),
            "my.json: version: this build reads version 1");
  EXPECT_EQ(errorOf(R"({"version": 1, "library": "my", "types": {}})"),
            "my.json: 'types' must be a list");
  EXPECT_EQ(errorOf(document("types", "3")),
            "my.json: types[0]: must be an object");
}

TEST(Model, NamesAFileItCannotRead) {
  llvm::Expected<std::shared_ptr<const LibraryModel>> Model =
      LibraryModel::load({"no-such-model.json"});
  ASSERT_FALSE(static_cast<bool>(Model));
  EXPECT_TRUE(StringRef(llvm::toString(Model.takeError()))
                  .starts_with("cannot read model 'no-such-model.json'"));
}

} // namespace
