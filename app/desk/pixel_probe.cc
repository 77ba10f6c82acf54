// SPDX-License-Identifier: Apache-2.0
#include "app/desk/pixel_probe.h"

#include <opencv2/imgproc.hpp>

namespace zhaojian::desk {
namespace {

cv::Vec3f LabOf(const cv::Vec3b& bgr) {
  const cv::Mat coded(1, 1, CV_32FC3, cv::Scalar(bgr[0] / 255.0, bgr[1] / 255.0, bgr[2] / 255.0));
  cv::Mat lab;
  cv::cvtColor(coded, lab, cv::COLOR_BGR2Lab);
  return lab.at<cv::Vec3f>(0, 0);
}

}  // namespace

std::optional<PixelProbe> ProbePixel(const cv::Mat& canvas, int x, int y,
                                     const std::array<int, 3>& background) {
  if (canvas.type() != CV_8UC3 || x < 0 || y < 0 || x >= canvas.cols || y >= canvas.rows) {
    return std::nullopt;
  }
  const cv::Vec3b bgr = canvas.at<cv::Vec3b>(y, x);
  const cv::Vec3f lab = LabOf(bgr);
  const auto part = [&background](size_t i) { return static_cast<unsigned char>(background[i]); };
  const cv::Vec3f other = LabOf({part(2), part(1), part(0)});
  PixelProbe probe;
  probe.rgb = {bgr[2], bgr[1], bgr[0]};
  probe.lab = {static_cast<double>(lab[0]), static_cast<double>(lab[1]),
               static_cast<double>(lab[2])};
  probe.delta_e = cv::norm(lab - other);
  return probe;
}

}  // namespace zhaojian::desk
