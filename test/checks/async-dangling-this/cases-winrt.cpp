// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RUN: %check_cases %s async-dangling-this %t -- -std=c++20 -isystem %mock
// Cases written from the check's page alone.
#include <wil/cppwinrt_helpers.h>
#include <winrt/Windows.Foundation.h>
#include <winrt/Windows.System.h>
#include <winrt/Windows.UI.Core.h>

#include <chrono>
#include <future>
#include <string>
#include <utility>
#include <vector>

using winrt::com_ptr;
using winrt::fire_and_forget;
using winrt::hstring;
using winrt::Windows::Foundation::IAsyncAction;
using winrt::Windows::Foundation::IAsyncOperation;
using winrt::Windows::Foundation::IInspectable;
using winrt::Windows::System::DispatcherQueue;
using winrt::Windows::UI::Core::CoreDispatcher;
using namespace std::chrono_literals;

IAsyncOperation<hstring> DownloadTextAsync(hstring address);
std::vector<int> DecodeSamples(const std::wstring &path);

// Buggy: the pane may be closed while the text is on its way.
struct NewsPane : winrt::implements<NewsPane, IInspectable> {
  fire_and_forget OnRefreshClicked() {
    busy_ = true;
    hstring text = co_await DownloadTextAsync(L"https://news.example/top");
    headline_ = text; // expect
    busy_ = false;
  }

private:
  hstring headline_;
  bool busy_ = false;
};

// Buggy: the dispatcher is a member, it is read on the background thread.
struct WaveformView : winrt::implements<WaveformView, IInspectable> {
  fire_and_forget Render(std::wstring path) {
    co_await winrt::resume_background();
    std::vector<int> samples = DecodeSamples(path);
    co_await wil::resume_foreground(dispatcher_); // expect
    samples_ = std::move(samples);
  }

private:
  CoreDispatcher dispatcher_;
  std::vector<int> samples_;
};

// Buggy: the flag that says closed is inside the object that is gone.
struct ToastWindow : winrt::implements<ToastWindow, IInspectable> {
  fire_and_forget HideLater() {
    co_await winrt::resume_after(4s);
    if (closed_) // expect
      co_return;
    Hide();
  }
  void Close() { closed_ = true; }

private:
  void Hide();
  bool closed_ = false;
};

// Buggy: the strong reference is taken after the suspension.
struct PrinterQueue : winrt::implements<PrinterQueue, IInspectable> {
  fire_and_forget Submit(hstring document) {
    co_await winrt::resume_background();
    auto strong = get_strong(); // expect
    jobs_.push_back(document);
  }

private:
  std::vector<hstring> jobs_;
};

// Buggy: a weak reference was taken and then never asked.
struct MapTile : winrt::implements<MapTile, IInspectable> {
  fire_and_forget LoadTile(int zoom) {
    auto weak = get_weak();
    hstring data = co_await DownloadTextAsync(L"tile");
    SetImage(data, zoom); // expect
  }

private:
  void SetImage(const hstring &data, int zoom);
};

// Buggy: the event handler casts the eager action to void.
struct ContactList : winrt::implements<ContactList, IInspectable> {
  void OnNavigatedTo() { (void)ReloadAsync(); }

private:
  IAsyncAction ReloadAsync() {
    hstring names = co_await DownloadTextAsync(L"contacts");
    names_.push_back(names); // expect
  }

  std::vector<hstring> names_;
};

// Buggy: awaiting the other member does not keep the editor either.
struct Editor : winrt::implements<Editor, IInspectable> {
  fire_and_forget OnOpenClicked(hstring file) {
    co_await ReadDocumentAsync(file); // expect
  }

private:
  IAsyncAction ReadDocumentAsync(hstring file) {
    hstring text = co_await DownloadTextAsync(file);
    document_ = text;
  }

  hstring document_;
};

// Buggy: the reference is given back before the second suspension.
struct Scanner : winrt::implements<Scanner, IInspectable> {
  fire_and_forget Scan() {
    auto self = get_strong();
    co_await winrt::resume_background();
    ++pages_;
    self = nullptr;
    co_await winrt::resume_after(1s);
    state_ = L"idle"; // expect
  }

private:
  int pages_ = 0;
  hstring state_;
};

// Buggy: the error path uses the view model after the suspension.
template <typename D> struct ViewModelBase : winrt::implements<D> {
  void RaiseChanged(const wchar_t *property);
};

struct WeatherViewModel : ViewModelBase<WeatherViewModel> {
  fire_and_forget Update() {
    hstring forecast;
    try {
      forecast = co_await DownloadTextAsync(L"forecast");
    } catch (const winrt::hresult_error &error) {
      failure_ = error.message(); // expect
    }
  }

private:
  hstring failure_;
};

// Buggy: the uploader is a local variable of a function that does not wait.
class CrashUploader {
public:
  explicit CrashUploader(hstring report) : report_(std::move(report)) {}

  IAsyncAction SendAsync() {
    co_await winrt::resume_background();
    Post(report_);
  }

private:
  static void Post(const hstring &body);
  hstring report_;
};

void ReportCrash(const hstring &report) {
  if (report.empty())
    return;
  CrashUploader uploader(report);
  (void)uploader.SendAsync(); // expect
}

// Correct: the strong reference is taken first.
struct Gallery : winrt::implements<Gallery, IInspectable> {
  fire_and_forget LoadPictures() {
    auto strong = get_strong();
    co_await winrt::resume_background();
    std::vector<int> pixels = DecodeSamples(L"picture.raw");
    co_await winrt::resume_foreground(queue_);
    pixels_ = std::move(pixels);
  }

private:
  DispatcherQueue queue_;
  std::vector<int> pixels_;
};

// Correct: the weak reference is resolved after the suspension.
struct TabItem : winrt::implements<TabItem, IInspectable> {
  fire_and_forget UpdateTitle() {
    auto weak = get_weak();
    hstring title = co_await DownloadTextAsync(L"title");
    if (auto self = weak.get())
      self->title_ = title;
  }

private:
  hstring title_;
};

// Correct: all that the coroutine needs is copied before it suspends.
struct Telemetry : winrt::implements<Telemetry, IInspectable> {
  fire_and_forget Send() {
    std::vector<hstring> batch = std::exchange(events_, {});
    co_await winrt::resume_background();
    for (const hstring &event : batch)
      Write(event);
  }

private:
  static void Write(const hstring &event);
  std::vector<hstring> events_;
};

// Correct: the caller hands a reference over that the coroutine keeps.
struct VideoPlayer : winrt::implements<VideoPlayer, IInspectable> {
  void Play() { Buffer(get_strong()); }

private:
  fire_and_forget Buffer(com_ptr<VideoPlayer> keepAlive) {
    co_await winrt::resume_after(200ms);
    ++frames_;
  }

  int frames_ = 0;
};

// Correct: the action is passed on to a caller, who awaits it.
struct Settings : winrt::implements<Settings, IInspectable> {
  IAsyncAction Save() { return WriteAsync(); }

private:
  IAsyncAction WriteAsync() {
    co_await winrt::resume_background();
    dirty_ = false;
  }

  bool dirty_ = false;
};

IAsyncAction SaveAll(com_ptr<Settings> settings) { co_await settings->Save(); }

// Correct: asking for the cancellation token does not suspend.
struct Importer : winrt::implements<Importer, IInspectable> {
  void OnDrop() { (void)ImportAsync(); }

private:
  IAsyncAction ImportAsync() {
    auto cancelled = co_await winrt::get_cancellation_token();
    for (int file = 0; file < 16 && !cancelled(); ++file)
      imported_ += file;
  }

  int imported_ = 0;
};

// Correct: there is one theme service and it is never destroyed.
struct ThemeService : winrt::implements<ThemeService, IInspectable> {
  static ThemeService &Instance() {
    static ThemeService service;
    return service;
  }

  fire_and_forget Reload() {
    hstring theme = co_await DownloadTextAsync(L"theme");
    current_ = theme;
  }

private:
  hstring current_;
};

// Correct: the destructor waits until the worker has said that it is done.
struct FontCache : winrt::implements<FontCache, IInspectable> {
  ~FontCache() { finished_.get_future().wait(); }

  fire_and_forget Fill() {
    co_await winrt::resume_background();
    fonts_ += 12;
    finished_.set_value();
  }

private:
  int fonts_ = 0;
  std::promise<void> finished_;
};

// Correct: the application object is not counted, it lives in main().
class Application {
public:
  fire_and_forget CheckForUpdates() {
    co_await winrt::resume_after(30s);
    version_ = co_await DownloadTextAsync(L"version");
  }

private:
  hstring version_;
};

// Correct: the reference is made from this, under another name.
struct Clipboard : winrt::implements<Clipboard, IInspectable> {
  fire_and_forget Paste(DispatcherQueue queue) {
    com_ptr<Clipboard> lifetime;
    lifetime.copy_from(this);
    co_await winrt::resume_foreground(queue);
    ++pastes_;
  }

private:
  int pastes_ = 0;
};
