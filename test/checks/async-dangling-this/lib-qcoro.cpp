// RUN: %check_cotidy %s async-dangling-this %t -- -isystem %mock
// Intent: eager tasks of QCoro, on objects that are counted and on locals.
#include <QCoroTask>

#include <memory>

QCoro::Task<int> receive();

class Reply : public std::enable_shared_from_this<Reply> {
public:
  void start() {
    read();
    read_shared();
  }
  QCoro::Task<void> wait() { co_await read_awaited(); }

private:
  QCoro::Task<void> read() {
    int size = co_await receive();
    count_ += size;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'Reply::read' uses its 'Reply' after a suspension, and holds no reference to it meanwhile [async-dangling-this]
  }
  QCoro::Task<void> read_shared() {
    auto self = shared_from_this();
    int size = co_await receive();
    count_ += size;
  }
  QCoro::Task<void> read_awaited() {
    int size = co_await receive();
    count_ += size;
  }
  int count_ = 0;
};
