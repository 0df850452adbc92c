// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors boost/asio/version.hpp, and what boost/asio/detail/config.hpp says of
// a current Linux.
#pragma once

#define BOOST_ASIO_VERSION 102600
#define BOOST_ASIO_HAS_LOCAL_SOCKETS 1
#define BOOST_ASIO_HAS_POSIX_STREAM_DESCRIPTOR 1
#define BOOST_ASIO_HAS_CO_AWAIT 1
#define BOOST_ASIO_HAS_STD_COROUTINE 1
