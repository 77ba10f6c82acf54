// SPDX-License-Identifier: Apache-2.0
#include "app/desk/review_feed.h"

#include <algorithm>
#include <utility>

#include "app/desk/close_ups.h"

namespace zhaojian::desk {
namespace {

// One on the stage and three ahead (review-queue reference R13).
constexpr int kHeld = 4;
// An empty queue is asked again this often; a new photo then shows within a few seconds.
constexpr absl::Duration kAskAgain = absl::Seconds(3);
// The stage shows at most 2000 px of height at 200 %; a preview that is kept need not be larger.
constexpr int kPreviewShortSide = 720;
// Earlier photos that are loaded for comparison; more than three rejections go to the supervisor's
// desk anyway.
constexpr size_t kEarlier = 3;
// Canvas of the default standard (960 x 1280); no standard delivers a picture that wide.
constexpr int kCanvasWidth = 700;

uint64_t NextSerial() {
  static uint64_t serial = 0;
  return ++serial;
}

struct Loaded {
  Status status;
  ReviewBundle bundle;
  cv::Mat standard;
  cv::Mat preview;
  std::vector<CheckLine> lines;
  std::vector<Overlay> overlays;
  std::vector<CloseUpView> close_ups;
  std::vector<EarlierAttempt> earlier;
};

/// @param short_side see DecodeOptions. @param attempt 0 = the item's own.
Status LoadPicture(DeskService& service, const Grant& grant, PictureKind kind, int short_side,
                   int attempt, cv::Mat& out) {
  ZJ_ASSIGN_OR_RETURN(const std::string bytes, service.ReadPicture(grant, kind, "review", attempt));
  ZJ_ASSIGN_OR_RETURN(const Photo photo, DecodePhoto(bytes, {short_side}));
  out = photo.bgr;
  return absl::OkStatus();
}

/// The photos that were rejected before, newest first. One that is no longer kept has no picture;
/// only a cut line is an error.
Status LoadEarlier(DeskService& service, const Grant& grant, Loaded& loaded) {
  std::vector<DecisionRow> rows = loaded.bundle.previous;
  std::stable_sort(rows.begin(), rows.end(), [](const DecisionRow& a, const DecisionRow& b) {
    return a.attempt != b.attempt ? a.attempt > b.attempt : a.time > b.time;
  });
  for (const DecisionRow& row : rows) {
    const bool before = row.choice == Choice::kReject && row.attempt < loaded.bundle.attempt;
    const bool known = !loaded.earlier.empty() && loaded.earlier.back().attempt == row.attempt;
    if (!before || known) continue;
    if (loaded.earlier.size() == kEarlier) break;
    EarlierAttempt earlier{row.attempt, {}, row.reasons, row.comment, row.time};
    for (const PictureKind kind : {PictureKind::kStandard, PictureKind::kPreview}) {
      const Status read =
          LoadPicture(service, grant, kind, kPreviewShortSide, row.attempt, earlier.picture);
      if (IsUnreachable(read)) return read;
      if (read.ok()) break;
    }
    loaded.earlier.push_back(std::move(earlier));
  }
  return absl::OkStatus();
}

Loaded LoadAll(DeskService& service, const Grant& grant) {
  Loaded loaded;
  auto bundle = service.GetReviewBundle(grant);
  loaded.status = bundle.status();
  if (!bundle.ok()) return loaded;
  loaded.bundle = *std::move(bundle);
  if (loaded.bundle.standard_reason.empty()) {
    loaded.status =
        LoadPicture(service, grant, PictureKind::kStandard, kPreviewShortSide, 0, loaded.standard);
    if (!loaded.status.ok()) return loaded;
  }
  // Read whole for the close-ups, kept small.
  cv::Mat whole;
  loaded.status = LoadPicture(service, grant, PictureKind::kPreview, 0, 0, whole);
  if (!loaded.status.ok()) return loaded;
  loaded.lines = MakeCheckLines(loaded.bundle.report);
  loaded.overlays = MapOverlays(loaded.bundle);
  loaded.close_ups = MakeCloseUps(loaded.bundle.report, loaded.lines, whole);
  loaded.preview = ShrinkToShortSide(whole, kPreviewShortSide);
  loaded.status = LoadEarlier(service, grant, loaded);
  return loaded;
}

}  // namespace

ReviewFeed::ReviewFeed(const Wiring& wiring, Link* link, OnLost on_lost, Decided decided)
    : wiring_(wiring),
      link_(link),
      on_lost_(std::move(on_lost)),
      decided_(std::move(decided)),
      background_(wiring.main) {}

ReviewFeed::Item ReviewFeed::Front() const { return items_.empty() ? nullptr : items_.front(); }

ReviewFeed::Item ReviewFeed::Find(const std::string& work_item) const {
  for (const Item& item : items_) {
    if (item->grant.work_item == work_item) return item;
  }
  return nullptr;
}

void ReviewFeed::Remove(const Item& item) {
  items_.erase(std::remove(items_.begin(), items_.end(), item), items_.end());
}

void ReviewFeed::Tick(absl::Duration idle) {
  if (stopped_) return;
  const absl::Time now = wiring_.clock->Now();
  const bool line_down = now < link_->next_attempt();
  // While the line is cut only what is leased is finished; nothing new is claimed until it is back.
  if (!claiming_ && !line_down && now >= next_claim_ && items_.size() < kHeld) Claim();
  if (line_down) DropExpired(now);
  for (const Item& item : items_) {
    const bool waits = item->load == ReviewItem::Load::kLoading && !item->fetching;
    if (waits && now >= item->retry_at) Load(item);
  }
  // An activation that a cut swallowed: the photo already stands on the screen, so no frame asks
  // again.
  const Item front = Front();
  if (!line_down && front != nullptr && front->presented && !front->returning) Activate(front);
  if (!renewing_ && !items_.empty() && now >= next_renew_ && !line_down) Renew(idle);
}

void ReviewFeed::Wake() { next_claim_ = absl::InfinitePast(); }

void ReviewFeed::Claim() {
  claiming_ = true;
  const int wanted = kHeld - static_cast<int>(items_.size());
  const absl::Time begun = wiring_.clock->Now();
  // What is granted as a reservation is activated when it reaches the screen.
  background_.Run(
      wiring_.calls,
      [service = wiring_.service, wanted] { return service->Claim(WorkKind::kReview, wanted); },
      [this, begun](StatusOr<std::vector<Grant>>& grants) {
        claiming_ = false;
        const absl::Time now = wiring_.clock->Now();
        link_->Note(grants.status(), now - begun);
        refusal_ = grants.ok() || IsUnreachable(grants.status()) ? Status() : grants.status();
        queue_empty_ = grants.ok() && grants->empty();
        if (!grants.ok() || grants->empty()) next_claim_ = now + kAskAgain;
        if (!grants.ok()) return;
        for (Grant& grant : *grants) {
          // After a crash a photo may still be held though its decision waits in the journal;
          // shown again, it would be decided twice and the second answer would be lost.
          if (Find(grant.work_item) != nullptr || decided_(grant.work_item)) continue;
          auto item = std::make_shared<ReviewItem>();
          item->grant = std::move(grant);
          item->serial = NextSerial();
          if (items_.empty()) next_renew_ = now + item->grant.heartbeat;
          items_.push_back(item);
          Load(item);
        }
      });
}

void ReviewFeed::Load(const Item& item) {
  item->fetching = true;
  background_.Run(
      wiring_.pictures,
      [service = wiring_.service, grant = item->grant] { return LoadAll(*service, grant); },
      [this, item](Loaded& loaded) {
        item->fetching = false;
        if (IsUnreachable(loaded.status)) {
          link_->Note(loaded.status, absl::ZeroDuration());
          item->retry_at = link_->next_attempt();
          return;
        }
        if (!loaded.status.ok()) {
          item->load = ReviewItem::Load::kFailed;
          item->error = loaded.status;
          if (ReasonOf(loaded.status) == "LEASE_LOST") {
            TakeAnswers({{item->grant.work_item, LeaseAnswer::Outcome::kLost, {}}});
          } else if (ReasonOf(loaded.status) == "ATTEMPT_WITHDRAWN") {
            TakeAnswers({{item->grant.work_item, LeaseAnswer::Outcome::kWithdrawn, {}}});
          }
          return;
        }
        item->bundle = std::move(loaded.bundle);
        item->standard = loaded.standard;
        // The service renders the canvas at twice the delivered size; a small one is delivered size
        // itself.
        if (loaded.standard.cols >= kCanvasWidth) item->delivered = loaded.standard.size() / 2;
        item->preview = loaded.preview;
        item->lines = std::move(loaded.lines);
        item->overlays = std::move(loaded.overlays);
        item->close_ups = std::move(loaded.close_ups);
        item->earlier = std::move(loaded.earlier);
        item->load = ReviewItem::Load::kReady;
      });
}

void ReviewFeed::PopFront() {
  if (!items_.empty()) items_.pop_front();
}

void ReviewFeed::PushFront(Item item) {
  item->presented = false;
  items_.push_front(std::move(item));
}

void ReviewFeed::Activate(const Item& item) {
  if (item->activated || !item->grant.reserved) return;
  item->activated = true;
  background_.Run(
      wiring_.calls,
      [service = wiring_.service, grant = item->grant] { return service->Activate(grant); },
      [this, item](StatusOr<Grant>& grant) {
        if (grant.ok()) {
          item->grant.reserved = false;
          item->grant.lease_until = grant->lease_until;
          return;
        }
        link_->Note(grant.status(), absl::ZeroDuration());
        if (IsUnreachable(grant.status())) {
          item->activated = false;
          return;
        }
        const bool withdrawn = ReasonOf(grant.status()) == "ATTEMPT_WITHDRAWN";
        TakeAnswers({{item->grant.work_item,
                      withdrawn ? LeaseAnswer::Outcome::kWithdrawn : LeaseAnswer::Outcome::kLost,
                      {}}});
      });
}

void ReviewFeed::Renew(absl::Duration idle) {
  renewing_ = true;
  std::vector<Grant> grants;
  for (const Item& item : items_) {
    // A staged decision holds no lease until its undo has been answered.
    if (!item->returning) grants.push_back(item->grant);
  }
  if (grants.empty()) {
    renewing_ = false;
    return;
  }
  const absl::Time begun = wiring_.clock->Now();
  next_renew_ = begun + grants.front().heartbeat;
  background_.Run(
      wiring_.calls,
      [service = wiring_.service, grants, idle] { return service->Renew(grants, idle); },
      [this, begun](StatusOr<std::vector<LeaseAnswer>>& answers) {
        renewing_ = false;
        link_->Note(answers.status(), wiring_.clock->Now() - begun);
        if (answers.ok()) {
          TakeAnswers(*answers);
        } else {
          next_renew_ = link_->next_attempt();
        }
      });
}

void ReviewFeed::TakeAnswers(const std::vector<LeaseAnswer>& answers) {
  for (const LeaseAnswer& answer : answers) {
    const Item item = Find(answer.work_item);
    if (item == nullptr) continue;
    if (answer.Held()) {
      item->grant.lease_until = answer.lease_until;
      item->idle = answer.outcome != LeaseAnswer::Outcome::kRenewed;
      continue;
    }
    on_lost_(item, answer.outcome);
    Remove(item);
  }
}

void ReviewFeed::DropExpired(absl::Time now) {
  std::vector<LeaseAnswer> gone;
  for (const Item& item : items_) {
    if (now < item->grant.lease_until || item->returning) continue;
    gone.push_back({item->grant.work_item, LeaseAnswer::Outcome::kLost, {}});
  }
  TakeAnswers(gone);
}

void ReviewFeed::Stop() {
  stopped_ = true;
  for (const Item& item : items_) {
    wiring_.calls->Post([service = wiring_.service, grant = item->grant] {
      // Nothing can be done about an error here: the lease runs out by itself.
      (void)service->Release(grant, SkipCause::kBreak);
    });
  }
  items_.clear();
}

}  // namespace zhaojian::desk
