// SPDX-License-Identifier: Apache-2.0
#include "app/desk/rpc_convert.h"

#include <utility>

namespace zhaojian::desk {
namespace {

constexpr char kBuild[] = "zhaojian 0.1.0";

}  // namespace

rpc::Verdict ToRpc(Choice choice) {
  switch (choice) {
    case Choice::kPass:
      return rpc::Verdict::kPass;
    case Choice::kReject:
      return rpc::Verdict::kReject;
    case Choice::kEscalate:
      break;
  }
  return rpc::Verdict::kEscalate;
}

Choice FromRpc(rpc::Verdict verdict) {
  if (verdict == rpc::Verdict::kPass) return Choice::kPass;
  return verdict == rpc::Verdict::kReject ? Choice::kReject : Choice::kEscalate;
}

rpc::AssetVariant ToRpc(PictureKind kind) {
  switch (kind) {
    case PictureKind::kPreview:
      return rpc::AssetVariant::kPreview;
    case PictureKind::kStandard:
      return rpc::AssetVariant::kStandard;
    case PictureKind::kOriginal:
      return rpc::AssetVariant::kOriginal;
    case PictureKind::kDelivered:
      break;
  }
  return rpc::AssetVariant::kDelivered;
}

std::vector<rpc::Reason> ToRpc(const std::vector<ReasonMark>& marks) {
  std::vector<rpc::Reason> reasons;
  for (const ReasonMark& mark : marks) {
    rpc::Reason reason;
    reason.code = mark.code;
    reason.note = mark.note;
    if (mark.region) {
      reason.region =
          rpc::Region{mark.region->x, mark.region->y, mark.region->width, mark.region->height};
    }
    reason.measured = mark.measured;
    reasons.push_back(std::move(reason));
  }
  return reasons;
}

std::vector<ReasonMark> FromRpc(const std::vector<rpc::Reason>& reasons) {
  std::vector<ReasonMark> marks;
  for (const rpc::Reason& reason : reasons) {
    ReasonMark mark;
    mark.code = reason.code;
    mark.note = reason.note;
    if (reason.region) {
      const rpc::Region& at = *reason.region;
      mark.region = cv::Rect2d(at.x, at.y, at.width, at.height);
    }
    mark.measured = reason.measured;
    marks.push_back(std::move(mark));
  }
  return marks;
}

DecisionRow FromRpc(const rpc::Decision& decision) {
  DecisionRow row;
  row.id = decision.name;
  row.order_tail = decision.order_tail;
  row.school = decision.school;
  row.attempt = decision.attempt;
  row.staff = decision.actor;
  row.choice = FromRpc(decision.verdict);
  row.reasons = FromRpc(decision.reasons);
  row.comment = decision.comment;
  row.photo_sha256 = decision.seen.photo_sha256;
  row.time = decision.decide_time;
  row.effective = decision.status == rpc::DecisionStatus::kEffective;
  row.undone = decision.status == rpc::DecisionStatus::kUndone ||
               decision.status == rpc::DecisionStatus::kDropped;
  row.seen_for = decision.seen.visible;
  return row;
}

rpc::DecisionRequest ToRpc(const Decision& decision) {
  rpc::DecisionRequest request;
  request.work_item = decision.work_item;
  request.fence = decision.fence;
  request.epoch = decision.epoch;
  request.verdict = ToRpc(decision.choice);
  request.reasons = ToRpc(decision.reasons);
  request.comment = decision.comment;
  request.seen.photo_sha256 = decision.photo_sha256;
  request.seen.standard_sha256 = decision.standard_sha256;
  request.seen.profile_version = decision.profile_version;
  request.seen.visible = request.seen.active = decision.seen_for;
  request.seen.console_build = kBuild;
  request.request_id = decision.request_id;
  return request;
}

}  // namespace zhaojian::desk
