// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A test program as a user writes it, with the listener; some tests fail.

#include "cotidy/gtest.hpp"
#include "cotidy/loop.hpp"
#include "work.hpp"

using namespace std::chrono_literals;

namespace {

cotidy::task<> nothing() { co_return; }

cotidy::task<> forgets() {
  (void)nothing();
  co_return;
}

TEST(Listener, Clean) { cotidy::loop().run(nothing()); }

TEST(Listener, Forgets) { cotidy::loop().run(forgets()); }

TEST(Listener, ForgetsAsWell) { cotidy::loop().run(forgets()); }

TEST(Listener, IsExpectedToForget) {
  const cotidy::expected_reports one(cotidy::kind::never_awaited);
  cotidy::loop().run(forgets());
}

TEST(Listener, Fast) { EXPECT_MAX_BLOCK(10s, cotidy::test::compute(1ms)); }

TEST(Listener, Slow) { EXPECT_MAX_BLOCK(5ms, cotidy::test::compute(50ms)); }

} // namespace

int main(int count, char **arguments) {
  testing::InitGoogleTest(&count, arguments);
  cotidy::fail_tests_on_reports();
  return RUN_ALL_TESTS();
}
