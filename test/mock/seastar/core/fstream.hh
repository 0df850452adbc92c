// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/fstream.hh.
#pragma once
#pragma GCC system_header

#include <seastar/core/file.hh>
#include <seastar/core/iostream.hh>

namespace seastar {
struct file_input_stream_options {
  size_t buffer_size = 8192;
  unsigned read_ahead = 0;
};
struct file_output_stream_options {
  unsigned buffer_size = 65536;
};
input_stream<char> make_file_input_stream(file file, uint64_t offset,
                                          uint64_t len,
                                          file_input_stream_options = {});
input_stream<char> make_file_input_stream(file file, uint64_t offset,
                                          file_input_stream_options = {});
input_stream<char> make_file_input_stream(file file,
                                          file_input_stream_options = {});
future<output_stream<char>>
make_file_output_stream(file file, uint64_t buffer_size = 8192) noexcept;
future<output_stream<char>>
make_file_output_stream(file file, file_output_stream_options options) noexcept;
} // namespace seastar
