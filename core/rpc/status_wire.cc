// SPDX-License-Identifier: Apache-2.0
#include "core/rpc/status_wire.h"

#include "zhaojian/v1/common.pb.h"

namespace zhaojian::rpc {
namespace {

constexpr int kHighestCode = 16;  // UNAUTHENTICATED

}  // namespace

std::string EncodeDetails(const Status& status) {
  if (status.ok()) return {};
  v1::StatusDetails out;
  out.set_code(static_cast<int>(status.code()));
  out.set_message(MessageOf(status));
  v1::ErrorDetail detail;
  detail.set_domain(kErrorDomain);
  if (const auto own = DetailOf(status)) {
    detail.set_reason(own->reason);
    detail.set_field(own->field);
    for (const auto& [key, value] : own->metadata) (*detail.mutable_metadata())[key] = value;
  }
  out.add_details()->PackFrom(detail);
  return out.SerializeAsString();
}

Status DecodeStatus(int code, const std::string& message, const std::string& details) {
  if (code == 0) return absl::OkStatus();
  const auto known =
      code > 0 && code <= kHighestCode ? static_cast<StatusCode>(code) : StatusCode::kUnknown;
  v1::StatusDetails in;
  if (!details.empty() && in.ParseFromString(details)) {
    for (const auto& any : in.details()) {
      v1::ErrorDetail detail;
      if (!any.UnpackTo(&detail) || detail.reason().empty()) continue;
      return MakeError(known, detail.reason(), message, detail.field(),
                       {detail.metadata().begin(), detail.metadata().end()});
    }
  }
  return Status(known, message);
}

}  // namespace zhaojian::rpc
