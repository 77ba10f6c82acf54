// SPDX-License-Identifier: Apache-2.0
#include "core/base/crypto.h"
#include "core/base/log.h"
#include "core/ledger/audit.h"
#include "core/ledger/audit_check.h"
#include "core/ledger/command_steps.h"
#include "core/ledger/stored_ledger.h"

namespace zhaojian {
namespace {

// Lists are read in pieces; nothing on screen shows more at once (review queue reference §3).
constexpr int kMaxRows = 1000;

int Capped(int limit) { return limit <= 0 ? 50 : std::min(limit, kMaxRows); }

StatusOr<std::vector<DecisionRow>> EffectiveDecisions(Transaction& transaction,
                                                      const std::string& order) {
  DecisionFilter filter;
  filter.order = order;
  filter.state = DecisionState::kEffective;
  filter.limit = kMaxRows;
  ZJ_ASSIGN_OR_RETURN(auto decisions, transaction.ListDecisions(filter));
  std::reverse(decisions.begin(), decisions.end());
  for (DecisionRow& decision : decisions) decision.actor.clear();
  return decisions;
}

}  // namespace

template <typename Row>
StatusOr<Row> StoredLedger::Read(const std::function<StatusOr<Row>(Transaction&)>& work) {
  StatusOr<Row> result = MakeError(StatusCode::kInternal, "INTERNAL", "nothing was read");
  ZJ_RETURN_IF_ERROR(store_->Read([&](Transaction& transaction) -> Status {
    result = work(transaction);
    return result.status();
  }));
  return result;
}

StatusOr<std::vector<School>> StoredLedger::ListSchools() {
  return Read<std::vector<School>>([](Transaction& txn) { return txn.ListSchools(); });
}

StatusOr<std::vector<StaffMember>> StoredLedger::ListStaff() {
  return Read<std::vector<StaffMember>>([](Transaction& txn) { return txn.ListStaff(); });
}

StatusOr<School> StoredLedger::GetSchool(const std::string& code) {
  return Read<School>([&](Transaction& txn) { return txn.GetSchool(code); });
}

StatusOr<StaffMember> StoredLedger::GetStaff(const std::string& code) {
  return Read<StaffMember>([&](Transaction& txn) -> StatusOr<StaffMember> {
    ZJ_ASSIGN_OR_RETURN(const auto staff, txn.FindStaff(code));
    if (staff) return *staff;
    return MakeError(StatusCode::kNotFound, "NOT_FOUND", "staff " + code + " does not exist");
  });
}

StatusOr<std::vector<Grant>> StoredLedger::ListHeld(const std::string& actor) {
  return Read<std::vector<Grant>>([&](Transaction& txn) -> StatusOr<std::vector<Grant>> {
    ZJ_ASSIGN_OR_RETURN(const auto items, txn.HeldItems(actor));
    std::vector<Grant> grants;
    for (const WorkItemRow& item : items) {
      ZJ_ASSIGN_OR_RETURN(Grant grant, GrantOf(item));
      grants.push_back(std::move(grant));
    }
    return grants;
  });
}

StatusOr<BundleRow> StoredLedger::GetBundle(const LeaseCommand& command) {
  return Read<BundleRow>([&](Transaction& txn) -> StatusOr<BundleRow> {
    Step step(txn, *settings_, command.meta, Now());
    ZJ_RETURN_IF_ERROR(step.Staff().status());
    BundleRow bundle;
    ZJ_ASSIGN_OR_RETURN(bundle.item, HeldItem(step, command.item, command.fence));
    ZJ_ASSIGN_OR_RETURN(bundle.order, txn.GetOrder(bundle.item.order));
    ZJ_ASSIGN_OR_RETURN(bundle.attempt, txn.GetAttempt(bundle.item.order, bundle.item.attempt));
    ZJ_ASSIGN_OR_RETURN(bundle.previous, EffectiveDecisions(txn, bundle.item.order));
    ZJ_ASSIGN_OR_RETURN(bundle.draft, txn.FindDraft(bundle.item.order, bundle.item.attempt));
    return bundle;
  });
}

StatusOr<DraftRow> StoredLedger::GetDraft(const std::string& order, int attempt) {
  return Read<DraftRow>([&](Transaction& txn) -> StatusOr<DraftRow> {
    ZJ_ASSIGN_OR_RETURN(const auto draft, txn.FindDraft(order, attempt));
    if (draft) return *draft;
    return MakeError(StatusCode::kNotFound, "NOT_FOUND", "no draft was saved");
  });
}

StatusOr<std::vector<DeliveryRow>> StoredLedger::ListDeliverable(const std::string& school,
                                                                 const std::string& after,
                                                                 int limit) {
  const auto wanted = static_cast<size_t>(Capped(limit));
  return Read<std::vector<DeliveryRow>>(
      [&](Transaction& txn) -> StatusOr<std::vector<DeliveryRow>> {
        std::vector<DeliveryRow> rows;
        OrderFilter filter{school, OrderState::kConfirmed, after, static_cast<int>(wanted)};
        while (rows.size() < wanted) {
          ZJ_ASSIGN_OR_RETURN(const auto orders, txn.ListOrders(filter));
          for (const OrderRow& order : orders) {
            if (order.hold || rows.size() == wanted) continue;
            ZJ_ASSIGN_OR_RETURN(const School settings, txn.GetSchool(order.school));
            ZJ_ASSIGN_OR_RETURN(const VersionRow version, txn.LastVersion(order.number));
            ZJ_ASSIGN_OR_RETURN(const std::string name, DeliveryFileName(txn, settings, order));
            rows.push_back({order.number, order.school, name, order.confirmed_sha256,
                            version.output_bytes, order.updated});
          }
          if (static_cast<int>(orders.size()) < filter.limit) break;
          filter.after = orders.back().number;
        }
        return rows;
      });
}

Status StoredLedger::CheckBlob(const std::string& order, const std::string& sha256) const {
  if (IsOrderNumber(order) && IsSha256(sha256) && blobs_->Has(order, sha256)) {
    return absl::OkStatus();
  }
  return MakeError(StatusCode::kFailedPrecondition, "BLOB_MISSING",
                   "the picture's bytes are not stored; store them before they are named", "",
                   {{"sha256", sha256}});
}

StatusOr<std::string> StoredLedger::PutBlob(const std::string& order, const std::string& bytes) {
  ZJ_ASSIGN_OR_RETURN(const OrderSecrets secrets,
                      Read<OrderSecrets>([&](Transaction& txn) { return txn.GetSecrets(order); }));
  const std::string sha256 = Sha256Hex(bytes);
  if (blobs_->Has(order, sha256)) return sha256;
  const Status status =
      blobs_->Put(order, sha256, SealBytes(secrets.key, bytes, order + "/" + sha256));
  if (status.ok()) return sha256;
  // The path holds the whole order number, so neither the log nor the caller gets it.
  Log(LogLevel::kError, "ledger", "blob of order=" + LogId(order) + " not written");
  return MakeError(StatusCode::kUnavailable, "BLOB_UNWRITABLE",
                   "the picture could not be stored; check the disk of the service and try again");
}

StatusOr<std::string> StoredLedger::GetBlob(const std::string& order, const std::string& sha256) {
  if (!IsOrderNumber(order) || !IsSha256(sha256)) {
    return MakeError(StatusCode::kNotFound, "NOT_FOUND", "the picture does not exist");
  }
  ZJ_ASSIGN_OR_RETURN(const OrderSecrets secrets,
                      Read<OrderSecrets>([&](Transaction& txn) { return txn.GetSecrets(order); }));
  auto sealed = blobs_->Get(order, sha256);
  if (!sealed.ok()) {
    return MakeError(StatusCode::kNotFound, "NOT_FOUND", "the picture does not exist");
  }
  return OpenBytes(secrets.key, *sealed, order + "/" + sha256);
}

StatusOr<CaseRow> StoredLedger::WithThread(StatusOr<CaseRow> row) {
  if (!row.ok()) return row;
  ZJ_RETURN_IF_ERROR(store_->Read([&](Transaction& txn) { return OpenThread(txn, *row); }));
  return row;
}

StatusOr<CaseRow> StoredLedger::GetCase(int64_t id) {
  return WithThread(Read<CaseRow>([&](Transaction& txn) { return txn.GetCase(id); }));
}

StatusOr<std::vector<CaseRow>> StoredLedger::ListCases(const CaseFilter& filter) {
  CaseFilter capped = filter;
  capped.limit = Capped(filter.limit);
  return Read<std::vector<CaseRow>>([&](Transaction& txn) -> StatusOr<std::vector<CaseRow>> {
    ZJ_ASSIGN_OR_RETURN(auto rows, txn.ListCases(capped));
    for (CaseRow& row : rows) ZJ_RETURN_IF_ERROR(OpenThread(txn, row));
    return rows;
  });
}

StatusOr<std::vector<OutboxRow>> StoredLedger::DueNotices(const std::string& sink, int limit) {
  const absl::Time now = Now();
  if ((*settings_).policy.order_clocks.NextNotice(now) > now) return std::vector<OutboxRow>();
  return Read<std::vector<OutboxRow>>(
      [&](Transaction& txn) { return txn.DueNotices(sink, now, Capped(limit)); });
}

StatusOr<std::string> StoredLedger::StateHash() {
  return Read<std::string>([&](Transaction& txn) -> StatusOr<std::string> {
    StateDigest digest;
    OrderFilter orders;
    orders.limit = kMaxRows;
    for (;;) {
      ZJ_ASSIGN_OR_RETURN(const auto page, txn.ListOrders(orders));
      for (const OrderRow& order : page) {
        digest.AddOrder(order.number,
                        {order.state, order.epoch, order.payment, order.hold, order.attempt});
      }
      if (static_cast<int>(page.size()) < kMaxRows) break;
      orders.after = page.back().number;
    }
    for (int64_t after = 0;;) {
      ZJ_ASSIGN_OR_RETURN(const auto page, txn.ListItems(after, kMaxRows));
      for (const WorkItemRow& item : page) {
        digest.AddItem(item.id, {item.order, item.kind, item.state, item.fence});
      }
      if (static_cast<int>(page.size()) < kMaxRows) break;
      after = page.back().id;
    }
    return digest.Hash();
  });
}

StatusOr<OrderRow> StoredLedger::GetOrder(const std::string& number) {
  return Read<OrderRow>([&](Transaction& txn) { return txn.GetOrder(number); });
}

StatusOr<AttemptRow> StoredLedger::GetAttempt(const std::string& order, int attempt) {
  return Read<AttemptRow>([&](Transaction& txn) { return txn.GetAttempt(order, attempt); });
}

StatusOr<std::vector<RejectedPhotoRow>> StoredLedger::RejectedPhotos(const std::string& order) {
  return Read<std::vector<RejectedPhotoRow>>(
      [&](Transaction& txn) { return txn.RejectedPhotos(order); });
}

StatusOr<WorkItemRow> StoredLedger::GetWorkItem(int64_t item) {
  return Read<WorkItemRow>([&](Transaction& txn) { return txn.GetItem(item); });
}

StatusOr<DecisionRow> StoredLedger::GetDecision(int64_t decision) {
  return Read<DecisionRow>([&](Transaction& txn) { return txn.GetDecision(decision); });
}

StatusOr<VersionRow> StoredLedger::GetVersion(const std::string& order) {
  return Read<VersionRow>([&](Transaction& txn) { return txn.LastVersion(order); });
}

StatusOr<std::vector<OrderRow>> StoredLedger::ListOrders(const OrderFilter& filter) {
  OrderFilter capped = filter;
  capped.limit = Capped(filter.limit);
  return Read<std::vector<OrderRow>>([&](Transaction& txn) { return txn.ListOrders(capped); });
}

StatusOr<std::vector<QueueRow>> StoredLedger::ListQueues() {
  const absl::Time now = Now();
  const absl::Time near =
      options_.policy.calendar.AddOpenTime(now, options_.policy.clocks.near_due, false);
  return Read<std::vector<QueueRow>>([&](Transaction& txn) { return txn.CountQueues(now, near); });
}

StatusOr<std::vector<DecisionRow>> StoredLedger::ListDecisions(const DecisionFilter& filter) {
  DecisionFilter capped = filter;
  capped.limit = Capped(filter.limit);
  return Read<std::vector<DecisionRow>>(
      [&](Transaction& txn) { return txn.ListDecisions(capped); });
}

StatusOr<std::vector<OrderEventRow>> StoredLedger::ListOrderEvents(const std::string& order) {
  return Read<std::vector<OrderEventRow>>(
      [&](Transaction& txn) { return txn.ListOrderEvents(order); });
}

StatusOr<std::vector<OutboxRow>> StoredLedger::ListOutbox(int64_t after, int limit) {
  return Read<std::vector<OutboxRow>>(
      [&](Transaction& txn) { return txn.ListOutbox(after, Capped(limit)); });
}

StatusOr<std::vector<AuditRow>> StoredLedger::ListAudit(const AuditFilter& filter) {
  AuditFilter capped = filter;
  capped.limit = Capped(filter.limit);
  return Read<std::vector<AuditRow>>([&](Transaction& txn) -> StatusOr<std::vector<AuditRow>> {
    ZJ_ASSIGN_OR_RETURN(const auto stored, txn.ListAudit(capped));
    std::vector<AuditRow> rows;
    for (const StoredAudit& event : stored) {
      ZJ_ASSIGN_OR_RETURN(AuditRow row, AuditFromBytes(event.bytes, event.hash));
      rows.push_back(std::move(row));
    }
    return rows;
  });
}

Status StoredLedger::ExportAudit(const RequestMeta& meta,
                                 const std::function<Status(const std::string&)>& write) {
  Json answer;
  ZJ_RETURN_IF_ERROR(
      Write("ExportAudit", meta, Json::object(), answer, [&](Step& step) -> StatusOr<Json> {
        ZJ_RETURN_IF_ERROR(
            step.RequireRole({Role::kSupervisor, Role::kAuditor, Role::kAdministrator}));
        ZJ_RETURN_IF_ERROR(step.Audit("audit.export", "audit", "", 0, 0, {}));
        ZJ_ASSIGN_OR_RETURN(const StoredAudit head, step.txn.AuditHead());
        return Json(head.sequence);
      }));
  const auto last = answer.get<int64_t>();
  AuditFilter page;
  page.limit = kMaxRows;
  std::string hash;
  while (page.after < last) {
    ZJ_ASSIGN_OR_RETURN(const auto events, Read<std::vector<StoredAudit>>([&](Transaction& txn) {
                          return txn.ListAudit(page);
                        }));
    if (events.empty()) break;
    for (const StoredAudit& event : events) {
      if (event.sequence > last) break;
      ZJ_RETURN_IF_ERROR(write(AuditExportLine(event.bytes, event.hash)));
      hash = event.hash;
    }
    page.after = events.back().sequence;
  }
  return write(AuditHeadLine(last, hash));
}

}  // namespace zhaojian
