// RUN: %check_cotidy --mock %s async-return-in-wrapper %t
// Intent: each deliberate silence is a case with a name.
#include "handwritten/task.hpp"

#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>

task<> save();
task<int> fetch(int id);
task<int> fetch_name(std::string name);
task<int> failed(std::exception_ptr);
eager_task<int> load(int id);
int parse(const std::string &text);
task<int> never_fails() { co_return 1; }

// Case: wrapper-without-anything-to-leave
task<int> plain(int id) { return fetch(id); }

// Case: wrapper-that-moves-its-parameters
task<int> moves(std::string name) { return fetch_name(std::move(name)); }

// Case: handler-for-what-the-arguments-throw
task<int> argument(const std::string &text) {
  try {
    return fetch(parse(text));
  } catch (const std::exception &) {
    return fetch(0);
  }
}

// Case: handler-for-what-stands-before
task<int> before(const std::string &text) {
  try {
    int id = parse(text);
    return fetch(id);
  } catch (...) {
    return fetch(0);
  }
}

// Case: handler-that-passes-the-exception-on
task<int> passes_on(int id) {
  try {
    return fetch(id);
  } catch (...) {
    return failed(std::current_exception());
  }
}
task<int> translates(int id) {
  try {
    return fetch(id);
  } catch (const std::exception &e) {
    throw std::runtime_error(e.what());
  }
}

// Case: task-that-cannot-fail
task<int> cannot_fail() {
  try {
    return never_fails();
  } catch (...) {
    return fetch(0);
  }
}

// Case: handler-for-another-exception
task<int> throwing() {
  throw std::runtime_error("no");
  co_return 1;
}
task<int> other_handler() {
  try {
    return throwing();
  } catch (const std::logic_error &) {
    return fetch(0);
  }
}

// Case: wrapped-function-throws-before-it-makes-the-task
task<int> checked(int id) {
  if (id < 0)
    throw std::out_of_range("id");
  return fetch(id);
}
task<int> sync_failure(int id) {
  try {
    return checked(id);
  } catch (const std::out_of_range &) {
    return fetch(0);
  }
}

// Case: awaited-inside
task<int> awaits(int id) {
  try {
    co_return co_await fetch(id);
  } catch (...) {
    co_return 0;
  }
}

// Case: return-in-the-handler
task<int> in_handler(int id) {
  try {
    parse("1");
  } catch (...) {
    return fetch(id);
  }
  return fetch(0);
}

// Case: lock-for-the-statements-before-the-return
class Cache {
public:
  task<int> get(const std::string &key) {
    std::lock_guard lock(mutex_);
    ++asked_;
    return fetch_name(key);
  }
  // Case: lock-for-a-decision
  task<int> decide(int id) {
    std::lock_guard lock(mutex_);
    if (known_.count(id))
      return fetch(0);
    return fetch(id);
  }
  // Case: lock-for-the-arguments
  task<int> argument(int id) {
    std::lock_guard lock(mutex_);
    return fetch(known_[id]);
  }
  // Case: lock-moved-into-the-call
  task<int> moved() {
    std::unique_lock lock(mutex_);
    return under(std::move(lock));
  }
  // Case: lock-given-back
  task<int> unlocked(int id) {
    std::unique_lock lock(mutex_);
    lock.unlock();
    return fetch(id);
  }
  // Case: lock-of-an-inner-scope
  task<int> inner(int id) {
    {
      std::lock_guard lock(mutex_);
      ++asked_;
    }
    return fetch(id);
  }
  // Case: eager-task-begins-under-the-lock
  eager_task<int> eager(int id) {
    std::lock_guard lock(mutex_);
    return load(id);
  }

private:
  task<int> under(std::unique_lock<std::mutex> lock) { co_return asked_; }
  std::mutex mutex_;
  std::map<int, int> known_;
  int asked_ = 0;
};

// Case: value-left-behind
task<int> values(int id) {
  std::string name = "x";
  std::map<int, int> known;
  auto owner = std::make_unique<int>(id);
  return fetch(id);
}

// Case: object-that-the-task-does-not-use
struct Client {
  task<int> ask(int id) { return fetch(id); }
  task<int> copy(int id) { co_return id; }
  std::string name = "client";
};
task<int> unused(int id) {
  Client client;
  if (id == 0)
    return client.copy(id);
  return client.ask(id);
}

// Case: owner-that-gives-up-what-it-owns
void close_file(int);
class File {
public:
  explicit File(int fd) : fd_(fd) {}
  File(File &&) noexcept;
  ~File() { close_file(fd_); }
  int release() { return std::exchange(fd_, -1); }
  int size() const { return size_; }

private:
  int fd_;
  int size_ = 0;
};
task<int> released() {
  File file(3);
  return fetch(file.release());
}

// Case: question-about-an-owner
task<int> asked() {
  File file(3);
  return fetch(file.size());
}

// Case: marked-as-a-wrapper
[[clang::coro_wrapper]] task<int> marked(int id) {
  try {
    return fetch(id);
  } catch (...) {
    return fetch(0);
  }
}

// Case: thread-that-may-not-start
std::future<int> threaded() {
  try {
    return std::async([] { return parse("1"); });
  } catch (const std::system_error &) {
    return {};
  }
}

// Case: generator-is-no-task
generator<int> numbers();
generator<int> sequence() {
  try {
    return numbers();
  } catch (...) {
    return numbers();
  }
}
