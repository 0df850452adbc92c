// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors kj/map.h and what kj/common.h has for optional values.
#pragma once
#pragma GCC system_header

#include <kj/async.h>

#define KJ_CONCAT_(x, y) x##y
#define KJ_CONCAT(x, y) KJ_CONCAT_(x, y)
#define KJ_UNIQUE_NAME(prefix) KJ_CONCAT(prefix, __LINE__)
#define KJ_IF_SOME(value, exp)                                                 \
  _Pragma("GCC diagnostic push")                                               \
      _Pragma("GCC diagnostic ignored \"-Wdangling-else\"") if (               \
          auto KJ_UNIQUE_NAME(_##value) = ::kj::_::readMaybe(                  \
              exp)) if (auto &value = *KJ_UNIQUE_NAME(_##value); false) {}     \
  else _Pragma("GCC diagnostic pop")

namespace kj {
template <typename T> class Maybe;
template <typename T> class Maybe<T &> {
public:
  Maybe(T &value);
  Maybe(const Maybe &other);

private:
  T *ptr;
};
namespace _ {
template <typename T> T *readMaybe(Maybe<T &> &&maybe);
template <typename T> T *readMaybe(const Maybe<T &> &maybe);
} // namespace _

template <typename Key, typename Value> class HashMap {
public:
  struct Entry {
    Key key;
    Value value;
  };
  ~HashMap();
  void clear();
  Entry *begin();
  Entry *end();
  const Entry *begin() const;
  const Entry *end() const;
  Entry &insert(Key key, Value value);
  template <typename KeyLike> Maybe<Value &> find(KeyLike &&key) {
    _::notLinked();
  }
  template <typename KeyLike> Maybe<const Value &> find(KeyLike &&key) const {
    _::notLinked();
  }
  template <typename KeyLike> bool erase(KeyLike &&key) { _::notLinked(); }
};
} // namespace kj
