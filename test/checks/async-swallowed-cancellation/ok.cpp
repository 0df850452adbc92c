// RUN: %check_cotidy --mock %s async-swallowed-cancellation %t
// Intent: each deliberate silence is a case with a name.
#include "boost/asio.hpp"
#include "cppcoro/operation_cancelled.hpp"
#include "handwritten/task.hpp"

#include <iostream>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <vector>

namespace asio = boost::asio;

void report(const char *);
[[noreturn]] void give_up();
task<int> next(std::stop_token);
task<int> item();
task<> handle(int);
int parse(std::stop_token);

// Case: handler-that-rethrows
task<> rethrows(std::stop_token token) {
  for (;;)
    try {
      co_await next(token);
    } catch (...) {
      report("failed");
      throw;
    }
}

// Case: handler-that-ends-the-loop
task<> breaks(std::stop_token token) {
  for (;;) {
    try {
      co_await next(token);
    } catch (...) {
      report("failed");
      break;
    }
  }
}
task<> returns(std::stop_token token, int limit) {
  int failures = 0;
  for (;;)
    try {
      co_await next(token);
    } catch (...) {
      if (++failures > limit)
        co_return;
    }
}
task<> ends(std::stop_token token) {
  for (;;)
    try {
      co_await next(token);
    } catch (...) {
      give_up();
    }
}

// Case: handler-that-asks-the-token
task<> asks(std::stop_token token, bool &stopped) {
  for (;;)
    try {
      co_await next(token);
    } catch (...) {
      stopped = token.stop_requested();
    }
}

// Case: earlier-handler-for-the-cancellation
task<> earlier(std::stop_token token) {
  for (;;)
    try {
      co_await next(token);
    } catch (const cppcoro::operation_cancelled &) {
      co_return;
    } catch (const std::exception &) {
      report("failed");
    }
}

// Case: loop-condition-asks-the-token
task<> condition(std::stop_token token) {
  while (!token.stop_requested())
    try {
      co_await next(token);
    } catch (...) {
      report("failed");
    }
}

// Case: loop-asks-the-token
task<> asked_in_the_loop(std::stop_token token) {
  for (;;) {
    if (token.stop_requested())
      co_return;
    try {
      co_await next(token);
    } catch (...) {
      report("failed");
    }
  }
}
task<> asked_in_the_block(std::stop_token token) {
  for (;;) {
    try {
      if (token.stop_requested())
        co_return;
      co_await next(token);
    } catch (...) {
      report("failed");
    }
  }
}

// Case: loop-that-ends-by-itself
task<> bounded(std::stop_token token, const std::vector<int> &ids) {
  for (int i = 0; i < 3; ++i)
    try {
      co_await next(token);
    } catch (...) {
      report("failed");
    }
  for (int id : ids)
    try {
      co_await next(token);
    } catch (...) {
      report("failed");
    }
}

// Case: no-loop
task<> once(std::stop_token token) {
  try {
    co_await next(token);
  } catch (...) {
    report("failed");
  }
}

// Case: try-block-without-a-suspension
task<> synchronous(std::stop_token token) {
  for (;;) {
    co_await item();
    try {
      parse(token);
    } catch (...) {
      report("failed");
    }
  }
}

// Case: nobody-cancels
task<> uncancelled() {
  for (;;)
    try {
      co_await item();
    } catch (...) {
      report("failed");
    }
}

// Case: handler-for-something-else
task<> narrow(std::stop_token token) {
  for (;;)
    try {
      co_await next(token);
    } catch (const std::invalid_argument &) {
      report("failed");
    }
}

// Case: timer-that-is-cancelled-to-wake-the-loop
class Queue {
public:
  void push() { timer_.cancel(); }
  asio::awaitable<void> run() {
    for (;;) {
      try {
        co_await timer_.async_wait(asio::use_awaitable);
      } catch (const std::exception &e) {
        report(e.what());
      }
    }
  }

private:
  asio::steady_timer timer_;
};

// Case: nobody-closes-the-acceptor
asio::awaitable<void> listen(asio::ip::tcp::acceptor &acceptor) {
  for (;;)
    try {
      co_await acceptor.async_accept(asio::use_awaitable);
    } catch (const std::exception &e) {
      report(e.what());
    }
}
