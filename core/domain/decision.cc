// SPDX-License-Identifier: Apache-2.0
#include "core/domain/decision.h"

#include <set>

#include "core/domain/names.h"

namespace zhaojian {
namespace {

const NameTable<DecisionVerdict>& VerdictNames() {
  static const NameTable<DecisionVerdict> table = {{DecisionVerdict::kPass, "PASS"},
                                                   {DecisionVerdict::kReject, "REJECT"},
                                                   {DecisionVerdict::kEscalate, "ESCALATE"}};
  return table;
}

const NameTable<DecisionState>& StateNames() {
  static const NameTable<DecisionState> table = {{DecisionState::kStaged, "STAGED"},
                                                 {DecisionState::kEffective, "EFFECTIVE"},
                                                 {DecisionState::kUndone, "UNDONE"},
                                                 {DecisionState::kDropped, "DROPPED"}};
  return table;
}

// The two codes with a rule of their own (photo standard reference §4).
constexpr char kOther[] = "PROC-04";
constexpr char kCannotBeFixed[] = "PROC-06";

Status Invalid(const std::string& reason, const std::string& message) {
  return MakeError(StatusCode::kInvalidArgument, reason, message, "reasons");
}

Status CheckWords(const std::vector<ReasonRef>& reasons, const std::string& comment) {
  if (CountCharacters(comment) > kMaxNote) {
    return MakeError(StatusCode::kInvalidArgument, "NOTE_TOO_LONG",
                     "a comment has at most " + std::to_string(kMaxNote) + " characters",
                     "comment");
  }
  for (const ReasonRef& reason : reasons) {
    if (CountCharacters(reason.note) > kMaxNote) {
      return Invalid("NOTE_TOO_LONG",
                     "a note has at most " + std::to_string(kMaxNote) + " characters");
    }
    if (reason.code == kOther && CountCharacters(reason.note) < kMinOtherNote &&
        CountCharacters(comment) < kMinOtherNote) {
      return Invalid("NOTE_REQUIRED", "PROC-04 needs a note of at least " +
                                          std::to_string(kMinOtherNote) + " characters");
    }
  }
  return absl::OkStatus();
}

// A box that lies on the photo; the negated form refuses what is not a number, too.
Status CheckRegion(const ReasonRef& reason) {
  if (!reason.region) return absl::OkStatus();
  const auto& [x, y, width, height] = *reason.region;
  const bool inside =
      x >= 0 && y >= 0 && width > 0 && height > 0 && x + width <= 1 && y + height <= 1;
  if (inside) return absl::OkStatus();
  return MakeError(StatusCode::kInvalidArgument, "BAD_REGION",
                   "the region of " + reason.code +
                       " must lie on the photo: x, y, width and height as fractions of 1",
                   "region");
}

Status CheckReject(const ReasonCatalogue& catalogue, const std::vector<ReasonRef>& reasons) {
  if (reasons.empty()) return Invalid("REASON_REQUIRED", "a rejection needs at least one reason");
  if (reasons.size() == 1 && reasons[0].code == kCannotBeFixed) {
    return Invalid("REASON_REQUIRED", "PROC-06 needs the reason that could not be fixed beside it");
  }
  for (const ReasonRef& reason : reasons) {
    if (catalogue.Find(reason.code)->disposition != Disposition::kFixable) return absl::OkStatus();
  }
  return Invalid("REASON_FIXABLE_ONLY",
                 "retouching fixes all of these; pass the photo with them as the work order");
}

Status CheckPass(const ReasonCatalogue& catalogue, const std::vector<ReasonRef>& reasons) {
  for (const ReasonRef& ref : reasons) {
    const Reason& reason = *catalogue.Find(ref.code);
    const bool fixable = reason.disposition == Disposition::kFixable ||
                         reason.disposition == Disposition::kConditional;
    if (!fixable || reason.severity == Severity::kBlock) {
      return Invalid("REASON_BLOCKS_PASS",
                     ref.code + " cannot be fixed by retouching; reject, or take the reason off");
    }
  }
  return absl::OkStatus();
}

std::string OptionalString(const Json& json, const std::string& key) {
  const auto value = json.find(key);
  return value != json.end() && value->is_string() ? value->get<std::string>() : std::string();
}

double OptionalNumber(const Json& json, const std::string& key) {
  const auto value = json.find(key);
  return value != json.end() && value->is_number() ? value->get<double>() : 0;
}

}  // namespace

const char* Name(DecisionVerdict verdict) { return FindName(VerdictNames(), verdict); }
const char* Name(DecisionState state) { return FindName(StateNames(), state); }

StatusOr<DecisionVerdict> VerdictFromName(const std::string& name) {
  return FindValue(VerdictNames(), name, "verdict");
}

StatusOr<DecisionState> DecisionStateFromName(const std::string& name) {
  return FindValue(StateNames(), name, "decision state");
}

Json ReasonsToJson(const std::vector<ReasonRef>& reasons) {
  Json list = Json::array();
  for (const ReasonRef& reason : reasons) {
    Json entry = {{"code", reason.code}};
    if (!reason.note.empty()) entry["note"] = reason.note;
    if (reason.region) entry["region"] = *reason.region;
    if (reason.measured) entry["measured"] = *reason.measured;
    list.push_back(std::move(entry));
  }
  return list;
}

StatusOr<std::vector<ReasonRef>> ReasonsFromJson(const Json& json) {
  if (!json.is_array()) {
    return MakeError(StatusCode::kInvalidArgument, "BAD_JSON", "reasons: not a list", "reasons");
  }
  std::vector<ReasonRef> reasons;
  for (const Json& entry : json) {
    ReasonRef reason;
    ZJ_ASSIGN_OR_RETURN(reason.code, JsonString(entry, "code", "reasons"));
    reason.note = OptionalString(entry, "note");
    const auto region = entry.find("region");
    if (region != entry.end() && region->is_array() && region->size() == 4) {
      std::array<double, 4> box{};
      for (size_t i = 0; i < box.size(); ++i) {
        if (!(*region)[i].is_number()) {
          return MakeError(StatusCode::kInvalidArgument, "BAD_JSON", "reasons: bad region",
                           "region");
        }
        box[i] = (*region)[i].get<double>();
      }
      reason.region = box;
    }
    const auto measured = entry.find("measured");
    if (measured != entry.end() && measured->is_number()) {
      reason.measured = measured->get<double>();
    }
    reasons.push_back(std::move(reason));
  }
  return reasons;
}

Json SeenToJson(const SeenProof& seen) {
  return {{"photo_sha256", seen.photo_sha256}, {"standard_sha256", seen.standard_sha256},
          {"profile", seen.profile},           {"overlays", seen.overlays},
          {"max_zoom", seen.max_zoom},         {"visible_ms", seen.visible_ms},
          {"active_ms", seen.active_ms},       {"console", seen.console}};
}

StatusOr<SeenProof> SeenFromJson(const Json& json) {
  SeenProof seen;
  ZJ_ASSIGN_OR_RETURN(seen.photo_sha256, JsonString(json, "photo_sha256", "seen"));
  seen.standard_sha256 = OptionalString(json, "standard_sha256");
  seen.profile = OptionalString(json, "profile");
  const auto overlays = json.find("overlays");
  if (overlays != json.end() && overlays->is_array()) {
    for (const Json& overlay : *overlays) {
      if (overlay.is_string()) seen.overlays.push_back(overlay.get<std::string>());
    }
  }
  seen.max_zoom = OptionalNumber(json, "max_zoom");
  seen.visible_ms = static_cast<int64_t>(OptionalNumber(json, "visible_ms"));
  seen.active_ms = static_cast<int64_t>(OptionalNumber(json, "active_ms"));
  seen.console = OptionalString(json, "console");
  return seen;
}

Status CheckCodes(const ReasonCatalogue& catalogue, const std::vector<ReasonRef>& reasons) {
  if (reasons.size() > static_cast<size_t>(kMaxReasons)) {
    return Invalid("TOO_MANY_REASONS",
                   "a decision has at most " + std::to_string(kMaxReasons) + " reasons");
  }
  std::set<std::string> codes;
  for (const ReasonRef& ref : reasons) {
    const Reason* reason = catalogue.Find(ref.code);
    if (reason == nullptr) {
      return Invalid("REASON_UNKNOWN", "'" + ref.code + "' is no reason code");
    }
    if (reason->disposition == Disposition::kAdmin) {
      return Invalid("REASON_OF_SYSTEM",
                     ref.code + " is set by the system; choose what is wrong with the photo");
    }
    if (!codes.insert(ref.code).second) {
      return Invalid("REASON_TWICE", ref.code + " is given twice");
    }
    ZJ_RETURN_IF_ERROR(CheckRegion(ref));
  }
  return absl::OkStatus();
}

Status CheckReasons(const ReasonCatalogue& catalogue, DecisionVerdict verdict,
                    const std::vector<ReasonRef>& reasons, const std::string& comment,
                    bool supervisor_override) {
  ZJ_RETURN_IF_ERROR(CheckCodes(catalogue, reasons));
  ZJ_RETURN_IF_ERROR(CheckWords(reasons, comment));
  if (verdict == DecisionVerdict::kReject) return CheckReject(catalogue, reasons);
  if (verdict == DecisionVerdict::kEscalate && CountCharacters(comment) == 0) {
    return MakeError(StatusCode::kInvalidArgument, "COMMENT_REQUIRED",
                     "an escalation needs a comment for the supervisor", "comment");
  }
  if (verdict == DecisionVerdict::kPass && !(supervisor_override && CountCharacters(comment) > 0)) {
    return CheckPass(catalogue, reasons);
  }
  return absl::OkStatus();
}

std::vector<ReasonRef> WorkOrder(const ReasonCatalogue& catalogue,
                                 const std::vector<ReasonRef>& reasons) {
  std::vector<ReasonRef> order;
  for (const ReasonRef& ref : reasons) {
    const Reason* reason = catalogue.Find(ref.code);
    if (reason != nullptr && (reason->disposition == Disposition::kFixable ||
                              reason->disposition == Disposition::kConditional)) {
      order.push_back(ref);
    }
  }
  return order;
}

std::string PrimaryReason(const ReasonCatalogue& catalogue, const std::vector<ReasonRef>& reasons) {
  std::string primary;
  int heaviest = -1;
  for (const ReasonRef& ref : reasons) {
    const Reason* reason = catalogue.Find(ref.code);
    const int weight = reason == nullptr ? 0 : static_cast<int>(reason->severity);
    if (weight > heaviest) {
      heaviest = weight;
      primary = ref.code;
    }
  }
  return primary;
}

int CountCharacters(const std::string& text) {
  const size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return 0;
  const size_t last = text.find_last_not_of(" \t\r\n");
  int count = 0;
  for (size_t i = first; i <= last; ++i) {
    // Continuation bytes of UTF-8 are 10xxxxxx; every other byte begins a character.
    if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) ++count;
  }
  return count;
}

}  // namespace zhaojian
