// RUN: %check_cotidy %s async-capture-escape %t -- -isystem %mock
// Intent: references to locals in threads of the standard library.
#include <thread>

void use(int value);

void detaches() {
  int count = 0;
  std::thread([&count] { use(count); }).detach();
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: 'count' is captured by reference and may be gone when this lambda runs [async-capture-escape]
}
void joins() {
  int count = 0;
  std::thread worker([&count] { use(count); });
  worker.join();
}
