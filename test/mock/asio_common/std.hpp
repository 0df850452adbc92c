// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the Asio mocks need of the standard library.
#pragma once
#pragma GCC system_header

#include "std_forward.hpp"
#include <coroutine>
#include <csignal>
#include <cstdint>
#include <exception>
#include <new>
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
