// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <map>
#include <optional>
#include <string>

namespace zhaojian {

/// Error model of the whole program: values, never exceptions across a module's edge.
using Status = absl::Status;
/// A value or the error that kept it from being made.
template <typename T>
using StatusOr = absl::StatusOr<T>;
/// Canonical error codes.
using StatusCode = absl::StatusCode;

/// Machine-readable half of an error; travels in the status as a payload and over gRPC as error
/// details.
struct ErrorDetail {
  /// Stable UPPER_SNAKE name such as LEASE_LOST, or a reason code such as FILE-01.
  std::string reason;
  /// The request field or file key that is wrong; empty when none is.
  std::string field;
  /// Further facts by name (fence_now, order, ...). Never personal data.
  std::map<std::string, std::string> metadata;
};

/// Makes an error that carries an ErrorDetail.
/// @param message one English line: what went wrong and what to do. Never personal data.
Status MakeError(StatusCode code, const std::string& reason, const std::string& message,
                 const std::string& field = {},
                 const std::map<std::string, std::string>& metadata = {});

/// The detail of an error, if it has one.
std::optional<ErrorDetail> DetailOf(const Status& status);

/// The stable reason of an error; empty when the status is OK or carries none.
std::string ReasonOf(const Status& status);

/// The message of a status as a std::string (Debian's absl::string_view is not std::string_view).
std::string MessageOf(const Status& status);

/// Puts "context; " before the message and keeps code and detail. OK stays OK.
Status Annotate(const Status& status, const std::string& context);

}  // namespace zhaojian

#define ZJ_CONCAT_INNER(a, b) a##b
#define ZJ_CONCAT(a, b) ZJ_CONCAT_INNER(a, b)

// The counter and not the line: a macro used inside a lambda inside another must not shadow it.
/// Returns from the enclosing function when the expression is not OK.
#define ZJ_RETURN_IF_ERROR(expr) ZJ_RETURN_IF_ERROR_IMPL(ZJ_CONCAT(zj_status_, __COUNTER__), expr)
#define ZJ_RETURN_IF_ERROR_IMPL(tmp, expr) \
  do {                                     \
    ::zhaojian::Status tmp = (expr);       \
    if (!tmp.ok()) return tmp;             \
  } while (false)

/// Assigns the value of a StatusOr expression or returns its error.
#define ZJ_ASSIGN_OR_RETURN(lhs, expr) \
  ZJ_ASSIGN_OR_RETURN_IMPL(ZJ_CONCAT(zj_or_, __COUNTER__), lhs, expr)
#define ZJ_ASSIGN_OR_RETURN_IMPL(tmp, lhs, expr) \
  auto tmp = (expr);                             \
  if (!tmp.ok()) return tmp.status();            \
  lhs = std::move(tmp).value()
