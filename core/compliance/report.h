// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <opencv2/core.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/status.h"
#include "core/compliance/iso.h"

namespace zhaojian {

/// Outcome of one measure. kUnknown = could not assess, which is an answer and not a pass.
enum class Verdict { kOk, kWarn, kBlock, kUnknown };

/// The limits a value was held against. An absent end is open.
struct Band {
  /// Inside [low, high]: ok.
  std::optional<double> low;
  std::optional<double> high;
  /// Between these and [low, high]: warn; outside: block. Absent ends: outside [low, high] blocks,
  /// unless the profile says the measure only warns.
  std::optional<double> block_low;
  std::optional<double> block_high;
};

/// Something to draw over the photo so that a person sees what was measured.
struct Evidence {
  enum class Kind { kLine, kPolyline, kPolygon, kBox, kPoint, kHorizontal, kVertical };
  Kind kind = Kind::kLine;
  /// Upright source pixels at full resolution; kHorizontal/kVertical use one point.
  std::vector<cv::Point2f> points;
  /// Catalogue key of a short label, or empty.
  std::string label;
};

/// One measure's answer. The frame is final: later measures add ids, not fields.
struct Measure {
  /// Stable id, group.name or one word, for example pose.roll.
  std::string id;
  /// Empty when the verdict is kUnknown.
  std::optional<double> value;
  /// px, deg, ratio, bytes, percent, level, count ...
  std::string unit;
  Verdict verdict = Verdict::kUnknown;
  Band band;
  /// Reason code that this measure suggests when it warns or blocks; empty when none.
  std::string reason;
  /// Catalogue key (cause.*) saying why it could not be assessed; empty otherwise.
  std::string cause;
  /// How sure the measure is of its verdict, 0..1.
  double certainty = 1.0;
  std::vector<Evidence> evidence;
};

/// Points of interest, upright source pixels; image left and right.
struct KeyPoints {
  cv::Point2f eye_left;
  cv::Point2f eye_right;
  cv::Point2f chin;
  cv::Point2f hair_top;
};

/// Why a file was not judged at all.
struct Refusal {
  /// Reason code, for example FILE-01.
  std::string reason;
  /// One English sentence: what, and what to do.
  std::string detail;
};

/// Everything found about one photo under one profile.
struct Report {
  std::string sha256;
  /// Profile id and the version of its data.
  std::string profile;
  std::string profile_version;
  /// Upright size at full resolution; 0 x 0 when refused from the header.
  cv::Size size;
  std::optional<Refusal> refused;
  int faces = 0;
  /// Present with exactly one usable face.
  std::optional<KeyPoints> key_points;
  std::vector<Measure> measures;
  /// Beside them, never gated on: ISO/IEC 29794-5's own values.
  std::vector<IsoMeasure> iso;
  /// PerceptualHashes of the picture, to be kept for file.duplicate; empty for a refused file.
  std::vector<uint64_t> perceptual_hashes;
  /// Reason codes, the most severe first, without repetition.
  std::vector<std::string> suggestions;

  /// The measure with this id, or nullptr.
  const Measure* Find(const std::string& id) const;
  /// True when refused or any measure blocks.
  bool Blocked() const;
};

/// JSON as `zj check --json` prints it (without "file" and "cpu_ms"). Evidence is included under
/// "evidence" so that the console can draw what the service measured.
Json ReportToJson(const Report& report);

/// Reads ReportToJson's form back. Errors: kInvalidArgument BAD_JSON naming the field.
StatusOr<Report> ReportFromJson(const Json& json);

}  // namespace zhaojian
