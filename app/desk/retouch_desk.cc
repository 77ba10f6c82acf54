// SPDX-License-Identifier: Apache-2.0
#include "app/desk/retouch_desk.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "app/desk/retouch_pictures.h"

namespace zhaojian::desk {
namespace {

constexpr absl::Duration kAskAgain = absl::Seconds(3);
// A step is stored at the latest 2 s after it was made (design); a second of quiet is enough.
constexpr absl::Duration kSaveAfterQuiet = absl::Seconds(1);
constexpr absl::Duration kSaveAtLatest = absl::Milliseconds(1800);

struct Rendered {
  Status status;
  RetouchPictures pictures;
};

/// What is rendered for the screen and how it is looked at.
struct RenderJob {
  /// `automatic` is needed only while its picture is not known.
  Recipe recipe, automatic;
  cv::Mat known_automatic;
  /// What is on screen now.
  cv::Mat last_result;
  FaceTones last_tones;
  ViewMode mode = ViewMode::kResult;
  MatteBackdrop backdrop = MatteBackdrop::kBlack;
  CompareBase base = CompareBase::kAutomatic;
};

Status RenderView(RetouchEngine& engine, const RenderJob& job, RetouchPictures& pictures) {
  if (job.mode == ViewMode::kClipping)
    pictures.clipping = ClippingMarks(pictures.result, job.recipe);
  if (job.mode == ViewMode::kDifference) {
    const bool original = job.base == CompareBase::kOriginal;
    pictures.difference =
        StretchedDifference(pictures.result, original ? pictures.source : pictures.automatic);
    pictures.difference_base = job.base;
  }
  if (job.mode != ViewMode::kMatte) return absl::OkStatus();
  ZJ_ASSIGN_OR_RETURN(const cv::Mat alpha, engine.Alpha(job.recipe));
  pictures.matte = OnBackdrop(pictures.result, alpha, job.recipe, job.backdrop);
  pictures.matte_backdrop = job.backdrop;
  return absl::OkStatus();
}

Rendered RenderAll(RetouchEngine& engine, const RenderJob& job) {
  Rendered out;
  const auto take = [&out](StatusOr<cv::Mat> picture, cv::Mat& into) {
    if (!out.status.ok()) return;
    out.status = picture.status();
    if (picture.ok()) into = *picture;
  };
  out.pictures.automatic = job.known_automatic;
  if (job.known_automatic.empty()) take(engine.Render(job.automatic), out.pictures.automatic);
  take(engine.Render(job.recipe), out.pictures.result);
  take(engine.Source(job.recipe), out.pictures.source);
  if (!out.status.ok()) return out;
  out.pictures.tones =
      MeasureFaceTones(out.pictures.result, job.recipe, job.last_result, job.last_tones);
  out.status = RenderView(engine, job, out.pictures);
  return out;
}

}  // namespace

RetouchDesk::RetouchDesk(const Wiring& wiring, Link* link, const ReasonCatalogue* reasons,
                         RetouchSetup setup)
    : wiring_(wiring),
      link_(link),
      setup_(std::move(setup)),
      palette_(reasons),
      shelf_(setup_.presets, wiring.pictures),
      keeper_(wiring, setup_.steps),
      opened_at_(wiring.clock->Now()),
      last_input_(wiring.clock->Now()),
      background_(wiring.main) {}

void RetouchDesk::Tick() {
  if (stopped_) return;
  const absl::Time now = wiring_.clock->Now();
  const bool line_down = now < link_->next_attempt();
  const bool idle = stage_ == RetouchStage::kStarting || stage_ == RetouchStage::kEmpty ||
                    stage_ == RetouchStage::kRefused || stage_ == RetouchStage::kOffline;
  if (idle && !claiming_ && !line_down && now >= next_claim_) Claim();
  if (session_ == nullptr) return;
  if (!renewing_ && !line_down && now >= next_renew_) Renew();
  if (session_->steps_revision() != seen_steps_) {
    seen_steps_ = session_->steps_revision();
    changed_at_ = now;
    dirty_since_ = std::min(dirty_since_, now);
  }
  KeepSteps();
  const bool due = now - changed_at_ >= kSaveAfterQuiet || now - dirty_since_ >= kSaveAtLatest;
  if (dirty() && due && !saving_ && !line_down) SaveDraft();
  if (!rendering_ && (rendered_revision_ != session_->revision() || LacksView())) RenderLatest();
  const bool steady = !rendering_ && rendered_revision_ == session_->revision();
  if (steady && !gating_ && gate_revision_ != session_->steps_revision()) GateLatest();
}

bool RetouchDesk::dirty() const {
  return session_ != nullptr && session_->steps_revision() != saved_revision_;
}

bool RetouchDesk::LacksView() const {
  if (pictures_.result.empty()) return false;
  if (view_.mode() == ViewMode::kMatte) return pictures_.matte_backdrop != view_.backdrop();
  if (view_.mode() == ViewMode::kDifference) return pictures_.difference_base != view_.base();
  return view_.mode() == ViewMode::kClipping && pictures_.clipping.empty();
}

bool RetouchDesk::gate_current() const {
  return session_ != nullptr && gate_revision_ == session_->steps_revision();
}

bool RetouchDesk::GateGreen() const {
  return std::all_of(gate_.begin(), gate_.end(),
                     [](const CheckLine& line) { return line.verdict == Verdict::kOk; });
}

void RetouchDesk::Claim() {
  claiming_ = true;
  const absl::Time begun = wiring_.clock->Now();
  background_.Run(
      wiring_.calls, [service = wiring_.service] { return service->Claim(WorkKind::kRetouch, 1); },
      [this, begun](StatusOr<std::vector<Grant>>& grants) {
        claiming_ = false;
        const absl::Time now = wiring_.clock->Now();
        link_->Note(grants.status(), now - begun);
        next_claim_ = now + kAskAgain;
        error_ = grants.status();
        if (!grants.ok()) {
          stage_ = IsUnreachable(error_) ? RetouchStage::kOffline : RetouchStage::kRefused;
        } else if (grants->empty()) {
          stage_ = RetouchStage::kEmpty;
        } else {
          grant_ = grants->front();
          Open();
        }
      });
}

void RetouchDesk::RenderLatest() {
  rendering_ = true;
  const uint64_t revision = session_->revision();
  RenderJob job{session_->Effective(), {},           pictures_.automatic, pictures_.result,
                pictures_.tones,       view_.mode(), view_.backdrop(),    view_.base()};
  if (pictures_.automatic.empty()) job.automatic = session_->Automatic();
  background_.Run(
      wiring_.render, [engine = engine_, job = std::move(job)] { return RenderAll(*engine, job); },
      [this, revision, visit = visit_](Rendered& rendered) {
        if (visit != visit_) return;
        rendering_ = false;
        rendered_revision_ = revision;
        if (!rendered.status.ok()) {
          // The last good picture stays; the step that cannot be drawn is named, once.
          if (LacksView()) view_.SetMode(ViewMode::kResult);
          remark_ = Words{"retouch.remark.render", {ReasonOf(rendered.status)}};
          return;
        }
        rendered.pictures.serial = pictures_.serial + 1;
        pictures_ = std::move(rendered.pictures);
      });
}

void RetouchDesk::GateLatest() {
  gating_ = true;
  const uint64_t revision = session_->steps_revision();
  background_.Run(
      wiring_.pictures,
      [engine = engine_, recipe = session_->recipe()] { return engine->Gate(recipe); },
      [this, revision, visit = visit_](StatusOr<GateReport>& gate) {
        if (visit != visit_) return;
        gating_ = false;
        gate_revision_ = revision;
        TakeGate(gate.ok() ? *gate : GateReport{});
        if (!gate.ok()) remark_ = Words{"retouch.remark.gate", {ReasonOf(gate.status())}};
      });
}

void RetouchDesk::TakeGate(const GateReport& gate) {
  gate_.clear();
  gate_places_.clear();
  looked_at_.reset();
  // What is red comes first, each in the gate's own order.
  for (const bool green : {false, true}) {
    for (const GateItem& item : gate.items) {
      if (item.green != green) continue;
      gate_.push_back(MakeGateLine(item));
      gate_places_.push_back(item.at);
    }
  }
  if (GateGreen()) refused_ = false;
}

StatusOr<int64_t> RetouchDesk::SaveOver(DeskService& service, const Grant& grant,
                                        const std::string& recipe, int64_t base) {
  StatusOr<int64_t> saved = service.SaveDraft(grant, recipe, base);
  if (saved.ok() || ReasonOf(saved.status()) != "ETAG_MISMATCH") return saved;
  const auto detail = DetailOf(saved.status());
  for (const char* name : {"revision_now", "etag_now"}) {
    const auto it = detail->metadata.find(name);
    if (it == detail->metadata.end()) continue;
    int64_t now = 0;
    const char* end = it->second.data() + it->second.size();
    const auto parsed = std::from_chars(it->second.data(), end, now);
    if (parsed.ec != std::errc() || parsed.ptr != end || now == base) continue;
    // The service looks at the lease first: whoever gets this answer still holds the photo.
    return service.SaveDraft(grant, recipe, now);
  }
  return saved;
}

void RetouchDesk::SaveDraft() {
  saving_ = true;
  const uint64_t revision = session_->steps_revision();
  KeepSteps();
  background_.Run(
      wiring_.calls,
      [service = wiring_.service, grant = grant_, recipe = RecipeToBytes(session_->recipe()),
       base = draft_revision_] { return SaveOver(*service, grant, recipe, base); },
      [this, revision, serial = keeper_.serial(), visit = visit_](StatusOr<int64_t>& saved) {
        link_->Note(saved.status(), absl::ZeroDuration());
        if (visit != visit_) return;
        saving_ = false;
        if (saved.ok()) {
          draft_revision_ = *saved;
          keeper_.Saved(*saved, serial);
          saved_revision_ = revision;
          saved_at_ = wiring_.clock->Now();
          dirty_since_ = dirty() ? wiring_.clock->Now() : absl::InfiniteFuture();
          return;
        }
        // Kept in hand and tried again; a rule's refusal is said.
        dirty_since_ = wiring_.clock->Now();
        changed_at_ = wiring_.clock->Now();
        if (!IsUnreachable(saved.status())) {
          remark_ = Words{"retouch.remark.draft", {ReasonOf(saved.status())}};
        }
      });
}

void RetouchDesk::Renew() {
  renewing_ = true;
  const absl::Time now = wiring_.clock->Now();
  next_renew_ = now + grant_.heartbeat;
  background_.Run(
      wiring_.calls,
      [service = wiring_.service, grants = std::vector<Grant>{grant_}, idle = now - last_input_] {
        return service->Renew(grants, idle);
      },
      [this, now, visit = visit_](StatusOr<std::vector<LeaseAnswer>>& answers) {
        link_->Note(answers.status(), wiring_.clock->Now() - now);
        if (visit != visit_) return;
        renewing_ = false;
        if (!answers.ok()) return;
        for (const LeaseAnswer& answer : *answers) {
          if (answer.work_item != grant_.work_item) continue;
          if (answer.Held()) {
            grant_.lease_until = answer.lease_until;
          } else {
            const bool withdrawn = answer.outcome == LeaseAnswer::Outcome::kWithdrawn;
            remark_ = Words{withdrawn ? "retouch.lost.withdrawn" : "retouch.lost.lease",
                            {grant_.order_tail}};
            Clear(RetouchStage::kLost, withdrawn);
          }
        }
      });
}

void RetouchDesk::Clear(RetouchStage next, bool settled) {
  ++visit_;
  keeper_.Close(settled || (session_ != nullptr && !dirty()));
  commit_recipe_.clear();
  stage_ = next;
  session_.reset();
  engine_.reset();
  const uint64_t serial = pictures_.serial;
  pictures_ = {};
  pictures_.serial = serial + 1;
  TakeGate({});
  shelf_.Close();
  gate_revision_ = rendered_revision_ = 0;
  saved_at_ = absl::InfinitePast();
  dirty_since_ = absl::InfiniteFuture();
  gating_ = rendering_ = saving_ = renewing_ = false;
  done_.clear();
  focused_note_ = 0;
  choosing_reason_ = false;
  next_claim_ = absl::InfinitePast();
}

}  // namespace zhaojian::desk
