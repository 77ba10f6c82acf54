// SPDX-License-Identifier: Apache-2.0
#include "core/ledger/rows.h"

#include <type_traits>

#include "core/base/crypto.h"
#include "core/ledger/json_object.h"

namespace zhaojian {
namespace {

Json TimeToJson(absl::Time time) { return absl::ToUnixMicros(time); }

Json TimeToJson(const std::optional<absl::Time>& time) {
  return time ? TimeToJson(*time) : Json(nullptr);
}

// Reads members one after the other and remembers the first that is missing or has the wrong type.
class RowReader {
 public:
  RowReader(const Json& json, std::string what) : json_(json), what_(std::move(what)) {}

  template <typename T>
  void Get(const char* key, T& target) {
    const Json* value = Find(key);
    if (value == nullptr) return;
    const bool fits = std::is_same_v<T, bool>          ? value->is_boolean()
                      : std::is_same_v<T, std::string> ? value->is_string()
                      : std::is_floating_point_v<T>    ? value->is_number()
                                                       : value->is_number_integer();
    if (!fits) return Fail(key);
    target = value->get<T>();
  }

  void Get(const char* key, absl::Time& target) {
    int64_t micros = 0;
    Get(key, micros);
    target = absl::FromUnixMicros(micros);
  }

  void Get(const char* key, std::optional<absl::Time>& target) {
    const Json* value = Find(key);
    if (value == nullptr || value->is_null()) return;
    if (!value->is_number_integer()) return Fail(key);
    target = absl::FromUnixMicros(value->get<int64_t>());
  }

  void Get(const char* key, std::vector<std::string>& target) {
    const Json* value = Find(key);
    if (value == nullptr) return;
    if (!value->is_array()) return Fail(key);
    for (const Json& entry : *value) {
      if (!entry.is_string()) return Fail(key);
      target.push_back(entry.get<std::string>());
    }
  }

  void Get(const char* key, std::map<std::string, std::string>& target) {
    const Json* value = Find(key);
    if (value == nullptr) return;
    if (!value->is_object()) return Fail(key);
    for (const auto& [name, entry] : value->items()) {
      if (!entry.is_string()) return Fail(key);
      target[name] = entry.get<std::string>();
    }
  }

  void Get(const char* key, std::vector<ReasonRef>& target) {
    const Json* value = Find(key);
    if (value == nullptr) return;
    auto reasons = ReasonsFromJson(*value);
    if (!reasons.ok()) return Fail(key);
    target = *std::move(reasons);
  }

  // A member that older stores do not have keeps its default when it is absent.
  template <typename T>
  void GetNewer(const char* key, T& target) {
    if (Look(key) != nullptr) Get(key, target);
  }

  // Binary members travel as base64url.
  void GetBytes(const char* key, std::string& target) {
    std::string text;
    Get(key, text);
    auto bytes = Base64UrlDecode(text);
    if (!bytes.ok()) return Fail(key);
    target = *std::move(bytes);
  }

  template <typename Enum>
  void GetName(const char* key, Enum& target, StatusOr<Enum> (*parse)(const std::string&)) {
    std::string name;
    Get(key, name);
    const auto value = parse(name);
    if (!value.ok()) return Fail(key);
    target = *value;
  }

  const Json* Find(const char* key) {
    const Json* found = Look(key);
    if (found == nullptr) Fail(key);
    return found;
  }

  Status Result() const {
    if (bad_.empty()) return absl::OkStatus();
    return MakeError(StatusCode::kInvalidArgument, "BAD_JSON", what_ + ": bad " + bad_, bad_);
  }

 private:
  void Fail(const char* key) {
    if (bad_.empty()) bad_ = key;
  }

  // Rows are read as they were written: the member is mostly the one behind the last.
  const Json* Look(const char* key) {
    if (!json_.is_object()) return nullptr;
    const auto& members = json_.get_ref<const Json::object_t&>();
    for (size_t tried = 0; tried < members.size(); ++tried, ++last_) {
      if (last_ >= members.size()) last_ = 0;
      const auto& member = *(members.begin() + static_cast<ptrdiff_t>(last_));
      if (member.first == key) return &member.second;
    }
    return nullptr;
  }

  const Json& json_;
  size_t last_ = 0;
  std::string what_;
  std::string bad_;
};

}  // namespace

Json ToJson(const OrderRow& row) {
  return JsonObject({{"number", row.number},
                     {"school", row.school},
                     {"state", Name(row.state)},
                     {"payment", Name(row.payment)},
                     {"hold", row.hold},
                     {"attempt", row.attempt},
                     {"epoch", row.epoch},
                     {"recollections", row.recollections},
                     {"redos", row.redos},
                     {"due", TimeToJson(row.due)},
                     {"promise", TimeToJson(row.promise)},
                     {"provisional", row.provisional},
                     {"calendar_version", row.calendar_version},
                     {"clock_from", TimeToJson(row.clock_from)},
                     {"clock_retouch", row.clock_retouch},
                     {"output_sha256", row.output_sha256},
                     {"confirmed_sha256", row.confirmed_sha256},
                     {"delivered_name", row.delivered_name},
                     {"receipt", row.receipt},
                     {"delivered", TimeToJson(row.delivered)},
                     {"delivery_failures", row.delivery_failures},
                     {"payment_transaction", row.payment_transaction},
                     {"consent_version", row.consent_version},
                     {"consented", TimeToJson(row.consented)},
                     {"submitted", row.submitted},
                     {"fee_waived", row.fee_waived},
                     {"attempts_before", row.attempts_before},
                     {"window_until", TimeToJson(row.window_until)},
                     {"confirm_by", TimeToJson(row.confirm_by)},
                     {"told", row.told},
                     {"erase", row.erase},
                     {"wakes", TimeToJson(row.wakes)},
                     {"rejection", ReasonsToJson(row.rejection)},
                     {"created", TimeToJson(row.created)},
                     {"updated", TimeToJson(row.updated)},
                     {"version", row.version}});
}

StatusOr<OrderRow> OrderFromJson(const Json& json) {
  OrderRow row;
  RowReader reader(json, "order");
  reader.Get("number", row.number);
  reader.Get("school", row.school);
  reader.GetName("state", row.state, &OrderStateFromName);
  reader.GetName("payment", row.payment, &PaymentStateFromName);
  reader.Get("hold", row.hold);
  reader.Get("attempt", row.attempt);
  reader.Get("epoch", row.epoch);
  reader.Get("recollections", row.recollections);
  reader.Get("redos", row.redos);
  reader.Get("due", row.due);
  reader.Get("promise", row.promise);
  reader.Get("provisional", row.provisional);
  reader.Get("calendar_version", row.calendar_version);
  reader.GetNewer("clock_from", row.clock_from);
  reader.GetNewer("clock_retouch", row.clock_retouch);
  reader.Get("output_sha256", row.output_sha256);
  reader.Get("confirmed_sha256", row.confirmed_sha256);
  reader.Get("delivered_name", row.delivered_name);
  reader.GetNewer("receipt", row.receipt);
  reader.GetNewer("delivered", row.delivered);
  reader.GetNewer("delivery_failures", row.delivery_failures);
  reader.GetNewer("payment_transaction", row.payment_transaction);
  reader.GetNewer("consent_version", row.consent_version);
  reader.GetNewer("consented", row.consented);
  reader.GetNewer("submitted", row.submitted);
  reader.GetNewer("fee_waived", row.fee_waived);
  reader.GetNewer("attempts_before", row.attempts_before);
  reader.GetNewer("window_until", row.window_until);
  reader.GetNewer("confirm_by", row.confirm_by);
  reader.GetNewer("told", row.told);
  reader.GetNewer("erase", row.erase);
  reader.GetNewer("wakes", row.wakes);
  reader.Get("rejection", row.rejection);
  reader.Get("created", row.created);
  reader.Get("updated", row.updated);
  reader.Get("version", row.version);
  ZJ_RETURN_IF_ERROR(reader.Result());
  return row;
}

Json ToJson(const AttemptRow& row) {
  return JsonObject({{"order", row.order},
                     {"attempt", row.attempt},
                     {"photo_sha256", row.photo_sha256},
                     {"photo_bytes", row.photo_bytes},
                     {"mime", row.mime},
                     {"width", row.width},
                     {"height", row.height},
                     {"profile", row.profile},
                     {"report_json", row.report_json},
                     {"plan_json", row.plan_json},
                     {"recipe", Base64UrlEncode(row.recipe)},
                     {"variants", row.variants},
                     {"perceptual_hash", row.perceptual_hash},
                     {"rejected", row.rejected},
                     {"created", TimeToJson(row.created)}});
}

StatusOr<AttemptRow> AttemptFromJson(const Json& json) {
  AttemptRow row;
  RowReader reader(json, "attempt");
  reader.Get("order", row.order);
  reader.Get("attempt", row.attempt);
  reader.Get("photo_sha256", row.photo_sha256);
  reader.Get("photo_bytes", row.photo_bytes);
  reader.Get("mime", row.mime);
  reader.Get("width", row.width);
  reader.Get("height", row.height);
  reader.Get("profile", row.profile);
  reader.Get("report_json", row.report_json);
  reader.Get("plan_json", row.plan_json);
  reader.GetBytes("recipe", row.recipe);
  reader.Get("variants", row.variants);
  reader.GetNewer("perceptual_hash", row.perceptual_hash);
  reader.Get("rejected", row.rejected);
  reader.Get("created", row.created);
  ZJ_RETURN_IF_ERROR(reader.Result());
  return row;
}

int HoursOf(const WorkItemRow& item) { return item.overtime ? 2 : item.makeup_days ? 1 : 0; }

Json ToJson(const WorkItemRow& row) {
  return JsonObject({{"id", row.id},
                     {"kind", Name(row.kind)},
                     {"state", Name(row.state)},
                     {"order", row.order},
                     {"school", row.school},
                     {"attempt", row.attempt},
                     {"epoch", row.epoch},
                     {"fence", row.fence},
                     {"due", TimeToJson(row.due)},
                     {"promise", TimeToJson(row.promise)},
                     {"class", Name(row.work_class)},
                     {"slot", TimeToJson(row.slot)},
                     {"overdue", row.overdue},
                     {"skills", row.skills},
                     {"sticky", row.sticky},
                     {"sticky_until", TimeToJson(row.sticky_until)},
                     {"expiry_count", row.expiry_count},
                     {"overtime", row.overtime},
                     {"makeup_days", row.makeup_days},
                     {"supervisor_only", row.supervisor_only},
                     {"excluded", row.excluded},
                     {"note", row.note},
                     {"reasons", ReasonsToJson(row.reasons)},
                     {"holder", row.holder},
                     {"lease_expires", TimeToJson(row.lease_expires)},
                     {"held_since", TimeToJson(row.held_since)},
                     {"wakes", TimeToJson(row.wakes)},
                     {"cancel_reason", row.cancel_reason},
                     {"created", TimeToJson(row.created)},
                     {"updated", TimeToJson(row.updated)},
                     {"version", row.version}});
}

StatusOr<WorkItemRow> WorkItemFromJson(const Json& json) {
  WorkItemRow row;
  RowReader reader(json, "work item");
  reader.Get("id", row.id);
  reader.GetName("kind", row.kind, &WorkKindFromName);
  reader.GetName("state", row.state, &WorkStateFromName);
  reader.Get("order", row.order);
  reader.Get("school", row.school);
  reader.Get("attempt", row.attempt);
  reader.Get("epoch", row.epoch);
  reader.Get("fence", row.fence);
  reader.Get("due", row.due);
  reader.Get("promise", row.promise);
  // Older stores have one class and no slots; UpgradeSchema gives them the columns.
  if (json.contains("class")) {
    reader.GetName("class", row.work_class, &WorkClassFromName);
    reader.Get("slot", row.slot);
    reader.Get("overdue", row.overdue);
    reader.Get("skills", row.skills);
    reader.Get("sticky", row.sticky);
    reader.Get("sticky_until", row.sticky_until);
  }
  reader.Get("expiry_count", row.expiry_count);
  reader.Get("overtime", row.overtime);
  reader.Get("makeup_days", row.makeup_days);
  reader.Get("supervisor_only", row.supervisor_only);
  reader.Get("excluded", row.excluded);
  reader.Get("note", row.note);
  reader.Get("reasons", row.reasons);
  reader.Get("holder", row.holder);
  reader.Get("lease_expires", row.lease_expires);
  reader.Get("held_since", row.held_since);
  reader.Get("wakes", row.wakes);
  reader.Get("cancel_reason", row.cancel_reason);
  reader.Get("created", row.created);
  reader.Get("updated", row.updated);
  reader.Get("version", row.version);
  ZJ_RETURN_IF_ERROR(reader.Result());
  return row;
}

Json ToJson(const QueueStateRow& row) {
  return {
      {"kind", Name(row.kind)},           {"mode", Name(row.mode)},
      {"since", TimeToJson(row.since)},   {"tested", TimeToJson(row.tested)},
      {"present", row.present},           {"needed", row.needed},
      {"breach", TimeToJson(row.breach)}, {"service_us", absl::ToInt64Microseconds(row.service)},
      {"samples", row.samples},           {"round", row.round}};
}

StatusOr<QueueStateRow> QueueStateFromJson(const Json& json) {
  QueueStateRow row;
  RowReader reader(json, "queue");
  reader.GetName("kind", row.kind, &WorkKindFromName);
  reader.GetName("mode", row.mode, &QueueModeFromName);
  reader.Get("since", row.since);
  reader.Get("tested", row.tested);
  reader.Get("present", row.present);
  reader.Get("needed", row.needed);
  reader.Get("breach", row.breach);
  int64_t service_us = 0;
  reader.Get("service_us", service_us);
  row.service = absl::Microseconds(service_us);
  reader.Get("samples", row.samples);
  reader.Get("round", row.round);
  ZJ_RETURN_IF_ERROR(reader.Result());
  return row;
}

Json ToJson(const DecisionRow& row) {
  return JsonObject({{"id", row.id},
                     {"item", row.item},
                     {"kind", Name(row.kind)},
                     {"order", row.order},
                     {"school", row.school},
                     {"attempt", row.attempt},
                     {"fence", row.fence},
                     {"epoch", row.epoch},
                     {"verdict", Name(row.verdict)},
                     {"state", Name(row.state)},
                     {"reasons", ReasonsToJson(row.reasons)},
                     {"primary", row.primary},
                     {"comment", row.comment},
                     {"seen", SeenToJson(row.seen)},
                     {"actor", row.actor},
                     {"decided", TimeToJson(row.decided)},
                     {"effective", TimeToJson(row.effective)},
                     {"overturns", row.overturns},
                     {"version", row.version}});
}

StatusOr<DecisionRow> DecisionFromJson(const Json& json) {
  DecisionRow row;
  RowReader reader(json, "decision");
  reader.Get("id", row.id);
  reader.Get("item", row.item);
  reader.GetName("kind", row.kind, &WorkKindFromName);
  reader.Get("order", row.order);
  reader.Get("school", row.school);
  reader.Get("attempt", row.attempt);
  reader.Get("fence", row.fence);
  reader.Get("epoch", row.epoch);
  reader.GetName("verdict", row.verdict, &VerdictFromName);
  reader.GetName("state", row.state, &DecisionStateFromName);
  reader.Get("reasons", row.reasons);
  reader.Get("primary", row.primary);
  reader.Get("comment", row.comment);
  reader.Get("actor", row.actor);
  reader.Get("decided", row.decided);
  reader.Get("effective", row.effective);
  reader.Get("overturns", row.overturns);
  reader.Get("version", row.version);
  const Json* seen = reader.Find("seen");
  ZJ_RETURN_IF_ERROR(reader.Result());
  ZJ_ASSIGN_OR_RETURN(row.seen, SeenFromJson(*seen));
  return row;
}

Json ToJson(const DraftRow& row) {
  return {
      {"order", row.order},       {"attempt", row.attempt}, {"recipe", Base64UrlEncode(row.recipe)},
      {"revision", row.revision}, {"actor", row.actor},     {"updated", TimeToJson(row.updated)}};
}

StatusOr<DraftRow> DraftFromJson(const Json& json) {
  DraftRow row;
  RowReader reader(json, "draft");
  reader.Get("order", row.order);
  reader.Get("attempt", row.attempt);
  reader.GetBytes("recipe", row.recipe);
  reader.Get("revision", row.revision);
  reader.Get("actor", row.actor);
  reader.Get("updated", row.updated);
  ZJ_RETURN_IF_ERROR(reader.Result());
  return row;
}

Json ToJson(const VersionRow& row) {
  return JsonObject({{"id", row.id},
                     {"order", row.order},
                     {"attempt", row.attempt},
                     {"source_sha256", row.source_sha256},
                     {"output_sha256", row.output_sha256},
                     {"output_bytes", row.output_bytes},
                     {"recipe", Base64UrlEncode(row.recipe)},
                     {"engine", row.engine},
                     {"gate_json", row.gate_json},
                     {"actor", row.actor},
                     {"created", TimeToJson(row.created)}});
}

StatusOr<VersionRow> VersionFromJson(const Json& json) {
  VersionRow row;
  RowReader reader(json, "version");
  reader.Get("id", row.id);
  reader.Get("order", row.order);
  reader.Get("attempt", row.attempt);
  reader.Get("source_sha256", row.source_sha256);
  reader.Get("output_sha256", row.output_sha256);
  reader.Get("output_bytes", row.output_bytes);
  reader.GetBytes("recipe", row.recipe);
  reader.Get("engine", row.engine);
  reader.Get("gate_json", row.gate_json);
  reader.Get("actor", row.actor);
  reader.Get("created", row.created);
  ZJ_RETURN_IF_ERROR(reader.Result());
  return row;
}

Json ToJson(const CaseRow& row) {
  return JsonObject({{"id", row.id},
                     {"order", row.order},
                     {"school", row.school},
                     {"kind", Name(row.kind)},
                     {"state", Name(row.state)},
                     {"decision", row.decision},
                     {"due", TimeToJson(row.due)},
                     {"provisional", row.provisional},
                     {"calendar_version", row.calendar_version},
                     {"sealed_thread", Base64UrlEncode(row.sealed_thread)},
                     {"created", TimeToJson(row.created)},
                     {"updated", TimeToJson(row.updated)},
                     {"version", row.version}});
}

StatusOr<CaseRow> CaseFromJson(const Json& json) {
  CaseRow row;
  RowReader reader(json, "case");
  reader.Get("id", row.id);
  reader.Get("order", row.order);
  reader.Get("school", row.school);
  reader.GetName("kind", row.kind, &CaseKindFromName);
  reader.GetName("state", row.state, &CaseStateFromName);
  reader.Get("decision", row.decision);
  reader.Get("due", row.due);
  reader.Get("provisional", row.provisional);
  reader.Get("calendar_version", row.calendar_version);
  reader.GetBytes("sealed_thread", row.sealed_thread);
  reader.Get("created", row.created);
  reader.Get("updated", row.updated);
  reader.Get("version", row.version);
  ZJ_RETURN_IF_ERROR(reader.Result());
  return row;
}

}  // namespace zhaojian
