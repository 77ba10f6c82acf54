// SPDX-License-Identifier: Apache-2.0
#include "app/desk/canvas_view.h"

#include <algorithm>
#include <array>

#include "core/retouch/renderer.h"

namespace zhaojian::desk {
namespace {

constexpr double kLogicalPerInch = 96.0;
constexpr std::array<int, 4> kZooms = {0, 1, 2, CanvasView::kLargestZoom};
// Faces lie above the middle of the photo.
constexpr double kFaceHeight = 0.4;

double Within(double value, double visible, double size) {
  if (visible >= size) return size / 2;
  return std::clamp(value, visible / 2, size - visible / 2);
}

}  // namespace

double PrintScale(double dpi) { return dpi > 0 ? kLogicalPerInch / dpi : 1.0; }

void CanvasView::Reset(cv::Size delivered) {
  delivered_ = delivered;
  zoom_ = 0;
  centre_ = {delivered.width / 2.0, delivered.height * kFaceHeight};
}

void CanvasView::SetMode(ViewMode mode) {
  if (mode == ViewMode::kMatte && mode_ == ViewMode::kMatte) {
    backdrop_ = static_cast<MatteBackdrop>((static_cast<int>(backdrop_) + 1) % 3);
  }
  mode_ = mode;
}

void CanvasView::CycleMode() {
  if (mode_ == ViewMode::kMatte && backdrop_ != MatteBackdrop::kMagenta) {
    return SetMode(ViewMode::kMatte);
  }
  mode_ = static_cast<ViewMode>((static_cast<int>(mode_) + 1) % 6);
  backdrop_ = MatteBackdrop::kBlack;
}

bool CanvasView::Compares() const {
  return mode_ == ViewMode::kSplit || mode_ == ViewMode::kFlicker || mode_ == ViewMode::kDifference;
}

double CanvasView::Scale(double fit, double dpi) const {
  if (zoom_ == kPrint) return PrintScale(dpi);
  return zoom_ > 0 ? static_cast<double>(zoom_) * kCanvasFactor : fit;
}

void CanvasView::StepZoom(int direction, cv::Point2d at, double fit, double dpi) {
  const double before = Scale(fit, dpi);
  const auto found = std::find(kZooms.begin(), kZooms.end(), zoom_);
  const auto index = found == kZooms.end() ? 0 : found - kZooms.begin();
  zoom_ = kZooms[static_cast<size_t>(
      std::clamp<std::ptrdiff_t>(index + direction, 0, kZooms.size() - 1))];
  centre_ = at + (centre_ - at) * (before / Scale(fit, dpi));
}

void CanvasView::Pan(double dx, double dy, cv::Size2d visible) {
  centre_ = {Within(centre_.x + dx, visible.width, delivered_.width),
             Within(centre_.y + dy, visible.height, delivered_.height)};
}

void CanvasView::LookAt(cv::Point2d at) {
  centre_ = at;
  if (zoom_ <= 0) zoom_ = 2;
}

}  // namespace zhaojian::desk
