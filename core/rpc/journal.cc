// SPDX-License-Identifier: Apache-2.0
#include "core/rpc/journal.h"

#include <algorithm>

#include "core/base/file.h"
#include "core/rpc/decision_json.h"

namespace zhaojian::rpc {
namespace {

// 10,000 decisions with notes are 10 MB: weeks without any connection.
constexpr size_t kMaxJournalBytes = size_t{64} << 20;
// A day's decisions of one reviewer before the file is rewritten.
constexpr int kCompactAfter = 1000;

Json EntryToJson(const JournalEntry& entry) {
  return {{"kind", "decision"},
          {"staff", entry.staff},
          {"time_us", absl::ToUnixMicros(entry.time)},
          {"decision", DecisionRequestToJson(entry.decision)}};
}

StatusOr<JournalEntry> EntryFromJson(const Json& json) {
  if (!json.contains("decision") || !json.contains("time_us") ||
      !json["time_us"].is_number_integer()) {
    return MakeError(StatusCode::kDataLoss, "JOURNAL_DAMAGED", "A line of the journal is damaged.");
  }
  JournalEntry entry;
  ZJ_ASSIGN_OR_RETURN(entry.staff, JsonString(json, "staff", "journal"));
  ZJ_ASSIGN_OR_RETURN(entry.decision, DecisionRequestFromJson(json["decision"]));
  entry.time = absl::FromUnixMicros(json["time_us"].get<int64_t>());
  return entry;
}

void Forget(std::vector<JournalEntry>& entries, const std::string& request_id) {
  entries.erase(std::remove_if(entries.begin(), entries.end(),
                               [&](const JournalEntry& entry) {
                                 return entry.decision.request_id == request_id;
                               }),
                entries.end());
}

// Applies one line and counts settled entries. Errors: damaged, or of an unknown kind.
Status Apply(const std::string& line, std::vector<JournalEntry>& pending, int& settled) {
  ZJ_ASSIGN_OR_RETURN(const Json json, ParseJson(line, "journal"));
  ZJ_ASSIGN_OR_RETURN(const std::string kind, JsonString(json, "kind", "journal"));
  if (kind == "settled") {
    ZJ_ASSIGN_OR_RETURN(const std::string id, JsonString(json, "request_id", "journal"));
    Forget(pending, id);
    ++settled;
    return absl::OkStatus();
  }
  ZJ_ASSIGN_OR_RETURN(JournalEntry entry, EntryFromJson(json));
  Forget(pending, entry.decision.request_id);
  pending.push_back(std::move(entry));
  return absl::OkStatus();
}

}  // namespace

StatusOr<std::unique_ptr<DecisionJournal>> DecisionJournal::Open(
    const std::filesystem::path& file) {
  std::unique_ptr<DecisionJournal> journal(new DecisionJournal(file));
  ZJ_RETURN_IF_ERROR(MakeFolder(file.parent_path()));
  ZJ_RETURN_IF_ERROR(journal->Load());
  // A torn end is cut off by the first append, which needs no more than that.
  if (journal->settled_ > 0 || journal->damaged_ > 0) ZJ_RETURN_IF_ERROR(journal->Compact());
  return journal;
}

Status DecisionJournal::Load() {
  const auto content = LineJournal::Read(file_, kMaxJournalBytes);
  if (absl::IsNotFound(content.status())) return absl::OkStatus();
  ZJ_RETURN_IF_ERROR(content.status());
  damaged_ = content->damaged;
  for (const std::string& line : content->lines) {
    if (!Apply(line, pending_, settled_).ok()) ++damaged_;
  }
  whole_ = !content->torn;
  return damaged_ == 0 ? absl::OkStatus() : KeepDamaged();
}

Status DecisionJournal::KeepDamaged() const {
  ZJ_ASSIGN_OR_RETURN(const std::string bytes, zhaojian::ReadFile(file_, kMaxJournalBytes));
  for (int number = 1;; ++number) {
    const std::filesystem::path copy = file_.string() + ".damaged-" + std::to_string(number);
    std::error_code ignored;
    if (!std::filesystem::exists(copy, ignored)) return WriteFileAtomically(copy, bytes);
  }
}

Status DecisionJournal::Compact() {
  std::vector<std::string> lines;
  for (const JournalEntry& entry : pending_) lines.push_back(JsonLine(EntryToJson(entry)));
  out_.reset();
  ZJ_ASSIGN_OR_RETURN(out_, LineJournal::Create(file_, lines));
  settled_ = 0;
  whole_ = true;
  return absl::OkStatus();
}

Status DecisionJournal::Write(const Json& json) {
  if (!whole_) ZJ_RETURN_IF_ERROR(Compact());
  if (!out_) {
    ZJ_ASSIGN_OR_RETURN(out_, LineJournal::Open(file_));
  }
  const Status written = out_->Append({JsonLine(json)});
  whole_ = written.ok();
  return written;
}

Status DecisionJournal::Append(const JournalEntry& entry) {
  if (entry.decision.request_id.empty()) {
    return MakeError(StatusCode::kInvalidArgument, "REQUEST_ID_REQUIRED",
                     "A decision needs the request id it will be replayed with.", "request_id");
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  for (const JournalEntry& known : pending_) {
    if (known.decision.request_id == entry.decision.request_id) return absl::OkStatus();
  }
  ZJ_RETURN_IF_ERROR(Write(EntryToJson(entry)));
  pending_.push_back(entry);
  return absl::OkStatus();
}

Status DecisionJournal::Acknowledge(const std::string& request_id) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const size_t before = pending_.size();
  Forget(pending_, request_id);
  if (pending_.size() == before) return absl::OkStatus();
  if (++settled_ >= kCompactAfter) return Compact();
  return Write({{"kind", "settled"}, {"request_id", request_id}});
}

std::vector<JournalEntry> DecisionJournal::Pending() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return pending_;
}

bool IsFinalAnswer(const Status& status) {
  switch (status.code()) {
    case StatusCode::kOk:
    case StatusCode::kInvalidArgument:
    case StatusCode::kNotFound:
    case StatusCode::kAlreadyExists:
    case StatusCode::kPermissionDenied:
    case StatusCode::kFailedPrecondition:
    case StatusCode::kAborted:
    case StatusCode::kOutOfRange:
      return true;
    default:
      return false;
  }
}

std::vector<ReplayOutcome> ReplayJournal(
    DecisionJournal& journal, const std::string& staff,
    const std::function<StatusOr<Decision>(const DecisionRequest&)>& submit) {
  std::vector<ReplayOutcome> outcomes;
  for (JournalEntry& entry : journal.Pending()) {
    if (entry.staff != staff) continue;
    StatusOr<Decision> answer = submit(entry.decision);
    if (!IsFinalAnswer(answer.status())) break;
    // If this write fails the entry is sent again some day; the service answers the same.
    static_cast<void>(journal.Acknowledge(entry.decision.request_id));
    ReplayOutcome outcome{std::move(entry), answer.status(), {}};
    if (answer.ok()) outcome.decision = *std::move(answer);
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

}  // namespace zhaojian::rpc
