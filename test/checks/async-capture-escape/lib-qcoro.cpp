// RUN: %check_cotidy %s async-capture-escape %t -- -isystem %mock
// Intent: references to locals in what Qt runs later.
#include <QThreadPool>
#include <QTimer>

void use(int value);

void starts(QThreadPool &pool) {
  int count = 0;
  pool.start([&count] { use(count); });
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: 'count' is captured by reference and may be gone when this lambda runs [async-capture-escape]
}
void later() {
  int count = 0;
  QTimer::singleShot(10, [&count] { use(count); });
  // CHECK-MESSAGES: :[[@LINE-1]]:28: warning: 'count' is captured by reference and may be gone when this lambda runs
}

void starts_copy(QThreadPool &pool) {
  int count = 0;
  pool.start([count] { use(count); });
}
