// SPDX-License-Identifier: Apache-2.0
#include "core/vision/matte_upsample.h"

#include <algorithm>
#include <array>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace zhaojian::matte {
namespace {

using Model = std::array<float, 4>;

Model Mix(const float* near, const float* far) {
  Model out;
  for (size_t k = 0; k < 4; ++k) out[k] = 0.75F * near[k] + 0.25F * far[k];
  return out;
}

}  // namespace

cv::Mat1f UpsampleAlpha(const Canvas& canvas, const cv::Mat1b& trimap, const cv::Mat4f& models,
                        float faint, float solid) {
  cv::Mat1f alpha(canvas.full.size(), 0.0F);
  const int rows = trimap.rows;
  const int cols = trimap.cols;
  for (int y = 0; y < rows; ++y) {
    const unsigned char* t = trimap[y];
    const cv::Vec4f* lines[3] = {models[std::max(0, y - 1)], models[y],
                                 models[std::min(rows - 1, y + 1)]};
    for (int x = 0; x < cols; ++x) {
      if (t[x] == kBack) continue;
      float* out[2] = {alpha[2 * y] + 2 * x, alpha[2 * y + 1] + 2 * x};
      if (t[x] == kFore) {
        out[0][0] = out[0][1] = out[1][0] = out[1][1] = 1;
        continue;
      }
      const int left = std::max(0, x - 1);
      const int right = std::min(cols - 1, x + 1);
      Model sides[2][3];
      for (int k = 0; k < 3; ++k) {
        sides[0][k] = Mix(lines[k][x].val, lines[k][left].val);
        sides[1][k] = Mix(lines[k][x].val, lines[k][right].val);
      }
      for (int dy = 0; dy < 2; ++dy) {
        const unsigned char* colours = canvas.full.ptr(2 * y + dy) + 6 * x;
        for (int dx = 0; dx < 2; ++dx) {
          const Model m = Mix(sides[dx][1].data(), sides[dx][2 * dy].data());
          const unsigned char* c = colours + 3 * dx;
          const float a = (m[0] * c[0] + m[1] * c[1] + m[2] * c[2]) / 255 + m[3];
          out[dy][dx] = Unit((a - faint) / (solid - faint));
        }
      }
    }
  }
  return alpha;
}

}  // namespace zhaojian::matte
