// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <vector>

#include "core/base/status.h"
#include "core/vision/matte.h"
#include "core/vision/matte_canvas.h"
#include "core/vision/matte_plate.h"
#include "core/vision/matte_sampling.h"

namespace zhaojian::matte {

/// The parameters that differ between a plain and a busy background, tuned on the scenes of
/// shared/tools/matting_scenes.py; the last change was kept because 15 scenes of other people and
/// backgrounds gained as well.
struct Tuning {
  /// Outer margin of the band, canvas pixels.
  float dilate;
  /// Weight of the sampled alpha at full confidence.
  float data;
  /// Weight of the mask, and its further weight where person and background look alike.
  float prior;
  float alike;
  /// Opacity that is cut off as haze.
  float faint;
  /// Opacity that counts as full: what lies between is stretched.
  float solid;
};
const Tuning& TuningOf(bool plain);

/// Everything known about one problem on its way through the stages.
struct Work {
  Canvas canvas;
  bool plain = false;
  float low_contrast = 0;
  /// Standard deviation of one channel, [0, 1] units.
  float noise = 0;
  cv::Mat1b trimap;
  /// Colours of the sure foreground, extended.
  cv::Mat3f person;
  Plate plate;
};

/// The solution on the half canvas.
struct HalfSolution {
  std::vector<BandPixel> band;
  cv::Mat1f alpha;
  cv::Mat4f models;
};

/// Errors: kInvalidArgument MATTE_INPUT naming the field.
Status ValidateProblem(const MatteProblem& problem);

/// True when foreground, background and band all have pixels.
bool HasAllLabels(const cv::Mat1b& trimap);

/// Wall, path, trimap, plate. False when one of the three regions is empty.
bool Prepare(Work* work);

/// What the closed form is told about every pixel of the band, and how firmly.
void Inform(const Work& work, const std::vector<BandPixel>& band, cv::Mat1f* target,
            cv::Mat1f* weight);

/// Samples the band and solves it; on a busy background twice, the second time in a narrower band,
/// which then replaces the one in `work`.
HalfSolution SolveBand(Work* work);

}  // namespace zhaojian::matte
