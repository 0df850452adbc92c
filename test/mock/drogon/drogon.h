// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors drogon/drogon.h: HttpAppFramework.h, HttpRequest.h, HttpResponse.h,
// HttpClient.h, orm/DbClient.h.
#pragma once
#pragma GCC system_header

#include "drogon/utils/coroutine.h"
#include <cstddef>

namespace drogon {
class HttpRequest {
public:
  const std::string &body() const;
  static std::shared_ptr<HttpRequest> newHttpRequest();
};
class HttpResponse {
public:
  static std::shared_ptr<HttpResponse> newHttpResponse();
  void setBody(const std::string &body);
};
using HttpRequestPtr = std::shared_ptr<HttpRequest>;
using HttpResponsePtr = std::shared_ptr<HttpResponse>;

namespace internal {
struct [[nodiscard]] HttpRespAwaiter : CallbackAwaiter<HttpResponsePtr> {
  void await_suspend(std::coroutine_handle<> handle);
};
} // namespace internal

class HttpClient {
public:
  static std::shared_ptr<HttpClient> newHttpClient(const std::string &host);
  internal::HttpRespAwaiter sendRequestCoro(HttpRequestPtr request,
                                            double timeout = 0);
};
using HttpClientPtr = std::shared_ptr<HttpClient>;

namespace orm {
class Result {
public:
  std::size_t size() const noexcept;
};
class DrogonDbException {
public:
  virtual ~DrogonDbException();
};
namespace internal {
struct [[nodiscard]] SqlAwaiter : CallbackAwaiter<Result> {
  void await_suspend(std::coroutine_handle<> handle);
};
} // namespace internal
class DbClient {
public:
  template <typename... Arguments>
  internal::SqlAwaiter execSqlCoro(const std::string &, Arguments &&...) {
    return {};
  }
  template <typename... Arguments>
  const Result execSqlSync(const std::string &, Arguments &&...) {
    return {};
  }
  template <typename... Arguments>
  std::future<Result> execSqlAsyncFuture(const std::string &, Arguments &&...);
};
using DbClientPtr = std::shared_ptr<DbClient>;
} // namespace orm

class HttpAppFramework {
public:
  trantor::EventLoop *getLoop() const;
  trantor::EventLoop *getIOLoop(std::size_t id) const;
  orm::DbClientPtr getDbClient();
  orm::DbClientPtr getDbClient(const std::string &name);
  void run();
  void quit();
};
HttpAppFramework &app();
} // namespace drogon
