// SPDX-License-Identifier: Apache-2.0
// Things worn, printed on or held wrongly, painted in known amounts.
#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "tests/accuracy/faults.h"
#include "tests/accuracy/painting.h"

namespace zhaojian::accuracy {
namespace {

constexpr size_t kBrowLeft = 105;
constexpr size_t kBrowRight = 334;
// Contour of the face at the lobes of the ears.
constexpr std::array<size_t, 2> kLobes = {132, 361};

// First row in which the person is wider than a fifth of the face.
int HeadTop(const Base& base) {
  for (int y = 0; y < base.person.rows; ++y) {
    if (cv::countNonZero(base.person.row(y) > 0.5) > FaceWidth(base) / 5) return y;
  }
  return 0;
}

}  // namespace

// The picture below the neck is sheared, the head stays: degrees of the line through the shoulders.
Derived ShoulderTilt(const Base& base, double degrees) {
  const double slope = std::tan(degrees * CV_PI / 180);
  const cv::Point2f chin = base.points[kChin];
  const double from = chin.y + 0.03 * FaceWidth(base);
  const double over = 0.6 * FaceWidth(base);
  cv::Mat map(base.bgr.size(), CV_32FC2);
  for (int y = 0; y < map.rows; ++y) {
    const double w = std::clamp((y - from) / over, 0.0, 1.0);
    for (int x = 0; x < map.cols; ++x)
      map.at<cv::Vec2f>(y, x) = {static_cast<float>(x),
                                 static_cast<float>(y - w * slope * (x - chin.x))};
  }
  Derived out;
  cv::remap(base.bgr, out.bgr, map, cv::noArray(), cv::INTER_CUBIC, cv::BORDER_REPLICATE);
  return out;
}

// A dark upper rim across both eyes, this many eye distances above the pupils; 1 paints none.
Derived LowRim(const Base& base, double above) {
  Derived out{base.bgr.clone()};
  if (above >= 1) return out;
  const double d = EyeDistance(base);
  const cv::Point2f across = (base.points[kIrisRight] - base.points[kIrisLeft]) / d;
  const cv::Point2f up(across.y, -across.x);
  const int thick = std::max(2, static_cast<int>(std::lround(0.045 * d)));
  for (const size_t iris : {kIrisLeft, kIrisRight}) {
    std::vector<cv::Point> rim;
    for (int i = -10; i <= 10; ++i) {
      const float t = static_cast<float>(i) / 10;
      const auto bow = static_cast<float>((above - 0.05 * t * t) * d);
      rim.emplace_back(base.points[iris] + across * (t * 0.42F * static_cast<float>(d)) + up * bow);
    }
    cv::polylines(out.bgr, std::vector<std::vector<cv::Point>>{rim}, false, cv::Scalar(24, 22, 26),
                  thick, cv::LINE_AA);
  }
  return out;
}

// A cap of smooth cloth: the share of the way from the top of the head down to the brows.
Derived Cap(const Base& base, double down) {
  Derived out{base.bgr.clone()};
  if (down <= 0) return out;
  const int top = HeadTop(base);
  const double brows = (base.points[kBrowLeft].y + base.points[kBrowRight].y) / 2.0;
  const int end = static_cast<int>(top + down * (brows - top));
  cv::Mat weight = base.person.clone();
  weight.rowRange(std::clamp(end, 0, weight.rows), weight.rows).setTo(0);
  cv::GaussianBlur(weight, weight, {0, 0}, 0.006 * FaceWidth(base));
  // Black cloth, lit from above, with a seam's darker edge: no colour gives it away.
  cv::Mat cloth(base.bgr.size(), CV_8UC3);
  for (int y = 0; y < cloth.rows; ++y) {
    const double lit = 1.15 - 0.35 * std::clamp((y - top) / std::max(1.0, brows - top), 0.0, 1.0);
    cloth.row(y).setTo(cv::Scalar(40, 36, 36) * (y > end - 0.03 * FaceWidth(base) ? 0.7 : lit));
  }
  out.bgr = Mix(base.bgr, cloth, weight);
  return out;
}

// A gold ring hanging from each lobe, diameter in eye distances.
Derived Hoops(const Base& base, double diameter) {
  Derived out{base.bgr.clone()};
  if (diameter <= 0) return out;
  const double d = EyeDistance(base);
  const double radius = diameter * d / 2;
  const int thick = std::max(1, static_cast<int>(std::lround(0.02 * d)));
  const cv::Point2f middle = (base.points[kLobes[0]] + base.points[kLobes[1]]) * 0.5F;
  for (const size_t lobe : kLobes) {
    const cv::Point2f at = base.points[lobe];
    const float side = at.x < middle.x ? -1.0F : 1.0F;
    const cv::Point centre(at + cv::Point2f(side * static_cast<float>(0.07 * d),
                                            static_cast<float>(radius + 0.02 * d)));
    cv::circle(out.bgr, centre, static_cast<int>(std::lround(radius)), cv::Scalar(70, 150, 205),
               thick, cv::LINE_AA);
    cv::ellipse(out.bgr, centre,
                cv::Size(static_cast<int>(std::lround(radius)), static_cast<int>(radius)), 0, 200,
                260, cv::Scalar(190, 240, 255), thick, cv::LINE_AA);
  }
  return out;
}

// A camera's date in the lower right corner; the amount is the digits' height, % of the width.
Derived DateStamp(const Base& base, double height) {
  Derived out{base.bgr.clone()};
  if (height <= 0) return out;
  constexpr char kDate[] = "2024 05 17";
  constexpr double kHersheyHeight = 21;  // of a digit at scale 1, pixels
  const double pixels = height / 100 * base.bgr.cols;
  const double scale = pixels / kHersheyHeight;
  const int thick = std::max(1, static_cast<int>(std::lround(pixels / 9)));
  int below = 0;
  const cv::Size size = cv::getTextSize(kDate, cv::FONT_HERSHEY_SIMPLEX, scale, thick, &below);
  const cv::Point at(base.bgr.cols - size.width - static_cast<int>(0.04 * base.bgr.cols),
                     base.bgr.rows - static_cast<int>(0.04 * base.bgr.rows));
  cv::putText(out.bgr, kDate, at, cv::FONT_HERSHEY_SIMPLEX, scale, cv::Scalar(40, 130, 255), thick,
              cv::LINE_AA);
  return out;
}

}  // namespace zhaojian::accuracy
