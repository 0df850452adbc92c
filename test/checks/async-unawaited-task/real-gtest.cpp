// RUN: %check_cotidy %s async-unawaited-task %t -std=c++20 -- -Wno-unused-result
// Intent: a call that a test expects to throw gives no task that could be
// dropped.
#include <boost/test/unit_test.hpp>
#include <gtest/gtest.h>

#include <stdexcept>

template <class T> class [[nodiscard]] pending {
public:
  pending(pending &&) noexcept;
  ~pending();
  bool ready() const;
  T get();
  template <class F> pending<T> then(F f);
};
pending<int> answer();

TEST(Framework, ExpectsThrow) {
  EXPECT_THROW(answer(), std::runtime_error);
  ASSERT_ANY_THROW(answer());
  EXPECT_THROW({ answer(); }, std::runtime_error);
}
TEST(Framework, FailsWithoutThrow) {
  try {
    answer();
    FAIL() << "should throw";
  } catch (const std::runtime_error &) {
  }
}
TEST(Framework, ExpectsSuccess) {
  EXPECT_NO_THROW(answer());
  // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: the future returned by 'answer' is not awaited
}
TEST(Framework, Plain) {
  answer();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the future returned by 'answer' is not awaited
  try {
    answer();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the future returned by 'answer' is not awaited
    EXPECT_TRUE(true);
  } catch (const std::runtime_error &) {
  }
  EXPECT_THROW(([] { answer(); }()), std::runtime_error);
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: the future returned by 'answer' is not awaited
}

void boost_test() {
  BOOST_CHECK_THROW(answer(), std::runtime_error);
  BOOST_CHECK_NO_THROW(answer());
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: the future returned by 'answer' is not awaited
  try {
    answer();
    BOOST_FAIL("should throw");
  } catch (const std::runtime_error &) {
  }
}
