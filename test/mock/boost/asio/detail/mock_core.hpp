// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Contexts, executors, tokens and coroutines, under the names of Boost.Asio.
#pragma once
#pragma GCC system_header

#include "asio_common/std.hpp"
#include "boost/system/error_code.hpp"

// clang-format off: the order is the meaning.
#include "asio_common/boost.inc"
#include "asio_common/core.inc"

// Mirrors boost/asio/experimental/as_tuple.hpp and its neighbours, which keep
// the old names.
namespace boost::asio::experimental {
using boost::asio::append;
using boost::asio::as_tuple;
using boost::asio::as_tuple_t;
using boost::asio::deferred;
using boost::asio::deferred_t;
} // namespace boost::asio::experimental

#include "asio_common/end.inc"
// clang-format on
