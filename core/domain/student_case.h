// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/base/status.h"

namespace zhaojian {

/// What a student asks a human for. A case stands beside the order's state.
enum class CaseKind { kQuestion, kAppeal, kRedo, kRefund, kErasure };

/// Where a case stands. Upheld: what we did stays. Overturned: the student was right.
enum class CaseState { kOpen, kWaitingStudent, kUpheld, kOverturned, kWithdrawn, kClosed };

/// Stable names, for example "APPEAL".
const char* Name(CaseKind kind);
/// Stable names, for example "WAITING_STUDENT".
const char* Name(CaseState state);
/// Errors: kInvalidArgument BAD_NAME.
StatusOr<CaseKind> CaseKindFromName(const std::string& name);
/// Errors: kInvalidArgument BAD_NAME.
StatusOr<CaseState> CaseStateFromName(const std::string& name);
/// All kinds, in order of declaration.
const std::vector<CaseKind>& AllCaseKinds();
/// All states, in order of declaration.
const std::vector<CaseState>& AllCaseStates();

/// True while somebody still owes an answer (OPEN, WAITING_STUDENT).
bool IsOpen(CaseState state);

/// May a case go from one state to the other? (review queue reference §2f) OPEN and WAITING_STUDENT
/// change into each other; an open case becomes UPHELD, OVERTURNED or WITHDRAWN; those become
/// CLOSED. Errors: kFailedPrecondition ILLEGAL_TRANSITION {state, event}.
Status CheckCaseMove(CaseState from, CaseState to);

}  // namespace zhaojian
