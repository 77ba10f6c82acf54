// SPDX-License-Identifier: Apache-2.0
#include "tests/accuracy/painting.h"

#include <algorithm>
#include <cmath>

namespace zhaojian::accuracy {

double FaceWidth(const Base& base) { return cv::norm(base.points[127] - base.points[356]); }
double EyeDistance(const Base& base) {
  return cv::norm(base.points[kIrisLeft] - base.points[kIrisRight]);
}

cv::Mat Float(const cv::Mat& bgr) {
  cv::Mat out;
  bgr.convertTo(out, CV_32FC3, 1.0 / 255);
  return out;
}

cv::Mat Bytes(const cv::Mat& value) {
  cv::Mat out;
  value.convertTo(out, CV_8UC3, 255);
  return out;
}

double ToLinear(double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); }
double FromLinear(double v) {
  v = std::clamp(v, 0.0, 1.0);
  return v <= 0.0031308 ? 12.92 * v : 1.055 * std::pow(v, 1 / 2.4) - 0.055;
}

cv::Mat Mix(const cv::Mat& a, const cv::Mat& b, const cv::Mat& weight) {
  cv::Mat w;
  cv::merge(std::vector<cv::Mat>(3, weight), w);
  const cv::Mat fa = Float(a);
  const cv::Mat fb = Float(b);
  return Bytes(fa + w.mul(fb - fa));
}

void AddDisc(cv::Mat& weight, const cv::Point2f& centre, double radius_x, double radius_y,
             double peak) {
  for (int y = 0; y < weight.rows; ++y) {
    for (int x = 0; x < weight.cols; ++x) {
      const double dx = (x - centre.x) / radius_x;
      const double dy = (y - centre.y) / radius_y;
      const double r2 = dx * dx + dy * dy;
      if (r2 >= 1) continue;
      float& w = weight.at<float>(y, x);
      w = std::max(w, static_cast<float>(peak * (1 - r2) * (1 - r2)));
    }
  }
}

cv::Mat HullOf(const Base& base, const std::vector<size_t>& indices, double grow) {
  std::vector<cv::Point> points;
  for (const size_t i : indices) points.emplace_back(base.points[i]);
  std::vector<cv::Point> hull;
  cv::convexHull(points, hull);
  cv::Mat mask = cv::Mat::zeros(base.bgr.size(), CV_8U);
  cv::fillConvexPoly(mask, hull, cv::Scalar(255), cv::LINE_AA);
  const int size = 2 * static_cast<int>(grow) + 1;
  cv::dilate(mask, mask, cv::getStructuringElement(cv::MORPH_ELLIPSE, {size, size}));
  cv::Mat weight;
  mask.convertTo(weight, CV_32F, 1.0 / 255);
  return weight;
}

cv::Mat Background(const Base& base) { return 1.0 - base.person; }

}  // namespace zhaojian::accuracy
