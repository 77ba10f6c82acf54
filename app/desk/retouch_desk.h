// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/desk/background.h"
#include "app/desk/canvas_view.h"
#include "app/desk/check_lines.h"
#include "app/desk/link.h"
#include "app/desk/reason_palette.h"
#include "app/desk/retouch_engine.h"
#include "app/desk/retouch_pictures.h"
#include "app/desk/retouch_session.h"
#include "app/desk/review_desk.h"
#include "app/desk/step_keeper.h"
#include "app/desk/step_shelf.h"

namespace zhaojian::desk {

/// What stands on the retouch stage.
enum class RetouchStage {
  kStarting,
  kLoading,
  kReady,
  kCommitting,
  kEmpty,
  kRefused,
  kOffline,
  kLost,
  kFailed
};

/// Pictures of the photo in hand, CV_8UC3 BGR, 960 x 1280; empty until rendered. Immutable once
/// set.
struct RetouchPictures {
  cv::Mat result;
  /// What the machine made.
  cv::Mat automatic;
  /// Before any edit, same crop.
  cv::Mat source;
  /// Made only while they are looked at: the difference to the base, stretched for the eye, the
  /// subject on a backdrop and the clipped pixels.
  cv::Mat difference;
  std::optional<CompareBase> difference_base;
  cv::Mat matte;
  std::optional<MatteBackdrop> matte_backdrop;
  cv::Mat clipping;
  /// Of the result.
  FaceTones tones;
  /// Counts changes, for texture caches.
  uint64_t serial = 0;
};

/// What surrounds a retoucher's work: folders, who acts.
struct RetouchSetup {
  std::filesystem::path assets;
  std::string staff;
  bool supervisor = false;
  RetouchEngineFactory engines;
  /// Where this machine keeps presets; empty: nowhere.
  std::filesystem::path presets;
  /// Private folder of this person for steps that the service has not got; empty: nowhere.
  std::filesystem::path steps;
};

/// Everything the retouch screen knows and does. Frame thread only; never blocks. Rendering is
/// latest-wins: what the hand has left behind is not drawn.
class RetouchDesk {
 public:
  RetouchDesk(const Wiring& wiring, Link* link, const ReasonCatalogue* reasons, RetouchSetup setup);

  /// Claims when nothing is in hand, renews, puts steps on this disk, saves drafts (at the latest
  /// 2 s after a step), renders.
  void Tick();
  void NoteInput() { last_input_ = wiring_.clock->Now(); }
  /// Gives back what is held; its draft stays.
  void Stop();

  RetouchStage stage() const { return stage_; }
  const Grant& grant() const { return grant_; }
  const RetouchBundle& bundle() const { return bundle_; }
  /// The recipe in hand; nullptr unless a photo is there.
  RetouchSession* session() { return session_.get(); }
  const RetouchSession* session() const { return session_.get(); }
  const std::optional<Profile>& profile() const { return profile_; }
  const RetouchPictures& pictures() const { return pictures_; }
  /// The picture the result is compared with.
  const cv::Mat& base_picture() const {
    return view_.base() == CompareBase::kOriginal ? pictures_.source : pictures_.automatic;
  }
  /// True while a newer picture than the one shown is being rendered.
  bool rendering() const { return rendering_; }
  /// Gate of the newest rendered step; empty until the first preview is there.
  const std::vector<CheckLine>& gate() const { return gate_; }
  /// Where each line of gate() is to be looked at, delivered pixels.
  const std::optional<cv::Point2d>& gate_place(size_t line) const { return gate_places_[line]; }
  /// The red line that is being looked at.
  std::optional<size_t> looked_at() const { return looked_at_; }
  /// The list of what is red stands over the stage, after a commit was refused.
  bool refused() const { return refused_; }
  bool gate_current() const;
  bool GateGreen() const;
  /// Notes of the reviewer and which are ticked off.
  bool NoteDone(size_t index) const { return done_.count(index) > 0; }
  size_t focused_note() const { return focused_note_; }
  const std::optional<Words>& remark() const { return remark_; }
  const Status& error() const { return error_; }
  /// When the draft was stored last; InfinitePast when not yet.
  absl::Time saved_at() const { return saved_at_; }
  bool dirty() const;
  /// Steps on this machine's disk.
  const StepKeeper& keeper() const { return keeper_; }
  absl::Time opened_at() const { return opened_at_; }
  int committed_today() const { return static_cast<int>(durations_.size()); }
  absl::Duration median() const;
  ReasonPalette& palette() { return palette_; }
  StepShelf& shelf() { return shelf_; }
  bool choosing_reason() const { return choosing_reason_; }

  CanvasView& view() { return view_; }
  const CanvasView& view() const { return view_; }
  bool original_held() const { return original_held_; }
  bool marks_shown() const { return marks_shown_; }
  bool loupe_shown() const { return loupe_shown_; }
  int surround() const { return surround_; }

  // ---- commands ----
  void HoldOriginal(bool held) { original_held_ = held; }
  void ToggleMarks() { marks_shown_ = !marks_shown_; }
  void ToggleLoupe() { loupe_shown_ = !loupe_shown_; }
  void SetSurround(int index) { surround_ = index; }
  /// Goes to the place of a gate line; a line without one takes the tool that changes it.
  void LookAtGate(size_t line);
  /// Goes to the next red line.
  void NextRed();
  void CloseRefused() { refused_ = false; }
  /// Opens the card of steps to take along, or to put onto this photo.
  void OpenCopy();
  void OpenPaste();
  /// Confirms the card: copies the ticked steps, or makes them steps of this photo.
  void ConfirmShelf();
  /// A digit on the card: a preset.
  void ChooseSlot(size_t slot);
  void NextNote();
  void ToggleNoteDone(size_t index);
  /// The crop tool shows the whole photo: its corners are the handles.
  void ChooseTool(const std::string& kind);
  void ChooseToolByKey(const std::string& key);
  /// White balance from a place of the original that ought to be grey; a place that tells nothing
  /// is said to. @param delivered pixels.
  void PickGrey(cv::Point2d delivered);
  bool Commit();
  /// Opens the reasons; a second call with reasons chosen sends the photo back.
  bool Return();
  void CancelReturn();
  bool Park();
  /// The loss was read: the next photo comes.
  void Continue();

 private:
  void Claim();
  void Open();
  /// What was opened, with the steps that this disk has kept.
  struct Opened;
  void Begin(Opened& opened, StepsFound& found);
  void SayFound(const StepsFound& found);
  void KeepSteps();
  void RenderLatest();
  /// The picture of the chosen view is not there yet.
  bool LacksView() const;
  void GateLatest();
  void TakeGate(const GateReport& gate);
  void SaveDraft();
  /// Stores over what a save with a lost answer left there; the lease says the draft is ours alone.
  static StatusOr<int64_t> SaveOver(DeskService& service, const Grant& grant,
                                    const std::string& recipe, int64_t base);
  void Renew();
  /// The photo leaves the hand. @param settled its steps are not needed any more, whatever became
  /// of the draft.
  void Clear(RetouchStage next, bool settled = false);
  Wiring wiring_;
  Link* link_;
  RetouchSetup setup_;
  ReasonPalette palette_;
  RetouchStage stage_ = RetouchStage::kStarting;
  Grant grant_;
  RetouchBundle bundle_;
  std::optional<Profile> profile_;
  std::optional<EditPolicy> policy_;
  std::shared_ptr<RetouchEngine> engine_;
  std::unique_ptr<RetouchSession> session_;
  RetouchPictures pictures_;
  std::vector<CheckLine> gate_;
  std::vector<std::optional<cv::Point2d>> gate_places_;
  std::optional<size_t> looked_at_;
  bool refused_ = false;
  StepShelf shelf_;
  StepKeeper keeper_;
  uint64_t gate_revision_ = 0;
  uint64_t rendered_revision_ = 0;
  uint64_t saved_revision_ = 1;
  int64_t draft_revision_ = 0;
  /// What was committed without a final answer; the same recipe goes under the same id.
  std::string commit_recipe_, commit_request_;
  /// Counts photos, so that a late answer about the last one is not taken for this one.
  uint64_t visit_ = 0;
  bool claiming_ = false, rendering_ = false, gating_ = false, saving_ = false, renewing_ = false;
  bool stopped_ = false;
  absl::Time next_claim_ = absl::InfinitePast(), next_renew_ = absl::InfinitePast();
  absl::Time dirty_since_ = absl::InfiniteFuture(), changed_at_ = absl::InfinitePast();
  uint64_t seen_steps_ = 1;
  absl::Time saved_at_ = absl::InfinitePast(), opened_at_, last_input_;
  std::vector<absl::Duration> durations_;
  std::set<size_t> done_;
  size_t focused_note_ = 0;
  std::optional<Words> remark_;
  /// The disk's refusal was said; once is enough until it takes steps again.
  bool disk_refused_ = false;
  Status error_;
  bool choosing_reason_ = false;
  CanvasView view_;
  bool original_held_ = false, marks_shown_ = true, loupe_shown_ = true;
  int surround_ = 1;
  Background background_;
};

}  // namespace zhaojian::desk
