// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "task.h"
task shutdown() {
  save();
  co_return;
}
#ifdef WARN
[[deprecated]] void old();
void use() { int unused; old(); }
#endif
#ifdef NARROW
char narrow[] = {300};
#endif
#if defined(TARGET) && !defined(__aarch64__)
#error not compiled for the target
#endif
#if defined(NEEDS_AB) && (A != 1 || B != 2)
#error A and B
#endif
#if defined(NEEDS_NESTED) && !defined(NESTED)
#error no nested response file
#endif
#ifdef NEEDS_ASIO
#include <asio/detail/config.hpp>
#ifndef ASIO_HAS_CO_AWAIT
#error no coroutines in Asio
#endif
#endif
