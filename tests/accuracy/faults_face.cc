// SPDX-License-Identifier: Apache-2.0
// Faults of light, face and wall.
#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "tests/accuracy/faults.h"
#include "tests/accuracy/painting.h"

namespace zhaojian::accuracy {
namespace {

constexpr std::array<size_t, 2> kCheeks = {205, 425};
const std::vector<size_t> kLowerFace = {197, 118, 50, 187, 212, 169, 152, 394, 432, 411, 280, 347};
constexpr std::array<size_t, 8> kBrowLeft = {70, 63, 105, 66, 107, 55, 65, 46};
constexpr std::array<size_t, 8> kBrowRight = {300, 293, 334, 296, 336, 285, 295, 276};

// Both eyes with their brows, nostrils, mouth.
const std::vector<std::vector<size_t>> kFeatures = {
    {70, 63, 105, 66, 107, 55, 65, 46, 33, 133, 145, 153, 144},
    {300, 293, 334, 296, 336, 285, 295, 276, 362, 263, 374, 380, 373},
    {98, 327, 2, 94},
    {61, 291, 0, 17, 37, 267, 84, 314}};
const std::vector<size_t> kOval = {10,  338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288,
                                   397, 365, 379, 378, 400, 377, 152, 148, 176, 149, 150, 136,
                                   172, 58,  132, 93,  234, 127, 162, 21,  54,  103, 67,  109};

}  // namespace

Derived Shine(const Base& base, double peak) {
  cv::Mat weight = cv::Mat::zeros(base.bgr.size(), CV_32F);
  const double r = 0.16 * FaceWidth(base);
  AddDisc(weight, base.points[kForehead] - cv::Point2f(0, static_cast<float>(r)), 1.6 * r, r, peak);
  AddDisc(weight, base.points[kNoseTip], 0.5 * r, 0.7 * r, peak);
  for (const size_t cheek : kCheeks) AddDisc(weight, base.points[cheek], 0.8 * r, 0.7 * r, peak);
  const cv::Mat lamp(base.bgr.size(), CV_8UC3, cv::Scalar(248, 252, 255));
  return {Mix(base.bgr, lamp, weight)};
}

// A window in each lens: amount is its share of the lens area, half of it over the iris.
Derived Glare(const Base& base, double share) {
  Derived out{base.bgr.clone()};
  if (share <= 0) return out;
  cv::Mat mask = cv::Mat::zeros(base.bgr.size(), CV_8U);
  const double d = EyeDistance(base);
  // A lens is about 0.75 x 0.6 of the eye distance.
  const double scale = std::sqrt(share);
  const cv::Size2f size(static_cast<float>(0.75 * d * scale), static_cast<float>(0.6 * d * scale));
  for (const size_t iris : {kIrisLeft, kIrisRight}) {
    const cv::Point2f centre =
        base.points[iris] + cv::Point2f(size.width * 0.25F, -size.height * 0.35F);
    const cv::RotatedRect window(centre, size, -12);
    std::array<cv::Point2f, 4> corners;
    window.points(corners.data());
    const std::vector<cv::Point> polygon(corners.begin(), corners.end());
    cv::fillConvexPoly(mask, polygon, cv::Scalar(255), cv::LINE_AA);
  }
  cv::Mat weight;
  mask.convertTo(weight, CV_32F, 0.9 / 255);
  const cv::Mat lamp(base.bgr.size(), CV_8UC3, cv::Scalar(255, 252, 246));
  return {Mix(base.bgr, lamp, weight)};
}

// The half that is darker anyway, so that nothing is evened out.
Derived HalfShadow(const Base& base, double ev) {
  cv::Mat value = Float(Exposure(base, -ev).bgr);
  const cv::Mat lit = Float(base.bgr);
  const double edge = 0.12 * FaceWidth(base);
  const cv::Point2f top = base.points[kForehead];
  const cv::Point2f chin = base.points[kChin];
  const auto cheek = [&](size_t index) {
    const int r = static_cast<int>(0.06 * FaceWidth(base));
    const cv::Rect box(cv::Point(base.points[index]) - cv::Point(r, r), cv::Size(2 * r, 2 * r));
    return cv::sum(cv::mean(base.bgr(box & cv::Rect({0, 0}, base.bgr.size()))))[0];
  };
  const double side = cheek(kCheeks[0]) < cheek(kCheeks[1]) ? -1 : 1;
  for (int y = 0; y < value.rows; ++y) {
    const double along = (y - top.y) / std::max(1.0F, chin.y - top.y);
    const double middle = top.x + along * (chin.x - top.x);
    for (int x = 0; x < value.cols; ++x) {
      const auto w =
          static_cast<float>(std::clamp(0.5 + side * (x - middle) / (2 * edge), 0.0, 1.0)) *
          base.person.at<float>(y, x);
      value.at<cv::Vec3f>(y, x) = value.at<cv::Vec3f>(y, x) * w + lit.at<cv::Vec3f>(y, x) * (1 - w);
    }
  }
  return {Bytes(value)};
}

// From left to right; the amount is what the dark end loses.
Derived Gradient(const Base& base, double amount) {
  cv::Mat weight(base.bgr.size(), CV_32F);
  for (int x = 0; x < weight.cols; ++x)
    weight.col(x).setTo(amount * x / std::max(1, weight.cols - 1));
  weight = weight.mul(Background(base));
  return {Mix(base.bgr, cv::Mat::zeros(base.bgr.size(), CV_8UC3), weight)};
}

Derived WallShadow(const Base& base, double strength) {
  const double face = FaceWidth(base);
  cv::Mat moved;
  const cv::Mat shift = (cv::Mat_<double>(2, 3) << 1, 0, 0.22 * face, 0, 1, 0.08 * face);
  cv::warpAffine(base.person, moved, shift, base.person.size(), cv::INTER_LINEAR,
                 cv::BORDER_REPLICATE);
  cv::GaussianBlur(moved, moved, {0, 0}, 0.05 * face);
  cv::Mat weight = strength * moved.mul(Background(base));
  return {Mix(base.bgr, cv::Mat::zeros(base.bgr.size(), CV_8UC3), weight)};
}

// Smooths skin twice as beauty filters do: eyes, brows and mouth keep their detail.
Derived Beautify(const Base& base, double share) {
  cv::Mat smooth;
  cv::bilateralFilter(base.bgr, smooth, 15, 60, 0.03 * FaceWidth(base));
  cv::Mat again;
  cv::bilateralFilter(smooth, again, 15, 60, 0.03 * FaceWidth(base));
  cv::Mat skin = HullOf(base, kOval, 0.02 * FaceWidth(base));
  for (const auto& feature : kFeatures) {
    skin.setTo(0, HullOf(base, feature, 0.02 * FaceWidth(base)) > 0);
  }
  cv::GaussianBlur(skin, skin, {0, 0}, 0.01 * FaceWidth(base));
  return {Mix(base.bgr, again, skin * share)};
}

Derived Grey(const Base& base, double taken) {
  cv::Mat grey;
  cv::cvtColor(base.bgr, grey, cv::COLOR_BGR2GRAY);
  cv::cvtColor(grey, grey, cv::COLOR_GRAY2BGR);
  Derived out;
  cv::addWeighted(base.bgr, 1 - taken, grey, taken, 0, out.bgr);
  return out;
}

Derived Smaller(const Base& base, double face) {
  const double zoom = face / FaceWidth(base);
  Derived out;
  cv::resize(base.bgr, out.bgr, {}, zoom, zoom, zoom < 1 ? cv::INTER_AREA : cv::INTER_CUBIC);
  return out;
}

// Darkens what lies behind both lenses to this transmission.
Derived Tint(const Base& base, double transmission) {
  cv::Mat weight = cv::Mat::zeros(base.bgr.size(), CV_8U);
  const double d = EyeDistance(base);
  for (const size_t iris : {kIrisLeft, kIrisRight}) {
    cv::ellipse(weight, base.points[iris],
                cv::Size(static_cast<int>(0.4 * d), static_cast<int>(0.32 * d)), 0, 0, 360,
                cv::Scalar(255), cv::FILLED, cv::LINE_AA);
  }
  cv::Mat w;
  weight.convertTo(w, CV_32F, 1.0 / 255);
  return {Mix(base.bgr, Exposure(base, std::log2(transmission)).bgr, w)};
}

// Hair colour over the outer share of both brows, down from the forehead.
Derived Fringe(const Base& base, double share) {
  Derived out{base.bgr.clone()};
  if (share <= 0) return out;
  cv::Mat weight = cv::Mat::zeros(base.bgr.size(), CV_32F);
  const auto paint = [&](const std::array<size_t, 8>& brow) {
    std::vector<cv::Point> points;
    for (const size_t i : brow) points.emplace_back(base.points[i]);
    const cv::Rect box = cv::boundingRect(points);
    const int up = static_cast<int>(0.6 * FaceWidth(base));  // into the hair above the forehead
    // Outer end: away from the nose.
    const bool left = box.x + box.width / 2 < base.points[kForehead].x;
    const int width = static_cast<int>(std::lround(box.width * share));
    const int x = left ? box.x : box.x + box.width - width;
    weight(cv::Rect(x, std::max(0, box.y - up), width,
                    box.height + std::min(up, box.y) + box.height / 3) &
           cv::Rect({0, 0}, weight.size()))
        .setTo(1.0);
  };
  paint(kBrowLeft);
  paint(kBrowRight);
  cv::GaussianBlur(weight, weight, {0, 0}, 2);
  weight = weight.mul(base.person);
  cv::Mat hair(base.bgr.size(), CV_8UC3, cv::Scalar(28, 30, 36));
  // Strands, so that it is not a flat patch.
  cv::RNG random(3);
  for (int x = 0; x < hair.cols; x += 2) hair.col(x) += cv::Scalar::all(random.uniform(0, 26));
  return {Mix(base.bgr, hair, weight)};
}

// A cloth over mouth and nose, from the chin upwards: the share of the lower face it hides.
Derived FaceMask(const Base& base, double share) {
  Derived out{base.bgr.clone()};
  if (share <= 0) return out;
  cv::Mat weight = HullOf(base, kLowerFace, 0.03 * FaceWidth(base));
  const auto from =
      static_cast<int>(base.points[kChin].y - share * (base.points[kChin].y - base.points[197].y));
  weight(cv::Range(0, std::clamp(from, 0, weight.rows)), cv::Range::all()).setTo(0);
  const cv::Mat cloth(base.bgr.size(), CV_8UC3, cv::Scalar(225, 205, 170));
  return {Mix(base.bgr, cloth, weight)};
}

}  // namespace zhaojian::accuracy
