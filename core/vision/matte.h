// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>

#include "core/base/status.h"

namespace zhaojian {

/// What the retoucher demands at a pixel of the matte.
enum class MatteForce : unsigned char { kNone = 0, kBackground = 1, kForeground = 2, kUnknown = 3 };

/// A matting problem on the working canvas.
struct MatteProblem {
  /// CV_8UC3 BGR, any size from 240 x 320 to 1500 x 2000; tuned for 960 x 1280.
  cv::Mat bgr;
  /// Person probability on the same field of view, CV_32F in [0, 1], any size (scaled bilinearly).
  cv::Mat person_mask;
  /// CV_8U of the size of `bgr` with MatteForce values, or empty: strokes are exact constraints.
  cv::Mat force;
};

/// A solved matte.
struct Matte {
  /// Opacity, CV_32F in [0, 1], size of the problem.
  cv::Mat alpha;
  /// Foreground colour without the old background, CV_8UC3 BGR; meaningful where alpha > 0.
  cv::Mat foreground;
  /// How well sampled colours and solve agree over the unknown band, 0..1: >= 0.5 good, < 0.3 needs
  /// the brush. Ranks photos by their error.
  float confidence = 0;
  /// True when the background was plain enough for the plate path.
  bool plain_background = false;
  /// Share of the band where foreground and background colours nearly agree.
  float low_contrast = 0;
};

/// Solves hair-level alpha and foreground colour: background plate, trimap grown by texture,
/// sampling and closed form on half size, guided up-sampling (Levin et al. 2008, He et al. 2011),
/// decontamination, before a busy background multi-level colours (Germer et al. 2020).
/// Deterministic; one thread. Errors: kInvalidArgument for sizes that do not fit;
/// kInternal MATTE_FAILED.
StatusOr<Matte> SolveMatte(const MatteProblem& problem);

/// True when what lies behind the person is no plain wall, or one that is dark or looks like the
/// person: the matte then rests on the person mask. Looks at a reduced copy.
/// @param bgr CV_8UC3 of any size and proportions. @param person_mask as MatteProblem's.
bool HasDifficultBackground(const cv::Mat& bgr, const cv::Mat& person_mask);

}  // namespace zhaojian
