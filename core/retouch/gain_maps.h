// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <vector>

#include "core/retouch/canvas_face.h"
#include "core/retouch/recipe.h"

namespace zhaojian {

/// The low-frequency tools make one field of gains on a quarter of the canvas; ApplyGain lays it
/// over the picture. A gain multiplies linear light, so colour and fine detail keep their ratios.
/// All take the toned foreground reduced to the field, CV_8UC3 BGR, and return CV_32FC1.

/// How unevenly a face is lit.
struct LightBalance {
  /// Mean light of the brighter half of the face over that of the darker one, linear, >= 1.
  double ratio = 1;
};

/// Measures the two halves of the face's skin, mirrored at the axis from forehead to chin
/// (landmarks 10, 152).
LightBalance MeasureLightBalance(const cv::Mat& field_bgr, const CanvasFace& face);

/// Left-right balance (阴阳脸). l = log of linear luminance (Rec. 709), averaged over the face's
/// skin with a Gaussian of a sixth of the face's width (normalised convolution), l' = the same
/// mirrored at the face's axis:
///   gain = exp(strength * (l' - l) / 2), clamped to [1 / limit, limit],
/// faded to 1 outside face and neck and where either side has little skin to go by. Idea: the
/// illumination field of Retinex (Land and McCann 1971) made symmetric; the frequency and the
/// limits are the edit policy's.
cv::Mat BalanceGain(const cv::Mat& field_bgr, const CanvasFace& face, double strength,
                    double limit);

/// Shine. On the face's skin and the forehead up to the hairline: excess = L* - the skin's L* over
/// a Gaussian of 12 % of the face's width - 4; the pixels with the largest excess, at most `area`
/// of the face and with L* >= 65, are lowered by min(drop, 0.5 excess) L*, softened by a Gaussian
/// of 1.2 % of the face's width. 4 and 0.5: what looked natural on the portraits; below, pores and
/// cheek bones light up.
/// @param drop L* units. @param area share of the face's hull.
cv::Mat ShineGain(const cv::Mat& field_bgr, const CanvasFace& face, double drop, double area);

/// A dodge or burn stroke with its operation's strength (0.1 = 10 % of light).
struct DodgeStroke {
  Stroke stroke;
  double strength = 0;
};

/// Dodge and burn: gain = 1 + G * (dodged - burnt), the strongest stroke counting at each place (no
/// build-up), G a Gaussian of a twelfth of the face's width.
/// @param to_canvas upright source to canvas. @param face_width canvas pixels.
cv::Mat DodgeGain(const std::vector<DodgeStroke>& strokes, const cv::Matx23d& to_canvas,
                  double face_width, const cv::Size& field);

/// Lens glare: under the strokes, inside the lens zones (ellipses around the eyes, regions
/// reference 4.2, twice as wide) and outside 1.3 times the iris, L* above the mean L* of the zone's
/// pixels around (Gaussian of 8 % of the face's width) is lowered by at most `drop`. Tonal only.
cv::Mat GlareGain(const cv::Mat& field_bgr, const CanvasFace& face,
                  const std::vector<Stroke>& strokes, const cv::Matx23d& to_canvas, double drop);

/// A gain field on the canvas, see FromField. @return CV_32FC1 of `canvas`.
cv::Mat GainOnCanvas(const cv::Mat& gain, const cv::Size& canvas);

/// out = encode(decode(c) * gain) per channel, sRGB transfer function. A gain of 1 changes nothing.
/// @param bgr CV_8UC3. @param fine CV_32FC1 of the same size. @return CV_8UC3.
cv::Mat ApplyFineGain(const cv::Mat& bgr, const cv::Mat& fine);

/// ApplyFineGain with GainOnCanvas.
cv::Mat ApplyGain(const cv::Mat& bgr, const cv::Mat& gain);

}  // namespace zhaojian
