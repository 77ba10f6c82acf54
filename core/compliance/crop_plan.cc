// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/crop_plan.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace zhaojian {
namespace {

/// Face-contour points of the 468-point mesh that can lie at or below eye level, both sides and
/// chin.
constexpr std::array<int, 23> kContour = {127, 234, 93,  132, 58,  172, 136, 150,
                                          149, 176, 148, 152, 377, 400, 378, 379,
                                          365, 397, 288, 361, 323, 454, 356};
constexpr int kChin = 152;
constexpr int kIrisLeft = 468;
constexpr int kIrisRight = 473;
/// Person probability above which a mask pixel belongs to the person.
constexpr float kPerson = 0.5f;
/// The hair top is the first row that is this wide, delivered pixels (photo standard 1.2).
constexpr double kHairRowWidth = 5.0;
/// Delivered face width of the automatic crop, to scale the row width before the crop is known.
constexpr double kTypicalFaceWidth = 215.0;
/// The head column reaches this share of the face width beyond each cheek (big hair is wider than a
/// face; shoulders and neighbours stay outside above eye level).
constexpr double kColumnMargin = 0.25;
/// A gap in the mask of up to this share of the face width is a hole, not the end of the head.
constexpr double kHoleShare = 0.10;
/// Rows between two mask rows that are interpolated, so that the 256-row mask measures below one
/// row.
constexpr int kSubRows = 8;
/// Delivered pixels that the plan keeps from the ends of a band, the first that works: the measures
/// of the delivered file repeat the plan's to about 3 px (one row of the 256-row mask is 2.5 px),
/// the eye line and the face width to less than 1.
constexpr std::array<double, 7> kBandMargins = {5.0, 4.0, 3.0, 2.0, 1.5, 1.0, 0.0};

/// A shortage below the body is stated to this many delivered pixels: less than any eye or mask row
/// tells.
constexpr double kShortageStep = 0.1;

int LongestRun(const cv::Mat& row) {
  int best = 0;
  int run = 0;
  const float* p = row.ptr<float>();
  for (int x = 0; x < row.cols; ++x) {
    run = p[x] >= kPerson ? run + 1 : 0;
    best = std::max(best, run);
  }
  return best;
}

/// Walks up from eye level through the head column; returns the top in mask rows (0 = top edge).
double HairTopRow(const cv::Mat& mask, const cv::Range& column, double eye_row, double needed,
                  double hole_rows, bool* touches) {
  const int bottom = std::clamp(static_cast<int>(std::ceil(eye_row)) + 1, 2, mask.rows);
  cv::Mat fine;
  cv::resize(mask(cv::Range(0, bottom), column), fine, {}, 1, kSubRows, cv::INTER_LINEAR);
  const int start = std::min(fine.rows - 1, static_cast<int>(eye_row * kSubRows));
  int top = start;
  int missing = 0;
  for (int y = start; y >= 0; --y) {
    if (LongestRun(fine.row(y)) >= needed) {
      top = y;
      missing = 0;
    } else if (++missing > hole_rows * kSubRows) {
      break;
    }
  }
  // Replicated half a mask row at the border carries no information of its own.
  *touches = top < kSubRows / 2 + 1;
  return (top + 0.5) / kSubRows;
}

/// One linear condition a*s + b*t >= c on scale s and hair top t.
struct HalfPlane {
  double a = 0;
  double b = 0;
  double c = 0;
};

/// The plan as a quadratic problem in (s, t): eye line = t + s*h, face width = s*w.
struct Problem {
  double h = 0;
  double w = 0;
  std::array<double, 3> target{};  // hair top, eye line, face width
  std::array<double, 3> weight{};  // 1 / (half width of the band)^2
  std::vector<HalfPlane> conditions;

  double Cost(double s, double t) const {
    const double e0 = t - target[0];
    const double e1 = t + s * h - target[1];
    const double e2 = s * w - target[2];
    return weight[0] * e0 * e0 + weight[1] * e1 * e1 + weight[2] * e2 * e2;
  }
  bool Allows(double s, double t) const {
    return std::all_of(conditions.begin(), conditions.end(), [&](const HalfPlane& p) {
      return p.a * s + p.b * t >= p.c - 1e-7 * (1 + std::abs(p.c));
    });
  }
};

/// Exact optimum of a convex quadratic over a polygon: the free optimum, the optimum on each edge's
/// line and every corner are all the candidates there are. Empty when the polygon is.
std::optional<cv::Point2d> Solve(const Problem& p) {
  std::optional<cv::Point2d> best;
  double best_cost = std::numeric_limits<double>::infinity();
  const auto consider = [&](double s, double t) {
    if (!std::isfinite(s) || !std::isfinite(t) || s <= 0 || !p.Allows(s, t)) return;
    const double cost = p.Cost(s, t);
    if (cost < best_cost) {
      best_cost = cost;
      best = cv::Point2d(s, t);
    }
  };
  // Normal equations of Cost.
  const double hss = p.weight[1] * p.h * p.h + p.weight[2] * p.w * p.w;
  const double hst = p.weight[1] * p.h;
  const double htt = p.weight[0] + p.weight[1];
  const double gs = p.weight[1] * p.h * p.target[1] + p.weight[2] * p.w * p.target[2];
  const double gt = p.weight[0] * p.target[0] + p.weight[1] * p.target[1];
  const double determinant = hss * htt - hst * hst;
  consider((gs * htt - gt * hst) / determinant, (hss * gt - hst * gs) / determinant);
  for (size_t i = 0; i < p.conditions.size(); ++i) {
    const HalfPlane& u = p.conditions[i];
    const double norm = u.a * u.a + u.b * u.b;
    const double s0 = u.a * u.c / norm;
    const double t0 = u.b * u.c / norm;
    const double ds = -u.b;
    const double dt = u.a;
    const double curve = hss * ds * ds + 2 * hst * ds * dt + htt * dt * dt;
    const double slope = ds * (gs - hss * s0 - hst * t0) + dt * (gt - hst * s0 - htt * t0);
    consider(s0 + ds * slope / curve, t0 + dt * slope / curve);
    for (size_t j = i + 1; j < p.conditions.size(); ++j) {
      const HalfPlane& v = p.conditions[j];
      const double d = u.a * v.b - u.b * v.a;
      if (std::abs(d) < 1e-12) continue;
      consider((u.c * v.b - u.b * v.c) / d, (u.a * v.c - u.c * v.a) / d);
    }
  }
  return best;
}

Band BandOf(const Profile& profile, const std::string& id) {
  const auto found = profile.limits.find(id);
  return found == profile.limits.end() ? Band{} : found->second.band;
}

/// Which limits a try holds.
struct Rules {
  double margin = 0;
  double scale_limit = 0;
  bool hair = true;
  bool eyes = true;
  bool face = true;
  bool bottom = true;
  bool sides = true;
  /// Delivered rows that may be missing below the body.
  double missing_rows = 0;
};

struct Bands {
  Band hair, eyes, face;
  /// Of standards that name them: hair top to chin, and chin from the bottom edge.
  Band head, chin;
};

void AddBand(Problem& p, const Band& band, double a, double b, double margin) {
  // A band narrower than two margins keeps its middle.
  if (band.low && band.high) margin = std::min(margin, (*band.high - *band.low) / 2);
  if (band.low) p.conditions.push_back({a, b, *band.low + margin});
  if (band.high) p.conditions.push_back({-a, -b, margin - *band.high});
}

double Weight(const Band& band) {
  const double half = band.low && band.high ? (*band.high - *band.low) / 2 : 50.0;
  return 1.0 / (half * half);
}

Problem MakeProblem(const HeadGeometry& head, const cv::Size& source, const Profile& profile,
                    const Bands& bands, const Rules& rules) {
  Problem p;
  p.h = std::max(1.0, head.eye_mid.y - head.hair_top_y);
  p.w = std::max(1.0, head.face_right_x - head.face_left_x);
  p.target = {profile.target_hair_top, profile.target_eye_line, profile.target_face_width};
  p.weight = {Weight(bands.hair), Weight(bands.eyes), Weight(bands.face)};
  if (rules.hair) AddBand(p, bands.hair, 0, 1, rules.margin);
  if (rules.eyes) AddBand(p, bands.eyes, p.h, 1, rules.margin);
  if (rules.face) {
    AddBand(p, bands.face, p.w, 0, rules.margin);
    const double length = std::max(1.0, head.chin.y - head.hair_top_y);
    AddBand(p, bands.head, length, 0, rules.margin);
    Band chin_row;
    if (bands.chin.low) chin_row.high = profile.size.height - *bands.chin.low;
    if (bands.chin.high) chin_row.low = profile.size.height - *bands.chin.high;
    AddBand(p, chin_row, length, 1, rules.margin);
  }
  if (rules.scale_limit > 0) p.conditions.push_back({-1, 0, -rules.scale_limit});
  if (rules.bottom) {
    p.conditions.push_back(
        {source.height - head.hair_top_y, 1, profile.size.height - rules.missing_rows});
  }
  const double centre = (head.face_left_x + head.face_right_x) / 2;
  if (rules.sides && head.body_reaches_left) {
    p.conditions.push_back({centre, 0, profile.size.width / 2.0});
  }
  if (rules.sides && head.body_reaches_right) {
    p.conditions.push_back({source.width - centre, 0, profile.size.width / 2.0});
  }
  return p;
}

/// The first limit whose removal makes a plan possible, as a reason code.
std::string WhyNot(const HeadGeometry& head, const cv::Size& source, const Profile& profile,
                   const Bands& bands) {
  const double w = head.face_right_x - head.face_left_x;
  Rules rules;
  rules.sides = false;
  rules.scale_limit = profile.scale_block;
  // A face that needs more enlarging than is allowed is a resolution problem before all others.
  if (bands.face.low && w * profile.scale_block < *bands.face.low) return "FILE-02";
  const auto works_without = [&](bool Rules::*rule) {
    Rules relaxed = rules;
    relaxed.*rule = false;
    return Solve(MakeProblem(head, source, profile, bands, relaxed)).has_value();
  };
  Rules any_scale = rules;
  any_scale.scale_limit = 0;
  if (Solve(MakeProblem(head, source, profile, bands, any_scale))) return "FILE-02";
  if (works_without(&Rules::bottom)) return "GEO-07";
  if (works_without(&Rules::hair)) return "GEO-03";
  if (works_without(&Rules::face)) return "GEO-01";
  if (works_without(&Rules::eyes)) return "GEO-06";
  return "GEO-07";
}

/// The plan within all other limits that misses the fewest rows below the body, so that the
/// shortage a report states is the least one.
std::optional<cv::Point2d> LeastShortage(const HeadGeometry& head, const cv::Size& source,
                                         const Profile& profile, const Bands& bands) {
  Rules rules;
  rules.sides = false;
  rules.scale_limit = profile.scale_block;
  double enough = profile.size.height;
  double too_few = 0;
  std::optional<cv::Point2d> best;
  while (enough - too_few > kShortageStep) {
    rules.missing_rows = (enough + too_few) / 2;
    const auto plan = Solve(MakeProblem(head, source, profile, bands, rules));
    if (plan) best = plan;
    (plan ? enough : too_few) = rules.missing_rows;
  }
  return best;
}

}  // namespace

std::optional<HeadGeometry> MeasureHead(const Analysis& analysis) {
  if (analysis.landmarks.size() != kLandmarkCount || analysis.person_mask.empty() ||
      analysis.person_mask.type() != CV_32F || analysis.source_size.area() <= 0) {
    return std::nullopt;
  }
  const auto& points = analysis.landmarks;
  HeadGeometry head;
  const cv::Point3f left = points[kIrisLeft];
  const cv::Point3f right = points[kIrisRight];
  head.eye_mid = {(left.x + right.x) / 2, (left.y + right.y) / 2};
  head.chin = {points[kChin].x, points[kChin].y};
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (const int index : kContour) {
    const cv::Point3f& point = points[static_cast<size_t>(index)];
    if (point.y < head.eye_mid.y) continue;
    low = std::min<double>(low, point.x);
    high = std::max<double>(high, point.x);
  }
  if (!(high - low >= 1)) return std::nullopt;
  // As the standard's reading defines it. On real portraits these points lie on the edge of the
  // cheek (three checked by hand: within 4 %); on rendered heads they lie 1.07 times as far apart
  // as the skin does.
  const double width = high - low;
  head.face_left_x = low;
  head.face_right_x = high;

  const cv::Mat& mask = analysis.person_mask;
  const double columns = 1.0 * mask.cols / analysis.source_size.width;
  const double rows = 1.0 * mask.rows / analysis.source_size.height;
  const double reach = kColumnMargin * width;
  const int x0 =
      std::clamp(static_cast<int>((head.face_left_x - reach) * columns), 0, mask.cols - 1);
  const int x1 =
      std::clamp(static_cast<int>((head.face_right_x + reach) * columns) + 1, x0 + 1, mask.cols);
  const double needed = std::max(1.0, kHairRowWidth * width / kTypicalFaceWidth * columns);
  const double eye_row = std::clamp(head.eye_mid.y * rows, 0.0, mask.rows - 1.0);
  const double top =
      HairTopRow(mask, {x0, x1}, eye_row, needed, kHoleShare * width * rows, &head.touches_top);
  head.hair_top_y = head.touches_top ? 0 : top / rows;
  // Only below the chin: hair or a hand beside the head is not a body that would be cut.
  const int body = std::clamp(static_cast<int>(head.chin.y * rows), 0, mask.rows - 1);
  const auto reaches = [&](int column) {
    return cv::countNonZero(mask(cv::Range(body, mask.rows), cv::Range(column, column + 1)) >=
                            kPerson) > 0;
  };
  head.body_reaches_left = reaches(0);
  head.body_reaches_right = reaches(mask.cols - 1);
  return head;
}

CropPlan PlanCrop(const HeadGeometry& head, const cv::Size& source_size, const Profile& profile) {
  const Bands bands{BandOf(profile, "geometry.hair_top"), BandOf(profile, "geometry.eye_line"),
                    BandOf(profile, "geometry.face_width"), BandOf(profile, "geometry.head_height"),
                    BandOf(profile, "geometry.chin")};
  // From the best to the merely allowed: no side padding beside a cut body, margins, no enlarging.
  std::optional<cv::Point2d> best;
  bool feasible = false;
  for (const bool sides : {true, false}) {
    for (const double margin : kBandMargins) {
      for (const double limit : {profile.scale_warn, profile.scale_block}) {
        if (best) break;
        Rules rules;
        rules.margin = margin;
        rules.scale_limit = limit;
        rules.sides = sides;
        best = Solve(MakeProblem(head, source_size, profile, bands, rules));
        feasible = best.has_value();
      }
    }
  }
  CropPlan plan;
  plan.feasible = feasible && !head.touches_top;
  if (!feasible) {
    plan.reason = WhyNot(head, source_size, profile, bands);
    if (plan.reason == "GEO-07") best = LeastShortage(head, source_size, profile, bands);
    if (!best) {
      Rules none;
      none.hair = none.eyes = none.face = none.bottom = none.sides = false;
      none.scale_limit = profile.scale_block;
      best = Solve(MakeProblem(head, source_size, profile, bands, none));
    }
  }
  // Cut hair cannot be put right by any crop.
  if (head.touches_top && plan.reason.empty()) plan.reason = "GEO-03";
  const double s = best ? best->x : profile.scale_block;
  const double t = best ? best->y : profile.target_hair_top;
  const double centre = (head.face_left_x + head.face_right_x) / 2;
  plan.scale = s;
  plan.offset = {centre - profile.size.width / 2.0 / s, head.hair_top_y - t / s};
  plan.hair_top = t;
  plan.eye_line = (head.eye_mid.y - plan.offset.y) * s;
  plan.face_width = (head.face_right_x - head.face_left_x) * s;
  plan.centre = (centre - plan.offset.x) * s;
  plan.missing_rows = std::max(0.0, profile.size.height - (source_size.height - plan.offset.y) * s);
  plan.ends_above_bottom = plan.missing_rows > 0.5;
  return plan;
}

}  // namespace zhaojian
