// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "app/desk/desk_service.h"
#include "core/rpc/messages.h"

namespace zhaojian::desk {

/// The desk's words as the client's, and back.
rpc::Verdict ToRpc(Choice choice);
/// An unspecified verdict becomes an escalation: never a silent pass.
Choice FromRpc(rpc::Verdict verdict);
/// Which stored file a picture is.
rpc::AssetVariant ToRpc(PictureKind kind);
/// Reasons in both directions; regions and measured values stay with the service.
std::vector<rpc::Reason> ToRpc(const std::vector<ReasonMark>& marks);
/// Reasons as the desk shows them.
std::vector<ReasonMark> FromRpc(const std::vector<rpc::Reason>& reasons);
/// A stored decision as a row.
DecisionRow FromRpc(const rpc::Decision& decision);
/// A decision as it goes to the service and to the journal.
rpc::DecisionRequest ToRpc(const Decision& decision);

}  // namespace zhaojian::desk
