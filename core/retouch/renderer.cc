// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/renderer.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <opencv2/imgproc.hpp>

#include "core/retouch/op_composite.h"
#include "core/retouch/op_matte_edge.h"
#include "core/retouch/op_reduce.h"
#include "core/retouch/op_sharpen.h"
#include "core/retouch/op_strokes.h"

namespace zhaojian {
namespace {

/// Size of the person mask handed to the matte solver: a quarter of the canvas, finer than the 256
/// x 256 mask that it is cut from.
const cv::Size kMaskSize(240, 320);
/// Alpha below this is taken as background when the foreground is extended for a growing edge.
constexpr int kSureAlpha = 250;

/// Parameters of a stage as bytes: equal bytes, equal result.
class Key {
 public:
  explicit Key(std::string upstream = {}) : bytes_(std::move(upstream)) {}
  Key& Add(double value) {
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
    return *this;
  }
  Key& Add(const std::vector<Stroke>& strokes) {
    for (const Stroke& stroke : strokes) {
      bytes_ += stroke.mode;
      Add(stroke.radius).Add(static_cast<double>(stroke.points.size()));
      bytes_.append(reinterpret_cast<const char*>(stroke.points.data()),
                    stroke.points.size() * sizeof(cv::Point2f));
    }
    return *this;
  }
  const std::string& Bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

/// The last results of one stage; a few, so that undo and redo find theirs.
template <typename T>
class StageCache {
 public:
  explicit StageCache(size_t depth) : depth_(depth) {}
  const T* Find(const std::string& key) {
    const auto found = std::find_if(entries_.begin(), entries_.end(),
                                    [&](const auto& entry) { return entry.first == key; });
    if (found == entries_.end()) return nullptr;
    std::rotate(entries_.begin(), found, found + 1);
    return &entries_.front().second;
  }
  const T& Put(const std::string& key, T value) {
    if (entries_.size() == depth_) entries_.pop_back();
    entries_.insert(entries_.begin(), {key, std::move(value)});
    return entries_.front().second;
  }

 private:
  size_t depth_;
  std::vector<std::pair<std::string, T>> entries_;
};

Status Refuse(const std::string& reason, const std::string& message) {
  return MakeError(StatusCode::kFailedPrecondition, reason, message, "geom.crop_scale");
}

Status CheckCrop(const ChainState& state, const cv::Size& source, const Profile& profile) {
  // The plan's own arithmetic may end a rounding error above the limit.
  if (state.scale > profile.scale_block * (1 + 1e-9)) {
    return Refuse("FILE-02",
                  "the crop enlarges the photo more than the profile allows; crop less tightly");
  }
  // Half a delivered pixel is the rounding of the crop.
  if (state.offset.y + profile.size.height / state.scale > source.height + 0.5 / state.scale) {
    return Refuse(
        "GEO-07",
        "the photo ends above the bottom of the crop; nothing is invented below the body");
  }
  if (state.offset.y >= source.height || state.offset.x >= source.width ||
      state.offset.x + profile.size.width / state.scale <= 0) {
    return Refuse("GEO-07", "the crop lies outside the photo");
  }
  return absl::OkStatus();
}

/// The person mask on the canvas's field of view; beyond the source the border continues.
cv::Mat CropMask(const cv::Mat& mask, const cv::Size& source, const ChainState& state,
                 const Profile& profile) {
  const double px = profile.size.width / state.scale / kMaskSize.width;
  const double py = profile.size.height / state.scale / kMaskSize.height;
  const double mx = 1.0 * mask.cols / source.width;
  const double my = 1.0 * mask.rows / source.height;
  // Mask pixel centres lie at + 0.5 in both frames.
  const cv::Matx23d map(px * mx, 0, (state.offset.x + 0.5 * px) * mx - 0.5, 0, py * my,
                        (state.offset.y + 0.5 * py) * my - 0.5);
  cv::Mat out;
  cv::warpAffine(mask, out, map, kMaskSize, cv::INTER_LINEAR | cv::WARP_INVERSE_MAP,
                 cv::BORDER_REPLICATE);
  return out;
}

/// Continues the subject's colours a little beyond its outline, so that a growing edge shows them
/// and not what the solver left there: average of the sure subject within a window of the largest
/// shift.
cv::Mat ExtendForeground(const cv::Mat& foreground, const cv::Mat& alpha) {
  const cv::Mat sure = alpha >= kSureAlpha;
  cv::Mat colour(foreground.size(), CV_8UC3, cv::Scalar::all(0));
  foreground.copyTo(colour, sure);
  const cv::Size window(4 * kMaxEdgeShift + 1, 4 * kMaxEdgeShift + 1);
  cv::Mat colours;
  cv::Mat weights;
  cv::boxFilter(colour, colours, CV_32F, window, {-1, -1}, false);
  cv::boxFilter(sure, weights, CV_32F, window, {-1, -1}, false);
  cv::Mat out = foreground.clone();
  for (int y = 0; y < out.rows; ++y) {
    const uchar* a = alpha.ptr<uchar>(y);
    const float* w = weights.ptr<float>(y);
    const cv::Vec3f* c = colours.ptr<cv::Vec3f>(y);
    cv::Vec3b* q = out.ptr<cv::Vec3b>(y);
    for (int x = 0; x < out.cols; ++x) {
      // Soft pixels keep the solver's colour; only where there was nothing is it continued.
      if (a[x] == 0 && w[x] > 0) q[x] = cv::Vec3b(c[x] * (255.0f / w[x]));
    }
  }
  return out;
}

}  // namespace

ResampleMap CanvasMapOf(const ChainState& state, const Photo& photo, const Profile& profile) {
  ResampleMap map;
  map.origin = state.offset * photo.scale;
  map.step = photo.scale / (state.scale * kCanvasFactor);
  map.size = profile.size * kCanvasFactor;
  return map;
}

ToneParameters ToneOf(const ChainState& state) {
  return {state.red_gain, state.green_gain, state.blue_gain, state.exposure_ev,
          state.black,    state.white,      state.gamma,     state.contrast};
}

/// Results by stage, in chain order.
struct CpuRenderer::Cache {
  Cache(std::shared_ptr<const Photo> given, const Profile& wanted)
      : photo(std::move(given)), profile(wanted) {}

  std::shared_ptr<const Photo> photo;
  Profile profile;
  StageCache<cv::Mat> source{2};
  StageCache<Matte> matte{4};
  StageCache<cv::Mat> alpha{2};
  StageCache<cv::Mat> foreground{2};
  StageCache<cv::Mat> canvas{2};
  StageCache<cv::Mat> delivered{2};

  std::string SourceKey(const ChainState& s) const {
    return Key().Add(s.scale).Add(s.offset.x).Add(s.offset.y).Bytes();
  }
  std::string MatteKey(const ChainState& s, const Analysis& analysis) const {
    Key key(SourceKey(s));
    const cv::Mat& mask = analysis.person_mask;
    double sum = 0;
    // Position-weighted, so that another photo's mask is another key.
    for (int y = 0; y < mask.rows; ++y) {
      const float* p = mask.ptr<float>(y);
      for (int x = 0; x < mask.cols; ++x) sum += p[x] * (1 + x * 0.37 + y * 1.91);
    }
    return key.Add(sum).Add(s.matte_strokes).Bytes();
  }
  std::string AlphaKey(const ChainState& s, const Analysis& a) const {
    return Key(MatteKey(s, a)).Add(s.matte_shift).Add(s.matte_softness).Bytes();
  }
  std::string ForegroundKey(const ChainState& s, const Analysis& a) const {
    const ToneParameters t = ToneOf(s);
    return Key(MatteKey(s, a))
        .Add(t.red_gain)
        .Add(t.green_gain)
        .Add(t.blue_gain)
        .Add(t.exposure_ev)
        .Add(t.black)
        .Add(t.white)
        .Add(t.gamma)
        .Add(t.contrast)
        .Add(s.matte_shift > 0 ? 1 : 0)
        .Bytes();
  }
  std::string CanvasKey(const ChainState& s, const Analysis& a) const {
    Key key(ForegroundKey(s, a));
    key.Add(s.matte_shift).Add(s.matte_softness);
    for (const double c : s.background_rgb) key.Add(c);
    return key.Bytes();
  }
  std::string DeliveredKey(const ChainState& s, const Analysis& a) const {
    return Key(CanvasKey(s, a))
        .Add(s.sharpen_radius)
        .Add(s.sharpen_amount)
        .Add(s.sharpen_threshold)
        .Bytes();
  }

  StatusOr<ChainState> Fold(const Recipe& recipe) const {
    ZJ_ASSIGN_OR_RETURN(const ChainState state, FoldRecipe(recipe, profile));
    ZJ_RETURN_IF_ERROR(CheckCrop(state, recipe.analysis.source_size, profile));
    if (recipe.analysis.person_mask.empty()) {
      return MakeError(StatusCode::kInvalidArgument, "BAD_RECIPE",
                       "recipe: analysis.person_mask: rendering needs it", "analysis.person_mask");
    }
    if (recipe.analysis.source_size != photo->info.upright_size) {
      return MakeError(StatusCode::kInvalidArgument, "BAD_RECIPE",
                       "recipe: analysis.source_width: was made for a photo of another size",
                       "analysis.source_width");
    }
    return state;
  }

  const cv::Mat& Source(const ChainState& s) {
    const std::string key = SourceKey(s);
    if (const cv::Mat* hit = source.Find(key)) return *hit;
    return source.Put(key, Resample(photo->bgr, CanvasMapOf(s, *photo, profile)));
  }

  StatusOr<Matte> SolvedMatte(const ChainState& s, const Analysis& analysis) {
    const std::string key = MatteKey(s, analysis);
    if (const Matte* hit = matte.Find(key)) return *hit;
    MatteProblem problem;
    problem.bgr = Source(s);
    problem.person_mask =
        CropMask(StoredMask(analysis.person_mask), analysis.source_size, s, profile);
    problem.force = RasteriseStrokes(s.matte_strokes, s.scale * kCanvasFactor, s.offset,
                                     profile.size * kCanvasFactor);
    ZJ_ASSIGN_OR_RETURN(Matte solved, SolveMatte(problem));
    return matte.Put(key, std::move(solved));
  }

  /// The matte's opacity after the edge operation, 8 bit.
  StatusOr<cv::Mat> Alpha(const ChainState& s, const Analysis& analysis) {
    const std::string key = AlphaKey(s, analysis);
    if (const cv::Mat* hit = alpha.Find(key)) return *hit;
    ZJ_ASSIGN_OR_RETURN(const Matte solved, SolvedMatte(s, analysis));
    cv::Mat bytes;
    solved.alpha.convertTo(bytes, CV_8U, 255);
    return alpha.Put(
        key, MatteEdge(bytes, s.matte_shift * kCanvasFactor, s.matte_softness * kCanvasFactor));
  }

  StatusOr<cv::Mat> Foreground(const ChainState& s, const Analysis& analysis) {
    const std::string key = ForegroundKey(s, analysis);
    if (const cv::Mat* hit = foreground.Find(key)) return *hit;
    ZJ_ASSIGN_OR_RETURN(const Matte solved, SolvedMatte(s, analysis));
    cv::Mat colours = solved.foreground;
    if (s.matte_shift > 0) {
      cv::Mat bytes;
      solved.alpha.convertTo(bytes, CV_8U, 255);
      colours = ExtendForeground(colours, bytes);
    }
    const ToneParameters tone = ToneOf(s);
    if (tone != ToneParameters{}) colours = ApplyTone(colours, MakeToneTables(tone));
    return foreground.Put(key, colours);
  }

  StatusOr<cv::Mat> Canvas(const ChainState& s, const Analysis& analysis) {
    const std::string key = CanvasKey(s, analysis);
    if (const cv::Mat* hit = canvas.Find(key)) return *hit;
    ZJ_ASSIGN_OR_RETURN(const cv::Mat colours, Foreground(s, analysis));
    ZJ_ASSIGN_OR_RETURN(const cv::Mat opacity, Alpha(s, analysis));
    const auto level = [&](size_t c) { return cv::saturate_cast<uchar>(s.background_rgb[c]); };
    return canvas.Put(key, Composite(colours, opacity, {level(2), level(1), level(0)}));
  }

  StatusOr<cv::Mat> Delivered(const ChainState& s, const Analysis& analysis) {
    const std::string key = DeliveredKey(s, analysis);
    if (const cv::Mat* hit = delivered.Find(key)) return *hit;
    ZJ_ASSIGN_OR_RETURN(const cv::Mat full, Canvas(s, analysis));
    ZJ_ASSIGN_OR_RETURN(const cv::Mat opacity, Alpha(s, analysis));
    return delivered.Put(key, Sharpen(Reduce(full, kCanvasFactor), Reduce(opacity, kCanvasFactor),
                                      s.sharpen_radius, s.sharpen_amount, s.sharpen_threshold));
  }
};

namespace {

/// Runs a stage and turns a library's exception into an error.
template <typename T>
StatusOr<T> Guarded(const std::function<StatusOr<T>()>& stage) {
  try {
    return stage();
  } catch (const std::exception& error) {
    // OpenCV's text names its own source line, never pixels.
    return MakeError(StatusCode::kInternal, "RENDER_FAILED",
                     std::string("rendering failed: ") + error.what());
  }
}

}  // namespace

CpuRenderer::CpuRenderer(std::shared_ptr<const Photo> photo, const Profile& profile)
    : cache_(std::make_unique<Cache>(std::move(photo), profile)) {}
CpuRenderer::~CpuRenderer() = default;

StatusOr<cv::Mat> CpuRenderer::RenderCanvas(const Recipe& recipe) {
  return Guarded<cv::Mat>([&]() -> StatusOr<cv::Mat> {
    ZJ_ASSIGN_OR_RETURN(const ChainState state, cache_->Fold(recipe));
    return cache_->Canvas(state, recipe.analysis);
  });
}

StatusOr<cv::Mat> CpuRenderer::RenderDelivered(const Recipe& recipe) {
  return Guarded<cv::Mat>([&]() -> StatusOr<cv::Mat> {
    ZJ_ASSIGN_OR_RETURN(const ChainState state, cache_->Fold(recipe));
    return cache_->Delivered(state, recipe.analysis);
  });
}

StatusOr<Matte> CpuRenderer::SolvedMatte(const Recipe& recipe) {
  return Guarded<Matte>([&]() -> StatusOr<Matte> {
    ZJ_ASSIGN_OR_RETURN(const ChainState state, cache_->Fold(recipe));
    return cache_->SolvedMatte(state, recipe.analysis);
  });
}

StatusOr<cv::Mat> CpuRenderer::SourceCanvas(const Recipe& recipe) {
  return Guarded<cv::Mat>([&]() -> StatusOr<cv::Mat> {
    ZJ_ASSIGN_OR_RETURN(const ChainState state, cache_->Fold(recipe));
    return cache_->Source(state);
  });
}

}  // namespace zhaojian
