// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-await-suspend-race %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <QByteArray>
#include <QMutex>
#include <QMutexLocker>
#include <QObject>
#include <QString>
#include <QThread>
#include <QThreadPool>

#include <atomic>
#include <coroutine>
#include <functional>
#include <list>
#include <utility>
#include <vector>

// Buggy: the object's thread may be faster than the note about the call.
struct ResumeOnThreadOf {
  QObject *context;
  bool queued = false;

  bool await_ready() const noexcept {
    return context->thread() == QThread::currentThread();
  }
  void await_suspend(std::coroutine_handle<> h) {
    QMetaObject::invokeMethod(
        context, [h] { h.resume(); }, Qt::QueuedConnection);
    queued = true; // expect
  }
  bool await_resume() const noexcept { return queued; }
};

// Buggy: the pool decodes the picture and resumes, the label comes too late.
class ThumbnailView {
public:
  void showBusy(int row);
};
int decodeThumbnail(int row);

class DecodeThumbnail {
public:
  DecodeThumbnail(ThumbnailView *view, int row) : view_(view), row_(row) {}

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> awaiting) {
    QThreadPool::globalInstance()->start([this, awaiting]() mutable {
      width_ = decodeThumbnail(row_);
      awaiting.resume();
    });
    view_->showBusy(row_); // expect
  }
  int await_resume() const noexcept { return width_; }

private:
  ThumbnailView *view_;
  int row_;
  int width_ = 0;
};

// Buggy: the locker's scope ends, the render thread may take the handle.
struct RenderQueue {
  QMutex mutex;
  std::list<std::coroutine_handle<>> frames;
  void wakeRenderer();
};

struct RenderedFrame {
  RenderQueue *queue;

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    {
      QMutexLocker locker(&queue->mutex);
      queue->frames.push_back(h);
    }
    queue->wakeRenderer(); // expect
  }
  void await_resume() const noexcept {}
};

// Buggy: a project's own worker gets the handle, a counter is kept after it.
class SerialPortWorker : public QObject {
public:
  void requestWrite(QByteArray data, std::coroutine_handle<> whenDone);
};

struct WriteAwaiter {
  SerialPortWorker &worker;
  const QByteArray &data;
  std::int64_t outstanding = 0;

  bool await_ready() const noexcept { return data.isEmpty(); }
  void await_suspend(std::coroutine_handle<> h) {
    worker.requestWrite(data, h);
    outstanding += data.size(); // expect
  }
  void await_resume() const noexcept {}
};

// Buggy: only where the cache misses the loader has the coroutine already.
class TileCache {
public:
  bool contains(int key) const;
};
class TileLoader {
public:
  using Done = std::function<void(bool)>;
  void load(int key, Done done);
};

class LoadTile {
public:
  LoadTile(TileCache &cache, TileLoader &loader, int key)
      : cache_(cache), loader_(loader), key_(key) {}
  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> h) {
    if (cache_.contains(key_)) {
      ok_ = true;
      return false;
    }
    loader_.load(key_, [this, h](bool ok) {
      ok_ = ok;
      h.resume();
    });
    return !ok_; // expect
  }
  bool await_resume() const noexcept { return ok_; }

private:
  TileCache &cache_;
  TileLoader &loader_;
  int key_;
  bool ok_ = false;
};

// Buggy: done() asks a frame that another thread may have freed.
class AudioBackend {
public:
  void onBufferPlayed(std::function<void()> callback);
};
void reportUnderrun();

struct BufferPlayed {
  AudioBackend &backend;

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    backend.onBufferPlayed(std::function<void()>(h));
    if (h.done()) // missed: not seen
      reportUnderrun();
  }
  void await_resume() const noexcept {}
};

// Buggy: the awaiter enters the list of listeners, then changes itself.
class ClipboardAwaiter;
void addClipboardListener(ClipboardAwaiter *listener);

class ClipboardAwaiter {
public:
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    continuation_ = h;
    addClipboardListener(this);
    listening_ = true; // expect
  }
  QString await_resume() { return std::move(text_); }

  void changed(QString text) {
    text_ = std::move(text);
    continuation_.resume();
  }

private:
  std::coroutine_handle<> continuation_;
  QString text_;
  bool listening_ = false;
};

// Buggy: the fast path resumes on the spot and then clears the device.
class Scanner {
public:
  bool hasPage() const;
  void notifyWhenReady(std::coroutine_handle<> h);
};

struct ScannedPage {
  Scanner *scanner;
  int pages = 0;

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    if (scanner->hasPage()) {
      h();
      scanner = nullptr; // expect
    } else {
      ++pages;
      scanner->notifyWhenReady(h);
    }
  }
  int await_resume() const noexcept { return pages; }
};

// Buggy: in every instantiation the exchange hands the coroutine out.
template <typename T> struct Mailbox {
  std::atomic<std::coroutine_handle<>> reader;
  T letter{};
};

template <typename T> class ReadLetter {
public:
  explicit ReadLetter(Mailbox<T> &box) : box_(box) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    box_.reader.exchange(h);
    started_ = true; // expect
  }
  T await_resume() { return started_ ? box_.letter : T(); }

private:
  Mailbox<T> &box_;
  bool started_ = false;
};

struct LetterReader {
  struct promise_type {
    LetterReader get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() {}
  };
};

LetterReader printLetters(Mailbox<int> &numbers, Mailbox<QString> &texts) {
  co_await ReadLetter<int>(numbers);
  co_await ReadLetter<QString>(texts);
}

// Buggy: whichever branch was taken, the trace reads the awaiter at the end.
void traceHop(const char *from, int priority);

struct HopAwaiter {
  QThreadPool *pool;
  int priority;

  bool await_ready() const noexcept { return pool == nullptr; }
  void await_suspend(std::coroutine_handle<> h) {
    auto work = [h] { h.resume(); };
    if (priority > 0)
      pool->start(work, priority);
    else
      pool->start(work);
    traceHop("gui", priority); // missed: not seen
  }
  void await_resume() const noexcept {}
};

// Correct: the busy sign is shown before the work is started.
class PreviewPane {
public:
  void showBusy(bool busy);
};
QString renderPreview(QString path);

class RenderPreview {
public:
  RenderPreview(PreviewPane *pane, QString path)
      : pane_(pane), path_(std::move(path)) {}
  bool await_ready() const noexcept { return path_.isEmpty(); }
  void await_suspend(std::coroutine_handle<> awaiting) {
    pane_->showBusy(true);
    QThreadPool::globalInstance()->start([this, awaiting] {
      html_ = renderPreview(path_);
      awaiting.resume();
    });
  }
  QString await_resume() {
    pane_->showBusy(false);
    return std::move(html_);
  }

private:
  PreviewPane *pane_;
  QString path_;
  QString html_;
};

// Correct: a copied pointer outlives the awaiter.
class ActivityLog : public QObject {
public:
  void append(const QString &line);
};

struct LoggedSwitch {
  QObject *context;
  ActivityLog *log;

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    ActivityLog *const kept = log;
    QMetaObject::invokeMethod(
        context, [h] { h.resume(); }, Qt::QueuedConnection);
    kept->append("switched");
  }
  void await_resume() const noexcept {}
};

// Correct: the locker is held until await_suspend returns.
struct UploadSlots {
  QMutex mutex;
  std::vector<std::coroutine_handle<>> waiting;
  int free = 4;
};

struct AcquireSlot {
  UploadSlots &uploads;
  std::size_t position = 0;

  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> h) {
    QMutexLocker locker(&uploads.mutex);
    if (uploads.free > 0) {
      --uploads.free;
      return false;
    }
    uploads.waiting.push_back(h);
    position = uploads.waiting.size();
    return true;
  }
  std::size_t await_resume() const noexcept { return position; }
};

// Correct: a busy device does not take the handle, and says so.
class CameraDevice {
public:
  bool requestFrame(std::coroutine_handle<> whenDone);
  int lastError() const;
};

struct CapturedFrame {
  CameraDevice &camera;
  int error = 0;

  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> h) {
    const bool accepted = camera.requestFrame(h);
    if (accepted)
      return true;
    error = camera.lastError();
    return false;
  }
  int await_resume() const noexcept { return error; }
};

// Correct: each branch gives the handle away as the last thing it does.
class Scheduler {
public:
  void runSoon(std::coroutine_handle<> h);
  void runIdle(std::coroutine_handle<> h);
};

class YieldAwaiter {
public:
  YieldAwaiter(Scheduler &scheduler, bool idle)
      : scheduler_(scheduler), idle_(idle) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    ++yields_;
    if (idle_) {
      scheduler_.runIdle(h);
      return;
    }
    scheduler_.runSoon(h);
  }
  int await_resume() const noexcept { return yields_; }

private:
  Scheduler &scheduler_;
  bool idle_;
  int yields_ = 0;
};

// Correct: what is used afterwards is static, it belongs to no awaiter.
class StatisticsHop {
public:
  explicit StatisticsHop(QThreadPool &pool) : pool_(pool) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    pool_.start([h] { h.resume(); });
    countHop();
    total_.fetch_add(1, std::memory_order_relaxed);
  }
  void await_resume() const noexcept {}

private:
  static void countHop();
  static std::atomic<long> total_;
  QThreadPool &pool_;
};

// Correct: the child gets its continuation, it runs when this one sleeps.
class DownloadTask {
public:
  struct promise_type {
    void setContinuation(std::coroutine_handle<> h) { continuation_ = h; }
    DownloadTask get_return_object();
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() {}

  private:
    std::coroutine_handle<> continuation_;
  };

  struct Awaiter {
    std::coroutine_handle<promise_type> child;
    bool started = false;

    bool await_ready() const noexcept { return child.done(); }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> h) {
      child.promise().setContinuation(h);
      started = true;
      return child;
    }
    void await_resume() const noexcept {}
  };
};

// Correct: a list without a lock is used by the GUI thread alone.
class DialogStack {
public:
  void push(std::coroutine_handle<> h) { waiting.push_back(h); }
  void closeTop() {
    std::coroutine_handle<> h = waiting.back();
    waiting.pop_back();
    h.resume();
  }
  std::vector<std::coroutine_handle<>> waiting;
};

struct DialogClosed {
  DialogStack &dialogs;
  std::size_t depth = 0;

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    dialogs.push(h);
    depth = dialogs.waiting.size();
  }
  std::size_t await_resume() const noexcept { return depth; }
};

// Correct: what is resumed is the other coroutine, and that comes last.
struct PingPong {
  std::coroutine_handle<> &other;
  int &rounds;

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> self) {
    std::coroutine_handle<> next = std::exchange(other, self);
    ++rounds;
    if (next)
      next.resume();
  }
  void await_resume() const noexcept {}
};

// Correct: the members are used by the lambda, before it resumes.
std::int64_t checksumOf(const QByteArray &block);

class ChecksumAwaiter {
public:
  explicit ChecksumAwaiter(QByteArray block) : block_(std::move(block)) {}
  bool await_ready() const noexcept { return block_.isEmpty(); }
  void await_suspend(std::coroutine_handle<> h) {
    auto *pool = QThreadPool::globalInstance();
    pool->start(
        [this, h] {
          sum_ = checksumOf(block_);
          ++blocks_;
          h.resume();
        },
        priority_);
  }
  std::int64_t await_resume() const noexcept { return sum_; }

private:
  QByteArray block_;
  std::int64_t sum_ = 0;
  int blocks_ = 0;
  int priority_ = 1;
};
