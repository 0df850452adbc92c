// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-dangling-lambda-capture %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <QByteArray>
#include <QCoroAsyncGenerator>
#include <QCoroCore>
#include <QCoroFuture>
#include <QCoroLazyTask>
#include <QCoroTask>
#include <QFile>
#include <QFuture>
#include <QObject>
#include <QPointer>
#include <QString>
#include <QTimer>
#include <QtConcurrentRun>
#include <chrono>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

using namespace std::chrono_literals;

// Buggy: the slot leaves the task running, the closure ends with the line.
QCoro::Task<QByteArray> loadFile(QString path);

class ImageView : public QObject {
public:
  void open(const QString &path) {
    [this, path]() -> QCoro::Task<> { // expect
      QByteArray data = co_await loadFile(path);
      show(path, data);
    }();
  }

private:
  void show(const QString &title, const QByteArray &data);
};

// Buggy: a lazy task reads the capture only after the lambda has gone.
QString translate(const QString &text);

QCoro::LazyTask<QString> translated(QString text) {
  return [text]() -> QCoro::LazyTask<QString> { // expect
    QString result = translate(text);
    co_return result;
  }();
}

// Buggy: the single shot timer destroys its functor after calling it.
class StatusBar : public QObject {
public:
  void flash(QString message) {
    // missed: not seen
    QTimer::singleShot(200, [this, message]() -> QCoro::Task<> {
      setText(message);
      co_await QCoro::sleepFor(2s);
      setText(QString());
    });
  }

private:
  void setText(const QString &text);
};

// Buggy: the continuation of the future is a coroutine with captures.
QCoro::Task<> writeCache(QString key, int value);
int computeHash(const QString &path);

class HashService : public QObject {
public:
  QFuture<QCoro::Task<>> refresh(QString path) {
    return QtConcurrent::run(computeHash, path)
        .then(this, [this, path](int hash) -> QCoro::Task<> { // expect
          co_await writeCache(path, hash);
          lastPath_ = path;
        });
  }

private:
  QString lastPath_;
};

// Buggy: the task is a member, the closure that it uses is not.
class SyncEngine : public QObject {
public:
  void restart() {
    if (!sync_.isReady())
      return;
    sync_ = [this]() -> QCoro::Task<> { // expect
      while (!paused_) {
        co_await QCoro::sleepFor(30s);
        ++rounds_;
      }
    }();
  }

private:
  QCoro::Task<> sync_;
  bool paused_ = false;
  int rounds_ = 0;
};

// Buggy: the loop puts tasks of a local lambda into a member container.
QCoro::Task<QByteArray> fetchTile(int zoom, int x, int y);

class MapLayer : public QObject {
public:
  void loadRow(int zoom, int y, int columns) {
    auto loadOne = [this, zoom, y](int x) -> QCoro::Task<> { // expect
      QByteArray tile = co_await fetchTile(zoom, x, y);
      if (!tile.isEmpty())
        insert(zoom, x, y, tile);
    };
    for (int x = 0; x < columns; ++x)
      loading_.push_back(loadOne(x));
  }

private:
  void insert(int zoom, int x, int y, const QByteArray &tile);
  std::vector<QCoro::Task<>> loading_;
};

// Buggy: a reference to a part of the capture is used after the suspension.
struct Profile {
  QString name;
  QString mail;
};
QCoro::Task<bool> confirm(int timeoutSeconds);
void sendWelcome(const QString &mail);

QCoro::Task<bool> registerProfile(Profile profile) {
  return [profile]() -> QCoro::Task<bool> { // expect
    const QString &mail = profile.mail;
    if (!co_await confirm(30))
      co_return false;
    sendWelcome(mail);
    co_return true;
  }();
}

// Buggy: the capture is used once, but the awaited task refers to it.
class Socket : public QObject {
public:
  QCoro::Task<> ready();
  void put(const QByteArray &frame);
};

QCoro::Task<> sendFrame(Socket *socket, const QByteArray &frame) {
  co_await socket->ready();
  socket->put(frame);
}

QCoro::Task<> startSending(Socket *socket, QByteArray frame) {
  QCoro::Task<> sending = [socket, frame]() -> QCoro::Task<> { // expect
    co_await sendFrame(socket, frame);
  }();
  co_await QCoro::sleepFor(10ms);
  co_await sending;
}

// Buggy: the helper returns the task, the std::function is its parameter.
QCoro::Task<> runJob(bool enabled, std::function<QCoro::Task<>()> job) {
  if (!enabled)
    return {};
  return job();
}

class Indexer : public QObject {
public:
  QCoro::Task<> reindex(bool enabled, QString folder) {
    co_await runJob(enabled, [this, folder]() -> QCoro::Task<> { // expect
      co_await QCoro::sleepFor(1s);
      scan(folder);
    });
  }

private:
  void scan(const QString &folder);
};

// Buggy: the paging coroutine takes the visitor by reference and runs on.
QCoro::Task<int> pageCount(QString feed);

template <typename Visitor>
QCoro::Task<> forEachPage(QString feed, Visitor &&visit) {
  const int pages = co_await pageCount(feed);
  for (int page = 0; page < pages; ++page)
    co_await visit(page);
}

class FeedModel : public QObject {
public:
  void reload(QString feed) {
    rows_ = 0;
    // missed: not seen
    forEachPage(feed, [this, feed](int page) -> QCoro::Task<> {
      rows_ += co_await rowsOf(feed, page);
    });
  }

private:
  QCoro::Task<int> rowsOf(QString feed, int page);
  int rows_ = 0;
};

// Correct: what is used after the suspension was copied into locals before.
class Document : public QObject {
public:
  void saveAs(const QString &path) {
    [this, path]() -> QCoro::Task<> {
      QPointer<Document> self(this);
      const QString target = path;
      co_await QCoro::sleepFor(500ms);
      if (self)
        self->write(target);
    }();
  }

private:
  void write(const QString &path);
};

// Correct: an eager coroutine, the captures are used before it suspends.
class Splash : public QObject {
public:
  void fadeOut(QString text, int steps) {
    [this, text, steps]() -> QCoro::Task<> {
      setText(text);
      auto delay = steps * 20ms;
      co_await QCoro::sleepFor(delay);
      co_await QCoro::sleepFor(delay);
    }();
  }

private:
  void setText(const QString &text);
};

// Correct: waitFor runs an event loop until the task is done.
QCoro::Task<bool> logIn(QString user, QString password);

bool logInBlocking(const QString &user, const QString &password) {
  int attempts = 0;
  return QCoro::waitFor([&]() -> QCoro::Task<bool> {
    while (attempts < 3) {
      ++attempts;
      if (co_await logIn(user, password))
        co_return true;
    }
    co_return false;
  }());
}

// Correct: the connection keeps the handler as long as the sender lives.
class AutoSave : public QObject {
public:
  AutoSave(QTimer *timer, QString path) {
    connect(timer, &QTimer::timeout, this, [this, path]() -> QCoro::Task<> {
      co_await QCoro::sleepFor(100ms);
      save(path);
    });
  }

private:
  void save(const QString &path);
};

// Correct: the only use hands a copy to the awaited task.
QCoro::Task<> uploadReport(QByteArray report, int priority);

void reportCrash(QByteArray report) {
  QCoro::Task<> upload = [report]() -> QCoro::Task<> {
    co_await uploadReport(report, 5);
    co_await QCoro::sleepFor(1s);
  }();
  static std::vector<QCoro::Task<>> uploads;
  uploads.push_back(std::move(upload));
}

// Correct: the local lambda outlives the tasks, they are awaited one by one.
class Gallery : public QObject {
public:
  QCoro::Task<int> preload(std::vector<QString> names) {
    int loaded = 0;
    auto load = [this, &loaded](QString name) -> QCoro::Task<> {
      QByteArray data = co_await loadFile(name);
      if (!data.isEmpty() && keep(name, data))
        ++loaded;
    };
    std::vector<QCoro::Task<>> tasks;
    for (const QString &name : names)
      tasks.push_back(load(name));
    for (QCoro::Task<> &task : tasks)
      co_await task;
    co_return loaded;
  }

private:
  bool keep(const QString &name, const QByteArray &data);
};

// Correct: the lazy task of the temporary is awaited on the spot.
QCoro::LazyTask<int> wordsOf(QString chapter);

QCoro::LazyTask<int> countWords(std::vector<QString> chapters, int limit) {
  const int words = co_await [&chapters, limit]() -> QCoro::LazyTask<int> {
    int sum = 0;
    for (const QString &chapter : chapters) {
      sum += co_await wordsOf(chapter);
      if (sum > limit)
        co_return limit;
    }
    co_return sum;
  }();
  co_return words;
}

// Correct: a plain continuation follows the call, the whole is awaited.
QCoro::Task<int> measureLatency(QString host);

QCoro::Task<bool> isNear(QString host, int limit) {
  co_return co_await
      [&host]() -> QCoro::Task<int> {
        int first = co_await measureLatency(host);
        int second = co_await measureLatency(host);
        co_return first < second ? first : second;
      }()
                       .then([limit](int latency) { return latency < limit; });
}

// Correct: no captures, every device travels as a parameter.
void logLine(const QString &name, const QByteArray &line);

void readDevices(const std::vector<std::shared_ptr<QFile>> &devices) {
  for (const std::shared_ptr<QFile> &device : devices) {
    [](std::shared_ptr<QFile> file, QString name) -> QCoro::Task<> {
      for (int i = 0; i < 10; ++i)
        logLine(name, co_await qCoro(file.get()).readLine());
    }(device, "device");
  }
}

// Correct: a generator, and its lambda lives as long as the loop over it.
QCoro::Task<QByteArray> readChunk(QString path, int index);

QCoro::Task<std::int64_t> sizeOf(QString path) {
  auto chunks = [&path](int count) -> QCoro::AsyncGenerator<QByteArray> {
    for (int index = 0; index < count; ++index) {
      QByteArray chunk = co_await readChunk(path, index);
      co_yield chunk;
    }
  };
  std::int64_t size = 0;
  auto all = chunks(16);
  QCORO_FOREACH(const QByteArray &chunk, all) { size += chunk.size(); }
  co_return size;
}
