// SPDX-License-Identifier: Apache-2.0
#include "core/ledger/audit.h"

#include "core/base/crypto.h"
#include "core/ledger/json_object.h"

namespace zhaojian {
namespace {

// `,"hash":"` + 64 hex digits + `"}` end every exported line; what stands before, closed by `}`,
// are the stored bytes.
constexpr char kHashMember[] = ",\"hash\":\"";
constexpr size_t kHashMemberLength = sizeof(kHashMember) - 1;
constexpr size_t kHexLength = 64;
constexpr size_t kTailLength = kHashMemberLength + kHexLength + 2;
constexpr char kHeadPrefix[] = "{\"head\":";

Status Broken(int64_t sequence, const std::string& what) {
  return MakeError(StatusCode::kDataLoss, "HASH_CHAIN_BROKEN",
                   "the audit trail is broken at event " + std::to_string(sequence) + ": " + what,
                   "", {{"sequence", std::to_string(sequence)}});
}

// Splits an exported line into stored bytes and hash.
bool SplitLine(const std::string& line, std::string& stored, std::string& hash) {
  if (line.size() <= kTailLength) return false;
  const size_t at = line.size() - kTailLength;
  if (line.compare(at, kHashMemberLength, kHashMember) != 0) return false;
  if (line.compare(line.size() - 2, 2, "\"}") != 0) return false;
  stored = line.substr(0, at) + "}";
  hash = line.substr(at + kHashMemberLength, kHexLength);
  return true;
}

Status CheckHead(const std::string& line, int64_t events, const std::string& hash) {
  const int64_t next = events + 1;
  const auto json = ParseJson(line, "head line");
  if (!json.ok() || !(*json)["head"].is_object())
    return Broken(next, "the head line is unreadable");
  const auto count = JsonNumber((*json)["head"], "events", "head line");
  const auto head = JsonString((*json)["head"], "hash", "head line");
  if (!count.ok() || !head.ok()) return Broken(next, "the head line is unreadable");
  // Compared before it is cast: a double beyond int64_t has no cast.
  const double here = static_cast<double>(events);
  if (!(*count >= 0)) return Broken(next, "the head line is unreadable");
  if (*count > here) return Broken(next, "the event is missing");
  if (*count < here) {
    return Broken(static_cast<int64_t>(*count) + 1, "the event is not covered by the head line");
  }
  if (*head != hash) return Broken(events, "the head line names another hash");
  return absl::OkStatus();
}

}  // namespace

std::string AuditHash(std::string_view stored) {
  return Sha256Hex(std::string(1, '\0').append(stored));
}

std::string AuditRecordBytes(const AuditRow& row) {
  return JsonLine(JsonObject({{"seq", row.sequence},
                              {"time_us", absl::ToUnixMicros(row.time)},
                              {"actor", row.actor},
                              {"role", row.role},
                              {"action", row.action},
                              {"resource", row.resource},
                              {"epoch", row.epoch},
                              {"fence", row.fence},
                              {"request_id", row.request_id},
                              {"detail", row.detail},
                              {"prev_hash", row.prev_hash}}));
}

StatusOr<AuditRow> AuditFromBytes(const std::string& stored, const std::string& hash) {
  const auto json = ParseJson(stored, "audit event");
  if (!json.ok() || !json->is_object()) return Broken(0, "an event is unreadable");
  AuditRow row;
  row.hash = hash;
  const auto text = [&](const char* key) { return json->value(key, std::string()); };
  bool whole = true;
  // A fraction or 1e300 must not reach the cast to int64_t.
  const auto number = [&](const char* key) {
    const auto at = json->find(key);
    if (at == json->end()) return int64_t{0};
    whole = whole && at->is_number_integer();
    return whole ? at->get<int64_t>() : int64_t{0};
  };
  try {
    row.sequence = number("seq");
    row.time = absl::FromUnixMicros(number("time_us"));
    row.actor = text("actor");
    row.role = text("role");
    row.action = text("action");
    row.resource = text("resource");
    row.epoch = number("epoch");
    row.fence = number("fence");
    row.request_id = text("request_id");
    row.detail = json->value("detail", Json::object());
    row.prev_hash = text("prev_hash");
  } catch (const Json::exception&) {
    return Broken(row.sequence, "a member has the wrong type");
  }
  if (!whole) return Broken(row.sequence, "a member has the wrong type");
  return row;
}

std::string AuditExportLine(const std::string& stored, const std::string& hash) {
  return stored.substr(0, stored.size() - 1) + kHashMember + hash + "\"}\n";
}

std::string AuditHeadLine(int64_t count, const std::string& hash) {
  return JsonLine({{"head", {{"events", count}, {"hash", hash}}}}) + "\n";
}

StatusOr<AuditVerdict> VerifyAuditExport(std::string_view text) {
  AuditVerdict verdict;
  bool head_seen = false;
  size_t at = 0;
  while (at < text.size()) {
    size_t end = text.find('\n', at);
    const int64_t expected = verdict.events + 1;
    if (end == std::string_view::npos) return Broken(expected, "the export ends inside a line");
    const std::string line(text.substr(at, end - at));
    at = end + 1;
    if (head_seen) return Broken(expected, "something follows the head line");
    if (line.rfind(kHeadPrefix, 0) == 0) {
      ZJ_RETURN_IF_ERROR(CheckHead(line, verdict.events, verdict.head));
      head_seen = true;
      continue;
    }
    std::string stored;
    std::string hash;
    if (!SplitLine(line, stored, hash)) return Broken(expected, "the line is no event");
    if (AuditHash(stored) != hash) return Broken(expected, "its bytes do not have its hash");
    const auto row = AuditFromBytes(stored, hash);
    if (!row.ok() || row->sequence != expected) return Broken(expected, "the event is missing");
    if (row->prev_hash != verdict.head)
      return Broken(expected, "it does not follow the one before");
    verdict.events = expected;
    verdict.head = hash;
  }
  if (!head_seen) return Broken(verdict.events + 1, "the export has no head line");
  return verdict;
}

}  // namespace zhaojian
