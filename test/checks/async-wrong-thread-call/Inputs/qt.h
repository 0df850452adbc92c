// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The few names of Qt that have to do with threads.

class QObject {
public:
  explicit QObject(QObject *parent = nullptr);
  virtual ~QObject();
  void setObjectName(const char *);
  void deleteLater();
};
class QTimer : public QObject {
public:
  explicit QTimer(QObject *parent = nullptr);
  void start(int);
  void stop();
  bool isActive() const;
};
class QWidget : public QObject {
public:
  void show();
};
class QLabel : public QWidget {
public:
  void setText(const char *);
};
struct QMetaObject {
  template <class F> static bool invokeMethod(QObject *context, F &&function) {
    return context && sizeof(function);
  }
};
namespace QtConcurrent {
template <class F> int run(F &&function) { return sizeof(function); }
} // namespace QtConcurrent
