// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "checks/model/Nearest.h"

#include <gtest/gtest.h>

using namespace cotidy;
using llvm::StringRef;

namespace {

constexpr StringRef Words[] = {"blocking", "spawn", "offload", "sync-wait"};

TEST(Nearest, FindsAMisspelledWord) {
  EXPECT_EQ(nearest("blokcing", Words), "blocking");
  EXPECT_EQ(nearest("syncwait", Words), "sync-wait");
  EXPECT_EQ(nearest("spawn", Words), "spawn");
}

TEST(Nearest, SaysNothingWhenNothingIsNear) {
  EXPECT_EQ(nearest("lifetime", Words), "");
  EXPECT_EQ(nearest("blocking", {}), "");
}

} // namespace
