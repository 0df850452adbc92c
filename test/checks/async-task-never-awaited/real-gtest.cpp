// RUN: %check_cotidy %s async-task-never-awaited %t -std=c++20
// Intent: a test awaits inside the macros of its framework, whose own branches
// are none of the test's.
#include <gtest/gtest.h>

#include <future>
#include <stdexcept>
#include <utility>

template <class T> class [[nodiscard]] pending {
public:
  pending(pending &&) noexcept;
  ~pending();
  bool ready() const;
  T get();
  template <class F> pending<T> then(F f);
};
pending<int> answer();

TEST(Framework, ThrowsInside) {
  auto p = answer();
  EXPECT_THROW(p.get(), std::runtime_error);
}
TEST(Framework, ThrowsNothing) {
  auto p = answer();
  EXPECT_NO_THROW(p.get());
}
TEST(Framework, GivesUpBefore) {
  auto p = answer();
  ASSERT_TRUE(p.ready());
  ASSERT_THROW(p.get(), std::runtime_error);
}
TEST(Framework, ComparesInside) {
  auto p = answer();
  EXPECT_EQ(p.get(), 42) << "the answer";
}
bool skipped();
TEST(Framework, ReturnsByItself) {
  auto p = answer();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'p' holds a future that is not awaited on every path
  if (skipped())
    return;
  EXPECT_EQ(p.get(), 42);
}
TEST(Framework, NeverAsks) {
  auto p = answer();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'p' holds a future that is never awaited
  EXPECT_TRUE(p.ready());
}
TEST(Framework, ExpectsThrowOfTheCall) {
  EXPECT_THROW(auto p = answer(), std::runtime_error);
  try {
    auto p = answer();
    FAIL() << "should throw";
  } catch (const std::runtime_error &) {
  }
}
TEST(Framework, ExpectsNoThrow) {
  EXPECT_NO_THROW(auto p = answer());
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: 'p' holds a future that is never awaited
}
