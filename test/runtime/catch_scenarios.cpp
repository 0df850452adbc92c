// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tests of Catch2, which knows nothing of the debug mode.

#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>

#include "cotidy/loop.hpp"

namespace {

cotidy::task<> nothing() { co_return; }

cotidy::task<> forgets() {
  (void)nothing(); // here: forgets
  co_return;
}

} // namespace

TEST_CASE("clean") { cotidy::loop().run(nothing()); }

TEST_CASE("forgets") { cotidy::loop().run(forgets()); }

TEST_CASE("fails") {
  cotidy::loop().run(forgets());
  REQUIRE(1 == 2);
}
