// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <utility>

#include "core/retouch/op_rotate.h"
#include "core/retouch/operations.h"
#include "core/retouch/renderer.h"

namespace zhaojian {
namespace {

/// A parameter of an operation, or its neutral value.
double Value(const Operation& operation, const OperationSpec& spec, const std::string& name) {
  const auto given = operation.parameters.find(name);
  if (given != operation.parameters.end()) return given->second;
  for (const ParameterSpec& p : spec.parameters) {
    if (p.name == name) return p.neutral;
  }
  return 0;
}

/// Where a parameter goes.
struct Slot {
  const char* kind;
  const char* parameter;
  double ChainState::*value;
};

constexpr Slot kSlots[] = {
    {"geom.crop_scale", "scale", &ChainState::scale},
    {"geom.rotate", "degrees", &ChainState::rotation_deg},
    {"bg.matte_edge", "shift", &ChainState::matte_shift},
    {"bg.matte_edge", "softness", &ChainState::matte_softness},
    {"bg.defringe", "strength", &ChainState::defringe},
    {"tone.white_balance", "red", &ChainState::red_gain},
    {"tone.white_balance", "green", &ChainState::green_gain},
    {"tone.white_balance", "blue", &ChainState::blue_gain},
    {"tone.exposure", "ev", &ChainState::exposure_ev},
    {"tone.levels", "black", &ChainState::black},
    {"tone.levels", "white", &ChainState::white},
    {"tone.levels", "gamma", &ChainState::gamma},
    {"tone.levels", "contrast", &ChainState::contrast},
    {"tone.saturation", "amount", &ChainState::saturation},
    {"tone.lowfreq_balance", "strength", &ChainState::balance},
    {"tone.lowfreq_balance", "limit", &ChainState::balance_limit},
    {"tone.highlight", "drop", &ChainState::shine_drop},
    {"tone.highlight", "area", &ChainState::shine_area},
    {"eye.red", "strength", &ChainState::red_eye},
    {"eye.red", "radius", &ChainState::red_eye_radius},
    {"eye.glare", "drop", &ChainState::glare_drop},
    {"skin.smooth", "amount", &ChainState::smooth_amount},
    {"skin.smooth", "texture", &ChainState::smooth_texture},
    {"detail.denoise", "luma", &ChainState::denoise_luma},
    {"detail.denoise", "chroma", &ChainState::denoise_chroma},
    {"detail.sharpen", "radius", &ChainState::sharpen_radius},
    {"detail.sharpen", "amount", &ChainState::sharpen_amount},
    {"detail.sharpen", "threshold", &ChainState::sharpen_threshold},
};

void Fold(const Operation& operation, const OperationSpec& spec, ChainState* state) {
  const auto value = [&](const char* name) { return Value(operation, spec, name); };
  const std::string& kind = operation.kind;
  for (const Slot& slot : kSlots) {
    if (kind == slot.kind) state->*slot.value = value(slot.parameter);
  }
  if (kind == "geom.crop_scale") {
    state->offset = {value("x"), value("y")};
  } else if (kind == "bg.replace") {
    state->background_rgb[0] = value("red");
    state->background_rgb[1] = value("green");
    state->background_rgb[2] = value("blue");
  }
  for (const Stroke& stroke : operation.strokes) {
    if (spec.stage == Stage::kSource) {
      const std::string region_kind = RegionKindOf(operation);
      state->source_strokes.push_back({region_kind, stroke});
      if (region_kind != kind) state->mark_strokes.push_back(stroke);
    } else if (spec.stage == Stage::kMatte) {
      state->matte_strokes.push_back(stroke);
    } else if (kind == "tone.dodge_burn") {
      state->dodge_strokes.push_back({stroke, value("strength")});
    } else {
      state->glare_strokes.push_back(stroke);
    }
  }
}

}  // namespace

StatusOr<ChainState> FoldRecipe(const Recipe& recipe, const Profile& profile) {
  ZJ_RETURN_IF_ERROR(ValidateRecipe(recipe));
  ChainState state;
  state.cut_strokes = !recipe.policy.empty();
  if (!profile.backgrounds.empty()) {
    for (size_t c = 0; c < 3; ++c) state.background_rgb[c] = profile.backgrounds[0][c];
  }
  for (size_t i = 0; i < recipe.cursor; ++i) {
    const Operation& operation = recipe.operations[i];
    Fold(operation, *FindOperation(operation.kind), &state);
  }
  if (!(state.scale > 0)) {
    return MakeError(StatusCode::kInvalidArgument, "BAD_RECIPE",
                     "recipe: geom.crop_scale is missing; every recipe needs a crop",
                     "geom.crop_scale");
  }
  return state;
}

ResampleMap CanvasMapOf(const ChainState& state, const Photo& photo, const Profile& profile) {
  ResampleMap map;
  map.size = profile.size * kCanvasFactor;
  map.step = photo.scale / (state.scale * kCanvasFactor);
  map.origin = state.offset * photo.scale;
  if (state.rotation_deg == 0) return map;
  const cv::Size more = SizeBeforeRotation(map.size, state.rotation_deg) - map.size;
  map.origin -= cv::Point2d(more.width, more.height) * (map.step / 2);
  map.size += more;
  return map;
}

cv::Matx23d SourceToCanvas(const ChainState& state, const Profile& profile) {
  const double k = state.scale * kCanvasFactor;
  const cv::Matx23d crop(k, 0, -k * state.offset.x, 0, k, -k * state.offset.y);
  if (state.rotation_deg == 0) return crop;
  const double a = state.rotation_deg * CV_PI / 180;
  const double c = std::cos(a);
  const double s = std::sin(a);
  const double mx = profile.size.width * kCanvasFactor / 2.0;
  const double my = profile.size.height * kCanvasFactor / 2.0;
  // Clockwise about the canvas's centre, y pointing down.
  const cv::Matx33d turn(c, -s, mx - c * mx + s * my, s, c, my - s * mx - c * my, 0, 0, 1);
  const cv::Matx33d full(crop(0, 0), crop(0, 1), crop(0, 2), crop(1, 0), crop(1, 1), crop(1, 2), 0,
                         0, 1);
  const cv::Matx33d both = turn * full;
  return {both(0, 0), both(0, 1), both(0, 2), both(1, 0), both(1, 1), both(1, 2)};
}

ToneParameters ToneOf(const ChainState& state) {
  return {state.red_gain, state.green_gain, state.blue_gain, state.exposure_ev,
          state.black,    state.white,      state.gamma,     state.contrast};
}

DecodeOptions DecodeOptionsFor(const Recipe& recipe) {
  double scale = 1;
  for (size_t i = 0; i < std::min(recipe.cursor, recipe.operations.size()); ++i) {
    const Operation& operation = recipe.operations[i];
    const auto found = operation.parameters.find("scale");
    if (operation.kind == "geom.crop_scale" && found != operation.parameters.end()) {
      scale = found->second;
    }
  }
  const cv::Size source = recipe.analysis.source_size;
  const int short_side = std::min(source.width, source.height);
  DecodeOptions options;
  // A source smaller than the canvas is decoded whole: min_short_side 0 would mean the same.
  options.min_short_side =
      static_cast<int>(std::ceil(short_side * std::clamp(scale * kCanvasFactor, 0.0, 1.0) - 1e-6));
  return options;
}

namespace {

/// `decoded` itself when it has the size that the options lead to.
StatusOr<std::shared_ptr<const Photo>> Decoded(std::string_view bytes, const DecodeOptions& options,
                                               std::shared_ptr<const Photo> decoded) {
  if (decoded && decoded->info.format != FileFormat::kJpeg && decoded->scale == 1.0) return decoded;
  if (decoded) {
    // The decoder's rule: halve while the short side keeps what was asked for.
    const cv::Size full = decoded->info.upright_size;
    int divisor = 1;
    while (divisor < 8 && std::min(full.width, full.height) / (divisor * 2) >=
                              std::max(1, options.min_short_side)) {
      divisor *= 2;
    }
    if (decoded->bgr.cols == (full.width + divisor - 1) / divisor) return decoded;
  }
  ZJ_ASSIGN_OR_RETURN(Photo photo, DecodePhoto(bytes, options));
  return std::make_shared<const Photo>(std::move(photo));
}

/// Rows of the upright photo that a rendering looks at, from the top; 0 = all of them.
int RowsSeen(const ChainState& state, const Profile& profile) {
  // Eight decoded pixels at an eighth: taps, and the rounding of strokes to pixels.
  constexpr double kMargin = 64;
  // FindHealSource looks as far as five times the stroke's size.
  constexpr double kSearch = 5;
  if (state.cut_strokes && !state.source_strokes.empty()) return 0;  // regions see all of it
  const cv::Size canvas = profile.size * kCanvasFactor;
  const cv::Size level =
      state.rotation_deg == 0 ? canvas : SizeBeforeRotation(canvas, state.rotation_deg);
  const double rows = (canvas.height + level.height) / 2.0;
  double bottom = state.offset.y + rows / (state.scale * kCanvasFactor);
  for (const SourceStroke& s : state.source_strokes) {
    if (s.stroke.points.empty()) continue;
    const cv::Rect2f box = cv::boundingRect(s.stroke.points);
    const double size = std::max(box.width, box.height) + 2.0 * s.stroke.radius + kMargin;
    const double reach = s.stroke.source ? std::max(0.0f, s.stroke.source->y) : kSearch * size;
    bottom = std::max(bottom, box.br().y + s.stroke.radius + reach);
  }
  return static_cast<int>(std::clamp(std::ceil(bottom + kMargin), 1.0, 1e6));
}

}  // namespace

StatusOr<std::shared_ptr<const Photo>> PhotoForRecipe(std::string_view bytes, const Recipe& recipe,
                                                      std::shared_ptr<const Photo> decoded) {
  return Decoded(bytes, DecodeOptionsFor(recipe), std::move(decoded));
}

StatusOr<std::shared_ptr<const Photo>> PhotoForOnce(std::string_view bytes, const Recipe& recipe,
                                                    const Profile& profile,
                                                    std::shared_ptr<const Photo> decoded) {
  ZJ_ASSIGN_OR_RETURN(const ChainState state, FoldRecipe(recipe, profile));
  DecodeOptions options = DecodeOptionsFor(recipe);
  options.rows = RowsSeen(state, profile);
  options.sha256 = recipe.source_sha256;
  return Decoded(bytes, options, std::move(decoded));
}

}  // namespace zhaojian
