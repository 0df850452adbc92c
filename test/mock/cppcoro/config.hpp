// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors cppcoro/config.hpp, as far as user code reads it.
#pragma once
#pragma GCC system_header

#define CPPCORO_COMPILER_MSVC 0
#define CPPCORO_COMPILER_GCC 0
#define CPPCORO_COMPILER_CLANG 1
#define CPPCORO_COMPILER_SUPPORTS_SYMMETRIC_TRANSFER 1
#define CPPCORO_NOINLINE __attribute__((noinline))
#define CPPCORO_FORCE_INLINE __attribute__((always_inline))
#define CPPCORO_CPU_X86 0
#define CPPCORO_CPU_X64 1
#define CPPCORO_OS_WINNT 0
#define CPPCORO_OS_LINUX 1
