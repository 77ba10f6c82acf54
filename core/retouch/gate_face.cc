// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/gate_face.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/retouch/canvas_face.h"
#include "core/vision/analysis.h"

namespace zhaojian {
namespace {

/// Kept away from the hull's edge, share of the face's width: hair and the matte's edge lie there.
constexpr double kEdge = 0.04;
/// Spot and surroundings of the residual, size and step of the blocks, same unit.
constexpr double kSpot = 0.03, kAround = 0.20, kBlock = 0.11, kBlockStep = 0.04;
/// Share of a window that must lie on the face.
constexpr double kCovered = 0.6;
/// Share of the pixels that the second colour fit keeps.
constexpr double kFitted = 0.9;
/// Sigma below which detail counts as fine, and of the light that shifts are measured without.
constexpr double kFineSigma = 1.2, kLightSigma = 6;
/// Mean high-pass energy per pixel, levels squared, below which skin has no detail to lose: JPEG's
/// own at quality 90.
constexpr double kNoDetail = 0.5;
constexpr int kTerms = 7;

using Terms = std::array<double, kTerms>;

Terms TermsOf(const cv::Vec3b& p) {
  const double b = p[0] / 255.0, g = p[1] / 255.0, r = p[2] / 255.0;
  return {b, g, r, b * b, g * g, r * r, 1};
}

/// Coefficients that map source pixels to result pixels where `use` is set; CV_64F, 7 x 3.
cv::Mat FitColour(const cv::Mat& source, const cv::Mat& result, const cv::Mat& use) {
  cv::Mat normal(kTerms, kTerms, CV_64F, cv::Scalar(0)), right(kTerms, 3, CV_64F, cv::Scalar(0));
  for (int y = 0; y < source.rows; ++y) {
    for (int x = 0; x < source.cols; ++x) {
      if (use.at<uchar>(y, x) == 0) continue;
      const Terms t = TermsOf(source.at<cv::Vec3b>(y, x));
      const cv::Vec3b& q = result.at<cv::Vec3b>(y, x);
      for (int i = 0; i < kTerms; ++i) {
        for (int j = i; j < kTerms; ++j) normal.at<double>(i, j) += t[i] * t[j];
        for (int c = 0; c < 3; ++c) right.at<double>(i, c) += t[i] * q[c];
      }
    }
  }
  cv::completeSymm(normal);
  // A face of one colour leaves the system short of rank; this much changes no level.
  for (int i = 0; i < kTerms; ++i) normal.at<double>(i, i) += 1e-3;
  cv::Mat fit;
  cv::solve(normal, right, fit, cv::DECOMP_CHOLESKY);
  return fit;
}

/// The source through the fit, CV_32FC3.
cv::Mat Fitted(const cv::Mat& source, const cv::Mat& fit) {
  cv::Mat out(source.size(), CV_32FC3);
  for (int y = 0; y < source.rows; ++y) {
    for (int x = 0; x < source.cols; ++x) {
      const Terms t = TermsOf(source.at<cv::Vec3b>(y, x));
      for (int c = 0; c < 3; ++c) {
        double sum = 0;
        for (int i = 0; i < kTerms; ++i) sum += t[i] * fit.at<double>(i, c);
        out.at<cv::Vec3f>(y, x)[c] = static_cast<float>(std::clamp(sum, 0.0, 255.0));
      }
    }
  }
  return out;
}

/// Where the fit is within its best nine tenths.
cv::Mat BestPart(const cv::Mat& residual, const cv::Mat& face) {
  std::vector<float> size;
  cv::Mat length(face.size(), CV_32F, cv::Scalar(0));
  for (int y = 0; y < face.rows; ++y) {
    for (int x = 0; x < face.cols; ++x) {
      if (face.at<uchar>(y, x) == 0) continue;
      const cv::Vec3f& r = residual.at<cv::Vec3f>(y, x);
      length.at<float>(y, x) = std::abs(r[0]) + std::abs(r[1]) + std::abs(r[2]);
      size.push_back(length.at<float>(y, x));
    }
  }
  const auto last = size.begin() + static_cast<std::ptrdiff_t>(kFitted * (size.size() - 1));
  std::nth_element(size.begin(), last, size.end());
  return (length <= *last) & face;
}

/// Means over a window of what lies on the face; `seen` gets the covered share.
cv::Mat LocalMean(const cv::Mat& residual, const cv::Mat& weight, int window, cv::Mat* seen) {
  cv::Mat sum, three;
  cv::boxFilter(weight, *seen, CV_32F, {window, window}, {-1, -1}, true, cv::BORDER_CONSTANT);
  cv::merge(std::vector<cv::Mat>(3, cv::max(*seen, 1e-6)), three);
  cv::boxFilter(residual, sum, CV_32F, {window, window}, {-1, -1}, true, cv::BORDER_CONSTANT);
  return sum / three;
}

int Odd(double size) { return 2 * std::max(1, static_cast<int>(std::lround(size / 2))) + 1; }

void FindResidual(const cv::Mat& residual, const cv::Mat& face, double width, FaceChange* out) {
  cv::Mat weight, three, seen, wide;
  face.convertTo(weight, CV_32F, 1.0 / 255);
  cv::merge(std::vector<cv::Mat>(3, weight), three);
  const cv::Mat masked = residual.mul(three);
  const cv::Mat spot = LocalMean(masked, weight, Odd(kSpot * width), &seen);
  const cv::Mat around = LocalMean(masked, weight, Odd(kAround * width), &wide);
  for (int y = 0; y < face.rows; ++y) {
    for (int x = 0; x < face.cols; ++x) {
      if (seen.at<float>(y, x) < kCovered) continue;
      const cv::Vec3f d = spot.at<cv::Vec3f>(y, x) - around.at<cv::Vec3f>(y, x);
      const double most = std::max({std::abs(d[0]), std::abs(d[1]), std::abs(d[2])});
      if (most <= out->residual) continue;
      out->residual = most;
      out->residual_at = {x + 0.5, y + 0.5};
    }
  }
}

/// A plane without light and colour: grey less its slow part.
cv::Mat Detail(const cv::Mat& grey, double sigma) {
  cv::Mat slow;
  cv::GaussianBlur(grey, slow, {}, sigma, sigma, cv::BORDER_REPLICATE);
  return grey - slow;
}

/// Sums of a block for one Lucas-Kanade step (Lucas and Kanade 1981).
struct Block {
  double xx = 0, xy = 0, yy = 0, xd = 0, yd = 0, dd = 0;
  int pixels = 0;
};

struct Planes {
  cv::Mat a, b, dx, dy;
};

Block SumOf(const Planes& p, const cv::Mat& face, const cv::Rect& rect) {
  Block s;
  for (int y = rect.y; y < rect.br().y; ++y) {
    for (int x = rect.x; x < rect.br().x; ++x) {
      if (face.at<uchar>(y, x) == 0) continue;
      const double gx = p.dx.at<float>(y, x), gy = p.dy.at<float>(y, x);
      const double d = p.b.at<float>(y, x) - p.a.at<float>(y, x);
      s.xx += gx * gx, s.xy += gx * gy, s.yy += gy * gy;
      s.xd += gx * d, s.yd += gy * d, s.dd += d * d;
      ++s.pixels;
    }
  }
  return s;
}

/// Slope that a block must have in its weakest direction, levels per pixel, root mean square. On
/// skin without grain (renders, phones that smooth) what JPEG does to the slope is as large as the
/// slope and looks like a shift: in the worst falsely found blocks of three renders it was 0.21 to
/// 0.27 (of a fourth 0.50 to 0.74, which stays red). In the blocks found on a real portrait,
/// mirrored and with a slimmed jaw, it was 0.69 and more. On 121 portraits no slimmed jaw or
/// enlarged eye is missed (tests/accuracy/tampering).
constexpr double kLeastSlope = 0.5;

/// The certain part of a block's shift: its length less three standard errors, those of the
/// direction that is known least.
double CertainShift(const Block& s) {
  const double det = s.xx * s.yy - s.xy * s.xy;
  const double mean = (s.xx + s.yy) / 2;
  const double least = mean - std::sqrt(std::max(0.0, mean * mean - det));
  if (s.pixels < 8 || !(least > kLeastSlope * kLeastSlope * s.pixels)) return 0;
  const double x = -(s.yy * s.xd - s.xy * s.yd) / det, y = -(s.xx * s.yd - s.xy * s.xd) / det;
  // What the shift leaves unexplained is noise of the estimate. Neighbours are not independent: a
  // block counts as a quarter of its pixels, the area of the Sobel kernel's core.
  const double left = std::max(0.0, s.dd + x * s.xd + y * s.yd);
  const double error = std::sqrt(4.0 * left / s.pixels / least);
  return std::max(0.0, std::hypot(x, y) - 3 * error);
}

void FindShift(const cv::Mat& source, const cv::Mat& result, const cv::Mat& face, double width,
               FaceChange* out) {
  Planes p{Detail(source, kLightSigma), Detail(result, kLightSigma), {}, {}};
  // Edges of both, so that neither side's sharpening leads.
  const cv::Mat both = (p.a + p.b) / 2;
  cv::Sobel(both, p.dx, CV_32F, 1, 0, 3, 1.0 / 8);
  cv::Sobel(both, p.dy, CV_32F, 0, 1, 3, 1.0 / 8);
  const int size = std::max(8, static_cast<int>(std::lround(kBlock * width)));
  const int step = std::max(2, static_cast<int>(std::lround(kBlockStep * width)));
  for (int y = 0; y + size <= face.rows; y += step) {
    for (int x = 0; x + size <= face.cols; x += step) {
      const Block sums = SumOf(p, face, {x, y, size, size});
      if (sums.pixels < kCovered * size * size) continue;
      const double shift = CertainShift(sums);
      if (shift <= out->shift) continue;
      out->shift = shift;
      out->shift_at = {x + size / 2.0, y + size / 2.0};
    }
  }
}

void FindTexture(const cv::Mat& source, const cv::Mat& result, const cv::Mat& skin, double width,
                 FaceChange* out) {
  const cv::Mat a = Detail(source, kFineSigma), b = Detail(result, kFineSigma);
  const int size = std::max(8, static_cast<int>(std::lround(kBlock * width)));
  std::vector<double> ratios;
  for (int y = 0; y + size <= skin.rows; y += size) {
    for (int x = 0; x + size <= skin.cols; x += size) {
      double before = 0, after = 0;
      int pixels = 0;
      for (int v = y; v < y + size; ++v) {
        for (int u = x; u < x + size; ++u) {
          if (skin.at<uchar>(v, u) == 0) continue;
          before += a.at<float>(v, u) * a.at<float>(v, u);
          after += b.at<float>(v, u) * b.at<float>(v, u);
          ++pixels;
        }
      }
      if (pixels < kCovered * size * size || before < kNoDetail * pixels) continue;
      ratios.push_back(std::sqrt(after / before));
    }
  }
  if (ratios.empty()) return;
  const auto middle = ratios.begin() + static_cast<std::ptrdiff_t>(ratios.size() / 2);
  std::nth_element(ratios.begin(), middle, ratios.end());
  out->texture = *middle;
}

cv::Mat Grey(const cv::Mat& colour) {
  cv::Mat grey;
  cv::cvtColor(colour, grey, cv::COLOR_BGR2GRAY);
  return grey;
}

}  // namespace

FaceChange MeasureFaceChange(const cv::Mat& source, const cv::Mat& result,
                             const std::vector<cv::Point3f>& landmarks, const cv::Mat& person,
                             const cv::Mat& excused) {
  FaceChange out;
  if (source.size() != result.size() || landmarks.size() != kLandmarkCount) return out;
  Analysis analysis;
  analysis.landmarks = landmarks;
  // Fields are made on a quarter of a canvas; here the delivered picture is the field.
  const double k = kFieldFactor;
  const auto seen = FaceOnCanvas(analysis, cv::Matx23d(k, 0, 0, 0, k, 0));
  if (!seen) return out;
  const double width = seen->FieldWidth();
  cv::Mat face = FaceHull(*seen, source.size()) & person;
  const int edge = Odd(2 * kEdge * width);
  cv::erode(face, face, cv::getStructuringElement(cv::MORPH_ELLIPSE, {edge, edge}), {-1, -1}, 1,
            cv::BORDER_CONSTANT, cv::Scalar(0));
  const cv::Rect box = cv::boundingRect(face);
  if (box.width < 16 || box.height < 16) return out;
  face = face(box).clone();
  const cv::Mat skin = (FaceSkin(*seen, source.size()) > 0.9f)(box)&face;
  const cv::Mat from = source(box), to = result(box);
  cv::Mat wanted, residual;
  to.convertTo(wanted, CV_32FC3);
  cv::Mat use = face;
  for (int round = 0; round < 2; ++round) {
    residual = wanted - Fitted(from, FitColour(from, to, use));
    use = BestPart(residual, face);
  }
  const cv::Mat fitted = wanted - residual;
  cv::Mat judged = face.clone();
  if (!excused.empty()) judged.setTo(0, excused(box));
  FindResidual(residual, judged, width, &out);
  FindShift(Grey(fitted), Grey(wanted), judged, width, &out);
  FindTexture(Grey(fitted), Grey(wanted), skin, width, &out);
  const cv::Point2d corner(box.x, box.y);
  out.residual_at += corner;
  out.shift_at += corner;
  out.judged = true;
  return out;
}

}  // namespace zhaojian
