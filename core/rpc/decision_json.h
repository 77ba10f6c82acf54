// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/json.h"
#include "core/base/status.h"
#include "core/rpc/messages.h"

namespace zhaojian::rpc {

/// A decision request as JSON, for the journal. Everything a replay sends is in it.
Json DecisionRequestToJson(const DecisionRequest& request);

/// Reads it back. Errors: kInvalidArgument BAD_JSON.
StatusOr<DecisionRequest> DecisionRequestFromJson(const Json& json);

}  // namespace zhaojian::rpc
