// SPDX-License-Identifier: Apache-2.0
// What every stage's result depends on.
#include "core/retouch/cpu_stages.h"

namespace zhaojian {

StageKey AnalysisKey(const Analysis& analysis) {
  StageKey key;
  const cv::Mat& mask = analysis.person_mask;
  double sum = 0;
  // Position-weighted, so that another photo's mask is another key.
  for (int y = 0; y < mask.rows; ++y) {
    const float* p = mask.ptr<float>(y);
    for (int x = 0; x < mask.cols; ++x) sum += p[x] * (1 + x * 0.37 + y * 1.91);
  }
  key.Add(sum);
  sum = 0;
  for (size_t i = 0; i < analysis.landmarks.size(); ++i) {
    const cv::Point3f& p = analysis.landmarks[i];
    sum += (p.x + 3.1 * p.y) * (1 + 0.13 * static_cast<double>(i));
  }
  return key.Add(sum);
}

std::string CpuStages::GeometryKey(const ChainState& s) const {
  return StageKey().Add(s.scale).Add(s.offset.x).Add(s.offset.y).Add(s.rotation_deg).Bytes();
}

std::string CpuStages::MatteKey(const ChainState& s, const Analysis& a) const {
  StageKey key(GeometryKey(s) + AnalysisKey(a).Bytes());
  return key.Add(s.cut_strokes ? 1 : 0)
      .Add(s.matte_strokes)
      .Add(BackgroundStrokes(s.source_strokes))
      .Bytes();
}

std::string CpuStages::AlphaKey(const ChainState& s, const Analysis& a) const {
  return StageKey(MatteKey(s, a)).Add(s.matte_shift).Add(s.matte_softness).Bytes();
}

std::string CpuStages::ColourKey(const ChainState& s, const Analysis& a) const {
  return StageKey(MatteKey(s, a))
      .Add(s.source_strokes)
      .Add(s.matte_shift > 0 ? 1 : 0)
      .Add(s.defringe)
      .Bytes();
}

std::string CpuStages::TonedKey(const ChainState& s, const Analysis& a) const {
  const ToneParameters t = ToneOf(s);
  StageKey key(ColourKey(s, a));
  for (const double v : {t.red_gain, t.green_gain, t.blue_gain, t.exposure_ev, t.black, t.white,
                         t.gamma, t.contrast, s.saturation, s.red_eye, s.red_eye_radius}) {
    key.Add(v);
  }
  return key.Bytes();
}

std::string CpuStages::GainKey(const ChainState& s, const Analysis& a) const {
  StageKey key(TonedKey(s, a));
  for (const double v : {s.balance, s.balance_limit, s.shine_drop, s.shine_area, s.glare_drop}) {
    key.Add(v);
  }
  return key.Add(s.glare_strokes).Add(s.dodge_strokes).Bytes();
}

std::string CpuStages::FinishedKey(const ChainState& s, const Analysis& a) const {
  return StageKey(GainKey(s, a))
      .Add(s.smooth_amount)
      .Add(s.smooth_texture)
      .Add(s.denoise_luma)
      .Add(s.denoise_chroma)
      .Bytes();
}

std::string CpuStages::CanvasKey(const ChainState& s, const Analysis& a) const {
  StageKey key(FinishedKey(s, a));
  key.Add(s.matte_shift).Add(s.matte_softness);
  for (const double c : s.background_rgb) key.Add(c);
  return key.Bytes();
}

std::string CpuStages::DeliveredKey(const ChainState& s, const Analysis& a) const {
  return StageKey(CanvasKey(s, a))
      .Add(s.sharpen_radius)
      .Add(s.sharpen_amount)
      .Add(s.sharpen_threshold)
      .Bytes();
}

}  // namespace zhaojian
