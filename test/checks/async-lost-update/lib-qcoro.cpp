// RUN: %check_cotidy %s async-lost-update %t -- -isystem %mock
#include <QCoroTask>
#include <QObject>

QCoro::Task<int> price(int item);

class Cart : public QObject {
  Q_OBJECT
public Q_SLOTS:
  QCoro::Task<> add(int item) {
    int before = total;
    int cost = co_await price(item);
    total = before + cost;
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this write to 'total' is based on a value read before a suspension, and loses what was written meanwhile [async-lost-update]
  }
  QCoro::Task<> fine(int item) {
    int cost = co_await price(item);
    total += cost;
  }
  void clear() { total = 0; }

private:
  int total = 0;
};
