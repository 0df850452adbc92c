// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-unforwarded-cancellation %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <cppcoro/async_manual_reset_event.hpp>
#include <cppcoro/cancellation_registration.hpp>
#include <cppcoro/cancellation_source.hpp>
#include <cppcoro/cancellation_token.hpp>
#include <cppcoro/io_service.hpp>
#include <cppcoro/task.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using cppcoro::cancellation_source;
using cppcoro::cancellation_token;
using cppcoro::task;
using namespace std::chrono_literals;

// Buggy: between the chunks it looks at the token, within a chunk nobody does.
task<std::string> downloadChunk(std::string url, std::size_t index,
                                cancellation_token token = {});

task<std::string> download(std::string url, std::size_t chunks,
                           cancellation_token token) {
  std::string file;
  for (std::size_t index = 0; index < chunks; ++index) {
    token.throw_if_cancellation_requested();
    file += co_await downloadChunk(url, index); // expect
  }
  co_return file;
}

// Buggy: the back-off of up to a minute cannot be cut short.
class Reconnector {
public:
  task<bool> run(cppcoro::io_service &service, cancellation_token stop) {
    auto delay = 1s;
    while (!stop.is_cancellation_requested()) {
      if (co_await dial(stop))
        co_return true;
      co_await service.schedule_after(delay); // expect
      delay = delay < 60s ? 2 * delay : delay;
    }
    co_return false;
  }

private:
  task<bool> dial(cancellation_token stop);
};

// Buggy: of two overloads the one is called that cannot be cancelled.
class Printer {
public:
  task<int> printPage(const std::string &page);
  task<int> printPage(const std::string &page, cancellation_token token);
};

task<int> printAll(Printer &printer, const std::vector<std::string> &pages,
                   const cancellation_token &token) {
  int sheets = 0;
  for (const std::string &page : pages) {
    if (token.is_cancellation_requested())
      break;
    sheets += co_await printer.printPage(page); // expect
  }
  co_return sheets;
}

// Buggy: the registration closes the dialog, the search itself goes on.
struct Dialog {
  void close();
};
task<std::vector<int>> searchText(std::string needle, int limit = 100,
                                  cancellation_token token = {});

task<std::size_t> searchWithDialog(std::string needle, Dialog &dialog,
                                   cancellation_token token) {
  cppcoro::cancellation_registration onCancel(token,
                                              [&dialog] { dialog.close(); });
  std::vector<int> hits = co_await searchText(std::move(needle), 20); // expect
  co_return hits.size();
}

// Buggy: the token reaches the second step, not the first and longer one.
struct Image {
  std::vector<std::uint8_t> pixels;
};
task<Image> decodeImage(std::string path, cancellation_token token = {});
task<Image> scaleImage(Image image, int width, cancellation_token token = {});

task<Image> thumbnail(std::string path, cancellation_token token) {
  Image image = co_await decodeImage(std::move(path)); // expect
  co_return co_await scaleImage(std::move(image), 128, token);
}

// Buggy: the lambda for the menu entry ignores the token it is given.
task<void> exportSheet(int sheet, cancellation_token token = {});
template <typename Action> void addMenuEntry(const char *title, Action action) {
  (void)title, (void)action;
}

void fillMenu(int currentSheet) {
  addMenuEntry("Export",
               [currentSheet](cancellation_token cancelled) -> task<bool> {
                 if (cancelled.is_cancellation_requested())
                   co_return false;
                 co_await exportSheet(currentSheet); // expect
                 co_return true;
               });
}

// Buggy: the argument of the cancellable call is awaited without the token.
task<std::string> fetchPage(std::string url, cancellation_token token = {});
task<int> indexPage(std::string text, cancellation_token token = {});

task<int> crawl(std::string url, cancellation_token token) {
  co_return co_await indexPage(co_await fetchPage(url), token); // expect
}

// Buggy: behind the interface of the store each call could be cancelled.
class BlobStore {
public:
  virtual ~BlobStore() = default;
  virtual task<std::optional<std::string>>
  load(std::uint64_t key, cancellation_token token = {}) = 0;
};

class Replicator {
public:
  task<std::size_t> copySize(std::uint64_t key, cancellation_token token) {
    if (!token.can_be_cancelled())
      co_return 0;
    if (auto blob = co_await source_->load(key)) // expect
      co_return blob->size();
    co_return 0;
  }

private:
  std::unique_ptr<BlobStore> source_;
};

// Buggy: every visitor of the tree is called without the token.
struct SizeVisitor {
  task<std::uint64_t> visit(int node, cancellation_token token = {}) const;
};

template <typename Visitor>
task<std::uint64_t> visitRange(const Visitor &visitor, int first, int last,
                               cancellation_token token) {
  std::uint64_t total = 0;
  for (int node = first; node != last; ++node) {
    token.throw_if_cancellation_requested();
    total += co_await visitor.visit(node); // expect
  }
  co_return total;
}

task<std::uint64_t> treeSize(cancellation_token token) {
  co_return co_await visitRange(SizeVisitor(), 0, 512, token) + 1;
}

// Buggy: only the branch for large files can be cancelled.
namespace upload {
class Uploader {
public:
  task<bool> upload(std::string name, std::uint64_t size,
                    cancellation_token cancel) {
    bool ok = false;
    try {
      ok = size > 1 << 20 ? co_await putParts(name, size, cancel)
                          : co_await putWhole(name); // expect
    } catch (const std::exception &) {
      failed_.push_back(name);
    }
    co_return ok;
  }

private:
  task<bool> putParts(std::string name, std::uint64_t size,
                      cancellation_token cancel = {});
  task<bool> putWhole(std::string name, cancellation_token cancel = {});
  std::vector<std::string> failed_;
};
} // namespace upload

// Correct: the token goes along with each chunk.
task<std::string> readChunk(int disk, std::size_t index,
                            cancellation_token token = {});

task<std::string> readImage(int disk, std::size_t chunks,
                            cancellation_token token) {
  std::string image;
  for (std::size_t index = 0; index < chunks; ++index)
    image += co_await readChunk(disk, index, token);
  co_return image;
}

// Correct: the only use of the token, so it is moved there.
task<int> compile(std::string unit, cancellation_token token = {});

task<bool> build(std::string unit, cancellation_token token) {
  int errors = co_await compile(std::move(unit), std::move(token));
  co_return errors == 0;
}

// Correct: cleaning up must be done to the end, with a token never cancelled.
task<void> transfer(int account, cancellation_token token = {});
task<void> rollback(int account, cancellation_token token = {});

task<void> transferOrRollback(int account, cancellation_token token) {
  bool failed = false;
  try {
    co_await transfer(account, token);
  } catch (const std::exception &) {
    failed = true;
  }
  if (failed)
    co_await rollback(account, cancellation_token{});
}

// Correct: the write to the journal cannot be cancelled at all.
class Journal {
public:
  task<void> append(std::string line);
};

task<void> logStart(Journal &journal, cancellation_token token) {
  token.throw_if_cancellation_requested();
  co_await journal.append("start");
}

// Correct: nobody gave this coroutine a token to hand on.
task<double> measure(int probe, cancellation_token token = {});

task<double> measureTwice(int probe) {
  double first = co_await measure(probe);
  co_return (first + co_await measure(probe)) / 2;
}

// Correct: the interface asks for a token, this step is too short for it.
task<void> resetCounter(int id, cancellation_token token = {});

class Step {
public:
  virtual ~Step() = default;
  virtual task<void> run(cancellation_token token) = 0;
};

class ResetStep : public Step {
public:
  task<void> run(cancellation_token /*token*/) override {
    co_await resetCounter(id_);
    ++id_;
  }

private:
  int id_ = 0;
};

// Correct: a source of its own, cancelled by the caller or by the time limit.
task<std::string> ask(std::string question, cancellation_token token = {});

task<std::string> askWithLimit(std::string question, cancellation_token outer) {
  cancellation_source source;
  cppcoro::cancellation_registration link(
      outer, [&source] { source.request_cancellation(); });
  co_return co_await ask(std::move(question), source.token());
}

// Correct: the token travels in the options of the request.
struct QueryOptions {
  int limit = 50;
  cancellation_token token;
};
task<std::vector<std::string>> queryRows(std::string sql,
                                         QueryOptions options = {});

task<std::size_t> countRows(std::string sql, cancellation_token token) {
  QueryOptions options;
  options.token = token;
  auto rows = co_await queryRows(std::move(sql), options);
  co_return rows.size();
}

// Correct: the overload with a token reads something else.
class TapeDrive {
public:
  task<std::string> read(int block);
  task<std::string> read(std::string label, cancellation_token token);
};

task<std::string> readFirstBlock(TapeDrive &drive, cancellation_token token) {
  if (token.is_cancellation_requested())
    co_return std::string();
  co_return "block " + co_await drive.read(0);
}

// Correct: an event is awaited, which takes no token.
class Barrier {
public:
  task<bool> arrive(cancellation_token token) {
    co_await opened_;
    co_return !token.is_cancellation_requested();
  }

private:
  cppcoro::async_manual_reset_event opened_;
};
