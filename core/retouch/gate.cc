// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <opencv2/imgproc.hpp>
#include <optional>
#include <set>

#include "core/base/crypto.h"
#include "core/compliance/check.h"
#include "core/compliance/crop_plan.h"
#include "core/imaging/encode.h"
#include "core/retouch/cpu_pixels.h"
#include "core/retouch/gate_face.h"
#include "core/retouch/gate_light.h"
#include "core/retouch/gate_matte.h"
#include "core/retouch/gate_measures.h"
#include "core/retouch/jpeg_structure.h"
#include "core/retouch/op_reduce.h"
#include "core/retouch/renderer.h"
#include "core/retouch/standard.h"

namespace zhaojian {
namespace {

/// Person probability of pixels that belong to the face and not to what was behind it.
constexpr double kSurelyPerson = 0.9;
constexpr size_t kNose = 4;

/// Collects items; a value that is no number is red.
class Checklist {
 public:
  void Add(const std::string& id, double value, const std::string& unit, const Band& band,
           const std::string& reason_low, const std::string& reason_high) {
    GateItem item;
    item.id = id;
    item.value = value;
    item.unit = unit;
    item.band = band;
    const auto low = band.block_low ? band.block_low : band.low;
    const auto high = band.block_high ? band.block_high : band.high;
    const bool too_low = low && !(value >= *low);
    const bool too_high = high && !(value <= *high);
    item.green = std::isfinite(value) && !too_low && !too_high;
    if (!item.green) item.reason = too_low ? reason_low : reason_high;
    report_.items.push_back(std::move(item));
  }
  void AddExact(const std::string& id, double value, const std::string& unit, double wanted) {
    Add(id, value, unit, Band{wanted, wanted, {}, {}}, "PROC-06", "PROC-06");
  }
  void AddHighest(const std::string& id, double value, const std::string& unit, double high,
                  const std::string& reason) {
    Add(id, value, unit, Band{{}, high, {}, {}}, reason, reason);
  }
  /// Where the last item is to be looked at, delivered pixels.
  void At(double x, double y) {
    if (std::isfinite(x) && std::isfinite(y)) report_.items.back().at = cv::Point2d(x, y);
  }
  GateReport Take() { return std::move(report_); }

 private:
  GateReport report_;
};

Band BandOf(const Profile& profile, const std::string& id) {
  const auto found = profile.limits.find(id);
  return found == profile.limits.end() ? Band{} : found->second.band;
}

void CheckFile(const std::string& jpeg, const Photo& photo, const Profile& profile,
               Checklist* list) {
  list->AddExact("gate.width", photo.info.upright_size.width, "px", profile.size.width);
  list->AddExact("gate.height", photo.info.upright_size.height, "px", profile.size.height);
  list->AddExact("gate.dpi", photo.info.density_dpi, "dpi", profile.dpi);
  list->AddExact("gate.format", static_cast<double>(JpegDefects(jpeg).size()), "count", 0);
  list->Add("gate.bytes", static_cast<double>(jpeg.size()), "bytes",
            Band{profile.min_bytes, profile.max_bytes, {}, {}}, "PROC-06", "PROC-06");
  list->Add("gate.quality", photo.info.jpeg_quality.value_or(0), "quality",
            Band{profile.min_jpeg_quality, {}, {}, {}}, "PROC-06", "PROC-06");
}

void CheckGeometry(const Analysis& analysis, const Profile& profile, Checklist* list) {
  const auto head = MeasureHead(analysis);
  const double none = std::nan("");
  const double centre =
      head ? (head->face_left_x + head->face_right_x) / 2 - profile.size.width / 2.0 : none;
  const double middle = head ? (head->face_left_x + head->face_right_x) / 2 : none;
  const double eyes = head ? head->eye_mid.y : none;
  list->Add("gate.hair_top", head ? head->hair_top_y : none, "px",
            BandOf(profile, "geometry.hair_top"), "GEO-03", "GEO-04");
  list->At(middle, head ? head->hair_top_y : none);
  list->Add("gate.eye_line", eyes, "px", BandOf(profile, "geometry.eye_line"), "GEO-06", "GEO-06");
  list->At(middle, eyes);
  list->Add("gate.face_width", head ? head->face_right_x - head->face_left_x : none, "px",
            BandOf(profile, "geometry.face_width"), "GEO-02", "GEO-01");
  list->At(middle, eyes);
  list->Add("gate.centre", centre, "px", BandOf(profile, "geometry.centre"), "GEO-05", "GEO-05");
  list->At(middle, eyes);
}

void CheckBackground(const Photo& photo, const Analysis& analysis, const ChainState& state,
                     const Profile& profile, Checklist* list) {
  const auto& wanted = state.background_rgb;
  const bool allowed = std::any_of(
      profile.backgrounds.begin(), profile.backgrounds.end(), [&](const std::array<int, 3>& c) {
        return wanted[0] == c[0] && wanted[1] == c[1] && wanted[2] == c[2];
      });
  const BackgroundFlatness flat =
      MeasureBackground(photo.bgr, analysis.person_mask, {wanted[0], wanted[1], wanted[2]});
  // A colour that the profile does not list is as wrong as a colour can be.
  const bool judged = flat.pixels > 0;
  list->AddHighest("gate.background",
                   !judged   ? std::nan("")
                   : allowed ? flat.deviation
                             : 255,
                   "level", profile.background_deviation, "BG-03");
  list->AddHighest("gate.background_sigma", judged ? flat.sigma : std::nan(""), "level",
                   profile.background_sigma, "BG-04");
}

/// The recipe's landmarks on the canvas.
std::vector<cv::Point3f> OnCanvas(const Analysis& analysis, const ChainState& state,
                                  const Profile& profile) {
  const cv::Matx23d map = SourceToCanvas(state, profile);
  const double k = state.scale * kCanvasFactor;
  std::vector<cv::Point3f> out;
  for (const cv::Point3f& p : analysis.landmarks) {
    const cv::Vec2d q = map * cv::Vec3d(p.x, p.y, 1);
    out.emplace_back(static_cast<float>(q[0]), static_cast<float>(q[1]),
                     static_cast<float>(p.z * k));
  }
  return out;
}

/// Small shifts and scales of one picture; the mesh's own jitter averages out over them.
struct Frame {
  double scale, dx, dy;
};
constexpr Frame kFrames[] = {
    {1, 0, 0}, {0.96, 14, 5}, {1.04, -13, -7}, {0.98, -3, 12}, {1.02, 4, -15}};

/// Mean landmarks over the first `frames` frames, pixels of `bgr`; empty when no face is seen in
/// one.
StatusOr<std::vector<cv::Point3f>> LandmarksOf(const cv::Mat& bgr, size_t frames,
                                               Analyzer& analyzer) {
  std::vector<cv::Point3f> mean(kLandmarkCount, cv::Point3f(0, 0, 0));
  for (size_t i = 0; i < frames; ++i) {
    const Frame& f = kFrames[i];
    Photo view;
    const cv::Matx23d map(f.scale, 0, f.dx, 0, f.scale, f.dy);
    cv::warpAffine(bgr, view.bgr, map, bgr.size(), cv::INTER_CUBIC, cv::BORDER_REPLICATE);
    view.info.upright_size = bgr.size();
    ZJ_ASSIGN_OR_RETURN(const Analysis analysis, analyzer.Analyze(view));
    if (analysis.landmarks.size() != kLandmarkCount) return std::vector<cv::Point3f>();
    for (size_t k = 0; k < mean.size(); ++k) {
      const cv::Point3f& p = analysis.landmarks[k];
      mean[k] += cv::Point3f(static_cast<float>((p.x - f.dx) / f.scale),
                             static_cast<float>((p.y - f.dy) / f.scale),
                             static_cast<float>(p.z / f.scale)) *
                 (1.0f / static_cast<float>(frames));
    }
  }
  return mean;
}

/// Drift of the delivered face against the unedited crop. The mesh places its points a little
/// differently in another framing, so a suspicion is looked at again in the same framing, and then
/// averaged over several: only what still differs was moved by the edit. Clean photos cost no
/// further analysis. Empty when a face cannot be measured.
StatusOr<std::optional<LandmarkDrift>> DriftOf(const Photo& photo, const Analysis& analysis,
                                               const cv::Mat& source_canvas,
                                               const std::vector<cv::Point3f>& before, double limit,
                                               Analyzer& analyzer) {
  std::optional<LandmarkDrift> drift = MeasureDrift(before, analysis.landmarks);
  if (!drift || drift->worst <= limit) return drift;
  const cv::Mat source = Reduce(source_canvas, kCanvasFactor);
  for (const size_t frames : {size_t{1}, std::size(kFrames)}) {
    ZJ_ASSIGN_OR_RETURN(const auto a, LandmarksOf(source, frames, analyzer));
    ZJ_ASSIGN_OR_RETURN(const auto b, LandmarksOf(photo.bgr, frames, analyzer));
    const auto again = MeasureDrift(a, b);
    if (!again) return drift;
    drift = again;
    if (drift->worst <= limit) break;
  }
  return drift;
}

/// The face's pixels against the crop before editing, in the light that the recipe declares.
void CheckPixels(const Photo& photo, const Analysis& analysis, const cv::Mat& source_canvas,
                 const std::vector<cv::Point3f>& before, const Recipe& recipe,
                 const ChainState& state, const Profile& profile, Checklist* list) {
  FaceChange change;
  const cv::Mat source =
      Reduce(LitSource(source_canvas, state, recipe.analysis, profile), kCanvasFactor);
  // A picture of another size is red for that; nothing can be laid over it.
  if (source.size() != photo.bgr.size()) return;
  if (before.size() == kLandmarkCount) {
    std::vector<cv::Point3f> points;
    for (const cv::Point3f& p : before) points.push_back(p * (1.0f / kCanvasFactor));
    const double width = cv::norm(points[454] - points[234]);
    cv::Mat person;
    cv::resize(analysis.person_mask, person, source.size(), 0, 0, cv::INTER_LINEAR);
    change = MeasureFaceChange(
        source, photo.bgr, points, person >= kSurelyPerson,
        ExcusedPixels(source.size(), points, state,
                      SourceToCanvas(state, profile) * (1.0 / kCanvasFactor), width));
  }
  const double none = std::nan("");
  list->AddHighest("gate.residual", change.judged ? change.residual : none, "level",
                   profile.gate.residual, "PROC-06");
  list->At(change.residual_at.x, change.residual_at.y);
  list->AddHighest("gate.shift", change.judged ? change.shift : none, "px", profile.gate.shift,
                   "PROC-06");
  list->At(change.shift_at.x, change.shift_at.y);
  list->Add("gate.texture", change.judged ? change.texture : none, "ratio",
            Band{profile.gate.texture, {}, {}, {}}, "PROC-06", "PROC-06");
}

Status CheckFace(const Photo& photo, const Analysis& analysis, const cv::Mat& source_canvas,
                 const Recipe& recipe, const ChainState& state, const Profile& profile,
                 Analyzer& analyzer, IdentityMeter& identity, Checklist* list) {
  const std::vector<cv::Point3f> before = OnCanvas(recipe.analysis, state, profile);
  ZJ_ASSIGN_OR_RETURN(const auto drift, DriftOf(photo, analysis, source_canvas, before,
                                                profile.gate.landmark_drift, analyzer));
  const double none = std::nan("");
  list->AddHighest("gate.landmark_drift", drift ? drift->worst : none, "ratio",
                   profile.gate.landmark_drift, "PROC-06");
  if (drift) list->At(analysis.landmarks[drift->index].x, analysis.landmarks[drift->index].y);
  double distance = none;
  if (drift) {
    ZJ_ASSIGN_OR_RETURN(const FaceVector a, identity.Describe(source_canvas, before));
    ZJ_ASSIGN_OR_RETURN(const FaceVector b, identity.Describe(photo.bgr, analysis.landmarks));
    distance = FaceDistance(a, b);
  }
  list->Add("gate.identity", distance, "distance",
            Band{{}, profile.gate.identity_warn, {}, profile.gate.identity_block}, "PROC-06",
            "PROC-06");
  if (drift) list->At(analysis.landmarks[kNose].x, analysis.landmarks[kNose].y);
  CheckPixels(photo, analysis, source_canvas, before, recipe, state, profile, list);
  return absl::OkStatus();
}

/// Outline and skin, as the photo standard measures them on the delivered picture. Skin that had a
/// cast before the edit may keep it. What cannot be assessed has no line.
void CheckLook(const Photo& photo, const Analysis& analysis, const cv::Mat& source_canvas,
               const Recipe& recipe, const ChainState& state, const Profile& profile,
               Checklist* list) {
  static const std::set<std::string> kLook = {"matte.halo", "light.cast"};
  Photo before;
  before.bgr = Reduce(source_canvas, kCanvasFactor);
  before.info.upright_size = before.bgr.size();
  Analysis there = analysis;
  there.landmarks.clear();
  for (const cv::Point3f& p : OnCanvas(recipe.analysis, state, profile))
    there.landmarks.push_back(p * (1.0f / kCanvasFactor));
  double had = 0;
  for (const Measure& m : TakeMeasures({before, there, profile}, {"light.cast"}))
    had = m.value.value_or(0);
  for (const Measure& measure : TakeMeasures({photo, analysis, profile}, kLook)) {
    const std::optional<double> high = measure.band.high;
    if (!measure.value || !high) continue;
    const bool skin = measure.id == "light.cast";
    list->AddHighest(skin ? "gate.cast" : "gate.halo", *measure.value, measure.unit,
                     skin ? std::max(*high, had) : *high, skin ? "LIGHT-06" : "BG-04");
  }
}

/// Intersection over union of two mattes at half opacity.
double Overlap(const cv::Mat& a, const cv::Mat& b) {
  const cv::Mat in_a = a >= 0.5f;
  const cv::Mat in_b = b >= 0.5f;
  const int both = cv::countNonZero(in_a & in_b);
  const int either = cv::countNonZero(in_a | in_b);
  return either > 0 ? 1.0 * both / either : 0;
}

bool IsBrush(const Operation& o) { return o.kind == "bg.matte_brush"; }

bool HasBrush(const Recipe& recipe) {
  const auto begin = recipe.operations.begin();
  return std::any_of(begin, begin + static_cast<std::ptrdiff_t>(recipe.cursor), IsBrush);
}

/// Strokes guide the matte; they must not redraw the person, nor keep the wall behind it.
Status CheckStrokes(CpuRenderer& renderer, const Recipe& recipe, const Profile& profile,
                    GateReport* gate) {
  if (!HasBrush(recipe)) return absl::OkStatus();
  Recipe plain = recipe;
  plain.operations.resize(plain.cursor);
  plain.operations.erase(std::remove_if(plain.operations.begin(), plain.operations.end(), IsBrush),
                         plain.operations.end());
  plain.cursor = plain.operations.size();
  ZJ_ASSIGN_OR_RETURN(const Matte edited, renderer.SolvedMatte(recipe));
  ZJ_ASSIGN_OR_RETURN(const Matte automatic, renderer.SolvedMatte(plain));
  ZJ_ASSIGN_OR_RETURN(const cv::Mat canvas, renderer.SourceCanvas(recipe));
  ZJ_ASSIGN_OR_RETURN(const ChainState state, FoldRecipe(recipe, profile));
  Checklist list;
  list.Add("gate.matte_iou", Overlap(edited.alpha, automatic.alpha), "ratio",
           Band{profile.gate.matte_kept, {}, {}, {}}, "BG-05", "BG-05");
  const KeptWall kept = MeasureKeptWall(
      MatteProblemOf(canvas, recipe.analysis, {canvas.size(), SourceToCanvas(state, profile)}),
      automatic.alpha, edited.alpha);
  list.Add("gate.kept_wall", kept.width, "px",
           BandOf(profile, kept.plain ? "matte.kept_wall" : "matte.kept_backdrop"), "BG-04",
           "BG-04");
  if (kept.width > 0) list.At(kept.at.x, kept.at.y);
  for (GateItem& item : list.Take().items) gate->items.push_back(std::move(item));
  return absl::OkStatus();
}

}  // namespace

StatusOr<EncodedJpeg> EncodeDelivered(const cv::Mat& bgr, const Profile& profile) {
  JpegTarget target;
  target.dpi = profile.dpi;
  target.min_bytes = profile.min_bytes;
  target.max_bytes = profile.max_bytes;
  target.target_min_bytes = profile.target_min_bytes;
  target.target_max_bytes = profile.target_max_bytes;
  target.min_quality = profile.min_jpeg_quality;
  auto encoded = EncodeJpegToWindow(bgr, target);
  if (encoded.ok() || ReasonOf(encoded.status()) != "BYTES_OUT_OF_WINDOW") return encoded;
  for (const int quality : {target.max_quality, target.min_quality}) {
    ZJ_ASSIGN_OR_RETURN(std::string bytes, EncodeJpeg(bgr, quality, target.dpi));
    const bool too_small = bytes.size() < static_cast<size_t>(target.min_bytes);
    if (too_small || quality == target.min_quality) return EncodedJpeg{bytes, quality, false};
  }
  return encoded;
}

bool GateReport::Green() const {
  return !items.empty() &&
         std::all_of(items.begin(), items.end(), [](const GateItem& item) { return item.green; });
}

const GateItem* GateReport::Find(const std::string& id) const {
  const auto found =
      std::find_if(items.begin(), items.end(), [&](const GateItem& item) { return item.id == id; });
  return found == items.end() ? nullptr : &*found;
}

StatusOr<GateReport> RunGate(const std::string& jpeg, const cv::Mat& source_canvas,
                             const Recipe& recipe, const Profile& profile, Analyzer& analyzer,
                             IdentityMeter& identity) {
  ZJ_ASSIGN_OR_RETURN(const ChainState state, FoldRecipe(recipe, profile));
  ZJ_ASSIGN_OR_RETURN(const Photo photo, DecodePhoto(jpeg));
  ZJ_ASSIGN_OR_RETURN(const Analysis analysis, analyzer.Analyze(photo));
  Checklist list;
  CheckFile(jpeg, photo, profile, &list);
  list.AddExact("gate.faces", static_cast<double>(analysis.faces.size()), "count", 1);
  CheckGeometry(analysis, profile, &list);
  CheckBackground(photo, analysis, state, profile, &list);
  CheckLook(photo, analysis, source_canvas, recipe, state, profile, &list);
  ZJ_RETURN_IF_ERROR(
      CheckFace(photo, analysis, source_canvas, recipe, state, profile, analyzer, identity, &list));
  return list.Take();
}

namespace {

/// Encodes a rendering and runs the gate on the file.
StatusOr<DeliveredPhoto> EncodeAndGate(const RenderedOnce& rendered, const Recipe& recipe,
                                       const Profile& profile, Analyzer& analyzer,
                                       IdentityMeter& identity) {
  ZJ_ASSIGN_OR_RETURN(EncodedJpeg encoded, EncodeDelivered(rendered.delivered, profile));
  DeliveredPhoto delivered;
  delivered.jpeg = std::move(encoded.bytes);
  delivered.sha256 = Sha256Hex(delivered.jpeg);
  delivered.jpeg_quality = encoded.quality;
  ZJ_ASSIGN_OR_RETURN(delivered.gate, RunGate(delivered.jpeg, rendered.source_canvas, recipe,
                                              profile, analyzer, identity));
  return delivered;
}

}  // namespace

StatusOr<DeliveredPhoto> RenderAndGate(std::shared_ptr<const Photo> photo, const Recipe& recipe,
                                       const Profile& profile, Analyzer& analyzer,
                                       IdentityMeter& identity) {
  if (HasBrush(recipe)) {  // the gate asks for its matte again, without the brush
    CpuRenderer renderer(std::move(photo), profile);
    return RenderAndGate(renderer, recipe, profile, analyzer, identity);
  }
  ZJ_ASSIGN_OR_RETURN(const RenderedOnce rendered, RenderOnce(std::move(photo), profile, recipe));
  return EncodeAndGate(rendered, recipe, profile, analyzer, identity);
}

StatusOr<DeliveredPhoto> RenderAndGate(CpuRenderer& renderer, const Recipe& recipe,
                                       const Profile& profile, Analyzer& analyzer,
                                       IdentityMeter& identity) {
  RenderedOnce rendered;
  ZJ_ASSIGN_OR_RETURN(rendered.delivered, renderer.RenderDelivered(recipe));
  ZJ_ASSIGN_OR_RETURN(rendered.source_canvas, renderer.SourceCanvas(recipe));
  ZJ_ASSIGN_OR_RETURN(DeliveredPhoto delivered,
                      EncodeAndGate(rendered, recipe, profile, analyzer, identity));
  ZJ_RETURN_IF_ERROR(CheckStrokes(renderer, recipe, profile, &delivered.gate));
  return delivered;
}

}  // namespace zhaojian
