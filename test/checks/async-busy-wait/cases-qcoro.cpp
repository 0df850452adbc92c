// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-busy-wait %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <QCoroFuture>
#include <QCoroSignal>
#include <QCoroTask>
#include <QCoroTimer>
#include <QFuture>
#include <QObject>
#include <QPointer>
#include <QString>
#include <QTimer>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

using namespace std::chrono_literals;

// Buggy: the dialog looks ten times a second whether the user has logged in.
class LoginDialog : public QObject {
public:
  QCoro::Task<QString> account() {
    while (!m_accepted) { // expect
      co_await QCoro::sleepFor(100ms);
    }
    co_return m_account;
  }

  void accept(const QString &account) {
    m_account = account;
    m_accepted = true;
  }

private:
  bool m_accepted = false;
  QString m_account;
};

// Buggy: the timer is started again until the last thumbnail has been made.
class ThumbnailView : public QObject {
public:
  QCoro::Task<> allLoaded() {
    while (m_pending != 0) { // expect
      m_timer.start(30ms);
      co_await m_timer;
    }
  }

  void thumbnailReady() { --m_pending; }

private:
  QTimer m_timer;
  int m_pending = 0;
};

// Buggy: a file-wide flag tells when the plug-ins have been loaded.
static bool s_pluginsLoaded = false;

QCoro::Task<int> startUp(const std::vector<QString> &files) {
  constexpr auto interval = std::chrono::milliseconds(250);
  while (s_pluginsLoaded == false) // expect
    co_await QCoro::sleepFor(interval);
  co_return int(files.size());
}

// Buggy: the scanner object of the caller is polled by reference.
struct ScanJob {
  enum class Phase { Warming, Scanning, Finished };
  Phase phase = Phase::Warming;
  bool paperJam = false;
};

QCoro::Task<bool> scanFinished(const ScanJob &job) {
  while (job.phase != ScanJob::Phase::Finished) // expect
    co_await QCoro::sleepFor(std::chrono::seconds(1));
  co_return !job.paperJam;
}

// Buggy: the lambda behind the button waits for a value to appear.
struct Clipboard {
  std::optional<QString> text;
};
void addButton(const char *title, std::function<QCoro::Task<>()> action);
void insertText(const QString &text);

void addPasteButton(Clipboard *clipboard) {
  addButton("Paste", [clipboard]() -> QCoro::Task<> {
    while (!clipboard->text) { // expect
      co_await QCoro::sleepFor(50ms);
    }
    insertText(*clipboard->text);
  });
}

// Buggy: before it looks for the first time it sleeps, then again and again.
class SerialPort : public QObject {
public:
  QCoro::Task<> opened() {
    do { // expect
      co_await QCoro::sleepFor(m_interval);
    } while (m_handle < 0);
  }

private:
  std::chrono::milliseconds m_interval{20};
  int m_handle = -1;
};

// Buggy: two flags of two owners, it is awake for both of them.
class Synchronizer : public QObject {
public:
  explicit Synchronizer(const bool *online) : m_online(online) {}

  QCoro::LazyTask<bool> synchronize() {
    ++m_runs;
    for (; !*m_online || m_locked;) // expect
      co_await QCoro::sleepFor(std::chrono::minutes(1));
    co_return m_runs < 10;
  }

private:
  const bool *m_online;
  bool m_locked = false;
  int m_runs = 0;
};

// Buggy: the queue is filled by a slot, which could wake the reader.
class PrintQueue : public QObject {
public:
  QCoro::Task<QString> next() {
    while (m_documents.empty()) // expect
      co_await QCoro::sleepFor(std::chrono::milliseconds{10});
    QString document = m_documents.back();
    m_documents.pop_back();
    co_return document;
  }

  void onDropped(const QString &document) { m_documents.push_back(document); }

private:
  std::vector<QString> m_documents;
};

// Buggy: whatever the model is, it waits for the model's flag in a loop.
template <typename Model> QCoro::Task<int> rowsWhenReady(Model &model) {
  while (model.fetching) { // expect
    co_await QCoro::sleepFor(15ms);
  }
  co_return model.rows;
}

struct ContactModel {
  bool fetching = true;
  int rows = 0;
};
struct MailModel {
  bool fetching = true;
  int rows = 0;
};
QCoro::Task<int> allRows(ContactModel &contacts, MailModel &mails) {
  int rows = co_await rowsWhenReady(contacts);
  co_return rows + co_await rowsWhenReady(mails);
}

// Buggy: a turn-based game polls for the turn of the player.
namespace game {
enum class Turn { Mine, Theirs };

class Board : public QObject {
public:
  void opponentMoved(int field) {
    m_lastField = field;
    m_turn = Turn::Mine;
  }

  QCoro::Task<int> opponentMove() {
    m_turn = Turn::Theirs;
    QTimer poll;
    while (m_turn == Turn::Theirs) { // expect
      poll.start(std::chrono::milliseconds(33));
      co_await qCoro(poll).waitForTimeout();
    }
    co_return m_lastField;
  }

private:
  Turn m_turn = Turn::Mine;
  int m_lastField = -1;
};
} // namespace game

// Correct: the dialog emits a signal and that is awaited.
class ColorDialog : public QObject {
public:
  void accepted();

  QCoro::Task<int> color() {
    while (m_color < 0)
      co_await qCoro(this, &ColorDialog::accepted);
    co_return m_color;
  }

private:
  int m_color = -1;
};

// Correct: each second the clock on the panel is drawn anew.
class ClockPanel : public QObject {
public:
  QCoro::Task<> run() {
    while (m_visible) {
      redraw();
      co_await QCoro::sleepFor(1s);
    }
  }

private:
  void redraw();
  bool m_visible = true;
};

// Correct: it looks twenty times and then reports the time-out.
class BluetoothAdapter : public QObject {
public:
  QCoro::Task<bool> poweredOn() {
    for (int i = 0; i < 20; ++i) {
      if (m_powered)
        break;
      co_await QCoro::sleepFor(250ms);
    }
    co_return m_powered;
  }

private:
  bool m_powered = false;
};

// Correct: the web service has to be asked whether the export is done.
QCoro::Task<bool> exportDone(const QString &id);

QCoro::Task<> waitForExport(QString id) {
  while (!co_await exportDone(id))
    co_await QCoro::sleepFor(3s);
}

// Correct: the driver has no event for it, one can only ask.
bool driveIsSpinning(int drive);

QCoro::Task<> spinDown(int drive) {
  while (driveIsSpinning(drive)) {
    co_await QCoro::sleepFor(500ms);
  }
}

// Correct: the thread pool's future is awaited until all is computed.
class Spreadsheet : public QObject {
public:
  QCoro::Task<int> recalculate() {
    while (m_dirty)
      co_await computeNext();
    co_return m_cells;
  }

private:
  QFuture<void> computeNext();
  bool m_dirty = false;
  int m_cells = 0;
};

// Correct: the blinking is counted by a local of the coroutine.
class Led : public QObject {
public:
  void toggle();
};

QCoro::Task<> confirmWithPause(Led &led) {
  int rests = 4;
  led.toggle();
  while (rests > 0) {
    --rests;
    co_await QCoro::sleepFor(150ms);
  }
  led.toggle();
}

// Correct: the editor is saved while it is open, however often it wakes up.
class Editor : public QObject {
public:
  QCoro::Task<> autosave() {
    do {
      co_await QCoro::sleepFor(std::chrono::minutes(5));
      if (m_modified)
        save();
    } while (m_open);
  }

private:
  void save();
  bool m_open = true;
  bool m_modified = false;
};

// Correct: for each slide the show rests once, it waits for nobody.
QCoro::Task<> slideShow(const std::vector<QString> &slides, QPointer<Led> led) {
  for (const QString &slide : slides) {
    if (slide.isEmpty() || !led)
      continue;
    led->toggle();
    co_await QCoro::sleepFor(8s);
  }
}

// Correct: a tool tip is shown after a delay, unless the mouse has gone.
class ToolTip : public QObject {
public:
  QCoro::Task<bool> showDelayed() {
    if (m_hovered)
      co_await QCoro::sleepFor(700ms);
    co_return m_hovered;
  }

private:
  bool m_hovered = false;
};
