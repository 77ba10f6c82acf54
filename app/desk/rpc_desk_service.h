// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "app/desk/desk_service.h"
#include "core/base/clock.h"

namespace zhaojian::desk {

/// Connects the desks to a service as a member of staff.
/// @param address unix:PATH or 127.0.0.1:PORT. @param staff code of the person. @param clock lease
/// ends are counted on it. Errors: kInvalidArgument BAD_ADDRESS.
StatusOr<std::unique_ptr<DeskService>> ConnectDesk(const std::string& address,
                                                   const std::string& staff, const Clock* clock);

/// The decision journal in a folder that this program has locked.
/// Errors: kUnavailable FILE_UNWRITABLE.
StatusOr<std::unique_ptr<DecisionLog>> OpenDecisionLog(const std::filesystem::path& folder,
                                                       const std::string& staff);

}  // namespace zhaojian::desk
