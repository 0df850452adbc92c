// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/registry/Registry.h"

#include "checks/registry/Check.h"

#include "llvm/ADT/StringSet.h"

#include <gtest/gtest.h>

using namespace cotidy;
using llvm::StringRef;

namespace {

TEST(Registry, FindsEveryCheckByItsId) {
  ASSERT_FALSE(allChecks().empty());
  for (const RegisteredCheck &Check : allChecks())
    EXPECT_EQ(findCheck(Check.Id), &Check) << Check.Id.str();
  EXPECT_EQ(findCheck("async-"), nullptr);
  EXPECT_EQ(findCheck("async-zzz"), nullptr);
}

TEST(Registry, EveryCheckSaysWhatItIs) {
  for (const RegisteredCheck &Check : allChecks()) {
    EXPECT_TRUE(StringRef(Check.Id).starts_with("async-")) << Check.Id.str();
    EXPECT_FALSE(Check.Info->Summary.empty()) << Check.Id.str();
    EXPECT_FALSE(StringRef(Check.Info->Summary).ends_with("."))
        << Check.Id.str();
    EXPECT_FALSE(Check.Info->Since.empty()) << Check.Id.str();
    EXPECT_TRUE(page(Check).contains("## Why it is wrong")) << Check.Id.str();
  }
}

TEST(Registry, EveryOptionIsDeclaredOnceAndExplained) {
  for (const RegisteredCheck &Check : allChecks()) {
    llvm::StringSet<> Names;
    for (const OptionInfo &Option : Check.Info->Opts) {
      EXPECT_TRUE(Names.insert(Option.Name).second) << Option.Name.str();
      EXPECT_FALSE(Option.Help.empty()) << Option.Name.str();
    }
  }
}

TEST(Registry, MakesEveryCheckFromItsDefaults) {
  for (const RegisteredCheck &Check : allChecks())
    EXPECT_NE(Check.Info->Make(Options(Check.Info->Opts)), nullptr)
        << Check.Id.str();
}

constexpr OptionInfo Declared[] = {
    {"Names", "a; b ;;c", "a list"},
    {"Depth", "4", "a number"},
    {"Strict", "false", "a flag"},
};

TEST(Options, HaveTheirDefaults) {
  Options Values(Declared);
  EXPECT_EQ(Values.list(Declared[0]),
            (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(Values.number(Declared[1]), 4u);
  EXPECT_FALSE(Values.flag(Declared[2]));
}

TEST(Options, TakeValues) {
  Options Values(Declared);
  EXPECT_TRUE(Values.set("Depth", "7"));
  EXPECT_TRUE(Values.set("Strict", "1"));
  EXPECT_EQ(Values.number(Declared[1]), 7u);
  EXPECT_TRUE(Values.flag(Declared[2]));
}

TEST(Options, KeepTheDefaultOfANumberThatIsNone) {
  Options Values(Declared);
  EXPECT_TRUE(Values.set("Depth", "deep"));
  EXPECT_EQ(Values.number(Declared[1]), 4u);
}

TEST(Options, RefuseWhatIsNotDeclared) {
  EXPECT_FALSE(Options(Declared).set("Strictly", "true"));
}

} // namespace
