// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/desk/decision_sender.h"
#include "app/desk/link.h"
#include "app/desk/reason_palette.h"
#include "app/desk/region_marker.h"
#include "app/desk/review_feed.h"

namespace zhaojian::desk {

/// A line for a person: a catalogue key and its arguments.
struct Words {
  std::string key;
  std::vector<std::string> arguments;
};

/// Why no photo is on the stage, or that one is.
enum class StageState {
  kStarting,  ///< The first claim is under way.
  kLoading,   ///< A photo is claimed and its pictures are on the way.
  kReady,     ///< A photo may be judged once it has been presented.
  kEmpty,     ///< Nothing to do.
  kRefused,   ///< Claims are refused by a rule; see refusal().
  kOffline,   ///< The line is cut and nothing leased is left.
  kStopped,   ///< Something was lost; see interruption().
  kFailed,    ///< The photo could not be loaded; it can be skipped.
};

/// Something that took the photo away or undid a decision. It stays until it was read.
struct Interruption {
  enum class Kind { kWithdrawn, kLeaseLost, kNotAccepted, kUndoTooLate };
  Kind kind = Kind::kLeaseLost;
  std::string order_tail;
  /// What had been decided: "F", or codes; empty when nothing had.
  std::string decided;
  /// Stable name of the rule, for example LEASE_LOST.
  std::string reason;
  absl::Time since;
};

/// Which overlays lie over the photo.
enum class GuideMode { kAll, kProblem, kNone };

/// What takes the keys beside the decisions.
enum class ReviewMode { kDeciding, kPalette, kSkip, kEscalate, kNote, kRegion };

/// A person's own numbers, shown to nobody else.
struct Pace {
  int today = 0;
  absl::Duration median;
  absl::Duration working;
  /// True after 50 min without a break of 5.
  bool rest_advised = false;
};

/// Everything the review screen knows and does. Frame thread only; it never blocks but for the
/// journal's write. It suggests reasons and never proposes a verdict.
class ReviewDesk {
 public:
  ReviewDesk(const Wiring& wiring, Link* link, const ReasonCatalogue* reasons);

  /// Replays the journal and claims.
  void Start();
  /// Once per frame: claims, renews, retries, closes windows, covers the photo after 60 s without
  /// input.
  void Tick();
  /// Any key or mouse movement of the person. Returns true when it only uncovered the photo.
  bool NoteInput();
  /// Gives back what is held.
  void Stop() { feed_.Stop(); }

  // ---- what is shown ----
  StageState stage() const;
  /// The photo on the stage, or nullptr when there is none to judge.
  std::shared_ptr<ReviewItem> Current() const;
  const ReviewFeed& feed() const { return feed_; }
  const DecisionSender& sender() const { return sender_; }
  const ReasonPalette& palette() const { return palette_; }
  /// The oldest notice that has not been read.
  std::optional<Interruption> interruption() const;
  ReviewMode mode() const { return mode_; }
  /// Why F, R, E or S does nothing now; empty when it would act.
  std::optional<Words> WhyNotPass() const;
  std::optional<Words> WhyNotReject() const;
  /// Last remark about a key that did nothing; cleared by the next command.
  const std::optional<Words>& remark() const { return remark_; }
  Pace pace() const;
  bool covered() const { return covered_; }
  GuideMode guides() const { return guides_; }
  bool landmarks() const { return landmarks_; }
  /// False while H, or G on "none", has put every line, chip, close-up and pin away.
  bool marks_hidden() const { return marks_hidden_; }
  bool marks_shown() const { return !marks_hidden_ && guides_ != GuideMode::kNone; }
  bool original_held() const { return original_held_; }
  bool one_to_one() const { return one_to_one_; }
  /// Index into the current item's lines of the problem that is zoomed to, or -1.
  int focused_problem() const { return focused_problem_; }
  /// The line whose evidence is explained: under the mouse, else zoomed to; nullptr = none.
  const CheckLine* explained() const;
  /// Index into the current item's earlier attempts that stands beside the photo, or -1.
  int compared() const { return compared_; }
  /// The box that is being drawn, fractions of the upright source photo, and the reason it belongs
  /// to (empty: none yet).
  const RegionMarker& region() const { return region_; }
  const std::string& region_code() const { return region_code_; }
  /// Note to the retoucher or comment to the supervisor, edited in place by the panel.
  std::string& draft_text() { return draft_text_; }
  const std::string& note() const { return note_; }

  // ---- commands ----
  /// The frame that showed this item reached the screen.
  void MarkPresented(uint64_t serial);
  /// Each decision returns true when it was taken.
  bool Pass();
  bool Reject();
  bool Escalate();
  bool Skip(SkipCause cause);
  bool Undo();
  void ToggleDigit(int digit);
  void ToggleReason(const std::string& code);
  void OpenPalette();
  void TypeInPalette(const std::string& text);
  void PaletteBackspace();
  void OpenSkip();
  void OpenEscalate();
  void OpenNote();
  void CloseMode();
  /// Keeps the text of the note.
  void SaveNote();
  void CycleGuides();
  void ToggleLandmarks() { landmarks_ = !landmarks_; }
  void HoldOriginal(bool held) { original_held_ = held; }
  void ToggleOneToOne();
  void NextProblem();
  /// H: puts every mark away, or back.
  void ToggleMarks() { marks_hidden_ = !marks_hidden_; }
  /// The mouse stands on this measure's row or close-up; empty: on none. Said once per frame.
  void Hover(const std::string& measure) { hovered_ = measure; }
  /// Zooms to this measure, or back when it is zoomed to.
  void FocusMeasure(const std::string& measure);
  /// C: the last rejected photo beside this one, the one before, ..., none.
  void CycleCompared();
  /// W: a box is drawn next; it takes the last chosen reason that has none.
  void OpenRegion();
  /// A press, its way and its release on the photo, delivered pixels (preview pixels without a
  /// standard picture). Nothing happens outside the region mode.
  void BeginRegion(cv::Point2d at);
  void MoveRegion(cv::Point2d at);
  void EndRegion();
  /// Moves the box by delivered pixels.
  void NudgeRegion(double dx, double dy);
  /// Takes the box away; its reason stays chosen.
  void DropRegion();
  void ToggleCover() { covered_ = !covered_; }
  /// The interruption was read: the next one, or the next photo comes.
  void Continue();

 private:
  bool MayDecide();
  /// Gives the box to a reason: chooses it if need be and takes the box from the one that had it.
  void BindRegion(const std::string& code);
  void KeepRegion();
  bool MarksRegion() const;
  bool Decide(Choice choice, const std::string& comment);
  void ShowFront();
  void TakeLost(const std::shared_ptr<ReviewItem>& item, LeaseAnswer::Outcome outcome);
  void TakeRefused(const DecisionSender::Row& row);
  void TakeReturned(const DecisionSender::Row& row, const Status& status);
  std::string Decided(const Decision& decision) const;
  Wiring wiring_;
  Link* link_;
  ReasonPalette palette_;
  ReviewFeed feed_;
  DecisionSender sender_;
  Background background_;
  /// Serial of the item whose palette and view are set up.
  uint64_t shown_serial_ = 0;
  /// Oldest first; none is dropped before it was read.
  std::deque<Interruption> interruptions_;
  std::optional<Words> remark_;
  ReviewMode mode_ = ReviewMode::kDeciding;
  GuideMode guides_ = GuideMode::kAll;
  bool landmarks_ = true;
  bool original_held_ = false;
  bool one_to_one_ = false;
  bool covered_ = false;
  bool marks_hidden_ = false;
  int focused_problem_ = -1;
  int compared_ = -1;
  std::string hovered_;
  RegionMarker region_;
  std::string region_code_;
  std::string draft_text_;
  std::string note_;
  std::vector<absl::Duration> durations_;
  absl::Time last_input_;
  absl::Time working_since_;
};

}  // namespace zhaojian::desk
