// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

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

void Fold(const Operation& operation, const OperationSpec& spec, ChainState* state) {
  const auto value = [&](const char* name) { return Value(operation, spec, name); };
  const std::string& kind = operation.kind;
  if (kind == "geom.crop_scale") {
    state->scale = value("scale");
    state->offset = {value("x"), value("y")};
  } else if (kind == "bg.matte_brush") {
    state->matte_strokes.insert(state->matte_strokes.end(), operation.strokes.begin(),
                                operation.strokes.end());
  } else if (kind == "bg.matte_edge") {
    state->matte_shift = value("shift");
    state->matte_softness = value("softness");
  } else if (kind == "bg.replace") {
    state->background_rgb[0] = value("red");
    state->background_rgb[1] = value("green");
    state->background_rgb[2] = value("blue");
  } else if (kind == "tone.white_balance") {
    state->red_gain = value("red");
    state->green_gain = value("green");
    state->blue_gain = value("blue");
  } else if (kind == "tone.exposure") {
    state->exposure_ev = value("ev");
  } else if (kind == "tone.levels") {
    state->black = value("black");
    state->white = value("white");
    state->gamma = value("gamma");
    state->contrast = value("contrast");
  } else if (kind == "detail.sharpen") {
    state->sharpen_radius = value("radius");
    state->sharpen_amount = value("amount");
    state->sharpen_threshold = value("threshold");
  }
}

}  // namespace

StatusOr<ChainState> FoldRecipe(const Recipe& recipe, const Profile& profile) {
  ZJ_RETURN_IF_ERROR(ValidateRecipe(recipe));
  ChainState state;
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

StatusOr<std::shared_ptr<const Photo>> PhotoForRecipe(std::string_view bytes, const Recipe& recipe,
                                                      std::shared_ptr<const Photo> decoded) {
  const DecodeOptions options = DecodeOptionsFor(recipe);
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

}  // namespace zhaojian
