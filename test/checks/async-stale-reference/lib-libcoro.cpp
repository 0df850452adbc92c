// RUN: %check_cotidy %s async-stale-reference %t -- -isystem %mock
// Intent: what tasks of libcoro keep of a container over a suspension.
#include <coro/task.hpp>

#include <vector>

coro::task<void> send(int value);

class room {
public:
  coro::task<void> greet_all() {
    for (int &guest : guests_)
    // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: this loop goes through 'guests_', which may be changed while the coroutine is suspended in it [async-stale-reference]
      co_await send(guest);
  }
  coro::task<void> greet_first() {
    int &first = guests_.front();
    co_await send(1);
    ++first;
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'first' refers into 'guests_', which may have been changed while the cor
  }
  coro::task<void> greet_copies() {
    std::vector<int> guests = guests_;
    for (int &guest : guests)
      co_await send(guest);
  }
  coro::task<void> greet_by_index() {
    for (std::size_t i = 0; i < guests_.size(); ++i)
      co_await send(guests_[i]);
  }
  void enter(int guest) { guests_.push_back(guest); }

private:
  std::vector<int> guests_;
};

// Each guest is served by a coroutine of its own.
class lobby {
public:
  coro::task<void> serve(int guest) {
    guests_.push_back(guest);
    co_await greet();
    std::erase(guests_, guest);
  }
  coro::task<void> greet() {
    for (int &guest : guests_)
    // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: this loop goes through 'guests_', which may be changed while the coroutine is suspended in it
      co_await send(guest);
  }
  coro::task<void> play(std::vector<int> cards) {
    cards_ = std::move(cards);
    co_await deal();
    cards_.clear();
  }

private:
  coro::task<void> deal() {
    for (int &card : cards_)
      co_await send(card);
  }
  std::vector<int> guests_;
  std::vector<int> cards_;
};
