// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-stale-reference %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <QByteArray>
#include <QCoroCore>
#include <QCoroTask>
#include <QFuture>
#include <QObject>
#include <QString>
#include <QTimer>
#include <QtConcurrentRun>

#include <algorithm>
#include <chrono>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace std::chrono_literals;

// Buggy: a plug-in that registers itself during another one's start moves all
// of them.
namespace plugins {
struct Plugin {
  QString name;
  bool started = false;
};
static std::vector<Plugin> registry;

void registerPlugin(QString name) { registry.push_back({std::move(name)}); }

QCoro::Task<bool> load(QString name);

QCoro::Task<> startAll() {
  for (Plugin &plugin : registry) { // expect
    if (plugin.started)
      continue;
    plugin.started = co_await load(plugin.name);
  }
}
} // namespace plugins

// Buggy: the upload under the iterator may be cancelled and erased.
namespace uploads {
struct Upload {
  int id = 0;
  QByteArray data;
};

class UploadQueue : public QObject {
public:
  void cancel(int id) {
    uploads_.remove_if([id](const Upload &each) { return each.id == id; });
  }
  QCoro::Task<> uploadAll() {
    auto current = uploads_.cbegin();
    while (current != uploads_.cend()) { // expect
      co_await post(current->data);
      ++current; // missed: not seen
    }
  }

private:
  QCoro::Task<> post(QByteArray data);

  std::list<Upload> uploads_;
};
} // namespace uploads

// Buggy: the continuation writes into a row that may have been moved.
namespace feeds {
struct Feed {
  QString url;
  QByteArray text;
};
QCoro::Task<QByteArray> fetch(QString url);

class FeedModel : public QObject {
public:
  void addFeed(QString url) { feeds_.push_back({std::move(url), {}}); }
  QCoro::Task<> refresh(std::size_t row) {
    Feed &feed = feeds_[row];
    return fetch(feed.url).then([&feed](QByteArray text) {
      feed.text = text; // missed: not seen
    });
  }

private:
  std::vector<Feed> feeds_;
};
} // namespace feeds

// Buggy: the contact that the look-up found may be removed while its picture
// is loaded.
namespace contacts {
struct Contact {
  int id = 0;
  QString picture;
  QByteArray pixels;
};

class AddressBook : public QObject {
public:
  void removeContact(int id) {
    std::erase_if(contacts_, [id](const Contact &c) { return c.id == id; });
  }
  QCoro::Task<bool> loadPicture(int id) {
    Contact *contact = lookUp(id);
    if (!contact)
      co_return false;
    QByteArray pixels = co_await download(contact->picture);
    contact->pixels = std::move(pixels); // expect
    co_return true;
  }

private:
  Contact *lookUp(int id) {
    for (Contact &contact : contacts_)
      if (contact.id == id)
        return &contact;
    return nullptr;
  }
  QCoro::Task<QByteArray> download(QString url);

  std::vector<Contact> contacts_;
};
} // namespace contacts

// Buggy: the callback of the timer closes all documents, also the one that is
// being saved.
namespace editor {
struct Document {
  QString text;
  bool dirty = false;
};
QCoro::Task<> writeFile(int number, QString text);

class Documents : public QObject {
public:
  explicit Documents(QTimer *idle) {
    QObject::connect(idle, &QTimer::timeout, this,
                     [this] { documents_.clear(); });
  }
  QCoro::Task<> saveFirst() {
    if (documents_.empty())
      co_return;
    auto &[number, document] = *documents_.begin();
    co_await writeFile(number, document.text);
    document.dirty = false; // expect
  }

private:
  std::map<int, Document> documents_;
};
} // namespace editor

// Buggy: the characters belong to the title, which another song replaces.
namespace player {
void showTitle(const char *text);

class NowPlaying : public QObject {
public:
  void onSong(std::string title) { title_.assign(title); }
  QCoro::Task<> announce() {
    const char *title = title_.c_str();
    showTitle(title);
    co_await QCoro::sleepFor(2s);
    showTitle(title); // expect
  }

private:
  std::string title_;
};
} // namespace player

// Buggy: the helper goes on with its reference after it has waited, and the
// images may have been moved.
namespace gallery {
struct Image {
  QString path;
  QByteArray thumbnail;
};
QByteArray scaleDown(const QString &path);

QCoro::Task<> makeThumbnail(Image &image) {
  auto pixels = co_await QtConcurrent::run(
      [path = image.path] { return scaleDown(path); });
  image.thumbnail = pixels;
}

class Album : public QObject {
public:
  void addImage(Image image) { images_.push_back(std::move(image)); }
  QCoro::Task<> refresh(std::size_t index) {
    if (index < images_.size())
      co_await makeThumbnail(images_[index]); // expect
  }

private:
  std::vector<Image> images_;
};
} // namespace gallery

// Buggy: what is awaited pops the page that the reference refers to.
namespace wizard {
struct Page {
  QString title;
  bool visited = false;
};

class Wizard : public QObject {
public:
  explicit Wizard(Page first) { pages_.push_back(std::move(first)); }
  QCoro::Task<> next() {
    Page &page = pages_.back();
    co_await leavePage();
    page.visited = true; // expect
  }

private:
  QCoro::Task<> leavePage() {
    co_await QCoro::sleepFor(300ms);
    if (pages_.size() > 1)
      pages_.pop_back();
  }

  std::vector<Page> pages_;
};
} // namespace wizard

// Buggy: reload(), which is in another file, fills the rows anew.
namespace table {
struct Row {
  QString key;
  QString text;
};

class TableModel : public QObject {
public:
  void reload();
  QCoro::Task<> translateRow(std::size_t index) {
    Row *row = &rows_[index];
    QString text = co_await translate(row->text);
    row->text = text; // expect
  }

private:
  QCoro::Task<QString> translate(QString text);

  std::vector<Row> rows_;
};
} // namespace table

// Buggy: the span keeps to the samples while new ones come from the sensor.
namespace sensors {
double mean(std::span<const double> values);

class Chart : public QObject {
public:
  void onSample(double value) {
    if (samples_.size() == 1000)
      samples_.clear();
    samples_.push_back(value);
  }
  QCoro::Task<double> smoothed(QTimer &frame) {
    std::span<const double> window(samples_);
    co_await qCoro(frame).waitForTimeout();
    co_return mean(window); // expect
  }

private:
  std::vector<double> samples_;
};
} // namespace sensors

// Correct: the loop counts, and looks the plug-in up again after each await.
namespace plugins_fixed {
struct Plugin {
  QString name;
  bool started = false;
};
static std::vector<Plugin> registry;

void registerPlugin(QString name) { registry.push_back({std::move(name)}); }

QCoro::Task<bool> load(QString name);

QCoro::Task<> startAll() {
  for (std::size_t index = 0; index < registry.size(); ++index) {
    const bool started = co_await load(registry[index].name);
    if (index < registry.size())
      registry[index].started = started;
  }
}
} // namespace plugins_fixed

// Correct: each upload is taken out of the list before it is awaited.
namespace uploads_fixed {
struct Upload {
  int id = 0;
  QByteArray data;
};

class UploadQueue : public QObject {
public:
  void cancel(int id) {
    uploads_.remove_if([id](const Upload &each) { return each.id == id; });
  }
  QCoro::Task<> uploadAll() {
    while (!uploads_.empty()) {
      Upload current = std::move(uploads_.front());
      uploads_.pop_front();
      co_await post(current.data);
      lastDone_ = current.id;
    }
  }

private:
  QCoro::Task<> post(QByteArray data);

  std::list<Upload> uploads_;
  int lastDone_ = 0;
};
} // namespace uploads_fixed

// Correct: the continuation gets the row's number and checks it.
namespace feeds_fixed {
struct Feed {
  QString url;
  QByteArray text;
};
QCoro::Task<QByteArray> fetch(QString url);

class FeedModel : public QObject {
public:
  void removeLast() { feeds_.pop_back(); }
  QCoro::Task<> refresh(std::size_t row) {
    return fetch(feeds_[row].url).then([this, row](QByteArray text) {
      if (row < feeds_.size())
        feeds_[row].text = std::move(text);
    });
  }

private:
  std::vector<Feed> feeds_;
};
} // namespace feeds_fixed

// Correct: the contact is looked up once more when its picture is there.
namespace contacts_fixed {
struct Contact {
  int id = 0;
  QString picture;
  QByteArray pixels;
};

class AddressBook : public QObject {
public:
  void removeContact(int id) {
    std::erase_if(contacts_, [id](const Contact &c) { return c.id == id; });
  }
  QCoro::Task<bool> loadPicture(int id) {
    Contact *contact = lookUp(id);
    if (!contact)
      co_return false;
    QByteArray pixels = co_await download(contact->picture);
    contact = lookUp(id);
    if (!contact)
      co_return false;
    contact->pixels = std::move(pixels);
    co_return true;
  }

private:
  Contact *lookUp(int id) {
    auto found =
        std::find_if(contacts_.begin(), contacts_.end(),
                     [id](const Contact &each) { return each.id == id; });
    return found == contacts_.end() ? nullptr : &*found;
  }
  QCoro::Task<QByteArray> download(QString url);

  std::vector<Contact> contacts_;
};
} // namespace contacts_fixed

// Correct: the shared pointer that the map held is copied into the frame.
namespace editor_fixed {
struct Document {
  QString text;
  bool dirty = false;
};
QCoro::Task<> writeFile(int id, QString text);

class Documents : public QObject {
public:
  void close(int id) { documents_.erase(id); }
  QCoro::Task<> save(int id) {
    const auto found = documents_.find(id);
    if (found == documents_.end())
      co_return;
    std::shared_ptr<Document> document = found->second;
    co_await writeFile(id, document->text);
    document->dirty = false;
  }

private:
  std::map<int, std::shared_ptr<Document>> documents_;
};
} // namespace editor_fixed

// Correct: the title is a copy, the view before the await is not used after.
namespace player_fixed {
void showTitle(std::string_view text);

class NowPlaying : public QObject {
public:
  void onSong(std::string title) { title_ = std::move(title); }
  QCoro::Task<> announce() {
    std::string_view shown = title_;
    showTitle(shown.substr(0, 40));
    const std::string title = title_;
    co_await QCoro::sleepFor(2s);
    showTitle(title);
  }

private:
  std::string title_;
};
} // namespace player_fixed

// Correct: the helper works on an image of this frame, which is put in place
// at the end.
namespace gallery_fixed {
struct Image {
  QString path;
  QByteArray thumbnail;
};
QByteArray scaleDown(const QString &path);

QCoro::Task<> makeThumbnail(Image &image) {
  auto pixels = co_await QtConcurrent::run(
      [path = image.path] { return scaleDown(path); });
  image.thumbnail = pixels;
}

class Album : public QObject {
public:
  void clear() { images_.clear(); }
  QCoro::Task<> addImage(QString path) {
    Image image{std::move(path), {}};
    co_await makeThumbnail(image);
    images_.push_back(std::move(image));
  }

private:
  std::vector<Image> images_;
};
} // namespace gallery_fixed

// Correct: the menu is filled by the constructor alone.
namespace menu {
struct Action {
  QString text;
  unsigned triggered = 0;
};
QCoro::Task<bool> confirm(QString text);

class Menu : public QObject {
public:
  explicit Menu(std::vector<QString> texts) {
    for (QString &text : texts)
      actions_.push_back({std::move(text), 0});
  }
  QCoro::Task<> confirmAll() {
    for (Action &action : actions_)
      if (co_await confirm(action.text))
        ++action.triggered;
  }

private:
  std::vector<Action> actions_;
};
} // namespace menu

// Correct: the left side of the assignment is evaluated after the await.
namespace table_fixed {
class Translations : public QObject {
public:
  void forget() { texts_.clear(); }
  QCoro::Task<> add(int key, QString text) {
    texts_[key] = co_await translate(std::move(text));
  }
  bool knows(int key) const { return texts_.count(key) != 0; }

private:
  QCoro::Task<QString> translate(QString text);

  std::map<int, QString> texts_;
};
} // namespace table_fixed

// Correct: after the await the optional is asked before its value is used.
namespace accounts {
struct Account {
  QString name;
  bool synced = false;
};
QCoro::Task<bool> synchronize(QString name);

class AccountPage : public QObject {
public:
  void logOut() { account_.reset(); }
  QCoro::Task<> sync() {
    if (!account_.has_value())
      co_return;
    const bool synced = co_await synchronize(account_->name);
    if (account_.has_value())
      account_->synced = synced;
  }

private:
  std::optional<Account> account_;
};
} // namespace accounts
