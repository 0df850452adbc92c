// RUN: %check_cotidy %s async-blocking-call %t -- -isystem %mock
#include <QCoroFuture>
#include <QCoroTask>
#include <QCoroTimer>
#include <QMutex>
#include <QSemaphore>
#include <QThread>
#include <QWaitCondition>
#include <QtConcurrent>
#include <chrono>
#include <fstream>
#include <thread>

using namespace std::chrono_literals;

QCoro::Task<> blocks(QSemaphore &slots_left, QWaitCondition &ready,
                     QMutex &mutex, QThread &worker) {
  QThread::msleep(10);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'msleep' blocks the thread that runs coroutine 'blocks' [async-blocking-call]
  std::this_thread::sleep_for(1s);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'sleep_for' blocks the thread that runs coroutine 'blocks'
  slots_left.acquire();
  // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: 'acquire' blocks the thread that runs coroutine 'blocks'
  ready.wait(&mutex);
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'wait' blocks the thread that runs coroutine 'blocks'
  worker.wait();
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'wait' blocks the thread that runs coroutine 'blocks'
  std::ifstream settings("settings.ini");
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: constructing 'std::ifstream' blocks the thread that runs coroutine 'blocks'
  co_return;
}

QCoro::Task<> fine() {
  co_await QCoro::sleepFor(1s);
  co_await QtConcurrent::run([] {
    QThread::msleep(10);
    std::ifstream settings("settings.ini");
  });
}

void plain() { QThread::msleep(10); }
