// SPDX-License-Identifier: Apache-2.0
#include "tests/accuracy/series.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/photo.hpp>

namespace zhaojian::accuracy {
namespace {

// Indices of the 478-point mesh.
constexpr size_t kIrisLeft = 468;
constexpr size_t kIrisRight = 473;
constexpr size_t kNoseTip = 1;
constexpr size_t kForehead = 9;
constexpr size_t kChin = 152;
constexpr std::array<size_t, 2> kCheeks = {205, 425};
constexpr std::array<size_t, 12> kLowerFace = {197, 118, 50,  187, 212, 169,
                                               152, 394, 432, 411, 280, 347};
constexpr std::array<size_t, 8> kBrowLeft = {70, 63, 105, 66, 107, 55, 65, 46};
constexpr std::array<size_t, 8> kBrowRight = {300, 293, 334, 296, 336, 285, 295, 276};

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

// Applies to each channel value 0..1.
template <typename F>
cv::Mat Curve(const cv::Mat& bgr, F curve) {
  cv::Mat table(1, 256, CV_8U);
  for (int i = 0; i < 256; ++i)
    table.at<uchar>(i) = cv::saturate_cast<uchar>(255 * curve(i / 255.0));
  cv::Mat out;
  cv::LUT(bgr, table, out);
  return out;
}

double ToLinear(double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); }
double FromLinear(double v) {
  v = std::clamp(v, 0.0, 1.0);
  return v <= 0.0031308 ? 12.92 * v : 1.055 * std::pow(v, 1 / 2.4) - 0.055;
}

// a * (1 - weight) + b * weight; weight CV_32F of one channel.
cv::Mat Mix(const cv::Mat& a, const cv::Mat& b, const cv::Mat& weight) {
  cv::Mat w;
  cv::merge(std::vector<cv::Mat>(3, weight), w);
  const cv::Mat fa = Float(a);
  const cv::Mat fb = Float(b);
  return Bytes(fa + w.mul(fb - fa));
}

// A soft disc: 1 in the middle, 0 at the radius.
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

template <size_t N>
cv::Mat Polygon(const Base& base, const std::array<size_t, N>& indices, double grow) {
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

Derived HalfShadow(const Base& base, double ev) {
  cv::Mat value = Float(Exposure(base, -ev).bgr);
  const cv::Mat lit = Float(base.bgr);
  const double edge = 0.12 * FaceWidth(base);
  const cv::Point2f top = base.points[kForehead];
  const cv::Point2f chin = base.points[kChin];
  for (int y = 0; y < value.rows; ++y) {
    const double along = (y - top.y) / std::max(1.0F, chin.y - top.y);
    const double middle = top.x + along * (chin.x - top.x);
    for (int x = 0; x < value.cols; ++x) {
      const auto w = static_cast<float>(std::clamp(0.5 + (x - middle) / (2 * edge), 0.0, 1.0)) *
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

Derived Beautify(const Base& base, double share) {
  cv::Mat smooth;
  cv::bilateralFilter(base.bgr, smooth, 15, 60, 0.03 * FaceWidth(base));
  cv::Mat again;
  cv::bilateralFilter(smooth, again, 15, 60, 0.03 * FaceWidth(base));
  return {Mix(base.bgr, again, base.person * share)};
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
  cv::Mat weight = Polygon(base, kLowerFace, 0.03 * FaceWidth(base));
  const auto from =
      static_cast<int>(base.points[kChin].y - share * (base.points[kChin].y - base.points[197].y));
  weight(cv::Range(0, std::clamp(from, 0, weight.rows)), cv::Range::all()).setTo(0);
  const cv::Mat cloth(base.bgr.size(), CV_8UC3, cv::Scalar(225, 205, 170));
  return {Mix(base.bgr, cloth, weight)};
}

}  // namespace

const std::vector<Series>& AllSeries() {
  static const std::vector<Series> kAll = {
      {"blur", "sigma px", {0, 0.7, 1.2, 2, 3, 4.5}, {"sharpness.face"}, 3, false, Blur},
      {"motion",
       "length px",
       {0, 4, 7, 11, 16, 24},
       {"sharpness.motion", "sharpness.face"},
       2,
       false,
       Motion},
      {"noise", "sigma levels", {0, 4, 8, 16, 28, 45}, {"noise"}, 3, false, Noise},
      {"exposure up", "EV", {0, 0.4, 0.8, 1.2, 1.7, 2.4}, {"light.over"}, 3, false, Exposure},
      {"exposure down", "EV", {0, -0.5, -1, -1.6, -2.3, -3.2}, {"light.under"}, 3, false, Exposure},
      {"gamma",
       "exponent",
       {1, 1.3, 1.7, 2.2, 3, 4},
       {"light.under", "light.contrast"},
       3,
       false,
       Gamma},
      {"flat",
       "contrast taken",
       {0, 0.2, 0.4, 0.55, 0.7, 0.85},
       {"light.contrast"},
       3,
       false,
       Flat},
      {"cast warm",
       "gain",
       {0, 0.08, 0.16, 0.28, 0.42, 0.6},
       {"light.cast", "light.colour"},
       3,
       false,
       Cast},
      {"cast cold",
       "gain",
       {0, -0.08, -0.16, -0.28, -0.42, -0.6},
       {"light.cast", "light.colour"},
       3,
       false,
       Cast},
      {"quality",
       "JPEG q",
       {95, 75, 60, 40, 22, 8},
       {"file.jpeg_quality", "compression"},
       3,
       false,
       Quality},
      {"resaved", "JPEG q", {95, 75, 60, 40, 22, 8}, {"compression"}, 4, false, Resaved},
      {"rotation", "deg", {0, 2, 4, 7, 11, 18}, {"pose.roll"}, 3, false, Rotate},
      {"rotation left", "deg", {0, -2, -4, -7, -11, -18}, {"pose.roll"}, 3, false, Rotate},
      {"border", "% of width", {0, 0.4, 0.8, 1.5, 3, 6}, {"file.border"}, 2, false, Border},
      {"stretch",
       "factor",
       {1, 1.04, 1.08, 1.15, 1.25, 1.4},
       {"geometry.proportions"},
       3,
       false,
       Stretch},
      {"upscaled", "factor", {1, 1.5, 2, 3, 4.5, 7}, {"file.upscaled"}, 3, false, Upscale},
      {"moire", "depth", {0, 0.03, 0.07, 0.15, 0.3, 0.5}, {"authentic.moire"}, 3, false, Moire},
      {"shine", "peak", {0, 0.15, 0.3, 0.5, 0.75, 1}, {"light.shine"}, 3, false, Shine},
      {"glare", "share of lens", {0, 0.01, 0.03, 0.08, 0.2, 0.45}, {"eyes.glare"}, 2, true, Glare},
      {"half shadow",
       "EV",
       {0, 0.4, 0.8, 1.3, 2, 3},
       {"light.evenness", "light.shadow"},
       3,
       false,
       HalfShadow},
      {"gradient",
       "share lost",
       {0, 0.1, 0.2, 0.35, 0.55, 0.8},
       {"background.uniformity"},
       3,
       false,
       Gradient},
      {"wall shadow",
       "strength",
       {0, 0.07, 0.14, 0.25, 0.4, 0.6},
       {"background.shadow", "background.uniformity"},
       3,
       false,
       WallShadow},
      {"beautified",
       "share",
       {0, 0.2, 0.4, 0.6, 0.8, 1},
       {"authentic.beautified", "noise"},
       4,
       false,
       Beautify},
      {"grey",
       "colour taken",
       {0, 0.3, 0.6, 0.85, 0.95, 1},
       {"authentic.greyscale", "file.colour"},
       4,
       false,
       Grey},
      {"small face",
       "px",
       {300, 240, 200, 170, 140, 100},
       {"face.size", "geometry.scale"},
       3,
       false,
       Smaller},
      {"tinted",
       "transmission",
       {1, 0.8, 0.6, 0.4, 0.2, 0.08},
       {"eyes.tinted", "glasses.tint"},
       3,
       false,
       Tint},
      {"fringe",
       "share of brows",
       {0, 0.15, 0.35, 0.6, 0.85, 1},
       {"occlusion.brows"},
       2,
       false,
       Fringe},
      {"face mask",
       "share",
       {0, 0.2, 0.4, 0.6, 0.8, 1},
       {"occlusion.mouth", "occlusion.face"},
       2,
       false,
       FaceMask},
  };
  return kAll;
}

}  // namespace zhaojian::accuracy
