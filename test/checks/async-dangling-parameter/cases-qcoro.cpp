// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-dangling-parameter %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <QByteArray>
#include <QFile>
#include <QObject>
#include <QPointer>
#include <QString>
#include <QTimer>
#include <qcoro/qcorocore.h>
#include <qcoro/qcorogenerator.h>
#include <qcoro/qcorotask.h>

#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using QCoro::LazyTask;
using QCoro::Task;
using namespace std::chrono_literals;

// Buggy: the slot returns at the await, and its string goes with it.
class StatusBar : public QObject {
public:
  Task<> showTemporarily(const QString &message) {
    co_await QCoro::sleepFor(300ms);
    setText(message); // expect
  }

private:
  void setText(const QString &text);
};

// Buggy: the timer may be deleted by its parent during the pause.
Task<> pauseAutosave(QTimer *autosave, std::chrono::seconds length) {
  co_await QCoro::sleepFor(length);
  autosave->start(); // expect
}

// Buggy: the local reference leads to the account of the caller.
struct ServerSettings {
  QString host;
  int port = 0;
};
struct AccountSettings {
  ServerSettings server;
  bool enabled = false;
};

Task<bool> openSocket(QString host, int port);

class MailFetcher {
public:
  Task<int> fetch(const AccountSettings &account) {
    const ServerSettings &server = account.server;
    bool secure = co_await openSocket(QString("tls"), 993);
    co_return secure ? 993 : server.port; // expect
  }
};

// Buggy: the first await is given the reference and works with it.
Task<int> uploadBytes(const QByteArray &bytes, int retries);

class PhotoUploader : public QObject {
public:
  Task<> upload(const QByteArray &jpeg) {
    int status = co_await uploadBytes(jpeg, 3); // missed: not seen
    lastStatus_ = status;
  }

private:
  int lastStatus_ = 0;
};

// Buggy: the second await computes its operand after the first.
struct Step {
  int degrees = 0;
};
Task<> rotate(int degrees);

Task<> homeAndRotate(Step &step) {
  co_await rotate(0);
  co_await rotate(step.degrees); // expect
}

// Buggy: the report of the failure names a document that is gone.
void warn(const QString &document, const std::exception &error);
Task<> synchronize(int revision);

class SyncEngine {
public:
  Task<> push(const QString &document, int revision) {
    try {
      co_await synchronize(revision);
    } catch (const std::exception &error) {
      warn(document, error); // expect
    }
  }
};

// Buggy: the packet is fine the first time and stale the second.
class Beacon : public QObject {
public:
  Task<> repeat(const QByteArray &packet, int times) {
    while (times-- > 0) {
      broadcast(packet); // expect
      co_await QCoro::sleepFor(1s);
    }
  }

private:
  void broadcast(const QByteArray &packet);
};

// Buggy: the callback is a temporary of whoever asks the question.
Task<int> showDialog(QString question);

Task<> ask(QString question, const std::function<void(bool)> &answered) {
  int button = co_await showDialog(std::move(question));
  answered(button == 1); // expect
}

// Buggy: a lazy task has not run when its caller returns.
class Thesaurus {
public:
  LazyTask<bool> knows(std::string_view word) {
    std::string key(word); // expect
    co_await QCoro::sleepFor(1ms);
    co_return words_.find(key) != std::string::npos;
  }

private:
  std::string words_;
};

// Buggy: the template keeps a reference to the model for a later refresh.
struct TrackModel {
  void refresh(int rows);
};

template <typename Model> Task<> refreshSoon(Model &model, int rows) {
  co_await QCoro::sleepFor(50ms);
  model.refresh(rows); // expect
}

void onTracksAdded(int rows) {
  TrackModel model;
  Task<> pending = refreshSoon(model, rows);
  QCoro::connect(std::move(pending), static_cast<QObject *>(nullptr), [] {});
}

// Correct: the message is a copy of its own.
class Notifier : public QObject {
public:
  Task<> notifyLater(QString message, std::chrono::seconds delay) {
    co_await QCoro::sleepFor(delay);
    post(message);
  }

private:
  void post(const QString &message);
};

// Correct: an eager coroutine may look at a reference before it suspends.
class DownloadList {
public:
  Task<int> enqueue(const QString &address, int priority) {
    if (address.isEmpty())
      co_return -1;
    addresses_.push_back(address);
    co_await QCoro::sleepFor(std::chrono::milliseconds(priority));
    co_return static_cast<int>(addresses_.size());
  }

private:
  std::vector<QString> addresses_;
};

// Correct: what is needed later is copied before the first suspension.
struct Theme {
  QString name;
  int fontSize = 10;
};
Task<> fadeOut(int milliseconds);
void applyTheme(const QString &name, int fontSize);

Task<> switchTheme(const Theme &theme) {
  QString name = theme.name;
  int fontSize = theme.fontSize;
  co_await fadeOut(150);
  applyTheme(name, fontSize);
}

// Correct: the guarded pointer knows when the widget has been deleted.
class Spinner : public QObject {
public:
  void hide();
};

Task<> hideSoon(QPointer<Spinner> spinner) {
  co_await QCoro::sleepFor(400ms);
  if (spinner)
    spinner->hide();
}

// Correct: all calls in the file await their task at once.
struct Cursor {
  int line = 0;
  int column = 0;
};

class Typewriter {
public:
  Task<> typeText(int letters) {
    Cursor cursor;
    for (int letter = 0; letter < letters; ++letter)
      co_await typeLetter(cursor);
    if (cursor.column > 80)
      co_await typeLetter(cursor);
  }

private:
  static Task<> typeLetter(Cursor &cursor) {
    co_await QCoro::sleepFor(30ms);
    ++cursor.column;
  }
};

// Correct: the object itself is no parameter.
class Stopwatch : public QObject {
public:
  Task<> run(int seconds) {
    for (int left = seconds; left > 0; --left) {
      co_await QCoro::sleepFor(1s);
      this->elapsed_ += 1;
    }
  }

private:
  int elapsed_ = 0;
};

// Correct: the coroutine answers from its cache without suspending.
class AvatarCache {
public:
  Task<int> avatarOf(const QString &user) {
    if (last_ == user)
      co_return size_;
    last_ = user;
    size_ = static_cast<int>(user.size()) * 64;
    co_return size_;
  }

private:
  QString last_;
  int size_ = 0;
};

// Correct: a generator is run through while its argument is there.
QCoro::Generator<int> evenSizes(const std::vector<QString> &names) {
  for (const QString &name : names) {
    int size = static_cast<int>(name.size());
    if (size % 2 == 0)
      co_yield size;
  }
}

int sumOfEvenSizes(const std::vector<QString> &names) {
  int sum = 0;
  for (int size : evenSizes(names))
    sum += size;
  return sum;
}

// Correct: the file is owned by the coroutine.
Task<int> countLines(std::unique_ptr<QFile> file) {
  int lines = 0;
  while (!(co_await qCoro(*file).readLine()).isEmpty())
    ++lines;
  co_return lines;
}

// Correct: the reference is used up as an argument, the task gets a copy.
Task<> speak(QString sentence, int voice);

class Assistant {
public:
  Task<> answer(const QString &sentence) {
    co_await speak(sentence, 2);
    ++answers_;
  }

private:
  int answers_ = 0;
};
