// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

// Fewer pixels make no mean.
constexpr int kLeastPixels = 64;

// CIE L* of a linear luminance in [0, 255] (CIE 15, both branches).
double Lightness(double luminance) {
  const double y = luminance / 255.0;
  return y > 216.0 / 24389.0 ? 116.0 * std::cbrt(y) - 16.0 : y * 24389.0 / 27.0;
}

}  // namespace

Measure MeasureLightEvenness(const Scene& scene) {
  if (!scene.patch) return NotAssessed(scene, "light.evenness", "level", WhyNoFace(scene));
  const auto cheeks = CheekSquares(*scene.patch);
  if (cheeks[0].area() < kLeastPixels || cheeks[1].area() < kLeastPixels) {
    return NotAssessed(scene, "light.evenness", "level", "cause.face_cut");
  }
  // ISO/IEC 29794-5 0x43 compares the cheeks' histograms instead; on evenly lit renderings it ran
  // from 0.02 to 0.71, so that no threshold told them from one-sided light. The lightness
  // difference does.
  const double left = Lightness(cv::mean(scene.patch->luminance(cheeks[0]))[0]);
  const double right = Lightness(cv::mean(scene.patch->luminance(cheeks[1]))[0]);
  Measure measure =
      Judged(scene, "light.evenness", std::abs(left - right), "level", "LIGHT-01", 0.7);
  for (const auto& square : cheeks) {
    measure.evidence.push_back(
        {Evidence::Kind::kBox,
         {scene.patch->ToSource(square.tl()), scene.patch->ToSource(square.br())},
         ""});
  }
  return measure;
}

}  // namespace zhaojian
