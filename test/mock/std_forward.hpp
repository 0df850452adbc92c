// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Names of the standard library that the mocks mention and never look into.
// Their headers take longer to parse than all mocks together, so a test that
// uses one of these types includes its header itself. Mirrors declarations of
// <array>, <chrono>, <functional>, <future>, <iterator>, <memory>, <mutex>,
// <optional>, <shared_mutex>, <string_view>, <system_error> and <vector>.
#pragma once
#pragma GCC system_header

#include <cstddef>
#include <iosfwd>

namespace std {
template <typename Char, typename Traits> class basic_string_view;
template <typename T, typename Allocator> class vector;
template <typename T, size_t N> struct array;
template <typename T> class reference_wrapper;
template <typename R> class future;
template <typename T> class optional;
template <typename T> class shared_ptr;
template <typename Signature> class function;
template <typename Mutex> class unique_lock;
template <typename Mutex> class shared_lock;
class error_code;
struct adopt_lock_t;
struct forward_iterator_tag;
struct input_iterator_tag;
namespace chrono {
template <typename Rep, typename Period> class duration;
template <typename Clock, typename Duration> class time_point;
} // namespace chrono
} // namespace std
