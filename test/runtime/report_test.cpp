// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <gtest/gtest.h>

#include "histogram.hpp"
#include "report.hpp"
#include "task.hpp"
#include "trace.hpp"
#include "unwinder.hpp"
#include "watch.hpp"
#include <fstream>
#include <sstream>

using namespace cotidy::detail;
using namespace std::chrono_literals;

namespace {

TEST(Report, TimesAreShownInTheUnitAPersonWouldTake) {
  EXPECT_EQ(show_time(153'200us), "153.2 ms");
  EXPECT_EQ(show_time(100ms), "100 ms");
  EXPECT_EQ(show_time(3200ms), "3.2 s");
  EXPECT_EQ(show_time(40us), "40 us");
  EXPECT_EQ(show_time(512ns), "512 ns");
  EXPECT_EQ(show_time(0ms), "0 ms");
}

TEST(Report, NamesAreShort) {
  EXPECT_EQ(short_name("cotidy::task<> {anonymous}::save(int)"), "save");
  EXPECT_EQ(short_name("task<std::map<int, int> > db::table::load()"),
            "db::table::load");
  EXPECT_EQ(short_name("task<> (anonymous namespace)::save(int)"), "save");
  EXPECT_EQ(short_name("main()::<lambda(int)>"), "main()::<lambda(int)>");
  EXPECT_EQ(short_name("on_request"), "on_request");
}

TEST(Report, JsonStringsAreEscaped) {
  EXPECT_EQ(json_string("a\"b\\c\n"), "\"a\\\"b\\\\c\\u000a\"");
}

TEST(Report, FingerprintsDependOnThePlaceNotOnTheTime) {
  unwinder names(false);
  const auto of = [&](std::uint32_t line, nanoseconds wall) {
    incident what;
    what.kind = COTIDY_MAX_BLOCK;
    what.where = {"a.cpp", "f", line, 1};
    what.split.wall = wall;
    return describe(what, names).fingerprint;
  };
  EXPECT_EQ(of(1, 5ms), of(1, 6ms));
  EXPECT_NE(of(1, 5ms), of(2, 5ms));
}

// Without any stack; with one there are better places.
finding found(int kind, nanoseconds blocked) {
  unwinder names(false);
  incident what;
  what.kind = kind;
  what.subject = "on_request";
  what.where = {"a.cpp", "f", 7, 1};
  what.contributors = {{"tiny", 9, 5ms, {}}, {"big", 1, 4ms, what.where}};
  what.detail = "do this instead";
  what.split.wall = 10ms;
  what.split.blocked = blocked;
  what.split.cpu = 10ms - blocked;
  return describe(what, names);
}

TEST(Report, EachKindHasAPlaceAnAdviceAndARule) {
  std::stringstream checks;
  checks << std::ifstream(COTIDY_SOURCES "/../../checks/Checks.def").rdbuf();
  for (int kind = 0; kind < COTIDY_KINDS; ++kind)
    for (const nanoseconds blocked : {0ms, 10ms}) {
      SCOPED_TRACE(kind_name(kind));
      const finding what = found(kind, blocked);
      EXPECT_EQ(what.where.file, "a.cpp");
      EXPECT_EQ(what.where.line, 7u);
      EXPECT_FALSE(what.advice.empty());
      EXPECT_EQ(what.advice.find('\n'), std::string::npos);
      EXPECT_FALSE(what.message.empty());
      // What a test expects, and what the debug mode says of itself, is no
      // hazard of a source.
      if (kind == COTIDY_EXPECTATION || kind == COTIDY_SELF_CHECK)
        EXPECT_EQ(what.check, "");
      else
        EXPECT_NE(checks.str().find("CHECK(\"" + what.check + "\","),
                  std::string::npos)
            << what.check;
    }
}

TEST(Report, OnlyTheProjectsFramesAreToBlame) {
  const auto judged = [](const char *file, const char *module) {
    frame each;
    each.file = file;
    each.line = 1;
    each.module = module;
    return is_project_frame(each);
  };
  EXPECT_TRUE(judged("/src/app/a.cpp", "/src/build/app"));
  EXPECT_FALSE(judged("/usr/include/c++/12/thread", "/src/build/app"));
  EXPECT_FALSE(judged("/src/a.c", "/usr/lib/libz.so"));
  EXPECT_FALSE(judged("/opt/boost/asio/detail/x.ipp", "/src/build/app"));
  EXPECT_FALSE(judged("", "/src/build/app"));
}

TEST(Histogram, IsReadAsTimes) {
  const tick_rate nanoseconds_are_ticks(COTIDY_CLOCK);
  histogram counts{};
  EXPECT_EQ(to_text("callback time", counts, nanoseconds_are_ticks), "");
  counts[9] = 98; // 512 ns to 1024 ns
  counts[19] = 2;
  EXPECT_EQ(
      to_text("callback time", counts, nanoseconds_are_ticks),
      "cotidy: callback time: half under 1 us, 99 % under 1 ms, all under "
      "1 ms\n"
      "        1 us         98  ########################################\n"
      "        1 ms          2  #\n");
}

TEST(Trace, WhatDoesNotFitIsCounted) {
  trace_buffer buffer;
  constexpr std::size_t many = (1u << 18) + 3;
  for (std::size_t i = 0; i < many; ++i)
    buffer.add({});
  std::size_t lost = 0;
  EXPECT_EQ(buffer.take(lost).size() + lost, many);
  EXPECT_EQ(lost, 3u);
  EXPECT_EQ(buffer.take(lost).size(), 0u);
}

TEST(Tasks, PendingOnesAreListedInOrder) {
  task_table table;
  cotidy_task &first = table.create(nullptr, "first", {}, 0);
  cotidy_task &second = table.create(nullptr, "second", {}, 0);
  cotidy_task &third = table.create(nullptr, "third", {}, 0);
  second.state = task_state::done;
  ASSERT_EQ(table.pending().size(), 2u);
  EXPECT_EQ(table.pending()[0].name, "first");
  EXPECT_EQ(table.pending()[1].name, "third");
  table.destroy(first);
  EXPECT_EQ(table.pending().size(), 1u);
  table.destroy(second);
  table.destroy(third);
}

TEST(Tasks, ACycleOfAwaitsEnds) {
  task_table table;
  cotidy_task &a = table.create(nullptr, "a", {}, 0);
  cotidy_task &b = table.create(nullptr, "b", {}, 0);
  a.awaiter = &b;
  b.awaiter = &a;
  EXPECT_EQ(task_table::awaiters(a).size(), 32u);
}

// Two tasks that each read, suspend and write.
class Watch : public testing::Test {
protected:
  task_table table;
  cotidy_task &one = table.create(nullptr, "one", {}, 0);
  cotidy_task &two = table.create(nullptr, "two", {}, 0);
  cotidy_watch watch{"knives"};
  static const void *at(std::uintptr_t address) {
    return reinterpret_cast<const void *>(address);
  }
};

TEST_F(Watch, AnOverwrittenChangeIsLost) {
  watch.read(&one, at(1));
  ++one.suspensions;
  EXPECT_FALSE(watch.write(&two, at(2)));
  const auto lost = watch.write(&one, at(3));
  ASSERT_TRUE(lost);
  EXPECT_EQ(lost->read, 1u);
  EXPECT_EQ(lost->changed, 2u);
  EXPECT_EQ(lost->changed_by, "task 'two'");
}

TEST_F(Watch, NobodyElseWrote) {
  watch.read(&one, at(1));
  ++one.suspensions;
  EXPECT_FALSE(watch.write(&one, at(2)));
}

TEST_F(Watch, ReadAgainAfterTheSuspension) {
  watch.read(&one, at(1));
  ++one.suspensions;
  watch.write(&two, at(2));
  watch.read(&one, at(3));
  EXPECT_FALSE(watch.write(&one, at(4)));
}

TEST_F(Watch, WithoutASuspensionNothingIsLost) {
  watch.read(&one, at(1));
  watch.write(&two, at(2));
  EXPECT_FALSE(watch.write(&one, at(3)));
}

TEST_F(Watch, CodeOutsideOfTasksIsNotJudged) {
  watch.read(nullptr, at(1));
  EXPECT_FALSE(watch.write(nullptr, at(2)));
}

} // namespace
