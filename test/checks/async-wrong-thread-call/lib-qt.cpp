// RUN: %check_cotidy %s async-wrong-thread-call %t -- -isystem %S/Inputs
// Intent: objects of Qt belong to the thread that made them.
#include <qt.h>

#include <thread>

class Window : public QWidget {
public:
  void load() {
    std::thread([this] {
      label_->setText("loaded");
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: '*label_' belongs to another thread, and 'setText' is called here on a thread of its own [async-wrong-thread-call]
      show();
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: this object belongs to another thread, and 'show' is called here on a thread of its own [async-wrong-thread-call]
      progress(1);
    }).detach();
    QtConcurrent::run([this] {
      timer_.stop();
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'timer_' belongs to another thread, and 'stop' is called here on a thread of its own [async-wrong-thread-call]
    });
  }
  void load_well() {
    std::thread([this] {
      QMetaObject::invokeMethod(label_, [this] { label_->setText("loaded"); });
      label_->deleteLater();
      if (timer_.isActive())
        progress(1);
      QTimer own;
      own.start(1);
    }).detach();
    label_->setText("loading");
  }
  void progress(int);

private:
  QLabel *label_ = nullptr;
  QTimer timer_;
};
