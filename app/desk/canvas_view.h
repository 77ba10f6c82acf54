// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>

namespace zhaojian::desk {

/// How the retoucher compares.
enum class ViewMode { kResult, kSplit, kFlicker, kDifference, kMatte, kClipping };

/// What the subject stands on while the matte is looked at.
enum class MatteBackdrop { kBlack, kWhite, kMagenta };

/// What the result is compared with by split, flicker, difference and the loupe.
enum class CompareBase { kAutomatic, kOriginal };

/// How the retoucher looks at the photo: comparison, zoom and place. Split, flicker, loupe and
/// original share it, so that they stay in step. Pure state. Points are delivered pixels.
class CanvasView {
 public:
  /// Zoom value of the size the photo has on paper; see PrintScale.
  static constexpr int kPrint = -1;
  /// Largest zoom: a canvas pixel has 4 x 4 screen pixels.
  static constexpr int kLargestZoom = 4;

  /// Back to the whole photo; the comparison stays as the hand left it. @param delivered its size.
  void Reset(cv::Size delivered);

  ViewMode mode() const { return mode_; }
  MatteBackdrop backdrop() const { return backdrop_; }
  CompareBase base() const { return base_; }
  void SetBase(CompareBase base) { base_ = base; }
  /// True in the modes that show two pictures.
  bool Compares() const;
  /// Choosing the matte while it is shown takes the next backdrop.
  void SetMode(ViewMode mode);
  /// The next way to compare; the matte is shown on its three backdrops in turn.
  void CycleMode();

  /// 0 = fit; 1, 2, 4 = screen pixels per canvas pixel; kPrint = size on paper.
  int zoom() const { return zoom_; }
  void SetZoom(int zoom) { zoom_ = zoom; }
  /// Logical pixels per delivered pixel. @param fit the scale that fills the frame.
  /// @param dpi of the delivered photo.
  double Scale(double fit, double dpi) const;
  /// One step through fit, 1, 2, 4; the point under the pointer stays there.
  /// @param fit, dpi as in Scale.
  void StepZoom(int direction, cv::Point2d at, double fit, double dpi);
  /// Moves the photo under the frame by delivered pixels. @param visible size of the frame in
  /// delivered pixels: the photo's edge never leaves the frame's.
  void Pan(double dx, double dy, cv::Size2d visible);
  /// Goes to a place, at 2:1 when the whole photo is shown.
  void LookAt(cv::Point2d at);
  cv::Point2d centre() const { return centre_; }

  /// Where the split stands, share of the frame's width.
  float split() const { return split_; }
  void SetSplit(float part) { split_ = part; }

 private:
  ViewMode mode_ = ViewMode::kResult;
  MatteBackdrop backdrop_ = MatteBackdrop::kBlack;
  CompareBase base_ = CompareBase::kAutomatic;
  cv::Size delivered_{480, 640};
  int zoom_ = 0;
  cv::Point2d centre_{240, 256};
  float split_ = 0.5f;
};

/// Logical pixels per delivered pixel at which a photo has its size on paper: a logical pixel is
/// 1/96 inch, as on the web and in every desktop's scaling.
double PrintScale(double dpi);

}  // namespace zhaojian::desk
