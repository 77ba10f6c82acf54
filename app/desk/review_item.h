// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "app/desk/check_lines.h"
#include "app/desk/desk_service.h"
#include "core/imaging/photo.h"

namespace zhaojian::desk {

/// Something to draw over the picture: an evidence of a measure in the picture's own coordinates.
struct Overlay {
  std::string measure;
  Verdict verdict = Verdict::kOk;
  Evidence::Kind kind = Evidence::Kind::kLine;
  /// Delivered pixels (0..480, 0..640) of the standard picture.
  std::vector<cv::Point2f> points;
};

/// One photo on its way over the reviewer's stage, with everything decoded in memory. Written by
/// the frame thread only; the pictures never change once loaded.
struct ReviewItem {
  enum class Load { kLoading, kReady, kFailed };
  Grant grant;
  Load load = Load::kLoading;
  Status error;
  ReviewBundle bundle;
  std::vector<CheckLine> lines;
  std::vector<Overlay> overlays;
  /// Size of the coordinates below: the profile's delivered picture.
  cv::Size delivered = {480, 640};
  /// The standard picture, CV_8UC3 BGR; empty when none could be made.
  cv::Mat standard;
  /// The untouched photo, reduced, CV_8UC3 BGR.
  cv::Mat preview;
  /// Identifies the pictures for texture caches; unique in this process.
  uint64_t serial = 0;
  /// True once this photo stood on the screen in this visit; a decision key needs it.
  bool presented = false;
  absl::Time presented_at;
  bool activated = false;
  /// The lease was not extended in the last heartbeat, because nobody moved or held it too long.
  bool idle = false;
  /// A transfer is under way; when it failed on the line, the next one is due at `retry_at`.
  bool fetching = false;
  absl::Time retry_at = absl::InfinitePast();
  /// Its decision is being taken back; keys wait for the answer.
  bool returning = false;
};

/// Maps the evidence of a report into delivered pixels by the bundle's crop.
std::vector<Overlay> MapOverlays(const ReviewBundle& bundle);

/// The source rectangle (x, y, width, height in fractions of the upright photo) that the standard
/// picture shows; empty size when there is no crop.
cv::Rect2d CropInSource(const ReviewBundle& bundle, cv::Size delivered);

}  // namespace zhaojian::desk
