// SPDX-License-Identifier: Apache-2.0
#include "core/ledger/stored_ledger.h"

#include "core/base/crypto.h"
#include "core/base/log.h"
#include "core/ledger/audit.h"
#include "core/ledger/command_bodies.h"
#include "core/ledger/command_steps.h"
#include "core/ledger/sqlite_store.h"
#include "core/ledger/stored_mutate.h"

namespace zhaojian {
namespace {

// Items per transaction: enough to share a sync, few enough that a decision never waits long.
constexpr int kTickBatch = 64;

// Whose order an answer is about: erasing the order erases the answer.
std::string OrderOf(const Json& answer) {
  for (const char* key : {"order", "number"}) {
    if (!answer.is_object()) break;
    const auto found = answer.find(key);
    if (found != answer.end() && found->is_string()) return found->get<std::string>();
  }
  return "";
}

StatusOr<int64_t> NumberFromJson(const Json& json) { return json.get<int64_t>(); }

}  // namespace

StoredLedger::StoredLedger(LedgerOptions options, std::unique_ptr<FolderLock> lock,
                           std::unique_ptr<Store> store, std::unique_ptr<BlobStore> blobs)
    : options_(std::move(options)),
      lock_(std::move(lock)),
      store_(std::move(store)),
      blobs_(std::move(blobs)) {
  UseCalendar(options_.policy.calendar);
}

void StoredLedger::UseCalendar(WorkCalendar calendar) {
  const std::lock_guard<std::mutex> lock(settings_mutex_);
  policies_.push_back(options_.policy);
  policies_.back().calendar = std::move(calendar);
  all_settings_.push_back({policies_.back(),
                           options_.undo_window.value_or(options_.policy.clocks.undo_window),
                           options_.enforce_office_hours, options_.takes_payment});
  settings_ = &all_settings_.back();
}

Status StoredLedger::LoadCalendar() {
  std::string text;
  ZJ_RETURN_IF_ERROR(store_->Read([&](Transaction& transaction) -> Status {
    ZJ_ASSIGN_OR_RETURN(text, transaction.GetCalendar());
    return absl::OkStatus();
  }));
  if (text.empty()) return absl::OkStatus();
  ZJ_ASSIGN_OR_RETURN(const Json json, ParseJson(text, "stored calendar"));
  ZJ_ASSIGN_OR_RETURN(WorkCalendar calendar, WorkCalendar::FromJson(json));
  UseCalendar(std::move(calendar));
  return absl::OkStatus();
}

absl::Time StoredLedger::Now() const {
  const Clock& clock =
      options_.clock == nullptr ? static_cast<const Clock&>(system_clock_) : *options_.clock;
  // The store keeps microseconds; what is compared with it must too.
  return absl::FromUnixMicros(absl::ToUnixMicros(clock.Now()));
}

Status StoredLedger::Write(const std::string& method, const RequestMeta& meta, const Json& body,
                           Json& answer, const std::function<StatusOr<Json>(Step&)>& work) {
  const bool stored = !meta.request_id.empty();
  if (!stored && method != "RecordView") {
    return MakeError(StatusCode::kInvalidArgument, "REQUEST_ID_REQUIRED",
                     method + " needs a request id", "request_id");
  }
  const std::string body_hash = Sha256Hex(meta.actor + "\n" + JsonLine(body));
  std::vector<LedgerNotice> notices;
  ZJ_RETURN_IF_ERROR(store_->Write([&](Transaction& transaction) -> Status {
    std::optional<RequestRow> known;
    if (stored) {
      ZJ_ASSIGN_OR_RETURN(known, transaction.FindRequest(meta.request_id));
    }
    if (known) {
      if (known->method != method || known->body_hash != body_hash) {
        return MakeError(StatusCode::kInvalidArgument, "REQUEST_ID_REUSED",
                         "this request id was used for another request", "request_id");
      }
      ZJ_ASSIGN_OR_RETURN(answer, ParseJson(known->response, "stored answer"));
      return absl::OkStatus();
    }
    Step step(transaction, *settings_, meta, Now());
    ZJ_ASSIGN_OR_RETURN(answer, work(step));
    if (stored) {
      ZJ_RETURN_IF_ERROR(transaction.PutRequest(
          meta.request_id, {method, body_hash, JsonLine(answer), OrderOf(answer)}, step.now));
    }
    notices = std::move(step.notices);
    return absl::OkStatus();
  }));
  Tell(notices);
  return absl::OkStatus();
}

void StoredLedger::Tell(const std::vector<LedgerNotice>& notices) {
  const std::lock_guard<std::mutex> lock(listener_mutex_);
  if (!listener_) return;
  for (const LedgerNotice& notice : notices) listener_(notice);
}

void StoredLedger::SetListener(std::function<void(const LedgerNotice&)> listener) {
  const std::lock_guard<std::mutex> lock(listener_mutex_);
  listener_ = std::move(listener);
}

StatusOr<Grant> StoredLedger::GrantOf(StatusOr<WorkItemRow> item) const {
  if (!item.ok()) return item.status();
  Grant grant;
  grant.clocks = options_.policy.clocks.For(item->kind);
  grant.item = *std::move(item);
  grant.server_time = Now();
  return grant;
}

StatusOr<School> StoredLedger::PutSchool(const PutSchoolCommand& command) {
  return Mutate("PutSchool", command, &DoPutSchool, &SchoolFromJson);
}

StatusOr<StaffMember> StoredLedger::PutStaff(const PutStaffCommand& command) {
  return Mutate("PutStaff", command, &DoPutStaff, &StaffFromJson);
}

StatusOr<StaffMember> StoredLedger::PauseStaff(const PauseStaffCommand& command) {
  return Mutate("PauseStaff", command, &DoPauseStaff, &StaffFromJson);
}

StatusOr<OrderRow> StoredLedger::CreateOrder(const CreateOrderCommand& command) {
  static const DemoCodeResolver demo{kDemoCodeKey};
  const CollectionCodeResolver& codes = options_.codes ? *options_.codes : demo;
  std::string key;
  ZJ_RETURN_IF_ERROR(store_->Read([&](Transaction& transaction) -> Status {
    ZJ_ASSIGN_OR_RETURN(key, transaction.StoreKey());
    return absl::OkStatus();
  }));
  // Another student's code under the same request id must not get this student's order.
  Json body = BodyOf(command);
  body["code_hmac"] = HexEncode(HmacSha256(key, command.collection_code));
  if (!command.phone_token.empty()) {
    body["phone_hmac"] = HexEncode(HmacSha256(key, command.phone_token));
  }
  Json answer;
  ZJ_RETURN_IF_ERROR(
      Write("CreateOrder", command.meta, body, answer, [&](Step& step) -> StatusOr<Json> {
        ZJ_ASSIGN_OR_RETURN(const CollectionCode code,
                            codes.Resolve(command.collection_code, step.now));
        ZJ_ASSIGN_OR_RETURN(const auto phone,
                            CheckPhoneToken(step, options_.phones.get(), options_.phone_required,
                                            command.phone_token));
        ZJ_ASSIGN_OR_RETURN(const OrderRow order, DoCreateOrder(step, command, code, phone));
        return ::zhaojian::ToJson(order);
      }));
  return OrderFromJson(answer);
}

StatusOr<OrderRow> StoredLedger::UploadPhoto(const UploadPhotoCommand& command) {
  ZJ_RETURN_IF_ERROR(CheckBlob(command.order, command.photo_sha256));
  for (const auto& [name, sha256] : command.variants) {
    ZJ_RETURN_IF_ERROR(CheckBlob(command.order, sha256));
  }
  return Mutate("UploadPhoto", command, &DoUploadPhoto, &OrderFromJson);
}

StatusOr<OrderRow> StoredLedger::Retake(const OrderCommand& command) {
  return Mutate("Retake", command, &DoRetake, &OrderFromJson);
}

StatusOr<OrderRow> StoredLedger::Submit(const OrderCommand& command) {
  return Mutate("Submit", command, &DoSubmit, &OrderFromJson);
}

StatusOr<OrderRow> StoredLedger::Withdraw(const OrderCommand& command) {
  return Mutate("Withdraw", command, &DoWithdraw, &OrderFromJson);
}

StatusOr<OrderRow> StoredLedger::Cancel(const OrderCommand& command) {
  return Mutate("Cancel", command, &DoCancel, &OrderFromJson);
}

StatusOr<OrderRow> StoredLedger::RequestRecollection(const OrderCommand& command) {
  return Mutate("RequestRecollection", command, &DoRequestRecollection, &OrderFromJson);
}

StatusOr<OrderRow> StoredLedger::RequestRedo(const OrderCommand& command) {
  return Mutate("RequestRedo", command, &DoRequestRedo, &OrderFromJson);
}

StatusOr<OrderRow> StoredLedger::Confirm(const ConfirmCommand& command) {
  return Mutate("Confirm", command, &DoConfirm, &OrderFromJson);
}

StatusOr<ClaimResult> StoredLedger::Claim(const ClaimCommand& command) {
  Json answer;
  ZJ_RETURN_IF_ERROR(
      Write("Claim", command.meta, BodyOf(command), answer, [&](Step& step) -> StatusOr<Json> {
        ZJ_ASSIGN_OR_RETURN(const auto items, DoClaim(step, command));
        Json list = Json::array();
        // An answer over several orders is not erased with one of them: it repeats no words.
        for (WorkItemRow item : items) {
          item.note.clear();
          item.reasons.clear();
          list.push_back(::zhaojian::ToJson(item));
        }
        return list;
      }));
  ClaimResult result;
  for (const Json& entry : answer) {
    ZJ_ASSIGN_OR_RETURN(Grant grant, GrantOf(WorkItemFromJson(entry)));
    ZJ_ASSIGN_OR_RETURN(const WorkItemRow row, GetWorkItem(grant.item.id));
    grant.item.note = row.note;
    grant.item.reasons = row.reasons;
    result.grants.push_back(std::move(grant));
  }
  result.retry_after = options_.policy.clocks.retry_after;
  return result;
}

StatusOr<Grant> StoredLedger::Activate(const LeaseCommand& command) {
  return GrantOf(Mutate("Activate", command, &DoActivate, &WorkItemFromJson));
}

StatusOr<Grant> StoredLedger::Resume(const LeaseCommand& command) {
  return GrantOf(Mutate("Resume", command, &DoResume, &WorkItemFromJson));
}

StatusOr<std::vector<LeaseStatus>> StoredLedger::Renew(const std::string& actor,
                                                       const std::vector<LeaseRef>& leases) {
  std::vector<LeaseStatus> statuses;
  const RequestMeta meta{actor, ""};
  ZJ_RETURN_IF_ERROR(store_->Write([&](Transaction& transaction) -> Status {
    Step step(transaction, *settings_, meta, Now());
    ZJ_RETURN_IF_ERROR(step.Staff().status());
    ZJ_ASSIGN_OR_RETURN(statuses, DoRenew(step, leases));
    return absl::OkStatus();
  }));
  return statuses;
}

StatusOr<WorkItemRow> StoredLedger::Release(const ReleaseCommand& command) {
  return Mutate("Release", command, &DoRelease, &WorkItemFromJson);
}

StatusOr<WorkItemRow> StoredLedger::Park(const ParkCommand& command) {
  return Mutate("Park", command, &DoPark, &WorkItemFromJson);
}

StatusOr<DecisionRow> StoredLedger::StageDecision(const StageDecisionCommand& command) {
  return Mutate("StageDecision", command, &DoStageDecision, &DecisionFromJson);
}

StatusOr<WorkItemRow> StoredLedger::UndoDecision(const UndoDecisionCommand& command) {
  return Mutate("UndoDecision", command, &DoUndoDecision, &WorkItemFromJson);
}

StatusOr<DecisionRow> StoredLedger::Overturn(const OverturnCommand& command) {
  return Mutate("Overturn", command, &DoOverturn, &DecisionFromJson);
}

// A stored answer lives longer than an order's photos, so it holds no recipe. The request that
// finds it has the same body, hence the recipe.
StatusOr<DraftRow> StoredLedger::SaveDraft(const SaveDraftCommand& command) {
  Json answer;
  ZJ_RETURN_IF_ERROR(
      Write("SaveDraft", command.meta, BodyOf(command), answer, [&](Step& step) -> StatusOr<Json> {
        ZJ_ASSIGN_OR_RETURN(DraftRow row, DoSaveDraft(step, command));
        row.recipe.clear();
        return ::zhaojian::ToJson(row);
      }));
  ZJ_ASSIGN_OR_RETURN(DraftRow row, DraftFromJson(answer));
  row.recipe = command.recipe;
  return row;
}

StatusOr<VersionRow> StoredLedger::CommitRetouch(const CommitRetouchCommand& command) {
  ZJ_ASSIGN_OR_RETURN(const WorkItemRow item, GetWorkItem(command.item));
  if (command.gate_green) ZJ_RETURN_IF_ERROR(CheckBlob(item.order, command.output_sha256));
  Json answer;
  ZJ_RETURN_IF_ERROR(Write("CommitRetouch", command.meta, BodyOf(command), answer,
                           [&](Step& step) -> StatusOr<Json> {
                             ZJ_ASSIGN_OR_RETURN(VersionRow row, DoCommitRetouch(step, command));
                             row.recipe.clear();
                             return ::zhaojian::ToJson(row);
                           }));
  ZJ_ASSIGN_OR_RETURN(VersionRow row, VersionFromJson(answer));
  row.recipe = command.recipe;
  return row;
}

StatusOr<WorkItemRow> StoredLedger::ReturnToReview(const ReturnToReviewCommand& command) {
  return Mutate("ReturnToReview", command, &DoReturnToReview, &WorkItemFromJson);
}

StatusOr<OrderRow> StoredLedger::DecideQc(const DecideQcCommand& command) {
  return Mutate("DecideQc", command, &DoDecideQc, &OrderFromJson);
}

StatusOr<OrderRow> StoredLedger::Deliver(const DeliverCommand& command) {
  return Mutate("Deliver", command, &DoDeliver, &OrderFromJson);
}

StatusOr<int64_t> StoredLedger::RecordView(const RecordViewCommand& command) {
  return Mutate("RecordView", command, &DoRecordView, &NumberFromJson);
}

// Lets one batch of timers ring in one transaction. A row that fails is named in `failed`, and
// nothing of the batch is written.
Status StoredLedger::TickBatch(const std::set<std::string>& skipped, std::string& failed,
                               int& handled, TickResult& result) {
  const RequestMeta meta{kSystemActor, ""};
  std::vector<LedgerNotice> notices;
  std::vector<std::string> purged;
  TickResult batch;
  ZJ_RETURN_IF_ERROR(store_->Write([&](Transaction& transaction) -> Status {
    batch = TickResult();
    handled = 0;
    purged.clear();
    Step step(transaction, *settings_, meta, Now());
    ZJ_ASSIGN_OR_RETURN(auto items, transaction.WakingItems(step.now, kTickBatch));
    for (WorkItemRow& item : items) {
      failed = "item=" + std::to_string(item.id);
      if (skipped.count(failed)) continue;
      ZJ_RETURN_IF_ERROR(DoWake(step, std::move(item), batch));
      ++handled;
    }
    ZJ_ASSIGN_OR_RETURN(auto orders, transaction.WakingOrders(step.now, kTickBatch));
    for (OrderRow& order : orders) {
      failed = "order=" + LogId(order.number);
      if (skipped.count(failed)) continue;
      ZJ_RETURN_IF_ERROR(DoWakeOrder(step, std::move(order), purged));
      ++handled;
      ++batch.orders;
    }
    failed.clear();
    ZJ_ASSIGN_OR_RETURN(batch.next, transaction.NextWake());
    notices = std::move(step.notices);
    return absl::OkStatus();
  }));
  for (const std::string& order : purged) blobs_->Erase(order);
  Tell(notices);
  result.effects += batch.effects;
  result.orders += batch.orders;
  result.expired += batch.expired;
  result.escalated += batch.escalated;
  result.overdue += batch.overdue;
  result.next = batch.next;
  return absl::OkStatus();
}

StatusOr<TickResult> StoredLedger::Tick() {
  TickResult result;
  std::set<std::string> skipped;
  for (int handled = kTickBatch; handled >= kTickBatch;) {
    std::string failed;
    const Status status = TickBatch(skipped, failed, handled, result);
    if (status.ok()) continue;
    if (failed.empty() || status.code() == StatusCode::kUnavailable) return status;
    // One row that cannot move must not hold up all the others.
    Log(LogLevel::kError, "ledger", "timer of " + failed + " failed: " + MessageOf(status));
    skipped.insert(failed);
    handled = kTickBatch;
  }
  return result;
}

Status StoredLedger::CheckHead() {
  return store_->Read([](Transaction& transaction) -> Status {
    ZJ_ASSIGN_OR_RETURN(const StoredAudit head, transaction.AuditHead());
    if (head.sequence == 0 || AuditHash(head.bytes) == head.hash) return absl::OkStatus();
    return MakeError(StatusCode::kDataLoss, "HASH_CHAIN_BROKEN",
                     "the last event of the audit trail does not have its hash", "",
                     {{"sequence", std::to_string(head.sequence)}});
  });
}

StatusOr<std::unique_ptr<Ledger>> OpenMemoryLedger(LedgerOptions options) {
  ZJ_ASSIGN_OR_RETURN(auto store, OpenMemoryStore());
  return std::unique_ptr<Ledger>(
      std::make_unique<StoredLedger>(std::move(options), nullptr, std::move(store), MemoryBlobs()));
}

StatusOr<std::unique_ptr<Ledger>> OpenSqliteLedger(LedgerOptions options) {
  ZJ_RETURN_IF_ERROR(MakeFolder(options.folder));
  ZJ_ASSIGN_OR_RETURN(auto lock, FolderLock::Acquire(options.folder, options.owner));
  ZJ_ASSIGN_OR_RETURN(auto store, OpenSqliteStore(options.folder));
  auto blobs = FolderBlobs(options.folder / "blobs");
  auto ledger = std::make_unique<StoredLedger>(std::move(options), std::move(lock),
                                               std::move(store), std::move(blobs));
  ZJ_RETURN_IF_ERROR(ledger->CheckHead());
  ZJ_RETURN_IF_ERROR(ledger->LoadCalendar());
  return std::unique_ptr<Ledger>(std::move(ledger));
}

}  // namespace zhaojian
