// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "process.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace cotidy::test {
namespace {

// A file instead of a pipe: a program may say more than a pipe holds.
class captured_file {
public:
  captured_file() : file_(std::tmpfile()) {}
  ~captured_file() { std::fclose(file_); }
  captured_file(const captured_file &) = delete;
  int descriptor() const { return fileno(file_); }
  std::string text() const {
    std::rewind(file_);
    std::string result;
    std::array<char, 4096> buffer;
    while (const std::size_t size =
               std::fread(buffer.data(), 1, buffer.size(), file_))
      result.append(buffer.data(), size);
    return result;
  }

private:
  std::FILE *file_;
};

} // namespace

int outcome::reports(const std::string &kind) const {
  const std::string wanted = ": cotidy: " + kind + ": ";
  int count = 0;
  for (std::size_t at = err.find(wanted); at != std::string::npos;
       at = err.find(wanted, at + 1))
    ++count;
  return count;
}

outcome run(const std::string &program, const std::string &scenario,
            const std::string &options,
            const std::vector<std::string> &environment) {
  const captured_file out;
  const captured_file err;
  const std::string path = std::string(COTIDY_SCENARIOS) + "/cotidy-" + program;
  const pid_t child = fork();
  if (child == 0) {
    dup2(out.descriptor(), STDOUT_FILENO);
    dup2(err.descriptor(), STDERR_FILENO);
    unsetenv("COTIDY_DEBUG");
    // Some scenarios are GoogleTest programs; what splits up this one's tests
    // is not for them.
    for (const char *own : {"GTEST_TOTAL_SHARDS", "GTEST_SHARD_INDEX",
                            "GTEST_SHARD_STATUS_FILE", "GTEST_OUTPUT"})
      unsetenv(own);
    for (const std::string &each : environment)
      putenv(const_cast<char *>(each.c_str()));
    // As strict as anywhere, also where sanitizers slow everything down.
    setenv("COTIDY_OPTIONS", ("scale=1:" + options).c_str(), 1);
    execl(path.c_str(), path.c_str(), scenario.c_str(), nullptr);
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  outcome result;
  result.exit_code =
      WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  result.out = out.text();
  result.err = err.text();
  return result;
}

std::string line_of(const std::string &program, const std::string &mark) {
  const std::string name = program + ".cpp";
  std::ifstream source(std::string(COTIDY_SOURCES) + "/" + name);
  int number = 0;
  for (std::string line; std::getline(source, line);) {
    ++number;
    if (line.ends_with("// here: " + mark))
      return name + ":" + std::to_string(number);
  }
  throw std::runtime_error("no line of " + name + " is marked " + mark);
}

} // namespace cotidy::test
