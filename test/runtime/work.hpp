// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Work of a known size: by the thread's own clock, so that a busy machine makes
// it longer but not more.
#ifndef COTIDY_TEST_WORK_HPP
#define COTIDY_TEST_WORK_HPP

#include <chrono>

namespace cotidy::test {

// Without line numbers of its own: the place to look at is the caller's.
void compute(std::chrono::nanoseconds time);

} // namespace cotidy::test

#endif
