// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors QtCore/qobject.h, qobjectdefs.h and qmetaobject.h of Qt 6.
#pragma once
#pragma GCC system_header

#include "std_forward.hpp"
#include <cstdint>
#include <ratio>
#include <type_traits>
#include <utility>

#define Q_OBJECT                                                               \
public:                                                                        \
  static const QMetaObject staticMetaObject;                                   \
                                                                               \
private:
#define signals public
#define Q_SIGNALS public
#define slots
#define Q_SLOTS
#define emit
#define Q_EMIT

namespace qt_mock {
// The body of a template that user types without linkage can reach: such a
// function must be defined where it is used.
[[noreturn]] void not_linked();
using milliseconds = std::chrono::duration<std::int64_t, std::milli>;

template <typename PointerToMember> struct member;
template <typename Object, typename Type> struct member<Type Object::*> {
  using object = Object;
};
} // namespace qt_mock

namespace Qt {
enum ConnectionType {
  AutoConnection,
  DirectConnection,
  QueuedConnection,
  BlockingQueuedConnection,
  UniqueConnection = 0x80,
  SingleShotConnection = 0x100
};
} // namespace Qt

class QObject;
class QThread;
struct QMetaObject {
  class Connection {
  public:
    Connection();
    Connection(const Connection &);
    Connection &operator=(const Connection &);
    ~Connection();
    explicit operator bool() const;
  };
  template <typename Functor>
  static bool invokeMethod(QObject *, Functor &&,
                           Qt::ConnectionType = Qt::AutoConnection) {
    return true;
  }
};

class QObject {
public:
  static const QMetaObject staticMetaObject;

  explicit QObject(QObject *parent = nullptr);
  QObject(const QObject &) = delete;
  virtual ~QObject();
  QObject *parent() const;
  void setParent(QObject *parent);
  QThread *thread() const;
  void moveToThread(QThread *thread);
  void deleteLater();

  template <typename Signal, typename Slot>
    requires std::is_member_function_pointer_v<Slot>
  static QMetaObject::Connection
  connect(const typename qt_mock::member<Signal>::object *, Signal,
          const typename qt_mock::member<Slot>::object *, Slot,
          Qt::ConnectionType = Qt::AutoConnection) {
    return {};
  }
  template <typename Signal, typename Functor>
  static QMetaObject::Connection
  connect(const typename qt_mock::member<Signal>::object *, Signal,
          const QObject *, Functor &&,
          Qt::ConnectionType = Qt::AutoConnection) {
    return {};
  }
  template <typename Signal, typename Functor>
  static QMetaObject::Connection
  connect(const typename qt_mock::member<Signal>::object *, Signal,
          Functor &&) {
    return {};
  }
  static bool disconnect(const QMetaObject::Connection &);
  static bool disconnect(const QObject *sender, const char *signal,
                         const QObject *receiver, const char *member);

  class QPrivateSignal {};
};

template <typename T> T qobject_cast(QObject *object) {
  return static_cast<T>(object);
}
