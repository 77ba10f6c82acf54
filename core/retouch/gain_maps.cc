// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/gain_maps.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <opencv2/imgproc.hpp>

#include "core/retouch/canvas_field.h"
#include "core/retouch/forehead.h"
#include "core/retouch/op_tone.h"

namespace zhaojian {
namespace {

/// Rec. 709 luminance weights.
constexpr float kRed = 0.2126f, kGreen = 0.7152f, kBlue = 0.0722f;
/// Darkest luminance that is told apart: level 5 of 255.
constexpr float kDarkest = 0.0015f;
/// Weight of the blurred skin below which it says nothing about a place, and from which it is fully
/// believed; between, the correction fades, so that no edge is drawn.
constexpr float kUnknown = 0.02f, kKnown = 0.25f;
/// Landmarks of the face's axis and of its chin.
constexpr int kForehead = 10, kChin = 152;
constexpr double kBalanceSigma = 1.0 / 6, kDodgeSigma = 1.0 / 12;
constexpr double kShineBase = 0.12, kShineSoft = 0.012, kShineFloor = 4, kShineShare = 0.5;
constexpr double kShineLight = 65;
constexpr double kGlareBase = 0.08, kIrisMargin = 1.3;

const std::array<float, 256>& LinearTable() {
  static const std::array<float, 256> table = [] {
    std::array<float, 256> t{};
    for (size_t v = 0; v < 256; ++v) {
      t[v] = static_cast<float>(SrgbToLinear(static_cast<double>(v) / 255));
    }
    return t;
  }();
  return table;
}

cv::Mat1f Luminance(const cv::Mat& bgr) {
  const auto& linear = LinearTable();
  cv::Mat1f out(bgr.size());
  for (int y = 0; y < bgr.rows; ++y) {
    const cv::Vec3b* p = bgr.ptr<cv::Vec3b>(y);
    for (int x = 0; x < bgr.cols; ++x) {
      out(y, x) = std::max(
          kDarkest, kRed * linear[p[x][2]] + kGreen * linear[p[x][1]] + kBlue * linear[p[x][0]]);
    }
  }
  return out;
}

/// CIE L* of a linear luminance and back.
float LightnessOf(float y) {
  return y > 216.0f / 24389 ? 116 * std::cbrt(y) - 16 : 24389.0f / 27 * y;
}
float LuminanceOf(float l) {
  if (l <= 8) return l * 27 / 24389;
  const float t = (l + 16) / 116;
  return t * t * t;
}

void Blur(cv::Mat* image, double sigma) {
  cv::GaussianBlur(*image, *image, cv::Size(0, 0), std::max(0.5, sigma), std::max(0.5, sigma),
                   cv::BORDER_REPLICATE);
}

/// Gaussian average over where the weight is.
cv::Mat1f Average(const cv::Mat1f& value, const cv::Mat1f& weight, double sigma, cv::Mat1f* seen) {
  cv::Mat sum = value.mul(weight);
  cv::Mat norm = weight.clone();
  Blur(&sum, sigma);
  Blur(&norm, sigma);
  *seen = norm;
  cv::Mat1f out;
  cv::divide(sum, cv::max(norm, 1e-4f), out);
  return out;
}

/// A reflection at the face's axis, field pixels.
class Mirror {
 public:
  explicit Mirror(const CanvasFace& face) : at_(face.OnField(kForehead)) {
    const cv::Point2f down = face.OnField(kChin) - at_;
    const float length = std::max(1e-3f, static_cast<float>(cv::norm(down)));
    across_ = {-down.y / length, down.x / length};
  }
  /// Signed distance from the axis; positive towards the image's left for an upright face.
  float Side(cv::Point2f p) const { return (p - at_).dot(across_); }
  cv::Point2f operator()(cv::Point2f p) const { return p - 2 * Side(p) * across_; }

 private:
  cv::Point2f at_;
  cv::Point2f across_;
};

cv::Mat1f LogOf(const cv::Mat1f& luminance) {
  cv::Mat out;
  cv::log(luminance, out);
  return out;
}

/// Face and neck, 1 inside, faded.
cv::Mat1f Reach(const CanvasFace& face, const cv::Size& field, double sigma) {
  cv::Mat inside = FaceHull(face, field);
  const cv::Point2f chin = face.OnField(kChin);
  const double w = face.FieldWidth();
  // The neck as in EditRegions, drawn up into the hull so that no gap opens under the jaw.
  const cv::Rect neck(cvRound(chin.x - 0.33 * w), cvRound(chin.y - 0.2 * w), cvRound(0.66 * w),
                      cvRound(0.6 * w));
  inside(neck & cv::Rect({0, 0}, field)).setTo(255);
  cv::Mat out;
  inside.convertTo(out, CV_32F, 1.0 / 255);
  Blur(&out, sigma / 2);
  return out;
}

cv::Mat1b DrawStrokes(const std::vector<Stroke>& strokes, const cv::Matx23d& to_canvas,
                      const cv::Size& field) {
  constexpr int kShift = 4;
  cv::Mat1b map(field, static_cast<uchar>(0));
  const double scale = std::hypot(to_canvas(0, 0), to_canvas(1, 0)) / kFieldFactor;
  for (const Stroke& stroke : strokes) {
    const double radius =
        std::clamp(stroke.radius * scale, 0.5, 1.0 * std::max(field.width, field.height));
    cv::Point before;
    for (size_t i = 0; i < stroke.points.size(); ++i) {
      const cv::Vec2d q = to_canvas * cv::Vec3d(stroke.points[i].x, stroke.points[i].y, 1);
      const auto fix = [](double v) {
        return cvRound((std::clamp(v / kFieldFactor, -1e5, 1e5) - 0.5) * (1 << kShift));
      };
      const cv::Point at(fix(q[0]), fix(q[1]));
      cv::circle(map, at, cvRound(radius * (1 << kShift)), cv::Scalar(255), cv::FILLED, cv::LINE_8,
                 kShift);
      if (i > 0) {
        cv::line(map, before, at, cv::Scalar(255), std::max(1, cvRound(2 * radius)), cv::LINE_8,
                 kShift);
      }
      before = at;
    }
  }
  return map;
}

/// Gain that lowers lightness by `drop`, L* units a pixel.
cv::Mat1f GainOfDrop(const cv::Mat1f& luminance, const cv::Mat1f& drop) {
  cv::Mat1f gain(luminance.size());
  for (int y = 0; y < gain.rows; ++y) {
    for (int x = 0; x < gain.cols; ++x) {
      const float now = luminance(y, x);
      gain(y, x) =
          drop(y, x) <= 0 ? 1 : LuminanceOf(std::max(0.0f, LightnessOf(now) - drop(y, x))) / now;
    }
  }
  return gain;
}

cv::Mat1f Lightness(const cv::Mat1f& luminance) {
  cv::Mat1f out(luminance.size());
  std::transform(luminance.begin(), luminance.end(), out.begin(), LightnessOf);
  return out;
}

}  // namespace

LightBalance MeasureLightBalance(const cv::Mat& field_bgr, const CanvasFace& face) {
  const cv::Mat1f luminance = Luminance(field_bgr);
  const cv::Mat1f skin = FaceSkin(face, field_bgr.size());
  const Mirror mirror(face);
  double sum[2] = {0, 0};
  double weight[2] = {0, 0};
  for (int y = 0; y < skin.rows; ++y) {
    for (int x = 0; x < skin.cols; ++x) {
      if (skin(y, x) < 0.5f) continue;
      const size_t side = mirror.Side({x + 0.5f, y + 0.5f}) > 0 ? 1 : 0;
      sum[side] += luminance(y, x);
      weight[side] += 1;
    }
  }
  if (weight[0] < 1 || weight[1] < 1) return {};
  const double a = sum[0] / weight[0];
  const double b = sum[1] / weight[1];
  return {std::max(a, b) / std::min(a, b)};
}

cv::Mat BalanceGain(const cv::Mat& field_bgr, const CanvasFace& face, double strength,
                    double limit) {
  const cv::Size field = field_bgr.size();
  const double sigma = kBalanceSigma * face.FieldWidth();
  cv::Mat1f seen;
  const cv::Mat1f light = Average(LogOf(Luminance(field_bgr)), FaceSkin(face, field), sigma, &seen);
  const cv::Mat1f reach = Reach(face, field, sigma);
  const Mirror mirror(face);
  cv::Mat map(field, CV_32FC2);
  for (int y = 0; y < field.height; ++y) {
    for (int x = 0; x < field.width; ++x) {
      const cv::Point2f q = mirror({x + 0.5f, y + 0.5f});
      map.at<cv::Vec2f>(y, x) = {q.x - 0.5f, q.y - 0.5f};
    }
  }
  cv::Mat1f opposite, opposite_seen;
  cv::remap(light, opposite, map, cv::noArray(), cv::INTER_LINEAR, cv::BORDER_REPLICATE);
  cv::remap(seen, opposite_seen, map, cv::noArray(), cv::INTER_LINEAR, cv::BORDER_CONSTANT);
  cv::Mat1f gain(field, 1.0f);
  const float k = static_cast<float>(strength / 2);
  const float most = static_cast<float>(limit);
  for (int y = 0; y < field.height; ++y) {
    for (int x = 0; x < field.width; ++x) {
      const float known = std::min(seen(y, x), opposite_seen(y, x));
      const float trust =
          reach(y, x) * std::clamp((known - kUnknown) / (kKnown - kUnknown), 0.0f, 1.0f);
      if (trust < 1e-3f) continue;
      const float g = std::clamp(std::exp(k * (opposite(y, x) - light(y, x))), 1 / most, most);
      gain(y, x) = 1 + trust * (g - 1);
    }
  }
  return gain;
}

cv::Mat ShineGain(const cv::Mat& field_bgr, const CanvasFace& face, double drop, double area) {
  const cv::Size field = field_bgr.size();
  const cv::Mat1f luminance = Luminance(field_bgr);
  const cv::Mat1f light = Lightness(luminance);
  const cv::Mat1f inside = FaceSkin(face, field);
  const cv::Mat1f skin = cv::max(inside, Forehead(light, inside, face));
  cv::Mat1f seen;
  const cv::Mat1f base = Average(light, skin, kShineBase * face.FieldWidth(), &seen);
  std::vector<float> excesses;
  cv::Mat1f excess(field, 0.0f);
  for (int y = 0; y < field.height; ++y) {
    for (int x = 0; x < field.width; ++x) {
      if (skin(y, x) < 0.5f || light(y, x) < kShineLight) continue;
      const float e = light(y, x) - base(y, x) - static_cast<float>(kShineFloor);
      if (e <= 0) continue;
      excess(y, x) = e;
      excesses.push_back(e);
    }
  }
  const auto allowed = static_cast<size_t>(area * cv::countNonZero(FaceHull(face, field)));
  float least = 0;
  if (allowed == 0 || excesses.empty()) return cv::Mat1f(field, 1.0f);
  if (excesses.size() > allowed) {
    const auto rank = excesses.begin() + static_cast<std::ptrdiff_t>(allowed) - 1;
    std::nth_element(excesses.begin(), rank, excesses.end(), std::greater<float>());
    least = *rank;
  }
  cv::Mat1f lower(field, 0.0f);
  for (int y = 0; y < field.height; ++y) {
    for (int x = 0; x < field.width; ++x) {
      const float e = excess(y, x);
      if (e <= 0 || e < least) continue;
      lower(y, x) = std::min(static_cast<float>(drop), static_cast<float>(kShineShare) * e);
    }
  }
  cv::Mat soft = lower;
  Blur(&soft, kShineSoft * face.FieldWidth());
  return GainOfDrop(luminance, soft);
}

cv::Mat DodgeGain(const std::vector<DodgeStroke>& strokes, const cv::Matx23d& to_canvas,
                  double face_width, const cv::Size& field) {
  cv::Mat dodged(field, CV_32F, cv::Scalar(0));
  cv::Mat burnt(field, CV_32F, cv::Scalar(0));
  for (const DodgeStroke& s : strokes) {
    cv::Mat one;
    DrawStrokes({s.stroke}, to_canvas, field).convertTo(one, CV_32F, s.strength / 255);
    cv::Mat& sum = s.stroke.mode == "dodge" ? dodged : burnt;
    cv::max(sum, one, sum);
  }
  cv::Mat gain = dodged - burnt;
  Blur(&gain, kDodgeSigma * face_width / kFieldFactor);
  return gain + 1;
}

cv::Mat GlareGain(const cv::Mat& field_bgr, const CanvasFace& face,
                  const std::vector<Stroke>& strokes, const cv::Matx23d& to_canvas, double drop) {
  const cv::Size field = field_bgr.size();
  cv::Mat1b zone(field, static_cast<uchar>(0));
  const double u = cv::norm(face.OnField(263) - face.OnField(33));
  const std::array<std::array<int, 4>, 2> eyes = {{{33, 133, 468, 469}, {362, 263, 473, 474}}};
  for (const auto& eye : eyes) {
    const cv::Point2f mid = (face.OnField(eye[0]) + face.OnField(eye[1])) * 0.5f;
    cv::ellipse(zone, cv::Point(cvRound(mid.x), cvRound(mid.y + 0.05 * u)),
                cv::Size(cvRound(0.38 * u), cvRound(0.26 * u)), 0, 0, 360, cv::Scalar(255),
                cv::FILLED);
  }
  for (const auto& eye : eyes) {
    const cv::Point2f iris = face.OnField(eye[2]);
    const double radius = kIrisMargin * cv::norm(face.OnField(eye[3]) - iris);
    cv::circle(zone, cv::Point(cvRound(iris.x), cvRound(iris.y)), cvRound(std::ceil(radius)),
               cv::Scalar(0), cv::FILLED);
  }
  const cv::Mat1b marked = DrawStrokes(strokes, to_canvas, field) & zone;
  const cv::Mat1f luminance = Luminance(field_bgr);
  const cv::Mat1f light = Lightness(luminance);
  cv::Mat1f around;
  cv::Mat(zone & ~marked).convertTo(around, CV_32F, 1.0 / 255);
  cv::Mat1f seen;
  const cv::Mat1f base = Average(light, around, kGlareBase * face.FieldWidth(), &seen);
  cv::Mat1f lower(field, 0.0f);
  for (int y = 0; y < field.height; ++y) {
    for (int x = 0; x < field.width; ++x) {
      if (marked(y, x) == 0 || seen(y, x) < kUnknown) continue;
      lower(y, x) = std::clamp(light(y, x) - base(y, x), 0.0f, static_cast<float>(drop));
    }
  }
  cv::Mat soft = lower;
  Blur(&soft, 0.7);
  return GainOfDrop(luminance, soft);
}

cv::Mat GainOnCanvas(const cv::Mat& gain, const cv::Size& canvas) {
  CV_Assert(gain.type() == CV_32FC1);
  return FromField(gain, canvas);
}

cv::Mat ApplyGain(const cv::Mat& bgr, const cv::Mat& gain) {
  return ApplyFineGain(bgr, GainOnCanvas(gain, bgr.size()));
}

cv::Mat ApplyFineGain(const cv::Mat& bgr, const cv::Mat& fine) {
  CV_Assert(bgr.type() == CV_8UC3 && fine.type() == CV_32FC1 && fine.size() == bgr.size());
  // Fine enough for half a level where the transfer function is steepest.
  constexpr int kSteps = 8192;
  static const std::array<uchar, kSteps + 1> coded = [] {
    std::array<uchar, kSteps + 1> t{};
    for (size_t i = 0; i < t.size(); ++i) {
      t[i] = static_cast<uchar>(std::lround(255 * LinearToSrgb(static_cast<double>(i) / kSteps)));
    }
    return t;
  }();
  const auto& linear = LinearTable();
  cv::Mat out(bgr.size(), CV_8UC3);
  for (int y = 0; y < bgr.rows; ++y) {
    const uchar* p = bgr.ptr<uchar>(y);
    const float* g = fine.ptr<float>(y);
    uchar* q = out.ptr<uchar>(y);
    for (int x = 0; x < bgr.cols; ++x, p += 3, q += 3) {
      if (std::abs(g[x] - 1) < 1e-5f) {
        std::copy(p, p + 3, q);
        continue;
      }
      const float k = g[x] * kSteps;
      for (int c = 0; c < 3; ++c) {
        q[c] = coded[static_cast<size_t>(std::clamp(linear[p[c]] * k + 0.5f, 0.0f, 1.0f * kSteps))];
      }
    }
  }
  return out;
}

}  // namespace zhaojian
