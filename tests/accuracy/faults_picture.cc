// SPDX-License-Identifier: Apache-2.0
// Faults of the file and of the whole picture.
#include <algorithm>
#include <cmath>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "tests/accuracy/faults.h"
#include "tests/accuracy/painting.h"

namespace zhaojian::accuracy {

Derived Blur(const Base& base, double sigma) {
  Derived out{base.bgr.clone()};
  if (sigma > 0) cv::GaussianBlur(base.bgr, out.bgr, {0, 0}, sigma * FaceWidth(base) / 215);
  return out;
}

Derived Motion(const Base& base, double length) {
  const int n = static_cast<int>(std::lround(length * FaceWidth(base) / 215)) | 1;
  cv::Mat kernel = cv::Mat::zeros(n, n, CV_32F);
  // 20 degrees: a hand does not shake along the rows of the sensor.
  const double slope = std::tan(20 * CV_PI / 180) * n / 2;
  cv::line(kernel, {0, static_cast<int>(std::lround(n / 2 - slope))},
           {n - 1, static_cast<int>(std::lround(n / 2 + slope))}, cv::Scalar(1));
  kernel /= cv::sum(kernel)[0];
  Derived out;
  cv::filter2D(base.bgr, out.bgr, -1, kernel, {-1, -1}, 0, cv::BORDER_REPLICATE);
  return out;
}

Derived Noise(const Base& base, double sigma) {
  cv::RNG random(7);
  cv::Mat noise(base.bgr.size(), CV_32FC3);
  random.fill(noise, cv::RNG::NORMAL, 0, std::max(sigma, 1e-6) / 255);
  return {Bytes(Float(base.bgr) + noise)};
}

Derived Exposure(const Base& base, double ev) {
  return {Curve(base.bgr, [&](double v) { return FromLinear(ToLinear(v) * std::exp2(ev)); })};
}

Derived Gamma(const Base& base, double gamma) {
  return {Curve(base.bgr, [&](double v) { return std::pow(v, gamma); })};
}

Derived Flat(const Base& base, double taken) {
  return {Curve(base.bgr, [&](double v) { return 0.55 + (v - 0.55) * (1 - taken); })};
}

// White balance gains in linear light: red up, blue down (negative: the other way round).
Derived Cast(const Base& base, double amount) {
  std::vector<cv::Mat> channels;
  cv::split(base.bgr, channels);
  const auto gain = [&](cv::Mat& channel, double g) {
    channel = Curve(channel, [&](double v) { return FromLinear(ToLinear(v) * g); });
  };
  gain(channels[2], 1 + amount);
  gain(channels[0], 1 - amount);
  Derived out;
  cv::merge(channels, out.bgr);
  return out;
}

Derived Quality(const Base& base, double quality) { return {base.bgr, static_cast<int>(quality)}; }

// Saved badly once and well afterwards: the file's own quality says nothing any more.
Derived Resaved(const Base& base, double quality) {
  std::vector<uchar> bytes;
  cv::imencode(".jpg", base.bgr, bytes, {cv::IMWRITE_JPEG_QUALITY, static_cast<int>(quality)});
  return {cv::imdecode(bytes, cv::IMREAD_COLOR)};
}

Derived Rotate(const Base& base, double degrees) {
  const cv::Point2f centre = (base.points[kIrisLeft] + base.points[kIrisRight]) * 0.5F;
  Derived out;
  cv::warpAffine(base.bgr, out.bgr, cv::getRotationMatrix2D(centre, -degrees, 1), base.bgr.size(),
                 cv::INTER_CUBIC, cv::BORDER_REPLICATE);
  return out;
}

Derived Border(const Base& base, double percent) {
  Derived out{base.bgr.clone()};
  const int n = static_cast<int>(std::lround(base.bgr.cols * percent / 100));
  if (n > 0) {
    cv::rectangle(out.bgr, cv::Rect({0, 0}, out.bgr.size()), cv::Scalar(20, 20, 20), 2 * n - 1);
  }
  return out;
}

Derived Stretch(const Base& base, double factor) {
  Derived out;
  cv::resize(base.bgr, out.bgr, {}, factor, 1, cv::INTER_CUBIC);
  return out;
}

Derived Upscale(const Base& base, double factor) {
  cv::Mat small;
  cv::resize(base.bgr, small, {}, 1 / factor, 1 / factor, cv::INTER_AREA);
  Derived out;
  cv::resize(small, out.bgr, base.bgr.size(), 0, 0, cv::INTER_CUBIC);
  return out;
}

// A screen's pixel grid, sampled by a camera that stands slightly turned before it.
Derived Moire(const Base& base, double depth) {
  cv::Mat value = Float(base.bgr);
  constexpr double kPeriod = 3.3;  // photo pixels per screen pixel
  constexpr double kTurn = 4 * CV_PI / 180;
  for (int y = 0; y < value.rows; ++y) {
    for (int x = 0; x < value.cols; ++x) {
      const double u = 2 * CV_PI * (x * std::cos(kTurn) + y * std::sin(kTurn)) / kPeriod;
      const double v = 2 * CV_PI * (y * std::cos(kTurn) - x * std::sin(kTurn)) / kPeriod;
      cv::Vec3f& p = value.at<cv::Vec3f>(y, x);
      for (int c = 0; c < 3; ++c) {
        const double wave = 0.5 * (std::cos(u + c * 2 * CV_PI / 3) + std::cos(v));
        p[c] *= static_cast<float>(1 + depth * wave);
      }
    }
  }
  return {Bytes(value)};
}

}  // namespace zhaojian::accuracy
