// SPDX-License-Identifier: Apache-2.0
// What every stage's result depends on.
#include "core/retouch/cpu_keys.h"

#include <array>

namespace zhaojian {

StageKey AnalysisKey(const Analysis& analysis) {
  StageKey key;
  const cv::Mat& mask = analysis.person_mask;
  // Position-weighted, so that another photo's mask is another key; sums side by side, because one
  // after the other they would wait for each other.
  constexpr int kSums = 8;
  std::array<double, kSums> sums{};
  for (int y = 0; y < mask.rows; ++y) {
    const float* p = mask.ptr<float>(y);
    const double weight = 1 + y * 1.91;
    int x = 0;
    for (; x + kSums <= mask.cols; x += kSums) {
      for (int i = 0; i < kSums; ++i)
        sums[static_cast<size_t>(i)] += p[x + i] * (weight + (x + i) * 0.37);
    }
    for (; x < mask.cols; ++x) sums[0] += p[x] * (weight + x * 0.37);
  }
  for (const double sum : sums) key.Add(sum);
  double sum = 0;
  for (size_t i = 0; i < analysis.landmarks.size(); ++i) {
    const cv::Point3f& p = analysis.landmarks[i];
    sum += (p.x + 3.1 * p.y) * (1 + 0.13 * static_cast<double>(i));
  }
  return key.Add(sum);
}

StageKey GeometryKey(const ChainState& s) {
  return StageKey().Add(s.scale).Add(s.offset.x).Add(s.offset.y).Add(s.rotation_deg);
}

StageKey ToneKey(const ChainState& s) {
  const ToneParameters t = ToneOf(s);
  StageKey key;
  for (const double v : {t.red_gain, t.green_gain, t.blue_gain, t.exposure_ev, t.black, t.white,
                         t.gamma, t.contrast, s.saturation, s.red_eye, s.red_eye_radius}) {
    key.Add(v);
  }
  return key;
}

StageKey GainKey(const ChainState& s) {
  StageKey key;
  for (const double v : {s.balance, s.balance_limit, s.shine_drop, s.shine_area, s.glare_drop}) {
    key.Add(v);
  }
  return key.Add(s.glare_strokes).Add(s.dodge_strokes);
}

StageKey FinishKey(const ChainState& s) {
  return StageKey()
      .Add(s.smooth_amount)
      .Add(s.smooth_texture)
      .Add(s.denoise_luma)
      .Add(s.denoise_chroma);
}

}  // namespace zhaojian
