// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "histogram.hpp"

#include "report.hpp"
#include <algorithm>
#include <cstdio>
#include <numeric>

namespace cotidy::detail {
namespace {

// The bucket in which so large a part of all is reached.
std::size_t quantile(const histogram &counts, std::uint64_t all, double part) {
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < counts.size(); ++i)
    if (double(seen += counts[i]) >= part * double(all))
      return i;
  return counts.size() - 1;
}

} // namespace

std::string to_text(std::string_view title, const histogram &counts,
                    const tick_rate &rate) {
  const std::uint64_t all =
      std::accumulate(counts.begin(), counts.end(), std::uint64_t(0));
  if (!all)
    return {};
  const auto upper = [&](std::size_t bucket) {
    return show_time(rate.to_duration(std::uint64_t(2) << bucket));
  };
  std::string text = "cotidy: " + std::string(title) + ": half under " +
                     upper(quantile(counts, all, 0.5)) + ", 99 % under " +
                     upper(quantile(counts, all, 0.99)) + ", all under " +
                     upper(quantile(counts, all, 1)) + "\n";
  const std::uint64_t most = std::ranges::max(counts);
  constexpr std::uint64_t width = 40;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (!counts[i])
      continue;
    char line[64];
    std::snprintf(line, sizeof line, "%12s %10llu  ", upper(i).c_str(),
                  static_cast<unsigned long long>(counts[i]));
    text +=
        line +
        std::string(std::size_t((counts[i] * width + most - 1) / most), '#') +
        "\n";
  }
  return text;
}

} // namespace cotidy::detail
