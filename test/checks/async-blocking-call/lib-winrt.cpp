// RUN: %check_cotidy %s async-blocking-call %t -- -isystem %mock
#include <chrono>
#include <fstream>
#include <string>
#include <thread>
#include <winrt/Windows.Foundation.h>
#include <winrt/Windows.System.h>
#include <winrt/Windows.UI.Core.h>

using namespace winrt;
using namespace winrt::Windows::Foundation;
using namespace std::chrono_literals;

extern "C" {
unsigned long WaitForSingleObject(void *handle, unsigned long milliseconds);
void Sleep(unsigned long milliseconds);
void *GetClipboardData(unsigned int format);
}
constexpr unsigned long INFINITE = 0xFFFFFFFF;

struct Page : implements<Page, IInspectable> {
  fire_and_forget OnClick() {
    std::this_thread::sleep_for(1s);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'sleep_for' blocks the thread that runs coroutine 'Page::OnClick' [async-blocking-call]
    Sleep(10);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'Sleep' blocks the thread that runs coroutine 'Page::OnClick'
    WaitForSingleObject(event, INFINITE);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'WaitForSingleObject' blocks the thread that runs coroutine 'Page::OnClick'
    GetClipboardData(13);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: 'GetClipboardData' blocks the thread that runs coroutine 'Page::OnClick'
    co_await resume_foreground(Dispatcher());
    std::ifstream settings("settings.json");
    // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: constructing 'std::ifstream' blocks the thread that runs coroutine 'Page::OnClick'
  }
  fire_and_forget OnLoaded() {
    co_await resume_background();
    std::ifstream settings("settings.json");
    WaitForSingleObject(event, INFINITE);
    Sleep(10);
    GetClipboardData(13);
    co_await resume_foreground(Dispatcher());
    WaitForSingleObject(event, 0);
    co_await resume_on_signal(event);
    co_await 1s;
  }
  void Plain() { Sleep(10); }

  Windows::UI::Core::CoreDispatcher Dispatcher() const;
  void *event = nullptr;
};
