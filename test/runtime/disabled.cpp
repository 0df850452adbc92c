// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compiled out, the headers need no library: this program is not linked with
// it.

#include "cotidy/loop.hpp"
#include "cotidy/watched.hpp"

using namespace std::chrono_literals;

namespace {

cotidy::task<int> everything() {
  cotidy::watched<int> value{3};
  value = value + 1;
  value += 2;
  co_await cotidy::sleep_for(1ms);
  const cotidy::scoped_allow_blocking allowed("a test");
  const cotidy::blocking_scope blocking("call");
  const cotidy::expected_reports none(cotidy::kind::hang, 0);
  co_return value;
}

} // namespace

int main() {
  cotidy::set_debug(true);
  cotidy::set_report_handler([](const cotidy::report &) {});
  cotidy::flush_reports();
  const bool fast = cotidy::within(1h, "nothing", [] {});
  return fast && cotidy::loop().run(everything()) == 6 ? 0 : 1;
}
