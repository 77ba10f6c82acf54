// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/op_denoise.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace zhaojian {

cv::Mat Denoise(const cv::Mat& bgr, double luma, double chroma) {
  CV_Assert(bgr.type() == CV_8UC3);
  if (!(luma > 0) && !(chroma > 0)) return bgr;
  cv::Mat exact(bgr.size(), CV_32F);
  cv::Mat levels(bgr.size(), CV_8U);
  cv::Mat difference(bgr.size(), CV_32FC2);
  for (int y = 0; y < bgr.rows; ++y) {
    const uchar* p = bgr.ptr<uchar>(y);
    float* e = exact.ptr<float>(y);
    uchar* l = levels.ptr<uchar>(y);
    float* d = difference.ptr<float>(y);
    for (int x = 0; x < bgr.cols; ++x, p += 3, d += 2) {
      e[x] = 0.299f * p[2] + 0.587f * p[1] + 0.114f * p[0];
      l[x] = static_cast<uchar>(e[x] + 0.5f);
      d[0] = static_cast<float>(p[0]) - e[x];
      d[1] = static_cast<float>(p[2]) - e[x];
    }
  }
  cv::Mat quiet = levels;
  if (luma > 0) {
    quiet.release();
    cv::bilateralFilter(levels, quiet, 2 * kLumaReach + 1, kLumaLevels, kLumaSpace,
                        cv::BORDER_REFLECT_101);
  }
  cv::Mat plain = difference;
  if (chroma > 0) {
    plain.release();
    const int size = 2 * static_cast<int>(std::ceil(3 * kChromaSigma)) + 1;
    cv::GaussianBlur(difference, plain, cv::Size(size, size), kChromaSigma, kChromaSigma,
                     cv::BORDER_REFLECT_101);
  }
  const float a = static_cast<float>(luma);
  const float b = static_cast<float>(chroma);
  cv::Mat out(bgr.size(), CV_8UC3);
  for (int y = 0; y < bgr.rows; ++y) {
    const float* e = exact.ptr<float>(y);
    const uchar* l = levels.ptr<uchar>(y);
    const uchar* k = quiet.ptr<uchar>(y);
    const float* d = difference.ptr<float>(y);
    const float* s = plain.ptr<float>(y);
    uchar* q = out.ptr<uchar>(y);
    for (int x = 0; x < bgr.cols; ++x, d += 2, s += 2, q += 3) {
      const float light = e[x] + a * static_cast<float>(k[x] - l[x]);
      const float u = d[0] + b * (s[0] - d[0]);
      const float v = d[1] + b * (s[1] - d[1]);
      const float bgr_out[3] = {light + u, light - (0.114f * u + 0.299f * v) / 0.587f, light + v};
      for (int c = 0; c < 3; ++c) {
        q[c] = static_cast<uchar>(std::clamp(bgr_out[c] + 0.5f, 0.0f, 255.0f));
      }
    }
  }
  return out;
}

}  // namespace zhaojian
