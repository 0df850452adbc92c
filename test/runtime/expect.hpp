// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What tests of whole programs expect.
#ifndef COTIDY_TEST_EXPECT_HPP
#define COTIDY_TEST_EXPECT_HPP

#include <gtest/gtest.h>

#include "process.hpp"

#define EXPECT_SAYS(result, text)                                              \
  EXPECT_TRUE((result).says(text)) << "not said: " << (text) << "\n"           \
                                   << (result).err

#define EXPECT_SILENT(result)                                                  \
  EXPECT_EQ((result).err, "");                                                 \
  EXPECT_EQ((result).exit_code, 0)

#endif
