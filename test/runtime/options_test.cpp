// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <gtest/gtest.h>

#include "options.hpp"
#include "reporter.hpp"

using namespace cotidy::detail;

namespace {

std::string error_of(const char *text) {
  options parsed;
  return parse_options(text, parsed);
}

TEST(Options, AreRead) {
  options parsed;
  EXPECT_EQ(parse_options("slow_callback_ms=20::format=json:", parsed), "");
  EXPECT_EQ(parsed.slow_callback_ms, 20);
  EXPECT_EQ(parsed.format, "json");
  EXPECT_EQ(parsed.hang_ms, 5000);
}

TEST(Options, AnUnknownKeyNamesTheNearest) {
  EXPECT_EQ(
      error_of("hangms=1"),
      "unknown option 'hangms', did you mean 'hang_ms'? help=1 lists all");
}

TEST(Options, ABadValueSaysWhatIsWanted) {
  EXPECT_EQ(error_of("hang_ms=soon"),
            "bad value 'soon' of option 'hang_ms': wanted a number");
  EXPECT_EQ(error_of("hang_ms=-1"),
            "bad value '-1' of option 'hang_ms': wanted a number");
  EXPECT_EQ(error_of("timing=fast"),
            "bad value 'fast' of option 'timing': wanted auto|tsc|clock|epoch");
  EXPECT_EQ(error_of("scale=0"), "bad value '0' of option 'scale': wanted auto "
                                 "or a positive number");
  EXPECT_EQ(error_of("trace=t.json:timing=epoch"),
            "option 'trace' needs a clock, which timing=epoch does not read");
  EXPECT_EQ(error_of("hang_ms"), "option 'hang_ms' needs a value");
}

TEST(Options, OnlyDefaultsAreScaled) {
  options parsed;
  parse_options("scale=3:hang_ms=100", parsed);
  EXPECT_EQ(parsed.threshold("hang_ms", parsed.hang_ms), milliseconds(100));
  EXPECT_EQ(parsed.threshold("slow_tick_ms", parsed.slow_tick_ms),
            milliseconds(600));
}

TEST(Options, HelpNamesEveryDefault) {
  const std::string help = options_help();
  EXPECT_NE(help.find("  exitcode=66\n"), std::string::npos);
  EXPECT_NE(help.find("(text|json|both)"), std::string::npos);
}

TEST(Suppressions, Globs) {
  EXPECT_TRUE(matches_glob("*", ""));
  EXPECT_TRUE(matches_glob("a*c?", "abbcd"));
  EXPECT_FALSE(matches_glob("a*c", "abcd"));
  EXPECT_TRUE(matches_glob("*parse*", "void ns::parse(int)"));
}

TEST(Suppressions, CoverKindsFunctionsAndStacks) {
  suppressions rules;
  EXPECT_EQ(rules.parse("# comment\n\n slow-callback:*/db.cpp  # slow disk\n"
                        "function-name-matches:main\n"
                        "call-stack-contains:Logger::*\n"),
            "");
  incident source;
  finding other;
  other.kind = COTIDY_SLOW_TICK;
  EXPECT_FALSE(rules.covers(other, source));
  finding file;
  file.kind = COTIDY_SLOW_CALLBACK;
  file.where.file = "src/db.cpp";
  EXPECT_TRUE(rules.covers(file, source));
  finding function;
  function.where.function = "main";
  EXPECT_TRUE(rules.covers(function, source));
  finding stack;
  stack.stack.resize(1);
  stack.stack[0].function = "app::Logger::write(char)";
  EXPECT_TRUE(rules.covers(stack, source));
}

TEST(Suppressions, AMistakeNamesItsLine) {
  suppressions rules;
  EXPECT_EQ(rules.parse("slow-callback:*\nslow-calback:*\n"),
            "line 2: wanted KIND:GLOB, function-name-matches:GLOB or "
            "call-stack-contains:GLOB");
}

} // namespace
