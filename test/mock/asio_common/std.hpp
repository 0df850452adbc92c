// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the Asio mocks need of the standard library, and no more: the headers
// <chrono>, <future>, <memory> and <vector> would cost more than the mocks.
#pragma once
#pragma GCC system_header

#include <array>
#include <coroutine>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <system_error>
#include <tuple>
#include <type_traits>
#include <utility>

// The part of <chrono> that <thread> and <mutex> use: clocks, durations and
// literals, without calendars and streams.
#if __has_include(<bits/chrono.h>)
#include <bits/chrono.h>
#else
#include <chrono>
#endif

namespace std {
template <typename R> class future;
} // namespace std
