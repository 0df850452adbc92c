// RUN: %check_cotidy %s async-task-never-awaited %t
// Intent: nothing is said about std::future: that of std::async waits in its
// destructor, and others cannot be told from it.
#include <future>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

void work();
std::future<int> submit();

void futures() {
  auto waits = std::async(std::launch::async, work);
  std::vector<std::future<void>> all;
  all.push_back(std::async(std::launch::async, work));
  std::promise<int> promise;
  auto unused = promise.get_future();
  auto shared = submit().share();
  auto answer = submit();
  answer = submit();
  std::jthread thread(work);
}
