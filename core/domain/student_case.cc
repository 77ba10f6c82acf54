// SPDX-License-Identifier: Apache-2.0
#include "core/domain/student_case.h"

#include "core/domain/names.h"

namespace zhaojian {
namespace {

const NameTable<CaseKind>& KindNames() {
  static const NameTable<CaseKind> names = {{CaseKind::kQuestion, "QUESTION"},
                                            {CaseKind::kAppeal, "APPEAL"},
                                            {CaseKind::kRedo, "REDO"},
                                            {CaseKind::kRefund, "REFUND"},
                                            {CaseKind::kErasure, "ERASURE"}};
  return names;
}

const NameTable<CaseState>& StateNames() {
  static const NameTable<CaseState> names = {
      {CaseState::kOpen, "OPEN"},           {CaseState::kWaitingStudent, "WAITING_STUDENT"},
      {CaseState::kUpheld, "UPHELD"},       {CaseState::kOverturned, "OVERTURNED"},
      {CaseState::kWithdrawn, "WITHDRAWN"}, {CaseState::kClosed, "CLOSED"}};
  return names;
}

}  // namespace

const char* Name(CaseKind kind) { return FindName(KindNames(), kind); }
const char* Name(CaseState state) { return FindName(StateNames(), state); }

StatusOr<CaseKind> CaseKindFromName(const std::string& name) {
  return FindValue(KindNames(), name, "kind of case");
}

StatusOr<CaseState> CaseStateFromName(const std::string& name) {
  return FindValue(StateNames(), name, "state of a case");
}

const std::vector<CaseKind>& AllCaseKinds() {
  static const std::vector<CaseKind> kinds = ValuesOf(KindNames());
  return kinds;
}

const std::vector<CaseState>& AllCaseStates() {
  static const std::vector<CaseState> states = ValuesOf(StateNames());
  return states;
}

bool IsOpen(CaseState state) {
  return state == CaseState::kOpen || state == CaseState::kWaitingStudent;
}

Status CheckCaseMove(CaseState from, CaseState to) {
  const bool resolved =
      from == CaseState::kUpheld || from == CaseState::kOverturned || from == CaseState::kWithdrawn;
  const bool legal = from != to && ((IsOpen(from) && to != CaseState::kClosed) ||
                                    (resolved && to == CaseState::kClosed));
  if (legal) return absl::OkStatus();
  return MakeError(StatusCode::kFailedPrecondition, "ILLEGAL_TRANSITION",
                   std::string("a case that is ") + Name(from) + " cannot become " + Name(to), "",
                   {{"state", Name(from)}, {"event", Name(to)}});
}

}  // namespace zhaojian
