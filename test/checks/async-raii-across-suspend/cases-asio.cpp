// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-raii-across-suspend %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <atomic>
#include <boost/asio.hpp>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;
using asio::ip::tcp;

namespace pybind11 {
class gil_scoped_acquire {
public:
  gil_scoped_acquire();
  gil_scoped_acquire(const gil_scoped_acquire &) = delete;
  gil_scoped_acquire &operator=(const gil_scoped_acquire &) = delete;
  ~gil_scoped_acquire();
};
} // namespace pybind11

namespace v8 {
class Isolate {
public:
  class Scope {
  public:
    explicit Scope(Isolate *isolate);
    Scope(const Scope &) = delete;
    Scope &operator=(const Scope &) = delete;
    ~Scope();
  };
};
class HandleScope {
public:
  explicit HandleScope(Isolate *isolate);
  HandleScope(const HandleScope &) = delete;
  HandleScope &operator=(const HandleScope &) = delete;
  ~HandleScope();
};
} // namespace v8

namespace c10 {
struct AutoGradMode {
  explicit AutoGradMode(bool enabled);
  AutoGradMode(const AutoGradMode &) = delete;
  AutoGradMode &operator=(const AutoGradMode &) = delete;
  ~AutoGradMode();
  bool prev_mode;
};
struct NoGradGuard : public AutoGradMode {
  NoGradGuard() : AutoGradMode(false) {}
};
} // namespace c10
namespace at {
using namespace c10;
}
namespace torch {
using NoGradGuard = at::NoGradGuard;
}

namespace opentelemetry {
inline namespace v1 {
namespace context {
class Token {
public:
  ~Token();
};
} // namespace context
namespace trace {
class Span;
class Scope final {
public:
  explicit Scope(const std::shared_ptr<Span> &span) noexcept;

private:
  std::unique_ptr<context::Token> token_;
};
} // namespace trace
} // namespace v1
} // namespace opentelemetry

namespace folly {
class RequestContext;
class ShallowCopyRequestContextScopeGuard {
public:
  ShallowCopyRequestContextScopeGuard();
  ShallowCopyRequestContextScopeGuard(
      const ShallowCopyRequestContextScopeGuard &) = delete;
  ShallowCopyRequestContextScopeGuard &
  operator=(const ShallowCopyRequestContextScopeGuard &) = delete;
  ~ShallowCopyRequestContextScopeGuard();
};
} // namespace folly

namespace facebook::jni {
class JniLocalScope {
public:
  JniLocalScope(void *env, int capacity);
  JniLocalScope(const JniLocalScope &) = delete;
  JniLocalScope &operator=(const JniLocalScope &) = delete;
  ~JniLocalScope();
};
} // namespace facebook::jni

// Buggy: the interpreter's lock is held while the backoff timer runs.
class PluginHost {
public:
  awaitable<bool> invoke(int hook);

private:
  bool callPython(int hook);
  asio::steady_timer timer_;
};

awaitable<bool> PluginHost::invoke(int hook) {
  pybind11::gil_scoped_acquire gil; // expect
  for (int attempt = 0; attempt < 3; ++attempt) {
    if (callPython(hook))
      co_return true;
    timer_.expires_after(std::chrono::milliseconds(50 << attempt));
    co_await timer_.async_wait(use_awaitable);
  }
  co_return false;
}

// Buggy: the thread's log depth stays raised while a branch waits for the peer.
thread_local int logDepth = 0;

class LogIndent {
public:
  LogIndent() { ++logDepth; }
  LogIndent(const LogIndent &) = delete;
  LogIndent &operator=(const LogIndent &) = delete;
  ~LogIndent() { --logDepth; }
};

void logLine(const char *text);
awaitable<void> refreshRoutes(tcp::socket &peer);

awaitable<int> handshake(tcp::socket &peer, int version) {
  LogIndent indent; // expect
  logLine("handshake");
  if (version < 3) {
    logLine("old peer");
    co_await refreshRoutes(peer);
  }
  co_return version;
}

// Buggy: errno is put back on whatever thread the last read resumes.
class PreserveErrno {
public:
  PreserveErrno() : saved_(errno) {}
  PreserveErrno(const PreserveErrno &) = delete;
  PreserveErrno &operator=(const PreserveErrno &) = delete;
  ~PreserveErrno() { errno = saved_; }

private:
  const int saved_;
};

awaitable<std::size_t> drainBody(tcp::socket &socket, std::size_t left) {
  char chunk[512];
  std::size_t total = 0;
  do {
    PreserveErrno keep; // expect
    const std::size_t got =
        co_await socket.async_read_some(asio::buffer(chunk), use_awaitable);
    total += got;
  } while (total < left);
  co_return total;
}

// Buggy: gradients stay off for the thread until the weights have arrived.
struct Tensor {
  std::vector<float> values;
};
awaitable<Tensor> fetchWeights(tcp::socket &store, int layer);
Tensor forward(const Tensor &weights, const Tensor &input);

awaitable<Tensor> evaluateLayers(tcp::socket &store, Tensor input, int layers) {
  std::optional<torch::NoGradGuard> noGrad(std::in_place); // missed: see the page
  for (int layer = 0; layer != layers; ++layer) {
    Tensor weights = co_await fetchWeights(store, layer);
    input = forward(weights, input);
  }
  noGrad.reset();
  co_return input;
}

// Buggy: the handle scope is on the thread's stack of scopes during the write.
std::string renderScript(v8::Isolate *isolate, const std::string &source);

template <typename Stream>
awaitable<void> streamPage(Stream &stream, v8::Isolate *isolate,
                           std::string source) {
  v8::HandleScope handles(isolate); // expect
  std::string page = renderScript(isolate, source);
  co_await asio::async_write(stream, asio::buffer(page), use_awaitable);
}

awaitable<void> servePage(tcp::socket &client, v8::Isolate *isolate) {
  co_await streamPage(client, isolate, "index.js");
}

// Buggy: the temporary restores the number format only after the upload.
struct NumberFormat {
  char decimalPoint = '.';
};

template <typename T> class ScopedThreadValue {
public:
  explicit ScopedThreadValue(T value)
      : outer_(std::exchange(current, std::move(value))) {}
  ScopedThreadValue(const ScopedThreadValue &) = delete;
  ScopedThreadValue &operator=(const ScopedThreadValue &) = delete;
  ~ScopedThreadValue() { current = std::move(outer_); }
  std::string print(double number) const;
  static inline thread_local T current{};

private:
  T outer_;
};

awaitable<void> uploadTotal(tcp::socket &sink, std::string text);

awaitable<void> reportTotal(tcp::socket &sink, double total) {
  const NumberFormat german{','};
  co_await uploadTotal(
      sink, ScopedThreadValue<NumberFormat>(german).print(total)); // expect
}

// Buggy: the parameter keeps the span active on the thread while relaying.
awaitable<void> relayFrames(tcp::socket &from, tcp::socket &to,
                            opentelemetry::trace::Scope scope) { // expect
  char frame[1024];
  for (;;) {
    const std::size_t size =
        co_await from.async_read_some(asio::buffer(frame), use_awaitable);
    if (size == 0)
      co_return;
    co_await asio::async_write(to, asio::buffer(frame, size), use_awaitable);
  }
}

// Buggy: the closure keeps the request's context set while the coroutine waits.
using ContextScope = folly::ShallowCopyRequestContextScopeGuard;
awaitable<void> storeAudit(std::string entry);

awaitable<void> recordAudit(std::string entry) {
  auto write = [scope = std::make_unique<ContextScope>(), // expect
                &entry]() -> awaitable<void> {
    co_await storeAudit(entry + ".begin");
    co_await storeAudit(entry + ".end");
  };
  co_await write();
}

// Buggy: the pass contains a thread's frame arena and lives until the fence.
class [[clang::annotate("cotidy::may_not_suspend")]] FrameArena {
public:
  explicit FrameArena(std::size_t bytes);
  FrameArena(const FrameArena &) = delete;
  FrameArena &operator=(const FrameArena &) = delete;
  ~FrameArena();
  void *take(std::size_t bytes);
};

struct RenderPass {
  explicit RenderPass(int index) : number(index), arena(4096) {}
  int number;
  FrameArena arena;
};

void recordPass(RenderPass &pass);

awaitable<void> drawFrame(asio::steady_timer &fence) {
  RenderPass shadows(1); // missed: see the page
  recordPass(shadows);
  co_await fence.async_wait(use_awaitable);
}

// Buggy: only the path with a cached answer leaves the JNI frame in time.
bool lookUpCached(void *env, int key);
awaitable<void> queryServer(tcp::socket &server, int key);

awaitable<void> resolveKey(tcp::socket &server, void *env, int key) {
  using facebook::jni::JniLocalScope;
  auto frame = std::make_unique<JniLocalScope>(env, 16); // expect
  if (lookUpCached(env, key))
    frame.reset();
  co_await queryServer(server, key);
}

// Correct: the interpreter's lock is given back before the answer is sent.
class PythonEndpoint {
public:
  explicit PythonEndpoint(tcp::socket socket) : socket_(std::move(socket)) {}

  awaitable<void> answer(std::string question) {
    std::string reply;
    {
      pybind11::gil_scoped_acquire gil;
      reply = evaluate(question);
    }
    co_await asio::async_write(socket_, asio::buffer(reply), use_awaitable);
  }

private:
  std::string evaluate(const std::string &question);
  tcp::socket socket_;
};

// Correct: the scopes are entered after the last await.
int runScript(v8::Isolate *isolate, const char *source, std::size_t size);

awaitable<int> executeUpload(tcp::socket &client, v8::Isolate *isolate) {
  char source[2048];
  const std::size_t size =
      co_await client.async_read_some(asio::buffer(source), use_awaitable);
  v8::Isolate::Scope entered(isolate);
  v8::HandleScope handles(isolate);
  co_return runScript(isolate, source, size);
}

// Correct: the gradient mode is put back on each path before the await.
struct Batch {
  std::vector<float> samples;
  bool validation = false;
};
float computeLoss(const Batch &batch);
awaitable<void> publishLoss(tcp::socket &board, float loss);

awaitable<void> reportLoss(tcp::socket &board, Batch batch) {
  std::optional<torch::NoGradGuard> noGrad;
  if (batch.validation)
    noGrad.emplace();
  const float loss = computeLoss(batch);
  noGrad.reset();
  co_await publishLoss(board, loss);
}

// Correct: asking for the executor never suspends, and nothing else is awaited.
thread_local const char *activeModule = "";

class ModuleScope {
public:
  explicit ModuleScope(const char *name) : outer_(activeModule) {
    activeModule = name;
  }
  ModuleScope(const ModuleScope &) = delete;
  ModuleScope &operator=(const ModuleScope &) = delete;
  ~ModuleScope() { activeModule = outer_; }

private:
  const char *outer_;
};

void registerTimer(asio::any_io_executor executor);

awaitable<void> startModule() {
  ModuleScope scope("scheduler");
  registerTimer(co_await asio::this_coro::executor);
}

// Correct: the lock belongs to a plain function that has returned by the await.
class ScriptedFilter {
public:
  awaitable<bool> accept(tcp::socket &peer, std::string header) {
    const auto matches = [this](const std::string &text) {
      pybind11::gil_scoped_acquire gil;
      return callFilter(text);
    };
    const char verdict[] = {matches(header) ? 'y' : 'n'};
    co_await asio::async_write(peer, asio::buffer(verdict), use_awaitable);
    co_return verdict[0] == 'y';
  }

private:
  bool callFilter(const std::string &text);
};

// Correct: only the spawned job awaits, not the coroutine with the scope.
awaitable<std::string> readCommand(tcp::socket &console);
awaitable<void> runBackup(std::string target);

awaitable<void> acceptCommand(tcp::socket &console, asio::thread_pool &pool) {
  std::string target = co_await readCommand(console);
  folly::ShallowCopyRequestContextScopeGuard context;
  asio::post(pool, [&pool, target = std::move(target)]() mutable {
    auto backup = [](std::string name) -> awaitable<void> {
      co_await runBackup(std::move(name));
    };
    asio::co_spawn(pool, backup(std::move(target)), asio::detached);
  });
}

// Correct: the guard only closes the socket, which any thread may do.
template <typename Function> class AtScopeEnd {
public:
  explicit AtScopeEnd(Function function) : function_(std::move(function)) {}
  AtScopeEnd(const AtScopeEnd &) = delete;
  AtScopeEnd &operator=(const AtScopeEnd &) = delete;
  ~AtScopeEnd() { function_(); }

private:
  Function function_;
};

awaitable<void> sendGoodbye(tcp::socket &client) {
  AtScopeEnd close([&client] {
    boost::system::error_code ignored;
    client.close(ignored);
  });
  const char text[] = "bye\n";
  co_await asio::async_write(client, asio::buffer(text), use_awaitable);
}

// Correct: the number of open sessions is one of the process, not of a thread.
class SessionCount {
public:
  SessionCount() { ++open_; }
  SessionCount(const SessionCount &) = delete;
  SessionCount &operator=(const SessionCount &) = delete;
  ~SessionCount() { --open_; }
  static int open() { return open_; }

private:
  static inline std::atomic<int> open_ = 0;
};

awaitable<void> echoSession(tcp::socket client) {
  SessionCount counted;
  char line[256];
  const std::size_t size =
      co_await client.async_read_some(asio::buffer(line), use_awaitable);
  co_await asio::async_write(client, asio::buffer(line, size), use_awaitable);
}

// Correct: the memory goes to the cache of the thread that happens to free it.
class PacketBuffer {
public:
  PacketBuffer() : bytes_(std::make_unique<char[]>(size)) {}
  PacketBuffer(const PacketBuffer &) = delete;
  PacketBuffer &operator=(const PacketBuffer &) = delete;
  ~PacketBuffer() { spare.push_back(std::move(bytes_)); }
  char *data() { return bytes_.get(); }
  static constexpr std::size_t size = 1500;

private:
  static inline thread_local std::vector<std::unique_ptr<char[]>> spare;
  std::unique_ptr<char[]> bytes_;
};

awaitable<std::size_t> receivePacket(tcp::socket &link) {
  PacketBuffer packet;
  co_return co_await link.async_read_some(
      asio::buffer(packet.data(), PacketBuffer::size), use_awaitable);
}

// Correct: the frame moves to a function that ends it before the await.
std::string collectNames(void *env);
void leaveFrame(std::unique_ptr<facebook::jni::JniLocalScope> frame);

awaitable<void> sendNames(tcp::socket &viewer, void *env) {
  auto frame = std::make_unique<facebook::jni::JniLocalScope>(env, 32);
  std::string names = collectNames(env);
  leaveFrame(std::move(frame));
  co_await asio::async_write(viewer, asio::buffer(names), use_awaitable);
}
