// SPDX-License-Identifier: Apache-2.0
#include "app/desk/retouch_session.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "app/desk/check_lines.h"

namespace zhaojian::desk {
namespace {

constexpr char kCropKind[] = "geom.crop_scale";
constexpr char kBrushKind[] = "bg.matte_brush";
// Vertices closer than this share of the radius change nothing that can be seen.
constexpr float kVertexSpacing = 0.15f;
// The bands pull a crop this far, delivered pixels; a deliberate placement farther off is kept and
// shown red.
constexpr double kSnapReach = 8;
constexpr char kBalanceKind[] = "tone.white_balance";
// Coded 250 and 20 of 255. Above, a channel may already have lost what it had; below, one coded
// level is 5 % of the light and the gains would be noise.
constexpr double kBrightestGrey = 0.956, kDarkestGrey = 0.007;

double UsedShare(const PolicyRule& rule, const Operation& operation) {
  double used = 0;
  const OperationSpec* spec = FindOperation(operation.kind);
  if (spec == nullptr) return 0;
  for (const ParameterSpec& parameter : spec->parameters) {
    const auto limit = rule.limits.find(parameter.name);
    const auto value = operation.parameters.find(parameter.name);
    if (limit == rule.limits.end() || value == operation.parameters.end()) continue;
    const double away = value->second - parameter.neutral;
    const double room =
        away >= 0 ? limit->second.high - parameter.neutral : parameter.neutral - limit->second.low;
    if (room > 0) used = std::max(used, std::abs(away) / room);
  }
  return std::min(used, 1.0);
}

}  // namespace

RetouchSession::RetouchSession(Recipe recipe, const Profile* profile, const EditPolicy* policy,
                               const Clock* clock, std::string staff, bool supervisor)
    : recipe_(std::move(recipe)),
      profile_(profile),
      policy_(policy),
      clock_(clock),
      staff_(std::move(staff)),
      supervisor_(supervisor),
      head_(MeasureHead(recipe_.analysis)) {
  tool_ = kBrushKind;
}

Recipe RetouchSession::Effective() const {
  Recipe recipe = recipe_;
  if (live_) recipe.Push(*live_);
  return recipe;
}

Recipe RetouchSession::Automatic() const {
  Recipe recipe = recipe_;
  auto& all = recipe.operations;
  all.erase(std::remove_if(all.begin(), all.end(),
                           [](const Operation& operation) { return operation.author != "auto"; }),
            all.end());
  recipe.cursor = all.size();
  return recipe;
}

Operation RetouchSession::Current(const std::string& kind) const {
  Operation current;
  current.kind = kind;
  if (const OperationSpec* spec = FindOperation(kind)) {
    for (const ParameterSpec& parameter : spec->parameters) {
      current.parameters[parameter.name] = parameter.neutral;
    }
  }
  for (size_t i = 0; i < recipe_.cursor; ++i) {
    const Operation& operation = recipe_.operations[i];
    if (operation.kind != kind) continue;
    for (const auto& [name, value] : operation.parameters) current.parameters[name] = value;
  }
  if (live_ && live_->kind == kind) {
    for (const auto& [name, value] : live_->parameters) current.parameters[name] = value;
  }
  current.author = staff_;
  current.time = clock_->Now();
  return current;
}

std::vector<ToolLine> RetouchSession::Tools() const {
  std::vector<ToolLine> lines;
  for (const OperationSpec& spec : AllOperations()) {
    ToolLine line{spec.kind, {}, {}, spec.shortcut, PolicyLevel::kForbidden, true, 0};
    if (const PolicyRule* rule = policy_->Find(spec.kind)) {
      line.level = rule->level;
      line.used = UsedShare(*rule, Current(spec.kind));
    }
    lines.push_back(std::move(line));
  }
  for (const auto& [kind, rule] : policy_->rules) {
    const bool locked =
        rule.level == PolicyLevel::kSupervisor || rule.level == PolicyLevel::kForbidden;
    if (locked && FindOperation(kind) == nullptr) {
      lines.push_back({kind, rule.name_zh, rule.name_en, {}, rule.level, false, 0});
    }
  }
  return lines;
}

std::vector<SliderLine> RetouchSession::Sliders() const {
  std::vector<SliderLine> lines;
  const OperationSpec* spec = FindOperation(tool_);
  if (spec == nullptr || tool_ == kCropKind) return lines;
  const Operation current = Current(tool_);
  const PolicyRule* rule = policy_->Find(tool_);
  for (const ParameterSpec& parameter : spec->parameters) {
    SliderLine line{parameter,
                    current.parameters.at(parameter.name),
                    parameter.minimum,
                    parameter.maximum,
                    false,
                    {},
                    {}};
    if (rule != nullptr) {
      const auto limit = rule->limits.find(parameter.name);
      if (limit != rule->limits.end()) {
        line.allowed_min = std::max(line.allowed_min, limit->second.low);
        line.allowed_max = std::min(line.allowed_max, limit->second.high);
      }
      line.words = rule->limits_text;
      line.words_zh = rule->limits_zh;
      line.at_limit = (line.value <= line.allowed_min && line.allowed_min > parameter.minimum) ||
                      (line.value >= line.allowed_max && line.allowed_max < parameter.maximum);
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<RecipeLine> RetouchSession::Lines() const {
  std::vector<RecipeLine> lines;
  for (size_t i = 0; i < recipe_.operations.size(); ++i) {
    const Operation& operation = recipe_.operations[i];
    RecipeLine line{operation.kind,      {},
                    operation.author,    operation.strokes.size(),
                    i >= recipe_.cursor, i + 1 == recipe_.cursor};
    const OperationSpec* spec = FindOperation(operation.kind);
    // A crop's offset says nothing to a person; its scale does.
    size_t shown = 0;
    for (size_t p = 0; spec != nullptr && p < spec->parameters.size() && shown < 3; ++p) {
      const auto value = operation.parameters.find(spec->parameters[p].name);
      if (value == operation.parameters.end()) continue;
      if (operation.kind == kCropKind && p > 0) break;
      line.value +=
          (shown++ == 0 ? "" : " / ") + FormatValue(value->second, spec->parameters[p].unit);
    }
    if (operation.kind == kCropKind) line.value += "\u00d7";
    lines.push_back(std::move(line));
  }
  return lines;
}

bool RetouchSession::ChooseTool(const std::string& kind) {
  refusal_.reset();
  const PolicyRule* rule = policy_->Find(kind);
  const bool locked = rule == nullptr || rule->level == PolicyLevel::kForbidden ||
                      (rule->level == PolicyLevel::kSupervisor && !supervisor_);
  if (locked || FindOperation(kind) == nullptr) {
    const bool supervisors = rule != nullptr && rule->level == PolicyLevel::kSupervisor;
    Refuse(supervisors ? "POLICY_SUPERVISOR" : "POLICY_FORBIDDEN", kind);
    return false;
  }
  CancelLive();
  tool_ = kind;
  const std::vector<std::string>& modes = brush_modes();
  if (!modes.empty() && std::find(modes.begin(), modes.end(), brush_mode_) == modes.end()) {
    brush_mode_ = modes.front();
  }
  take_place_.reset();
  take_offset_.reset();
  return true;
}

void RetouchSession::SetLive(const std::string& parameter, double value) {
  for (const SliderLine& line : Sliders()) {
    if (line.spec.name != parameter) continue;
    Operation operation = Current(tool_);
    operation.parameters[parameter] = std::clamp(value, line.allowed_min, line.allowed_max);
    live_ = std::move(operation);
    Touch();
  }
}

void RetouchSession::Refuse(const std::string& reason, const std::string& kind) {
  const PolicyRule* rule = policy_->Find(kind);
  refusal_ = rule == nullptr ? Refusal{reason, kind, {}, {}}
                             : Refusal{reason, kind, rule->limits_text, rule->limits_zh};
}

Status RetouchSession::Allowed(const Operation& operation) {
  ZJ_RETURN_IF_ERROR(CheckOperation(operation, *policy_, supervisor_));
  if (operation.strokes.empty()) return absl::OkStatus();
  if (!cover_) {
    cover_.emplace(regions_ ? regions_ : std::make_shared<const EditRegions>(recipe_.analysis));
  }
  return cover_->Check(recipe_, *policy_, &operation);
}

std::vector<std::string> RetouchSession::Apply(const std::vector<Operation>& steps) {
  CancelLive();
  std::vector<std::string> refused;
  for (Operation step : steps) {
    step.author = staff_;
    step.time = clock_->Now();
    if (const Status allowed = Allowed(step); !allowed.ok()) {
      Refuse(ReasonOf(allowed), step.kind);
      refused.push_back(step.kind);
      continue;
    }
    recipe_.Push(std::move(step));
    Touch();
    ++steps_revision_;
  }
  return refused;
}

void RetouchSession::TakeSnapshot() {
  ++snapshots_taken_;
  snapshots_.push_back({recipe_.operations, recipe_.cursor});
  if (snapshots_.size() > kSnapshots) snapshots_.erase(snapshots_.begin());
}

bool RetouchSession::RestoreSnapshot(size_t index) {
  if (index >= snapshots_.size()) return false;
  CancelLive();
  const RecipeSnapshot wanted = snapshots_[index];
  const auto same = [this](const RecipeSnapshot& s) {
    return s.cursor == recipe_.cursor && s.operations.size() == recipe_.operations.size() &&
           (s.operations.empty() || s.operations.back().time == recipe_.operations.back().time);
  };
  if (std::none_of(snapshots_.begin(), snapshots_.end(), same)) TakeSnapshot();
  recipe_.operations = wanted.operations;
  recipe_.cursor = wanted.cursor;
  Touch();
  ++steps_revision_;
  return true;
}

bool RetouchSession::CommitLive() {
  if (!live_) return false;
  Operation operation = *std::move(live_);
  live_.reset();
  Touch();
  const Status allowed = Allowed(operation);
  if (!allowed.ok()) {
    Refuse(ReasonOf(allowed), operation.kind);
    return false;
  }
  refusal_.reset();
  operation.time = clock_->Now();
  recipe_.Push(std::move(operation));
  ++steps_revision_;
  return true;
}

GreyPick RetouchSession::PickGrey(const std::array<double, 3>& light) {
  const auto [darkest, brightest] = std::minmax_element(light.begin(), light.end());
  if (*brightest > kBrightestGrey) return GreyPick::kTooBright;
  if (*darkest < kDarkestGrey) return GreyPick::kTooDark;
  if (tool_ != kBalanceKind && !ChooseTool(kBalanceKind)) return GreyPick::kRefused;
  const double luminance = 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2];
  const std::map<std::string, double> gains = {{"red", luminance / light[0]},
                                               {"green", luminance / light[1]},
                                               {"blue", luminance / light[2]}};
  Operation operation = Current(kBalanceKind);
  bool limited = false;
  for (const SliderLine& line : Sliders()) {
    const double gain = gains.at(line.spec.name);
    double& value = operation.parameters[line.spec.name];
    value = std::clamp(gain, line.allowed_min, line.allowed_max);
    limited |= value != gain;
  }
  live_ = std::move(operation);
  Touch();
  if (!CommitLive()) return GreyPick::kRefused;
  return limited ? GreyPick::kLimited : GreyPick::kTaken;
}

void RetouchSession::CancelLive() {
  if (!live_) return;
  live_.reset();
  Touch();
}

const std::vector<std::string>& RetouchSession::brush_modes() const {
  static const std::vector<std::string> kNone;
  const OperationSpec* spec = FindOperation(tool_);
  return spec == nullptr ? kNone : spec->modes;
}

double RetouchSession::max_brush_radius() const {
  const PolicyRule* rule = policy_->Find(tool_);
  return rule != nullptr && rule->stroke_radius ? std::max(kMinBrush, *rule->stroke_radius)
                                                : kMaxBrush;
}

void RetouchSession::SetBrushRadius(double delivered_px) {
  brush_radius_ = std::clamp(delivered_px, kMinBrush, max_brush_radius());
}

bool RetouchSession::TakesSource() const { return brush_mode_ == "heal" || brush_mode_ == "clone"; }

std::map<std::string, double> RetouchSession::StrokeParameters() const {
  std::map<std::string, double> parameters;
  for (const SliderLine& line : Sliders()) {
    const bool at_rest = line.value == line.spec.neutral;
    parameters[line.spec.name] = at_rest ? (line.spec.neutral + line.allowed_max) / 2 : line.value;
  }
  return parameters;
}

std::optional<cv::Point2f> RetouchSession::TakesFrom(cv::Point2f at) const {
  if (!TakesSource()) return std::nullopt;
  if (take_offset_) return at + *take_offset_;
  return take_place_;
}

void RetouchSession::BeginStroke(cv::Point2f source, bool alt) {
  if (!brush_in_hand()) return;
  refusal_.reset();
  if (alt && TakesSource()) {
    take_place_ = source;
    take_offset_.reset();
    return;
  }
  if (TakesSource() && take_place_ && !take_offset_) take_offset_ = *take_place_ - source;
  if (brush_mode_ == "clone" && !take_offset_) {
    refusal_ = Refusal{"CLONE_SOURCE", tool_, {}, {}};
    return;
  }
  static const std::map<std::string, std::string> kOpposite = {
      {"keep", "remove"}, {"remove", "keep"}, {"dodge", "burn"}, {"burn", "dodge"}};
  Stroke stroke;
  stroke.mode = brush_mode_;
  const auto opposite = kOpposite.find(brush_mode_);
  if (alt && opposite != kOpposite.end()) stroke.mode = opposite->second;
  const double scale = crop().scale;
  stroke.radius = static_cast<float>(scale > 0 ? brush_radius() / scale : brush_radius());
  stroke.points = {source};
  if (TakesSource()) stroke.source = take_offset_;
  Operation operation;
  operation.kind = tool_;
  operation.parameters = StrokeParameters();
  operation.author = staff_;
  operation.strokes = {std::move(stroke)};
  live_ = std::move(operation);
  Touch();
}

void RetouchSession::ExtendStroke(cv::Point2f source) {
  if (!live_ || live_->strokes.empty()) return;
  Stroke& stroke = live_->strokes.back();
  const cv::Point2f step = source - stroke.points.back();
  if (std::hypot(step.x, step.y) < stroke.radius * kVertexSpacing) return;
  stroke.points.push_back(source);
  Touch();
}

const Stroke* RetouchSession::live_stroke() const {
  return live_ && !live_->strokes.empty() ? &live_->strokes.back() : nullptr;
}

Crop RetouchSession::crop() const {
  const Operation operation = Current(kCropKind);
  return {operation.parameters.at("scale"), operation.parameters.at("x"),
          operation.parameters.at("y")};
}

std::optional<CropReading> RetouchSession::reading() const {
  if (!head_) return std::nullopt;
  return ReadCrop(crop(), *head_, *profile_);
}

void RetouchSession::MoveCropLive(double dx, double dy) {
  const Crop moved = MoveCrop(crop(), dx, dy);
  Operation operation = Current(kCropKind);
  operation.parameters = {{"scale", moved.scale}, {"x", moved.x}, {"y", moved.y}};
  live_ = std::move(operation);
  Touch();
}

void RetouchSession::ScaleCropLive(double factor, double anchor_x, double anchor_y) {
  Crop scaled = ScaleCrop(crop(), factor, anchor_x, anchor_y);
  if (scaled.scale > profile_->scale_block) return;
  Operation operation = Current(kCropKind);
  operation.parameters = {{"scale", scaled.scale}, {"x", scaled.x}, {"y", scaled.y}};
  live_ = std::move(operation);
  Touch();
}

bool RetouchSession::EndCrop() {
  if (!live_ || live_->kind != kCropKind) return false;
  if (head_) {
    const Crop snapped = SnapCrop(crop(), *head_, *profile_, kSnapReach);
    live_->parameters = {{"scale", snapped.scale}, {"x", snapped.x}, {"y", snapped.y}};
  }
  return CommitLive();
}

bool RetouchSession::CanUndo() const {
  // The machine's own steps are the starting point; going behind them would leave nothing to look
  // at.
  return recipe_.cursor > 0 && recipe_.operations[recipe_.cursor - 1].author != "auto";
}

bool RetouchSession::Undo() {
  CancelLive();
  if (!CanUndo() || !recipe_.Undo()) return false;
  Touch();
  ++steps_revision_;
  return true;
}

bool RetouchSession::Redo() {
  CancelLive();
  if (!recipe_.Redo()) return false;
  Touch();
  ++steps_revision_;
  return true;
}

}  // namespace zhaojian::desk
