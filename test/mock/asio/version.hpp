// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors asio/version.hpp, and what asio/detail/config.hpp says of a
// current Linux.
#pragma once

#define ASIO_VERSION 102201
#define ASIO_HAS_LOCAL_SOCKETS 1
#define ASIO_HAS_POSIX_STREAM_DESCRIPTOR 1
#define ASIO_HAS_CO_AWAIT 1
#define ASIO_HAS_STD_COROUTINE 1
