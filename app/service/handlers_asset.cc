// SPDX-License-Identifier: Apache-2.0
#include "app/service/convert.h"
#include "app/service/handlers.h"
#include "core/base/crypto.h"
#include "core/base/file_name.h"

namespace zhaojian {
namespace {

constexpr char kJpegMime[] = "image/jpeg";
constexpr char kRecipeMime[] = "application/x-zhaojian-recipe";

std::string VariantName(v1::ReadAssetRequest::Variant variant) {
  switch (variant) {
    case v1::ReadAssetRequest::THUMB:
      return "thumb";
    case v1::ReadAssetRequest::PREVIEW:
      return "preview";
    case v1::ReadAssetRequest::STANDARD:
      return "standard";
    case v1::ReadAssetRequest::ORIGINAL:
      return "original";
    case v1::ReadAssetRequest::DELIVERED:
      return "delivered";
    case v1::ReadAssetRequest::RECIPE:
      return "recipe";
    default:
      return "";
  }
}

Status NoSuchPicture() {
  return MakeError(StatusCode::kNotFound, "NOT_FOUND", "There is no such picture of this photo.",
                   "variant");
}

struct Source {
  std::string order;
  int attempt = 0;
};

// The photo of a held item, or for supervisors the one behind a decision.
StatusOr<Source> SourceOf(const ServiceContext& context, const Caller& caller,
                          const v1::ReadAssetRequest& request) {
  if (!request.decision().empty()) {
    ZJ_RETURN_IF_ERROR(
        RequireRole(context.ledger, caller, {Role::kSupervisor, Role::kAuditor}).status());
    ZJ_ASSIGN_OR_RETURN(const int64_t id, DecisionId(request.decision()));
    ZJ_ASSIGN_OR_RETURN(const DecisionRow row, context.ledger.GetDecision(id));
    return Source{row.order, row.attempt};
  }
  LeaseCommand command;
  command.meta.actor = caller.staff;
  ZJ_ASSIGN_OR_RETURN(command.item, ItemId(request.work_item()));
  command.fence = request.fence();
  ZJ_ASSIGN_OR_RETURN(const BundleRow row, context.ledger.GetBundle(command));
  // Who holds the item may also look at what the same student sent before, never at what came
  // after.
  if (request.attempt() < 0 || request.attempt() > row.item.attempt) {
    return MakeError(StatusCode::kInvalidArgument, "BAD_ATTEMPT",
                     "This order has no such earlier photo; name one from 1 to the item's own.",
                     "attempt");
  }
  return Source{row.item.order, request.attempt() == 0 ? row.item.attempt : request.attempt()};
}

// The student sees the finished photo from the moment it is offered for confirmation; before that a
// second look may still send it back.
bool IsOffered(OrderState state) {
  return state == OrderState::kAwaitingConfirmation || state == OrderState::kConfirmed ||
         state == OrderState::kDeliveryBlocked || state == OrderState::kDelivered ||
         state == OrderState::kClosed;
}

Status RecordView(const ServiceContext& context, const std::string& actor, const Source& source,
                  const std::string& variant, const std::string& purpose) {
  RecordViewCommand view;
  view.meta = {actor, RandomUuid()};
  view.order = source.order;
  view.attempt = source.attempt;
  view.variant = variant;
  view.purpose = purpose;
  return context.ledger.RecordView(view).status();
}

// Records the view, then opens the file.
StatusOr<FileContent> Release(const ServiceContext& context, const std::string& actor,
                              const Source& source, const std::string& variant,
                              const std::string& purpose, const std::string& sha256,
                              const std::string& mime) {
  ZJ_RETURN_IF_ERROR(RecordView(context, actor, source, variant, purpose));
  ZJ_ASSIGN_OR_RETURN(std::string bytes, context.ledger.GetBlob(source.order, sha256));
  return FileContent{std::move(bytes), sha256, mime, ""};
}

// What proves a finished photo: its original, its recipe and the delivered bytes.
StatusOr<FileContent> ReadProof(const ServiceContext& context, const Caller& caller,
                                const v1::ReadAssetRequest& request, const std::string& variant) {
  ZJ_ASSIGN_OR_RETURN(const std::string actor,
                      OperatorOr(context.ledger, caller, {Role::kSupervisor, Role::kAuditor}));
  ZJ_ASSIGN_OR_RETURN(const VersionRow version, context.ledger.GetVersion(request.order()));
  const Source source{version.order, version.attempt};
  if (variant == "recipe") {
    ZJ_RETURN_IF_ERROR(RecordView(context, actor, source, variant, request.purpose()));
    return FileContent{version.recipe, Sha256Hex(version.recipe), kRecipeMime, ""};
  }
  if (variant == "delivered") {
    return Release(context, actor, source, variant, request.purpose(), version.output_sha256,
                   kJpegMime);
  }
  if (variant != "original") return NoSuchPicture();
  ZJ_ASSIGN_OR_RETURN(const AttemptRow attempt,
                      context.ledger.GetAttempt(version.order, version.attempt));
  return Release(context, actor, source, variant, request.purpose(), attempt.photo_sha256,
                 attempt.mime);
}

}  // namespace

StatusOr<FileContent> ReadAsset(const ServiceContext& context, const Caller& caller,
                                const v1::ReadAssetRequest& request) {
  const std::string variant = VariantName(request.variant());
  if (variant.empty()) {
    return MakeError(StatusCode::kInvalidArgument, "BAD_VARIANT", "Name a variant.", "variant");
  }
  if (request.purpose().empty()) {
    return MakeError(StatusCode::kPermissionDenied, "PURPOSE_REQUIRED",
                     "Looking at a photo needs a purpose.", "purpose");
  }
  if (!request.order().empty()) return ReadProof(context, caller, request, variant);
  ZJ_ASSIGN_OR_RETURN(const StaffMember staff, StaffOf(context.ledger, caller));
  ZJ_ASSIGN_OR_RETURN(const Source source, SourceOf(context, caller, request));
  if (variant == "delivered") {
    ZJ_ASSIGN_OR_RETURN(const OrderRow order, context.ledger.GetOrder(source.order));
    if (order.output_sha256.empty()) return NoSuchPicture();
    return Release(context, staff.code, source, variant, request.purpose(), order.output_sha256,
                   kJpegMime);
  }
  ZJ_ASSIGN_OR_RETURN(const AttemptRow attempt,
                      context.ledger.GetAttempt(source.order, source.attempt));
  if (variant == "original") {
    return Release(context, staff.code, source, variant, request.purpose(), attempt.photo_sha256,
                   attempt.mime);
  }
  const auto found = attempt.variants.find(variant);
  if (found == attempt.variants.end()) return NoSuchPicture();
  return Release(context, staff.code, source, variant, request.purpose(), found->second, kJpegMime);
}

StatusOr<FileContent> DownloadPhoto(const ServiceContext& context, const Caller& caller,
                                    const v1::DownloadPhotoRequest& request) {
  ZJ_RETURN_IF_ERROR(RequireStudent(caller));
  ZJ_ASSIGN_OR_RETURN(const OrderRow order, context.ledger.GetOrder(request.order()));
  if (order.output_sha256.empty() || !IsOffered(order.state)) {
    return MakeError(StatusCode::kFailedPrecondition, "NOT_FINISHED",
                     "The photo is not finished yet; look at the order's state.", "order");
  }
  ZJ_ASSIGN_OR_RETURN(const ContactRow contact, context.ledger.GetContact(order.number));
  ZJ_ASSIGN_OR_RETURN(FileContent file,
                      Release(context, kStudentActor, {order.number, order.attempt}, "delivered",
                              "download", order.output_sha256, kJpegMime));
  file.name = SafeFileName(contact.file_name, order.number) + ".jpg";
  return file;
}

StatusOr<FileContent> ReadDeliverable(const ServiceContext& context, const Caller& caller,
                                      const v1::ReadDeliverableRequest& request) {
  ZJ_ASSIGN_OR_RETURN(const std::string actor,
                      OperatorOr(context.ledger, caller, {Role::kSupervisor}));
  ZJ_ASSIGN_OR_RETURN(const OrderRow order, context.ledger.GetOrder(request.order()));
  if (order.confirmed_sha256.empty()) {
    return MakeError(StatusCode::kFailedPrecondition, "NOT_CONFIRMED",
                     "The student has not confirmed this photo.", "order");
  }
  return Release(context, actor, {order.number, order.attempt}, "delivered", "delivery",
                 order.confirmed_sha256, kJpegMime);
}

}  // namespace zhaojian
