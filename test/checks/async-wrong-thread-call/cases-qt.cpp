// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-wrong-thread-call %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <QCoreApplication>
#include <QEventLoop>
#include <QFile>
#include <QFuture>
#include <QFutureWatcher>
#include <QMutex>
#include <QObject>
#include <QPointer>
#include <QPromise>
#include <QThread>
#include <QThreadPool>
#include <QTimer>
#include <QtConcurrent>

#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

// Buggy: the worker stops the spinner's timer, which is the window's.
namespace importer {
void parseDocument(const QString &file);

class ImportDialog : public QObject {
public:
  void open(const QString &file) {
    spinner_.start(40);
    job_ = QtConcurrent::run([this, file] {
      parseDocument(file);
      spinner_.stop(); // expect
    });
  }

private:
  QTimer spinner_;
  QFuture<void> job_;
};
} // namespace importer

// Buggy: a timer is started by the thread that listens to the device.
namespace midi {
bool nextNote(int &note);

class Keyboard : public QObject {
public:
  Keyboard() : fade_(new QTimer(this)) { fade_->setSingleShot(true); }
  ~Keyboard() override { listener_.join(); }

  void listen() {
    listener_ = std::thread([this] {
      int note = 0;
      while (nextNote(note))
        if (note > 0)
          fade_->start(800); // expect
    });
  }

private:
  QTimer *fade_;
  std::thread listener_;
};
} // namespace midi

// Buggy: two calls below the thread the autosave interval is changed.
namespace editor {
int readIntervalFromDisk();

class Autosave {
public:
  explicit Autosave(QObject *window) : timer_(window) {}

  void reload() { adopt(readIntervalFromDisk()); }

private:
  void adopt(int seconds) {
    if (seconds > 0)
      timer_.setInterval(seconds * 1000); // expect
  }

  QTimer timer_;
};

void applySettings(QObject *window) {
  Autosave autosave(window);
  std::thread reader([&autosave] { autosave.reload(); });
  QCoreApplication::exec();
  reader.join();
}
} // namespace editor

// Buggy: the guarded pointer is no guard against the wrong thread.
namespace slideshow {
bool prefetch(int slide);

void showSlides(QTimer *timer, int slides) {
  timer->start(5000);
  QPointer<QTimer> advance(timer);
  QThreadPool::globalInstance()->start([advance, slides] {
    for (int slide = 0; slide < slides; ++slide)
      if (!prefetch(slide) && advance)
        advance->stop(); // expect
  });
}
} // namespace slideshow

// Buggy: the layer gets its parent in the thread that has loaded it.
namespace maps {
bool loadTiles(const QString &region);

class Layer : public QObject {
public:
  explicit Layer(QString region) : region_(std::move(region)) {}
  const QString &region() const { return region_; }

private:
  QString region_;
};

void addLayer(QObject &map, Layer *layer) {
  auto loaded = std::async(std::launch::async, [&map, layer] {
    const bool complete = loadTiles(layer->region());
    if (complete)
      layer->setParent(&map); // expect
    return complete;
  });
  QCoreApplication::processEvents();
  loaded.get();
}
} // namespace maps

// Buggy: the watcher belongs to the window and is told by a worker.
namespace thumbnails {
QFuture<int> renderPages(const QString &document);
bool isSupported(const QString &document);

class Sidebar : public QObject {
public:
  void show(QString document) {
    check_ = QtConcurrent::run([this, document = std::move(document)] {
      if (isSupported(document))
        pages_.setFuture(renderPages(document)); // expect
    });
  }

private:
  QFutureWatcher<int> pages_{this};
  QFuture<void> check_;
};
} // namespace thumbnails

// Buggy: a class of the project that is a timer is a timer all the same.
namespace kiosk {
bool cardInserted(int reader);

class IdleTimer : public QTimer {
public:
  explicit IdleTimer(QObject *parent) : QTimer(parent) { start(60000); }
  int restarts() const { return restarts_; }

private:
  int restarts_ = 0;
};

void watchReaders(QObject *kiosk) {
  auto *idle = new IdleTimer(kiosk);
  std::vector<std::thread> readers;
  for (int reader = 0; reader < 2; ++reader)
    readers.emplace_back([idle, reader] {
      if (cardInserted(reader))
        idle->start(); // expect
    });
  QCoreApplication::exec();
  for (std::thread &reader : readers)
    reader.join();
}
} // namespace kiosk

// Buggy: the free function that the thread runs is handed the owner's timer.
namespace firmware {
enum class State { Running, Failed };
State flashBlock(int block);

void flash(QTimer &progress, int blocks) {
  for (int block = 0; block < blocks; ++block)
    if (flashBlock(block) == State::Failed) {
      progress.stop(); // expect
      return;
    }
}

void updateFirmware(int blocks) {
  QTimer progress;
  progress.start(250);
  QEventLoop loop;
  std::jthread flasher(flash, std::ref(progress), blocks);
  loop.exec();
}
} // namespace firmware

// Buggy: an object can be pushed to another thread, it cannot be pulled.
namespace indexer {
bool prepareStorage();

class Indexer : public QObject {
public:
  void index(const QString &folder);
};

class Service {
public:
  ~Service() { setup_.waitForFinished(); }
  void launch() {
    thread_.start();
    setup_ = QtConcurrent::run(QThreadPool::globalInstance(), [this] {
      if (prepareStorage())
        indexer_.moveToThread(&thread_); // expect
    });
  }

private:
  QThread thread_;
  Indexer indexer_;
  QFuture<void> setup_;
};
} // namespace indexer

// Buggy: the alarm of the shared state is rung from the measuring thread.
namespace laboratory {
struct Experiment {
  std::unique_ptr<QTimer> alarm = std::make_unique<QTimer>();
  std::atomic<double> temperature{20.0};
};
double readProbe();

#define MEASURE_FOREVER for (;;)

void monitor(std::shared_ptr<Experiment> experiment) {
  experiment->alarm->setSingleShot(true);
  std::thread probe([experiment] {
    MEASURE_FOREVER {
      const double celsius = readProbe();
      experiment->temperature.store(celsius);
      if (celsius > 80.0)
        experiment->alarm->start(0); // expect
    }
  });
  probe.detach();
}
} // namespace laboratory

// Correct: the worker asks the window to stop its own timer.
namespace exporter {
void writeDocument(const QString &file);

class ExportDialog : public QObject {
public:
  void save(const QString &file) {
    spinner_.start(40);
    job_ = QtConcurrent::run([this, file] {
      writeDocument(file);
      QMetaObject::invokeMethod(
          this, [this] { spinner_.stop(); }, Qt::QueuedConnection);
    });
  }

private:
  QTimer spinner_;
  QFuture<void> job_;
};
} // namespace exporter

// Correct: the thread has a timer and an event loop of its own.
namespace polling {
void pollSensor();

void startPolling(std::vector<std::thread> &threads) {
  threads.emplace_back([] {
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, [] { pollSensor(); });
    timer.start(100);
    QEventLoop loop;
    loop.exec();
  });
}
} // namespace polling

// Correct: deleteLater() may be called on any thread.
namespace downloads {
bool fetch(const QString &url);

class Download : public QObject {
public:
  explicit Download(QString url) : url_(std::move(url)) {}
  const QString &url() const { return url_; }

private:
  QString url_;
};

void run(Download *download) {
  std::thread([download] {
    fetch(download->url());
    download->deleteLater();
  }).detach();
}
} // namespace downloads

// Correct: the worker emits a signal, the slot runs where the window lives.
namespace search {
int countMatches(const QString &pattern);

class SearchBox : public QObject {
  Q_OBJECT
public:
  SearchBox() {
    connect(this, &SearchBox::counted, this, [this](int) { busy_.stop(); });
  }
  void search(QString pattern) {
    busy_.start(100);
    running_ = QtConcurrent::run([this, pattern = std::move(pattern)] {
      Q_EMIT counted(countMatches(pattern));
    });
  }

Q_SIGNALS:
  void counted(int matches);

private:
  QTimer busy_;
  QFuture<void> running_;
};
} // namespace search

// Correct: the continuation has the window as its context and runs there.
namespace gallery {
int decodeAll(const QString &folder);

class Gallery : public QObject {
public:
  void load(const QString &folder) {
    QtConcurrent::run([folder] {
      return decodeAll(folder);
    }).then(this, [this](int pictures) {
      if (pictures > 0)
        refresh_.start(1000);
    });
  }

private:
  QTimer refresh_;
};
} // namespace gallery

// Correct: the watcher is set and heard in the window's thread.
namespace spelling {
int countMistakes(const QString &text);

class Editor : public QObject {
public:
  Editor() {
    connect(&check_, &QFutureWatcher<int>::finished, this, [this] {
      if (check_.result() > 0)
        reminder_.start(3000);
    });
  }
  void textChanged(const QString &text) {
    reminder_.stop();
    check_.setFuture(QtConcurrent::run([text] { return countMistakes(text); }));
  }

private:
  QFutureWatcher<int> check_;
  QTimer reminder_;
};
} // namespace spelling

// Correct: the one-shot timer names the object in whose thread it fires.
namespace notifications {
bool serverHasNews(int &count);

class Tray : public QObject {
public:
  void watch() {
    QThreadPool::globalInstance()->start([this] {
      int count = 0;
      if (serverHasNews(count))
        QTimer::singleShot(0, this, [this, count] { show(count); });
    });
  }

private:
  void show(int count) {
    shown_ += count;
    hide_.start(4000);
  }

  QTimer hide_;
  int shown_ = 0;
};
} // namespace notifications

// Correct: the file is opened, read and closed by the worker alone.
namespace logs {
int countLines(const QByteArray &text);

QFuture<int> lineCount(QString name) {
  return QtConcurrent::run([name = std::move(name)] {
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
      return 0;
    return countLines(file.readAll());
  });
}
} // namespace logs

// Correct: the owner pushes the worker away before its thread starts.
namespace synchronizer {
class Synchronizer : public QObject {
  Q_OBJECT
public:
  void synchronize() {
    progress_.start(500);
    Q_EMIT finished();
  }

Q_SIGNALS:
  void finished();

private:
  QTimer progress_{this};
};

class Application : public QObject {
public:
  void start() {
    worker_.moveToThread(&thread_);
    connect(&thread_, &QThread::started, &worker_, &Synchronizer::synchronize);
    connect(&worker_, &Synchronizer::finished, &thread_, &QThread::quit);
    thread_.start();
  }

private:
  QThread thread_;
  Synchronizer worker_;
};
} // namespace synchronizer

// Correct: what the thread calls is the project's own and only sets an atomic.
namespace rendering {
bool renderTile(int tile);

class Progress : public QObject {
public:
  Progress() {
    connect(&poll_, &QTimer::timeout, this, [this] { show(done_); });
    poll_.start(100);
  }
  void setDone(int tiles) { done_.store(tiles); }

private:
  void show(int tiles);

  QTimer poll_;
  std::atomic<int> done_{0};
};

void render(Progress &progress, int tiles) {
  std::thread renderer([&progress, tiles] {
    for (int tile = 0; tile < tiles; ++tile)
      if (renderTile(tile))
        progress.setDone(tile + 1);
  });
  QCoreApplication::exec();
  renderer.join();
}
} // namespace rendering
