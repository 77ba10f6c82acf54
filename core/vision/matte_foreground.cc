// SPDX-License-Identifier: Apache-2.0
#include "core/vision/matte_foreground.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/vision/matte_plate.h"

namespace zhaojian::matte {
namespace {

// One level of the coarse-to-fine estimate; foreground and background in one six-float pixel.
struct Level {
  cv::Mat3f picture;
  cv::Mat1f alpha;
};

using Pair = cv::Vec<float, 6>;
using PairImage = cv::Mat_<Pair>;

// One Gauss-Seidel sweep. Solid pixels of either kind show their own colour and are left alone.
void Sweep(const Level& level, PairImage* pairs) {
  constexpr float kSmooth = 5e-3F;   // weight of a neighbour in flat alpha
  constexpr float kGradient = 0.1F;  // and its growth with the step of alpha (Germer et al., section 3)
  const int rows = level.alpha.rows;
  const int cols = level.alpha.cols;
  for (int y = 0; y < rows; ++y) {
    const float* lines[3] = {level.alpha[std::max(0, y - 1)], level.alpha[y],
                             level.alpha[std::min(rows - 1, y + 1)]};
    Pair* own = (*pairs)[y];
    const Pair* up = (*pairs)[std::max(0, y - 1)];
    const Pair* down = (*pairs)[std::min(rows - 1, y + 1)];
    for (int x = 0; x < cols; ++x) {
      const float a = lines[1][x];
      const int left = std::max(0, x - 1);
      const int right = std::min(cols - 1, x + 1);
      const float w[4] = {kSmooth + kGradient * std::abs(a - lines[1][left]),
                          kSmooth + kGradient * std::abs(a - lines[1][right]),
                          kSmooth + kGradient * std::abs(a - lines[0][x]),
                          kSmooth + kGradient * std::abs(a - lines[2][x])};
      const Pair* n[4] = {own + left, own + right, up + x, down + x};
      const float sum = w[0] + w[1] + w[2] + w[3];
      const float m00 = a * a + sum;
      const float m01 = a * (1 - a);
      const float m11 = (1 - a) * (1 - a) + sum;
      const float scale = 1 / (m00 * m11 - m01 * m01);
      const cv::Vec3f& colour = level.picture(y, x);
      for (int c = 0; c < 3; ++c) {
        float f = a * colour.val[c];
        float b = (1 - a) * colour.val[c];
        for (int k = 0; k < 4; ++k) {
          f += w[k] * n[k]->val[c];
          b += w[k] * n[k]->val[c + 3];
        }
        own[x].val[c] = Unit((m11 * f - m01 * b) * scale);
        own[x].val[c + 3] = Unit((m00 * b - m01 * f) * scale);
      }
    }
  }
}

Level Shrink(const cv::Mat3f& picture, const cv::Mat1f& alpha, cv::Size size) {
  Level level;
  cv::resize(picture, level.picture, size, 0, 0, cv::INTER_NEAREST);
  cv::resize(alpha, level.alpha, size, 0, 0, cv::INTER_NEAREST);
  return level;
}

}  // namespace

cv::Mat3b Decontaminate(const Canvas& canvas, const cv::Mat1f& alpha, const cv::Mat1f& half_alpha,
                        const cv::Mat1b& trimap, const cv::Mat3f& plate) {
  const cv::Mat3f solid = PullPush(canvas.half, half_alpha > 0.9F);
  cv::Mat3b out = canvas.full.clone();
  for (int y = 0; y < out.rows; ++y) {
    const unsigned char* t = trimap[y / 2];
    const float* a = alpha[y];
    cv::Vec3b* o = out[y];
    for (int x = 0; x < out.cols; ++x) {
      if (t[x / 2] != kBand || a[x] >= 1) continue;
      const cv::Vec3f& b = plate(y / 2, x / 2);
      const cv::Vec3f& s = solid(y / 2, x / 2);
      const float own = a[x] >= 0.6F ? 1.0F : Unit((a[x] - 0.1F) / 0.5F);
      for (int c = 0; c < 3; ++c) {
        const float i = static_cast<float>(o[x].val[c]) / 255;
        const float f = Unit((i - (1 - a[x]) * b.val[c]) / std::max(a[x], 0.05F));
        o[x].val[c] = cv::saturate_cast<unsigned char>(255 * (own * f + (1 - own) * s.val[c]));
      }
    }
  }
  return out;
}

cv::Mat3b EstimateForeground(const cv::Mat3b& picture, const cv::Mat1f& alpha) {
  cv::Mat3f colours;
  picture.convertTo(colours, CV_32F, 1.0 / 255);
  const cv::Size size = picture.size();
  const int count = static_cast<int>(std::ceil(std::log2(std::max(size.width, size.height))));
  PairImage pairs(1, 1);  // a fill value of six floats is more than OpenCV takes
  pairs(0, 0) = Pair::all(0.5F);
  for (int k = 0; k <= count; ++k) {
    const double part = static_cast<double>(k) / count;
    const cv::Size now(std::max(1, static_cast<int>(std::lround(std::pow(size.width, part)))),
                       std::max(1, static_cast<int>(std::lround(std::pow(size.height, part)))));
    const Level level = k == count ? Level{colours, alpha} : Shrink(colours, alpha, now);
    PairImage next;
    cv::resize(pairs, next, now, 0, 0, cv::INTER_NEAREST);
    const int sweeps = std::max(now.width, now.height) <= 32 ? 10 : 2;
    for (int i = 0; i < sweeps; ++i) Sweep(level, &next);
    pairs = next;
  }
  cv::Mat3b out(size);
  for (int y = 0; y < size.height; ++y) {
    const float* a = alpha[y];
    for (int x = 0; x < size.width; ++x) {
      for (int c = 0; c < 3; ++c) {
        out(y, x).val[c] = a[x] >= 1 ? picture(y, x).val[c]
                                     : cv::saturate_cast<unsigned char>(255 * pairs(y, x).val[c]);
      }
    }
  }
  return out;
}

}  // namespace zhaojian::matte
