// SPDX-License-Identifier: Apache-2.0
#include "core/vision/matte_foreground.h"

#include <algorithm>

#include "core/vision/matte_plate.h"

namespace zhaojian::matte {

cv::Mat3b Decontaminate(const Canvas& canvas, const cv::Mat1f& alpha, const cv::Mat1f& half_alpha,
                        const cv::Mat1b& trimap, const cv::Mat3f& behind,
                        const ColourTrust& trust) {
  constexpr float kLeast = 0.05F;  // below, division would amplify the noise more than twenty times
  const cv::Mat3f solid = PullPush(canvas.half, half_alpha > 0.9F);
  cv::Mat3b out = canvas.full.clone();
  for (int y = 0; y < out.rows; ++y) {
    const unsigned char* t = trimap[y / 2];
    const float* a = alpha[y];
    cv::Vec3b* o = out[y];
    for (int x = 0; x < out.cols; ++x) {
      if (t[x / 2] != kBand || a[x] >= 1) continue;
      const cv::Vec3f& b = behind(y / 2, x / 2);
      const cv::Vec3f& s = solid(y / 2, x / 2);
      const float own = Unit((a[x] - trust.none) / (trust.full - trust.none));
      for (int c = 0; c < 3; ++c) {
        const float i = static_cast<float>(o[x].val[c]) / 255;
        const float f = Unit((i - (1 - a[x]) * b.val[c]) / std::max(a[x], kLeast));
        o[x].val[c] = cv::saturate_cast<unsigned char>(255 * (own * f + (1 - own) * s.val[c]));
      }
    }
  }
  return out;
}

}  // namespace zhaojian::matte
