// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <utility>

#include "app/desk/rpc_convert.h"
#include "app/desk/rpc_desk_service.h"
#include "core/base/file.h"
#include "core/rpc/journal.h"

namespace zhaojian::desk {
namespace {

class JournalLog final : public DecisionLog {
 public:
  JournalLog(std::unique_ptr<rpc::DecisionJournal> journal, std::string staff)
      : journal_(std::move(journal)), staff_(std::move(staff)) {}

  Status Append(const Decision& decision) override {
    return journal_->Append({ToRpc(decision), staff_, decision.time});
  }
  Status Acknowledge(const std::string& request_id) override {
    return journal_->Acknowledge(request_id);
  }
  std::vector<Decision> Pending() const override {
    std::vector<Decision> decisions;
    for (const rpc::JournalEntry& entry : journal_->Pending()) {
      if (entry.staff != staff_) continue;
      Decision decision;
      decision.request_id = entry.decision.request_id;
      decision.work_item = entry.decision.work_item;
      decision.fence = entry.decision.fence;
      decision.epoch = entry.decision.epoch;
      decision.choice = FromRpc(entry.decision.verdict);
      decision.reasons = FromRpc(entry.decision.reasons);
      decision.comment = entry.decision.comment;
      decision.photo_sha256 = entry.decision.seen.photo_sha256;
      decision.standard_sha256 = entry.decision.seen.standard_sha256;
      decision.profile_version = entry.decision.seen.profile_version;
      decision.seen_for = entry.decision.seen.visible;
      decision.time = entry.time;
      decisions.push_back(std::move(decision));
    }
    return decisions;
  }

 private:
  std::unique_ptr<rpc::DecisionJournal> journal_;
  std::string staff_;
};

}  // namespace

StatusOr<std::unique_ptr<DecisionLog>> OpenDecisionLog(const std::filesystem::path& folder,
                                                       const std::string& staff) {
  ZJ_RETURN_IF_ERROR(MakeFolder(folder));
  ZJ_ASSIGN_OR_RETURN(auto journal, rpc::DecisionJournal::Open(folder / "decisions.journal"));
  return std::unique_ptr<DecisionLog>(std::make_unique<JournalLog>(std::move(journal), staff));
}

}  // namespace zhaojian::desk
