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
  bool takes_strokes = false;
  /// Key that picks the tool on the retouch screen, or empty.
  std::string shortcut;
};

/// All operations this build knows, in chain order. geom.crop_scale {scale, x, y}: delivered pixels
/// per source pixel and source position of the top-left corner; bg.matte_brush (strokes);
/// bg.matte_edge {shift, softness}; bg.replace {red, green, blue}; tone.white_balance {red, green,
/// blue}; tone.exposure {ev}; tone.levels {black, white, gamma, contrast}; detail.sharpen {radius,
/// amount, threshold}.
const std::vector<OperationSpec>& AllOperations();

/// The spec of a kind, or nullptr.
const OperationSpec* FindOperation(const std::string& kind);

}  // namespace zhaojian
