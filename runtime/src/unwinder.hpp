// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From copied stacks and addresses to functions, files and lines, with
// elfutils' libdw where it is installed. It is loaded at run time: a program
// under test gains no dependency, and without it reports hold what addr2line
// needs.
//
// Used by one thread at a time.
#ifndef COTIDY_SRC_UNWINDER_HPP
#define COTIDY_SRC_UNWINDER_HPP

#include "snapshot.hpp"
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace cotidy::detail {

struct frame {
  std::uintptr_t address = 0;
  std::string function; // demangled
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::string module; // path of the program or library
  std::uintptr_t offset = 0;
};

class unwinder {
public:
  explicit unwinder(bool symbolize);
  ~unwinder();

  bool has_library() const;
  // The frames of a slice, innermost first; one frame without libdw.
  std::vector<frame> unwind(const stack_slice &slice);
  // Of return addresses: each is looked up one byte before.
  std::vector<frame> symbolize(const std::vector<std::uintptr_t> &stack);
  void forget_modules(); // after a fork

private:
  struct session;
  std::unique_ptr<session> session_;
};

// The return addresses of this thread, innermost first; not for signal
// handlers. `skip` frames of the caller are left out.
std::vector<std::uintptr_t> capture_stack(std::size_t depth, std::size_t skip);

std::string demangle(const char *name);

// False for frames of the system, of compilers and of event loops: what is left
// is what the reader wrote.
bool is_project_frame(const frame &each);

} // namespace cotidy::detail

#endif
