// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/desk/crop_handles.h"
#include "core/base/clock.h"
#include "core/compliance/profile.h"
#include "core/retouch/edit_regions.h"
#include "core/retouch/operations.h"
#include "core/retouch/policy.h"
#include "core/retouch/recipe.h"
#include "core/retouch/region_cover.h"

namespace zhaojian::desk {

/// Why a step was refused: the policy's own words.
struct Refusal {
  /// POLICY_FORBIDDEN, POLICY_SUPERVISOR, POLICY_LIMIT, POLICY_REGION or CLONE_SOURCE.
  std::string reason;
  std::string kind;
  /// The rule in English and in Chinese; empty when there is none.
  std::string words, words_zh;
};

/// A row of the tool list.
struct ToolLine {
  std::string kind;
  /// The policy's names, for tools that this build has not got.
  std::string name_zh, name_en;
  std::string shortcut;
  PolicyLevel level = PolicyLevel::kForbidden;
  /// False: the policy names it, but this build has no such tool.
  bool built = false;
  /// Used share of the tightest limit, 0..1.
  double used = 0;
};

/// What came of a place that ought to be grey: white balance taken, taken as far as the policy
/// allows, or nothing because a channel is near its end or the policy refuses the step.
enum class GreyPick { kTaken, kLimited, kTooBright, kTooDark, kRefused };

/// One slider of the tool in hand.
struct SliderLine {
  ParameterSpec spec;
  double value = 0;
  /// What the policy allows, inside the spec's range.
  double allowed_min = 0;
  double allowed_max = 0;
  /// The value stands at a limit of the policy that is tighter than the slider's range.
  bool at_limit = false;
  /// The policy's rule about the tool in English and in Chinese.
  std::string words, words_zh;
};

/// One line of the recipe list.
struct RecipeLine {
  std::string kind;
  /// Numbers as text, for example +0.12 EV.
  std::string value;
  std::string author;
  size_t strokes = 0;
  bool undone = false;
  bool current = false;
};

/// A state of the recipe that was kept to come back to.
struct RecipeSnapshot {
  std::vector<Operation> operations;
  size_t cursor = 0;
};

/// The recipe under the retoucher's hands: tools, sliders, strokes, crop, undo. Pure state, no I/O.
/// Every change is one operation; while a slider or stroke is in motion it is live and not yet a
/// step.
class RetouchSession {
 public:
  /// All must outlive the session. @param staff author of new steps.
  RetouchSession(Recipe recipe, const Profile* profile, const EditPolicy* policy,
                 const Clock* clock, std::string staff, bool supervisor);

  /// The photo's regions, once they are known; until then landmarks and mask stand in.
  void SetRegions(std::shared_ptr<const EditRegions> regions) {
    regions_ = std::move(regions);
    cover_.reset();
  }
  const EditRegions* regions() const { return regions_.get(); }

  const Recipe& recipe() const { return recipe_; }
  /// What is to be rendered now: the recipe with the live step.
  Recipe Effective() const;
  /// Only what the machine did.
  Recipe Automatic() const;
  /// Counts every change of Effective().
  uint64_t revision() const { return revision_; }
  /// Counts every change that is a step (not live motion).
  uint64_t steps_revision() const { return steps_revision_; }

  std::vector<ToolLine> Tools() const;
  std::vector<SliderLine> Sliders() const;
  std::vector<RecipeLine> Lines() const;
  const std::string& tool() const { return tool_; }
  /// What the photo's regions call the tool in hand (RegionKindOf).
  std::string region_kind() const { return RegionKindOf(Current(tool_)); }
  /// False when the policy locks it; then refusal() has the rule.
  bool ChooseTool(const std::string& kind);
  const std::optional<Refusal>& refusal() const { return refusal_; }
  void ClearRefusal() { refusal_.reset(); }

  /// Moves a slider of the tool in hand; the value is limited to what is allowed.
  void SetLive(const std::string& parameter, double value);
  /// The hand let go: the live step becomes a step of the recipe. False when the policy refuses it.
  bool CommitLive();
  /// White balance that makes this light grey and keeps its luminance:
  ///   gain_c = Y / c,  Y = 0.2126 R + 0.7152 G + 0.0722 B   (IEC 61966-2-1).
  /// @param light of the photo before any tone, linear red green blue, 0..1.
  GreyPick PickGrey(const std::array<double, 3>& light);
  void CancelLive();

  /// True when the tool in hand takes strokes.
  bool brush_in_hand() const { return !brush_modes().empty(); }
  /// What strokes of the tool in hand may do (OperationSpec::modes).
  const std::vector<std::string>& brush_modes() const;
  /// One of brush_modes().
  const std::string& brush_mode() const { return brush_mode_; }
  void SetBrushMode(const std::string& mode) { brush_mode_ = mode; }
  /// Brush radius in delivered pixels, kMinBrush..max_brush_radius().
  double brush_radius() const { return std::min(brush_radius_, max_brush_radius()); }
  /// What the policy leaves the tool in hand.
  double max_brush_radius() const;
  void SetBrushRadius(double delivered_px);
  static constexpr double kMinBrush = 2, kMaxBrush = 60;
  /// Strokes of the tool in hand, upright source pixels. @param alt swaps keep and remove, dodge
  /// and burn; for heal and clone it sets the place to take from instead. Refused (see refusal())
  /// for a clone without such a place.
  void BeginStroke(cv::Point2f source, bool alt);
  void ExtendStroke(cv::Point2f source);
  bool EndStroke() { return CommitLive(); }
  /// Where heal and clone take from when the hand is at `at`; empty while that is found
  /// automatically.
  std::optional<cv::Point2f> TakesFrom(cv::Point2f at) const;
  /// The stroke under the hand, or nullptr.
  const Stroke* live_stroke() const;

  /// The crop in force.
  Crop crop() const;
  /// How the head lies in it; empty without landmarks.
  std::optional<CropReading> reading() const;
  void MoveCropLive(double dx, double dy);
  void ScaleCropLive(double factor, double anchor_x, double anchor_y);
  /// Snaps into the bands and makes it a step.
  bool EndCrop();

  /// Takes steps from a preset or another photo, each a step of its own; what the policy refuses is
  /// left out. @return the kinds that were refused.
  std::vector<std::string> Apply(const std::vector<Operation>& steps);

  /// Keeps the state in hand; the oldest of more than kSnapshots goes. They last as long as the
  /// photo is in hand; a crash leaves them on the disk (StepKeeper).
  void TakeSnapshot();
  /// Counts TakeSnapshot().
  size_t snapshots_taken() const { return snapshots_taken_; }
  /// Puts back what an earlier run had kept, at most kSnapshots.
  void SetSnapshots(std::vector<RecipeSnapshot> snapshots) { snapshots_ = std::move(snapshots); }
  const std::vector<RecipeSnapshot>& snapshots() const { return snapshots_; }
  /// Back to a kept state; the present one is kept first, unless it is kept already.
  bool RestoreSnapshot(size_t index);
  static constexpr size_t kSnapshots = 5;

  bool Undo();
  bool Redo();
  bool CanUndo() const;
  bool CanRedo() const { return recipe_.cursor < recipe_.operations.size(); }

 private:
  Operation Current(const std::string& kind) const;
  bool TakesSource() const;
  void Refuse(const std::string& reason, const std::string& kind);
  /// Why the policy refuses a step after those in force; OK when it does not.
  Status Allowed(const Operation& operation);
  /// Parameters of the tool in hand for a stroke that shall be seen: one at rest is set to half of
  /// what the policy allows.
  std::map<std::string, double> StrokeParameters() const;
  void Touch() { ++revision_; }
  Recipe recipe_;
  const Profile* profile_;
  const EditPolicy* policy_;
  const Clock* clock_;
  std::string staff_;
  bool supervisor_;
  std::optional<HeadGeometry> head_;
  std::shared_ptr<const EditRegions> regions_;
  /// What the steps so far cover of them; made at the first step.
  std::optional<RegionCover> cover_;
  std::vector<RecipeSnapshot> snapshots_;
  size_t snapshots_taken_ = 0;
  std::optional<Operation> live_;
  std::optional<Refusal> refusal_;
  std::string tool_;
  std::string brush_mode_ = "keep";
  double brush_radius_ = 12;
  /// Set by Alt: a place at first, an offset once a stroke has been begun beside it.
  std::optional<cv::Point2f> take_place_, take_offset_;
  uint64_t revision_ = 1;
  uint64_t steps_revision_ = 1;
};

}  // namespace zhaojian::desk
