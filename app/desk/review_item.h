// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
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
  /// Delivered pixels (0..480, 0..640) of the standard picture; in a close-up its pixels.
  std::vector<cv::Point2f> points;
  /// Catalogue key of a short label, or empty.
  std::string label;
};

/// A levelled, enlarged look at the place of one measure.
struct CloseUpView {
  std::string measure;
  /// CV_8UC3 BGR.
  cv::Mat picture;
  /// Where each place lies in it, and its evidence in pixels of the picture.
  std::vector<cv::Rect> parts;
  std::vector<std::vector<Overlay>> evidence;
};

/// A photo that the same student sent before and that was rejected.
struct EarlierAttempt {
  int attempt = 0;
  /// As it would have been delivered, else the reduced photo, CV_8UC3 BGR; empty when it is no
  /// longer kept.
  cv::Mat picture;
  std::vector<ReasonMark> reasons;
  std::string comment;
  absl::Time time;
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
  /// Looks beside the photo, in the order of `lines`.
  std::vector<CloseUpView> close_ups;
  /// What was rejected before, newest first.
  std::vector<EarlierAttempt> earlier;
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

/// A delivered point as a fraction of the upright source photo; unchanged coordinates of the
/// preview where there is no crop. May lie outside 0..1.
cv::Point2d ToSourceFraction(const ReviewItem& item, cv::Point2d delivered);

/// A region (fractions of the upright source photo) in delivered pixels, or in preview pixels where
/// there is no crop.
cv::Rect2d ToDelivered(const ReviewItem& item, const cv::Rect2d& region);

/// The part of the standard picture that a person looks at for a measure, delivered pixels: its
/// close-up places together. Empty without a place or a crop.
std::optional<cv::Rect2d> PlaceOfMeasure(const ReviewItem& item, const std::string& measure);

/// The source rectangle (x, y, width, height in fractions of the upright photo) that the standard
/// picture shows; empty size when there is no crop.
cv::Rect2d CropInSource(const ReviewBundle& bundle, cv::Size delivered);

}  // namespace zhaojian::desk
