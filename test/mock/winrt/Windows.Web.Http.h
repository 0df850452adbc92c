// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors winrt/Windows.Web.Http.h.
#pragma once
#pragma GCC system_header

#include "winrt/Windows.Foundation.h"

namespace winrt::Windows::Web::Http {
struct HttpProgress {};
struct IHttpClient;
} // namespace winrt::Windows::Web::Http

namespace winrt::impl {
template <typename D> struct consume_Windows_Web_Http_IHttpClient {
  Windows::Foundation::IAsyncOperationWithProgress<
      hstring, Windows::Web::Http::HttpProgress>
  GetStringAsync(const Windows::Foundation::Uri &uri) const;
};
} // namespace winrt::impl

namespace winrt::Windows::Web::Http {
struct IHttpClient
    : Foundation::IInspectable,
      impl::consume_Windows_Web_Http_IHttpClient<IHttpClient> {
  using IInspectable::IInspectable;
};
struct HttpClient : IHttpClient {
  using IHttpClient::IHttpClient;
  HttpClient();
};
} // namespace winrt::Windows::Web::Http
