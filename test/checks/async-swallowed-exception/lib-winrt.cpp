// RUN: %check_cotidy %s async-swallowed-exception %t -- -isystem %mock
#include <iostream>
#include <stdexcept>
#include <winrt/Windows.Foundation.h>

using namespace winrt;
using namespace winrt::Windows::Foundation;

IAsyncAction save();
IAsyncAction load() {
  co_await save();
  throw hresult_error(hresult(-1));
}

IAsyncOperation<bool> handlers() {
  try {
    co_await save();
  } catch (...) {
  }
  // CHECK-MESSAGES: :[[@LINE-2]]:5: warning: the handler does nothing about the exception of 'save' [async-swallowed-exception]
  try {
    co_await save();
  } catch (hresult_error const &) {
  }
  // CHECK-MESSAGES: :[[@LINE-2]]:5: warning: the handler does nothing about the exception of 'save'
  try {
    co_await save();
  } catch (hresult_error const &error) {
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the failure of 'save' is reported as success
    std::cerr << error.code();
  }
  co_return true;
}

// Nobody looks at the action, and an exception stays inside.
void OnClick() {
  load();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: an exception that leaves 'load' is lost: its task is dropped
}

// Fails fast when an exception leaves it.
fire_and_forget OnLoaded() {
  co_await save();
  throw hresult_error();
}

fire_and_forget OnUnloaded() {
  try {
    co_await load();
  } catch (hresult_canceled const &) {
  } catch (hresult_error const &error) {
    std::cerr << error.code();
  }
}

void Plain() {
  OnLoaded();
  OnUnloaded();
  load().Completed([](IAsyncAction const &action, AsyncStatus) {
    std::cerr << action.ErrorCode();
  });
}
