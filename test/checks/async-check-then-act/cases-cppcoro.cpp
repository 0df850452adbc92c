// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-check-then-act %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <cppcoro/async_auto_reset_event.hpp>
#include <cppcoro/async_mutex.hpp>
#include <cppcoro/on_scope_exit.hpp>
#include <cppcoro/shared_task.hpp>
#include <cppcoro/task.hpp>
#include <cppcoro/when_all.hpp>

#include <memory>
#include <optional>
#include <queue>
#include <set>
#include <stack>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

using cppcoro::task;

// Buggy: the first requests of a process build the index several times.
struct SearchIndex {
  std::vector<std::string> words;
};
task<std::vector<std::string>> readDictionary();

task<std::shared_ptr<SearchIndex>> sharedIndex() {
  static std::shared_ptr<SearchIndex> index;
  if (!index) {
    std::vector<std::string> words = co_await readDictionary();
    index = std::make_shared<SearchIndex>(SearchIndex{words}); // expect
  }
  co_return index;
}

// Buggy: the customer may log out while the basket is priced.
struct Login {
  int purchases = 0;
};
struct Customer {
  std::unique_ptr<Login> login;
};
task<int> priceBasket(int basket);

void logOut(Customer &customer) { customer.login.reset(); }

task<int> checkOut(Customer &customer, int basket) {
  if (customer.login == nullptr)
    co_return 0;
  int price = co_await priceBasket(basket);
  customer.login->purchases += 1; // expect
  co_return price;
}

// Buggy: within one condition the sound card can go away before it is used.
struct SoundCard {
  bool mono() const { return channels == 1; }
  int channels = 2;
};
task<bool> userAllowsSound();

class SoundMixer {
public:
  void unplugged() { card_ = nullptr; }
  task<bool> playsMono() {
    co_return card_ && co_await userAllowsSound() && card_->mono(); // expect
  }

private:
  std::shared_ptr<SoundCard> card_;
};

// Buggy: viewers who are checked at the same time exceed the limit.
task<bool> checkTicket(std::string ticket);

class LiveStream {
public:
  task<bool> admit(std::string viewer, std::string ticket) {
    if (viewers_.size() >= kMaxViewers)
      co_return false;
    if (!co_await checkTicket(std::move(ticket)))
      co_return false;
    viewers_.push_back(std::move(viewer)); // expect
    co_return true;
  }

private:
  static constexpr std::size_t kMaxViewers = 100;
  std::vector<std::string> viewers_;
};

// Buggy: a mail that arrives twice is stored twice, it is marked too late.
task<void> storeMail(std::string id, std::string text);

class MailIntake {
public:
  task<void> receive(std::string id, std::string text) {
    if (seen_.count(id) > 0)
      co_return;
    co_await storeMail(id, std::move(text));
    seen_.insert(id); // expect
  }

private:
  std::set<std::string> seen_;
};

// Buggy: title and body are drawn concurrently and both load the font.
struct Font {
  std::string bytes;
};
task<std::string> readFontFile();
void drawText(const Font &font, int y);

class PosterPage {
public:
  task<void> draw() { co_await cppcoro::when_all(drawTitle(), drawBody()); }

private:
  task<void> drawTitle() {
    co_await loadFont();
    drawText(*font_, 0);
  }
  task<void> drawBody() {
    co_await loadFont();
    drawText(*font_, 100);
  }
  task<void> loadFont() {
    if (font_)
      co_return;
    std::string bytes = co_await readFontFile();
    font_ = std::make_shared<Font>(Font{std::move(bytes)}); // expect
  }
  std::shared_ptr<Font> font_;
};

// Buggy: disconnect(), defined elsewhere, can take the link away meanwhile.
struct RadioLink {
  int framesSent = 0;
};
task<void> waitForAirtime(int milliseconds);

class RadioModem {
public:
  void disconnect();
  task<void> transmit() {
    if (link_ != nullptr) {
      co_await waitForAirtime(20);
      ++link_->framesSent; // expect
    }
  }

private:
  RadioLink *link_ = nullptr;
};

// Buggy: a wake-up does not mean that the request is still in the queue.
struct PrintRequest {
  std::string document;
};

class PrintSpooler {
public:
  void submit(PrintRequest request) {
    requests_.push(std::move(request));
    submitted_.set();
  }
  void cancelOldest() {
    if (!requests_.empty())
      requests_.pop();
  }
  task<std::string> oldestDocument() {
    if (requests_.empty())
      co_await submitted_;
    co_return requests_.front().document; // expect
  }

private:
  cppcoro::async_auto_reset_event submitted_;
  std::queue<PrintRequest> requests_;
};

// Buggy: the dialog may have been dismissed during the animation.
struct Dialog {
  void hide() { visible = false; }
  bool visible = true;
};
task<void> fadeOut(int frames);

class DialogStack {
public:
  void show(Dialog dialog) { dialogs_.push(dialog); }
  void dismiss() {
    if (!dialogs_.empty())
      dialogs_.pop();
  }
  task<void> hideTop() {
    if (!dialogs_.empty()) {
      co_await fadeOut(12);
      dialogs_.top().hide(); // expect
    }
  }

private:
  std::stack<Dialog> dialogs_;
};

// Buggy: everybody who asks before the icon is there loads it again.
struct Icon {
  std::string pixels;
};
task<Icon> decodeIcon(std::string name);

class IconButton {
public:
  explicit IconButton(std::string name) : name_(std::move(name)) {}
  task<Icon> icon() {
    co_return icon_ ? *icon_
                    : icon_.emplace(co_await decodeIcon(name_)); // expect
  }

private:
  std::string name_;
  std::optional<Icon> icon_;
};

// Correct: the lock is held over the test and the loading.
struct ExchangeRates {
  double euro = 1;
};
task<ExchangeRates> fetchRates();

class RateService {
public:
  task<double> euro() {
    cppcoro::async_mutex_lock lock = co_await mutex_.scoped_lock_async();
    if (!rates_)
      rates_ = co_await fetchRates();
    co_return rates_->euro;
  }

private:
  cppcoro::async_mutex mutex_;
  std::optional<ExchangeRates> rates_;
};

// Correct: whoever closes the journal holds the same lock as the writer.
struct JournalHandle {
  task<void> append(std::string line);
  void commit() { ++commits; }
  int commits = 0;
};

class JournalWriter {
public:
  task<void> write(std::string line) {
    auto lock = co_await mutex_.scoped_lock_async();
    if (!handle_)
      co_return;
    co_await handle_->append(std::move(line));
    handle_->commit();
  }
  task<void> close() {
    auto lock = co_await mutex_.scoped_lock_async();
    handle_.reset();
  }

private:
  cppcoro::async_mutex mutex_;
  std::unique_ptr<JournalHandle> handle_;
};

// Correct: the quick test is repeated once the lock is there.
task<std::string> downloadManifest();

class ManifestCache {
public:
  task<std::string> manifest() {
    if (!text_) {
      auto lock = co_await mutex_.scoped_lock_async();
      if (!text_)
        text_ = co_await downloadManifest();
    }
    co_return *text_;
  }

private:
  cppcoro::async_mutex mutex_;
  std::optional<std::string> text_;
};

// Correct: the schema is replaced by newer ones but never taken away.
struct TableSchema {
  int columns = 0;
};
task<int> countRows(std::string table);

class TableView {
public:
  void install(TableSchema schema) {
    schema_ = std::make_shared<TableSchema>(schema);
  }
  task<int> cells(std::string table) {
    if (!schema_)
      co_return 0;
    int rows = co_await countRows(std::move(table));
    co_return rows * schema_->columns;
  }

private:
  std::shared_ptr<TableSchema> schema_;
};

// Correct: the connection is taken out of the member before it is closed.
struct DbConnection {
  task<void> sendGoodbye();
  void close() { open = false; }
  bool open = true;
};

class DbClient {
public:
  task<void> disconnect() {
    std::unique_ptr<DbConnection> connection = std::exchange(connection_, {});
    if (!connection)
      co_return;
    co_await connection->sendGoodbye();
    connection->close();
  }

private:
  std::unique_ptr<DbConnection> connection_;
};

// Correct: the running load itself is kept, later callers wait for it too.
class ProfileLoader {
public:
  task<std::string> profile(std::string user) {
    auto found = loads_.find(user);
    if (found == loads_.end())
      found = loads_.emplace(user, load(user)).first;
    cppcoro::shared_task<std::string> running = found->second;
    co_return co_await running;
  }

private:
  static cppcoro::shared_task<std::string> load(std::string user);
  std::unordered_map<std::string, cppcoro::shared_task<std::string>> loads_;
};

// Correct: it looks again after every wake-up.
class CommandInbox {
public:
  void post(std::string command) {
    commands_.push(std::move(command));
    posted_.set();
  }
  task<std::string> take() {
    while (commands_.empty())
      co_await posted_;
    std::string command = std::move(commands_.front());
    commands_.pop();
    co_return command;
  }

private:
  cppcoro::async_auto_reset_event posted_;
  std::queue<std::string> commands_;
};

// Correct: the only caller awaits it for a report of its own.
struct SalesReport {
  std::optional<std::string> header;
  std::string body;
};
task<std::string> composeHeader(int month);

static task<void> completeReport(SalesReport &report, int month) {
  if (!report.header)
    report.header = co_await composeHeader(month);
}

task<SalesReport> monthlyReport(int month) {
  SalesReport report;
  report.body = "no sales";
  co_await completeReport(report, month);
  co_return report;
}

// Correct: a function of the class looks at the pointer again after the wait.
struct Gamepad {
  void rumble(int strength) { last = strength; }
  int last = 0;
};
task<int> rumbleStrength(int effect);

class GamepadPort {
public:
  void pulled() { pad_ = nullptr; }
  task<void> shake(int effect) {
    if (pad_ == nullptr)
      co_return;
    int strength = co_await rumbleStrength(effect);
    if (!plugged())
      co_return;
    pad_->rumble(strength);
  }

private:
  bool plugged() const { return pad_ != nullptr; }
  std::unique_ptr<Gamepad> pad_;
};

// Correct: marked as busy at once, and a guard takes the mark back.
task<void> copyFiles(std::string from, std::string to);

class BackupTool {
public:
  task<bool> backUp(std::string from, std::string to) {
    if (busy_)
      co_return false;
    busy_ = true;
    auto guard = cppcoro::on_scope_exit([this] { busy_ = false; });
    co_await copyFiles(std::move(from), std::move(to));
    co_return true;
  }

private:
  bool busy_ = false;
};
