// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace zhaojian {

/// A parameter of an operation, as data: the console draws its slider from this.
struct ParameterSpec {
  std::string name;
  double minimum = 0;
  double maximum = 0;
  double neutral = 0;
  /// px, EV, ratio, ...
  std::string unit;
  /// Catalogue key of its label (operation.<kind>.<name>).
  std::string label_key;
};

/// Where in the fixed chain an operation works.
enum class Stage { kSource, kGeometry, kMatte, kTone, kComposite, kDetail };

/// One kind of operation.
struct OperationSpec {
  std::string kind;
  Stage stage = Stage::kTone;
  std::vector<ParameterSpec> parameters;
  /// What its strokes may do (catalogue: operation.<kind>.<mode>); empty = it takes no strokes.
  std::vector<std::string> modes;
  /// Key that picks the tool on the retouch screen, or empty.
  std::string shortcut;
};

/// All operations this build knows, in the order of the tool list; the chain's order is fixed
/// (renderer.h). Source space, strokes: clean.background, clean.clothes, clean.stray_hair,
/// clean.face {marks: 1 = may cover a mark of the face} (heal, op_heal.h), clean.clone (clone).
/// Geometry: geom.crop_scale {scale, x, y}: delivered pixels per source pixel and source position
/// of the top-left corner; geom.rotate {degrees}. Matte: bg.matte_brush (strokes keep, remove,
/// soften); bg.matte_edge {shift, softness}; bg.defringe {strength}. Tone: tone.white_balance {red,
/// green, blue}; tone.exposure {ev}; tone.levels {black, white, gamma, contrast}; tone.saturation
/// {amount}; tone.lowfreq_balance {strength, limit}; tone.highlight {drop, area}; tone.dodge_burn
/// {strength; strokes dodge, burn}; eye.red {strength, radius}; eye.glare {drop; strokes reduce}.
/// Skin and noise: skin.smooth {amount, texture}; detail.denoise {luma, chroma}. bg.replace {red,
/// green, blue}; detail.sharpen {radius, amount, threshold}. Every formula stands with its function
/// in op_*.h and gain_maps.h.
const std::vector<OperationSpec>& AllOperations();

/// The spec of a kind, or nullptr.
const OperationSpec* FindOperation(const std::string& kind);

}  // namespace zhaojian
