// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <optional>

#include "core/retouch/recipe.h"

namespace zhaojian {

/// A stroke as pixels of a decoded photo.
struct StrokeArea {
  /// Bounds of the stroke, grown by two pixels on every side and cut at the image's edge.
  cv::Rect rect;
  /// CV_8UC1 of the size of `rect`: 255 inside the stroke, 0 elsewhere.
  cv::Mat mask;
};

/// The union of discs of the stroke's radius along its line. The radius is at least half a pixel.
/// @param scale decoded pixels per upright source pixel. @param size of the decoded photo.
/// @return empty `rect` when the stroke lies outside the photo.
StrokeArea AreaOf(const Stroke& stroke, double scale, const cv::Size& size);

/// Looks for a clean place like the surroundings of the stroke, for Heal. Candidates lie on rings
/// of 1, 1.5, 2.2, 3.2 and 5 times the stroke's width (16 directions, half a turn staggered from
/// ring to ring) and, for long strokes, beside them; a candidate may not overlap the stroke or
/// leave the photo. The cheapest wins:
///   boundary SSD of dst - src around its mean (what the membrane has to bridge)
///   + 0.02 * squared mean of dst - src (how far the colour is away)
///   + squared difference between the fine texture's deviation inside the source and around the
///     stroke (fine texture = luma - mean of the four pixels at half the radius),
/// in levels, over at most 64 pixels of the boundary and of the inside.
/// @param bgr CV_8UC3. @return offset source - stroke in pixels, or empty when nothing fits.
std::optional<cv::Point> FindHealSource(const cv::Mat& bgr, const StrokeArea& area, double radius);

/// Heals: dst = src + m inside the stroke, where m solves the Laplace equation with m = dst - src
/// on the boundary (Perez, Gangnet, Blake 2003 with the source as guidance; Georgiev 2004). Solved
/// by red-black successive over-relaxation, w = 2 - 1 / (0.1575 sqrt(n) + 0.8) for n pixels,
/// starting from the solution on a grid of half the size (cascadic multigrid, Bornemann and
/// Deuflhard 1996), until no pixel moves by more than 0.05 levels. At the photo's edge no flux.
/// @param bgr CV_8UC3, changed inside the mask only. @param offset source - stroke, pixels; the
/// moved `area.rect` must lie inside the photo.
void Heal(const StrokeArea& area, cv::Point offset, cv::Mat* bgr);

/// Copies the source over the stroke with a soft rim: the opacity is the Gaussian-blurred mask
/// (sigma = 0.2 radius) inside the stroke, so that nothing outside it changes.
/// @param bgr, offset as Heal. @param radius decoded pixels.
void Clone(const StrokeArea& area, cv::Point offset, double radius, cv::Mat* bgr);

}  // namespace zhaojian
