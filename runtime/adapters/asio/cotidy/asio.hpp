// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Boost.Asio and standalone Asio, shown to the debug mode without a change of
// the program. Asio includes this header itself when it is named on the command
// line of every translation unit:
//
//   -DBOOST_ASIO_CUSTOM_HANDLER_TRACKING='<cotidy/asio.hpp>'
//   -DASIO_CUSTOM_HANDLER_TRACKING='<cotidy/asio.hpp>'
//
// A handler's invocation is a callback, and so is each segment of a coroutine,
// because Asio resumes it in a handler. The type of a handler is its name: no
// annotation is needed. Ticks come from epoll_wait(), which the library sees.
//
// co_spawn(..., detached) throws away the exception that ends a coroutine; here
// it is given a handler that reports it.
//
// Not seen, because Asio tells nobody: work that dispatch() runs at once,
// inside another handler; the handlers that any_io_executor hides; and
// coroutines that are never awaited.
#ifndef COTIDY_ASIO_HPP
#define COTIDY_ASIO_HPP

#include <cxxabi.h>

#include "cotidy/debug.hpp"
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <mutex>
#include <string>
#include <string_view>
#include <typeinfo>
#include <utility>

namespace cotidy::asio_tracking {

// Where an operation begins that is made of others.
struct location {
  location(const char *file, int line, const char *function)
      : site{file, function, std::uint32_t(line), 0}, outer(innermost) {
    if (file)
      innermost = this;
  }
  ~location() {
    if (site.file)
      innermost = outer;
  }
  location(const location &) = delete;

  const cotidy_site site;
  location *const outer;
  static inline thread_local location *innermost = nullptr;
};

// Who runs an operation: the loop, another handler that is about to end, such
// as those of strands and channels, or threads of a pool.
enum class runner : char { loop, handler, pool };

constexpr runner runner_of(std::string_view object) {
  for (const std::string_view by_loop :
       {"io_context", "socket", "deadline_timer", "descriptor", "serial_port",
        "signal_set", "resolver", "handle", "file"})
    if (object == by_loop)
      return runner::loop;
  return object == "thread_pool" || object == "system_executor"
             ? runner::pool
             : runner::handler;
}

// What operations of one type and name have in common; lives for ever.
struct description {
  const char *name;
  runner run_by;
};

// Part of every operation of Asio: an operation with it has another size than
// one without, which is why all translation units must agree.
struct handler {
  const description *what = nullptr;
  const void *context = nullptr;
  cotidy_site created{};

protected:
  ~handler() = default;
};

// "main()::<lambda(error_code)>" of the type of an operation: its first
// template argument that is not one of Asio's own.
constexpr std::string_view handler_of(std::string_view operation) {
  const std::size_t open = operation.find('<');
  if (open == operation.npos)
    return operation;
  std::size_t begin = open + 1;
  int nesting = 0;
  for (std::size_t i = begin; i < operation.size(); ++i) {
    const char c = operation[i];
    nesting += c == '<' || c == '(' || c == '{' ? 1 : 0;
    nesting -= c == '>' || c == ')' || c == '}' ? 1 : 0;
    if ((c != ',' || nesting != 0) && nesting >= 0)
      continue;
    const std::string_view argument = operation.substr(begin, i - begin);
    if (!argument.starts_with("boost::asio::") &&
        !argument.starts_with("asio::") &&
        argument.find("mutable_buffer") == argument.npos &&
        argument.find("const_buffer") == argument.npos)
      return argument;
    if (nesting < 0)
      break;
    begin = operation.find_first_not_of(' ', i + 1);
  }
  return operation.substr(open + 1, operation.rfind('>') - open - 1);
}

template <class Operation> std::string_view type_name() {
  // "... [with Operation = T; std::string_view = ...]" or "... [Operation = T]"
  std::string_view text = __PRETTY_FUNCTION__;
  constexpr std::string_view mark = "Operation = ";
  text.remove_prefix(text.find(mark) + mark.size());
  return text.substr(0, text.find_first_of(";]"));
}

// An operation may outlive the thread that made it.
inline const description *keep(description made) {
  static std::mutex lock;
  static std::deque<description> &all = *new std::deque<description>;
  const std::lock_guard guard(lock);
  return &all.emplace_back(made);
}

// Composed once for each type of operation and name, on each thread.
template <class Operation>
const description *describe(const char *object_type, const char *operation) {
  static thread_local const char *last_operation = nullptr;
  static thread_local const description *last = nullptr;
  if (last_operation != operation) {
    const std::string_view object = object_type;
    const std::string text = std::string(object) + "." + operation + " " +
                             std::string(handler_of(type_name<Operation>()));
    last = keep({cotidy_intern(text.c_str()), runner_of(object)});
    last_operation = operation;
  }
  return last;
}

// What this thread runs right now.
struct running {
  const void *context = nullptr;
  const void *known_loop = nullptr;
  runner run_by = runner::loop;
  bool is_on_pool = false;
};
inline thread_local constinit running running_now{};

template <class Context, class Operation>
void creation(Context &context, Operation &operation, const char *object_type,
              void *, std::uintmax_t, const char *name) {
  if (!debug_mode())
    return;
  handler &own = operation;
  own.what = describe<Operation>(object_type, name);
  own.context = &context;
  if (const location *where = location::innermost)
    own.created = where->site;
}

// Lives as long as an operation completes, which is longer than the operation.
class completion {
public:
  explicit completion(const handler &completed)
      : what_(completed.what), context_(completed.context) {
    if (what_)
      details_.created = completed.created;
  }
  ~completion() { end(); }
  completion(const completion &) = delete;

  template <class... Arguments> void invocation_begin(const Arguments &...) {
    const int mode = cotidy_mode();
    if (!what_ || mode == COTIDY_OFF)
      return;
    running &now = running_now;
    if (what_->run_by == runner::pool && !now.context)
      now.is_on_pool = true;
    if (now.is_on_pool)
      return;
    if (now.context || now.known_loop != context_)
      enter(now);
    before_ = {now.context, now.known_loop, now.run_by, false};
    now.context = context_;
    now.run_by = what_->run_by;
    details_.task = 0;
    details_.ready = 0;
    details_.others = nullptr;
    mark_ = cotidy_callback_begin(mode, what_->name, &details_);
  }
  void invocation_end() { end(); }

private:
  // The threads of a pool are where blocking calls belong; they are known by
  // the first work that was posted to them. What only a loop runs and that runs
  // inside a handler is there because the handler runs a loop.
  __attribute__((noinline)) void enter(running &now) const {
    if (!now.context) {
      if (now.known_loop)
        cotidy_loop_end(now.known_loop);
      now.known_loop = context_;
      cotidy_loop_begin(context_, "io_context", {});
    } else if (what_->run_by == runner::loop && now.run_by == runner::loop) {
      cotidy_nested_run(context_ == now.context ? "the same io_context"
                                                : "another io_context",
                        {});
    }
  }
  void end() {
    if (!mark_.slot)
      return;
    cotidy_callback_end(mark_);
    mark_.slot = 0;
    running_now.context = before_.context;
    running_now.run_by = before_.run_by;
  }

  const description *const what_;
  const void *const context_;
  running before_;
  cotidy_mark mark_{};
  cotidy_details details_;
};

template <class... Arguments> void ignore(const Arguments &...) {}

// That is what cancelling asks for.
template <class Code> bool is_cancelled(const Code &code) {
  constexpr int channel_cancelled = 2;
  return code.value() == ECANCELED ||
         (code.value() == channel_cancelled &&
          std::string_view(code.category().name()) == "asio.channel");
}

// The end of a coroutine that nobody waits for, in place of Asio's handler that
// does nothing.
template <class SystemError> class unwatched_end {
public:
  using result_type = void;

  unwatched_end() : task_(create()) {}
  unwatched_end(unwatched_end &&other) noexcept
      : task_(std::exchange(other.task_, nullptr)) {}
  ~unwatched_end() {
    cotidy_task_done(task_);
    cotidy_task_destroy(task_);
  }

  template <class... Results>
  void operator()(const std::exception_ptr &error, const Results &...) const {
    if (!error || !debug_mode())
      return;
    constexpr const char *how = "the token 'detached' drops it";
    try {
      std::rethrow_exception(error);
    } catch (const SystemError &failure) {
      if (!is_cancelled(failure.code()))
        cotidy_exception_lost(task_, typeid(failure).name(), failure.what(),
                              how);
    } catch (const std::exception &failure) {
      cotidy_exception_lost(task_, typeid(failure).name(), failure.what(), how);
    } catch (...) {
      const std::type_info *type = abi::__cxa_current_exception_type();
      cotidy_exception_lost(task_, type ? type->name() : nullptr, "", how);
    }
  }

private:
  // For its creation stack: where co_spawn() is called.
  static cotidy_task *create() {
    return debug_mode()
               ? cotidy_task_create(nullptr, "", {}, COTIDY_TASK_DETACHED)
               : nullptr;
  }

  cotidy_task *task_;
};

#ifndef COTIDY_DISABLED
// One for each translation unit: the library compares what they compiled, and
// names two that differ.
static const bool unit_is_known [[maybe_unused]] =
    (cotidy_unit(__BASE_FILE__, "cotidy/asio.hpp", sizeof(handler)), true);
#endif

} // namespace cotidy::asio_tracking

// The same macros for both libraries, which differ in a prefix only.
#if defined(BOOST_ASIO_CUSTOM_HANDLER_TRACKING)
#define BOOST_ASIO_INHERIT_TRACKED_HANDLER                                     \
  : public ::cotidy::asio_tracking::handler
#define BOOST_ASIO_ALSO_INHERIT_TRACKED_HANDLER                                \
  , public ::cotidy::asio_tracking::handler
#define BOOST_ASIO_HANDLER_TRACKING_INIT (void)0
#define BOOST_ASIO_HANDLER_LOCATION(args)                                      \
  ::cotidy::asio_tracking::location tracked_location args
#define BOOST_ASIO_HANDLER_CREATION(args) ::cotidy::asio_tracking::creation args
#define BOOST_ASIO_HANDLER_COMPLETION(args)                                    \
  ::cotidy::asio_tracking::completion tracked_completion args
#define BOOST_ASIO_HANDLER_INVOCATION_BEGIN(args)                              \
  tracked_completion.invocation_begin args
#define BOOST_ASIO_HANDLER_INVOCATION_END tracked_completion.invocation_end()
#define BOOST_ASIO_HANDLER_OPERATION(args) ::cotidy::asio_tracking::ignore args
#define BOOST_ASIO_HANDLER_REACTOR_REGISTRATION(args)                          \
  ::cotidy::asio_tracking::ignore args
#define BOOST_ASIO_HANDLER_REACTOR_DEREGISTRATION(args)                        \
  ::cotidy::asio_tracking::ignore args
#define BOOST_ASIO_HANDLER_REACTOR_READ_EVENT 1
#define BOOST_ASIO_HANDLER_REACTOR_WRITE_EVENT 2
#define BOOST_ASIO_HANDLER_REACTOR_ERROR_EVENT 4
#define BOOST_ASIO_HANDLER_REACTOR_EVENTS(args)                                \
  ::cotidy::asio_tracking::ignore args
#define BOOST_ASIO_HANDLER_REACTOR_OPERATION(args)                             \
  ::cotidy::asio_tracking::ignore args
#endif

#if defined(ASIO_CUSTOM_HANDLER_TRACKING)
#define ASIO_INHERIT_TRACKED_HANDLER : public ::cotidy::asio_tracking::handler
#define ASIO_ALSO_INHERIT_TRACKED_HANDLER                                      \
  , public ::cotidy::asio_tracking::handler
#define ASIO_HANDLER_TRACKING_INIT (void)0
#define ASIO_HANDLER_LOCATION(args)                                            \
  ::cotidy::asio_tracking::location tracked_location args
#define ASIO_HANDLER_CREATION(args) ::cotidy::asio_tracking::creation args
#define ASIO_HANDLER_COMPLETION(args)                                          \
  ::cotidy::asio_tracking::completion tracked_completion args
#define ASIO_HANDLER_INVOCATION_BEGIN(args)                                    \
  tracked_completion.invocation_begin args
#define ASIO_HANDLER_INVOCATION_END tracked_completion.invocation_end()
#define ASIO_HANDLER_OPERATION(args) ::cotidy::asio_tracking::ignore args
#define ASIO_HANDLER_REACTOR_REGISTRATION(args)                                \
  ::cotidy::asio_tracking::ignore args
#define ASIO_HANDLER_REACTOR_DEREGISTRATION(args)                              \
  ::cotidy::asio_tracking::ignore args
#define ASIO_HANDLER_REACTOR_READ_EVENT 1
#define ASIO_HANDLER_REACTOR_WRITE_EVENT 2
#define ASIO_HANDLER_REACTOR_ERROR_EVENT 4
#define ASIO_HANDLER_REACTOR_EVENTS(args) ::cotidy::asio_tracking::ignore args
#define ASIO_HANDLER_REACTOR_OPERATION(args)                                   \
  ::cotidy::asio_tracking::ignore args
#endif

// What co_spawn() does with `detached`, for a coroutine with and without a
// result.
#define COTIDY_DETACHED(library, error, ...)                                   \
  struct library::async_result<library::detached_t, __VA_ARGS__> {             \
    using completion_handler_type =                                            \
        ::cotidy::asio_tracking::unwatched_end<error>;                         \
    using return_type = void;                                                  \
    explicit async_result(completion_handler_type &) {}                        \
    void get() {}                                                              \
    template <class Initiation, class Token, class... Arguments>               \
    static void initiate(Initiation &&initiation, Token &&,                    \
                         Arguments &&...arguments) {                           \
      std::forward<Initiation>(initiation)(                                    \
          completion_handler_type(), std::forward<Arguments>(arguments)...);   \
    }                                                                          \
  }
#if defined(BOOST_ASIO_CUSTOM_HANDLER_TRACKING)
#include <boost/asio/detached.hpp>
#include <boost/system/system_error.hpp>
template <>
COTIDY_DETACHED(boost::asio, boost::system::system_error,
                void(std::exception_ptr));
template <class Result>
COTIDY_DETACHED(boost::asio, boost::system::system_error,
                void(std::exception_ptr, Result));
#endif
#if defined(ASIO_CUSTOM_HANDLER_TRACKING)
#include <asio/detached.hpp>
#include <asio/system_error.hpp>
template <> COTIDY_DETACHED(asio, asio::system_error, void(std::exception_ptr));
template <class Result>
COTIDY_DETACHED(asio, asio::system_error, void(std::exception_ptr, Result));
#endif
#undef COTIDY_DETACHED

#endif
