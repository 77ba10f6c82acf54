// SPDX-License-Identifier: Apache-2.0
// zj-gate-tampering: what the gate sees of edits that nobody may make.
//
//   zj-gate-tampering ASSETS MODELS PHOTO...
//
// Makes the automatic standard photo of each portrait, tampers with the delivered picture by a
// known amount, encodes it again and runs the gate. Prints for every kind and amount how many are
// found, by which measure, with 95 % Wilson intervals, how each measure is distributed, and the
// photos that were missed. The untouched automatic edit and edits at the strict policy's limits are
// legitimate: what is red there is a false alarm, named with its measures. Portraits without a
// standard photo are counted and left out. Every value goes to the error output as it is taken, tab
// separated: photo, kind, amount, drift, identity, residual, shift, texture. A mole that is removed
// was painted into the photo first.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <opencv2/imgproc.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/compliance/check.h"
#include "core/retouch/op_reduce.h"
#include "core/retouch/renderer.h"
#include "core/retouch/standard.h"
#include "core/vision/analysis.h"

namespace zhaojian {
namespace {

namespace fs = std::filesystem;
using Points = std::vector<cv::Point3f>;

const std::vector<std::string> kMeasures = {"gate.landmark_drift", "gate.identity", "gate.residual",
                                            "gate.shift", "gate.texture"};

/// An automatic edit before it is encoded.
struct Finished {
  std::string name;
  Recipe recipe;
  std::shared_ptr<CpuRenderer> renderer;
  cv::Mat source_canvas;
  cv::Mat delivered;
  /// Delivered pixels.
  Points points;
  double width = 0;

  cv::Point2d At(size_t i) const { return {points[i].x, points[i].y}; }
};

StatusOr<Finished> Finish(const fs::path& file, const Profile& profile, const EditPolicy& policy,
                          Analyzer& analyzer) {
  ZJ_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(file, kMaxPhotoBytes));
  ZJ_ASSIGN_OR_RETURN(Photo decoded, DecodePhoto(bytes, {kAnalysisShortSide}));
  const auto photo = std::make_shared<const Photo>(std::move(decoded));
  ZJ_ASSIGN_OR_RETURN(const Analysis analysis, analyzer.Analyze(*photo));
  Finished out;
  out.name = file.stem().string();
  ZJ_ASSIGN_OR_RETURN(out.recipe,
                      MakeAutomaticRecipe(*photo, analysis, profile, policy, absl::UnixEpoch()));
  ZJ_ASSIGN_OR_RETURN(const auto source, PhotoForRecipe(bytes, out.recipe, photo));
  out.renderer = std::make_shared<CpuRenderer>(source, profile);
  ZJ_ASSIGN_OR_RETURN(out.delivered, out.renderer->RenderDelivered(out.recipe));
  ZJ_ASSIGN_OR_RETURN(const cv::Mat canvas, out.renderer->SourceCanvas(out.recipe));
  out.source_canvas = canvas.clone();
  ZJ_ASSIGN_OR_RETURN(const ChainState state, FoldRecipe(out.recipe, profile));
  const cv::Matx23d map = SourceToCanvas(state, profile);
  for (const cv::Point3f& p : analysis.landmarks) {
    const cv::Vec2d q = map * cv::Vec3d(p.x, p.y, 1) / kCanvasFactor;
    out.points.emplace_back(static_cast<float>(q[0]), static_cast<float>(q[1]), p.z);
  }
  out.width = cv::norm(out.At(454) - out.At(234));
  return out;
}

double Smooth(double from, double to, double v) {
  const double t = std::clamp((v - from) / (to - from), 0.0, 1.0);
  return t * t * (3 - 2 * t);
}

template <typename Where>
cv::Mat Warp(const cv::Mat& picture, Where where) {
  cv::Mat map(picture.size(), CV_32FC2), out;
  for (int y = 0; y < map.rows; ++y) {
    for (int x = 0; x < map.cols; ++x) {
      const cv::Point2d p = where(cv::Point2d(x, y));
      map.at<cv::Vec2f>(y, x) = {static_cast<float>(p.x), static_cast<float>(p.y)};
    }
  }
  cv::remap(picture, out, map, cv::noArray(), cv::INTER_CUBIC, cv::BORDER_REPLICATE);
  return out;
}

/// The lower face narrower by a share of its width, fading out above the eyes and beside the face.
cv::Mat SlimJaw(const Finished& f, double amount) {
  const cv::Point2d eyes = (f.At(468) + f.At(473)) / 2, chin = f.At(152), mouth = f.At(13);
  return Warp(f.delivered, [&](cv::Point2d p) {
    const double side = std::abs(p.x - chin.x) / (f.width / 2);
    const double w = Smooth(eyes.y, mouth.y, p.y) * (1 - Smooth(1.1, 1.8, side)) *
                     (1 - Smooth(chin.y, chin.y + f.width / 2, p.y));
    return cv::Point2d(chin.x + (p.x - chin.x) / (1 - amount * w), p.y);
  });
}

cv::Mat EnlargeEyes(const Finished& f, double times) {
  const auto one = [&](cv::Point2d p, size_t iris, size_t a, size_t b) {
    const cv::Point2d from = p - f.At(iris);
    const double reach = 1.2 * cv::norm(f.At(a) - f.At(b));
    const double r = cv::norm(from) / reach;
    if (r >= 1) return p;
    return f.At(iris) + from / (1 + (times - 1) * (1 - r * r) * (1 - r * r));
  };
  return Warp(f.delivered, [&](cv::Point2d p) { return one(one(p, 468, 33, 133), 473, 362, 263); });
}

/// A soft dark spot of that diameter on the cheek at image left; canvas pixels.
cv::Mat PaintMole(const Finished& f, double diameter) {
  cv::Mat out = f.source_canvas.clone();
  const cv::Point2d at = (f.At(50) + f.At(205)) / 2 * kCanvasFactor;
  const double radius = diameter * f.width * kCanvasFactor / 2;
  for (int y = 0; y < out.rows; ++y) {
    for (int x = 0; x < out.cols; ++x) {
      const double w = 1 - Smooth(0.8 * radius, 1.2 * radius, cv::norm(cv::Point2d(x, y) - at));
      if (w <= 0) continue;
      cv::Vec3b& p = out.at<cv::Vec3b>(y, x);
      // Brown: half of the light, less of the blue (moles of the portraits).
      p = {cv::saturate_cast<uchar>(p[0] * (1 - 0.6 * w)),
           cv::saturate_cast<uchar>(p[1] * (1 - 0.55 * w)),
           cv::saturate_cast<uchar>(p[2] * (1 - 0.45 * w))};
    }
  }
  return out;
}

cv::Mat HullOf(const Finished& f, double grow) {
  std::vector<cv::Point2f> points, hull;
  for (const cv::Point3f& p : f.points) points.emplace_back(p.x, p.y);
  cv::convexHull(points, hull);
  cv::Point2f middle(0, 0);
  for (const cv::Point2f& p : hull) middle += p * (1.0f / static_cast<float>(hull.size()));
  std::vector<cv::Point> grown;
  for (const cv::Point2f& p : hull)
    grown.emplace_back(cv::Point2f(middle + (p - middle) * static_cast<float>(grow)));
  cv::Mat mask(f.delivered.size(), CV_8U, cv::Scalar(0));
  cv::fillConvexPoly(mask, grown, cv::Scalar(255));
  cv::GaussianBlur(mask, mask, {}, 0.03 * f.width);
  return mask;
}

cv::Mat Blend(const cv::Mat& over, const cv::Mat& under, const cv::Mat& mask, double strength) {
  cv::Mat out = under.clone();
  for (int y = 0; y < out.rows; ++y) {
    for (int x = 0; x < out.cols; ++x) {
      const double a = strength * mask.at<uchar>(y, x) / 255.0;
      for (int c = 0; c < 3; ++c) {
        out.at<cv::Vec3b>(y, x)[c] = cv::saturate_cast<uchar>(
            a * over.at<cv::Vec3b>(y, x)[c] + (1 - a) * under.at<cv::Vec3b>(y, x)[c]);
      }
    }
  }
  return out;
}

/// A beauty filter: edge-preserving, twice, over the face.
cv::Mat SmoothSkin(const Finished& f, double amount) {
  cv::Mat once, twice;
  cv::bilateralFilter(f.delivered, once, 11, 45, 7);
  cv::bilateralFilter(once, twice, 11, 45, 7);
  return Blend(twice, f.delivered, HullOf(f, 1), amount);
}

/// The inner face of another portrait, fitted over eyes and mouth, in this one's mean colour.
cv::Mat SwapFace(const Finished& f, const Finished& donor) {
  std::vector<cv::Point2f> from, to;
  for (const size_t i : {468, 473, 13, 4, 152}) {
    from.emplace_back(donor.At(i));
    to.emplace_back(f.At(i));
  }
  // Least squares over five points for an affine map: 2 x 3 unknowns, two independent rows.
  cv::Mat left(5, 3, CV_64F), right(5, 2, CV_64F), map;
  for (int i = 0; i < 5; ++i) {
    const cv::Point2f &a = from[static_cast<size_t>(i)], &b = to[static_cast<size_t>(i)];
    left.at<double>(i, 0) = a.x, left.at<double>(i, 1) = a.y, left.at<double>(i, 2) = 1;
    right.at<double>(i, 0) = b.x, right.at<double>(i, 1) = b.y;
  }
  cv::solve(left, right, map, cv::DECOMP_SVD);
  cv::Mat face;
  cv::warpAffine(donor.delivered, face, map.t(), f.delivered.size(), cv::INTER_CUBIC,
                 cv::BORDER_REPLICATE);
  const cv::Mat mask = HullOf(f, 0.85);
  const cv::Scalar shift = cv::mean(f.delivered, mask > 128) - cv::mean(face, mask > 128);
  cv::Mat wide;
  face.convertTo(wide, CV_32FC3);
  wide += shift;
  wide.convertTo(face, CV_8UC3);
  return Blend(face, f.delivered, mask, 1);
}

/// Lipstick: the lips' hull, softened, in a stronger red.
cv::Mat RepaintLips(const Finished& f) {
  std::vector<cv::Point> hull;
  for (const size_t i : {61,  185, 40,  39,  37,  0,  267, 269, 270, 409,
                         291, 375, 321, 405, 314, 17, 84,  181, 91,  146}) {
    hull.emplace_back(f.At(i));
  }
  cv::Mat mask(f.delivered.size(), CV_8U, cv::Scalar(0)), red;
  cv::fillPoly(mask, std::vector<std::vector<cv::Point>>{hull}, cv::Scalar(255));
  cv::GaussianBlur(mask, mask, {}, 1);
  cv::multiply(f.delivered, cv::Scalar(0.75, 0.65, 1.15), red);
  return Blend(red, f.delivered, mask, 1);
}

struct Tampering {
  std::string kind;
  std::vector<double> amounts;
  bool legitimate = false;
};
const std::vector<Tampering> kTamperings = {{"untouched", {0}, true},
                                            {"light balance", {1.17}, true},
                                            {"shine lowered", {12}, true},
                                            {"exposure", {-0.5, 0.5}, true},
                                            {"curve", {0.85, 1.18}, true},
                                            {"dodge and burn", {0.1}, true},
                                            {"denoise", {0.3}, true},
                                            {"sharpen", {0.5}, true},
                                            {"mirrored", {1}},
                                            {"lips painted", {1}},
                                            {"jaw slimmed", {0.02, 0.04, 0.06}},
                                            {"eyes enlarged", {1.05, 1.10, 1.15}},
                                            {"mole removed", {0.015, 0.025, 0.04}},
                                            {"skin smoothed", {0.5, 1}},
                                            {"face swapped", {1}}};

/// The automatic recipe with one more step at the strict policy's limit.
Recipe Further(const Finished& f, const std::string& kind, double amount) {
  Operation step;
  step.author = "R-001";
  if (kind == "light balance") {
    step.kind = "tone.lowfreq_balance", step.parameters = {{"strength", 1}, {"limit", amount}};
  } else if (kind == "shine lowered") {
    step.kind = "tone.highlight", step.parameters = {{"drop", amount}, {"area", 0.03}};
  } else if (kind == "exposure") {
    step.kind = "tone.exposure", step.parameters = {{"ev", amount}};
  } else if (kind == "curve") {
    step.kind = "tone.levels";
    step.parameters = {{"black", 12}, {"white", 243}, {"gamma", amount}};
  } else if (kind == "denoise") {
    step.kind = "detail.denoise", step.parameters = {{"luma", amount}, {"chroma", 1}};
  } else if (kind == "sharpen") {
    step.kind = "detail.sharpen";
    step.parameters = {{"radius", 1}, {"amount", amount}, {"threshold", 2}};
  } else if (kind == "dodge and burn") {
    // One cheek lighter, the other darker, with brushes of a fifth of the face.
    step.kind = "tone.dodge_burn", step.parameters = {{"strength", amount}};
    for (const auto& [mode, index] : {std::pair{"dodge", size_t{50}}, {"burn", size_t{280}}}) {
      Stroke stroke;
      stroke.mode = mode;
      const cv::Point3f &p = f.recipe.analysis.landmarks[index],
                        &a = f.recipe.analysis.landmarks[234],
                        &b = f.recipe.analysis.landmarks[454];
      stroke.radius = static_cast<float>(0.1 * cv::norm(a - b));
      stroke.points = {{p.x, p.y}};
      step.strokes.push_back(stroke);
    }
  }
  Recipe recipe = f.recipe;
  if (!step.kind.empty()) recipe.Push(std::move(step));
  return recipe;
}

StatusOr<GateReport> Judge(const Finished& f, const Finished* donor, const std::string& kind,
                           double amount, const Profile& profile, Analyzer& analyzer,
                           IdentityMeter& identity) {
  cv::Mat picture = f.delivered, source = f.source_canvas;
  const Recipe recipe = Further(f, kind, amount);
  if (recipe.operations.size() > f.recipe.operations.size()) {
    ZJ_ASSIGN_OR_RETURN(picture, f.renderer->RenderDelivered(recipe));
  }
  if (kind == "mirrored") cv::flip(f.delivered, picture = cv::Mat(), 1);
  if (kind == "lips painted") picture = RepaintLips(f);
  if (kind == "jaw slimmed") picture = SlimJaw(f, amount);
  if (kind == "eyes enlarged") picture = EnlargeEyes(f, amount);
  if (kind == "mole removed") source = PaintMole(f, amount);
  if (kind == "skin smoothed") picture = SmoothSkin(f, amount);
  if (kind == "face swapped" && donor != nullptr) picture = SwapFace(f, *donor);
  ZJ_ASSIGN_OR_RETURN(const EncodedJpeg jpeg, EncodeDelivered(picture, profile));
  return RunGate(jpeg.bytes, source, recipe, profile, analyzer, identity);
}

/// 95 % interval of a share (Wilson 1927), as text.
std::string Share(int hits, int of) {
  if (of == 0) return "-";
  const double z = 1.96, n = of, p = hits / n;
  const double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
  const double half = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n);
  char text[64];
  std::snprintf(text, sizeof text, "%3d/%-3d %5.1f %% [%.0f, %.0f]", hits, of, 100 * p,
                100 * (middle - half), 100 * (middle + half));
  return text;
}

struct Row {
  int total = 0, found = 0;
  std::map<std::string, int> by;
  std::map<std::string, std::vector<double>> values;
  std::vector<std::string> red, missed;
};

void Note(const std::string& name, const GateReport& gate, Row* row) {
  ++row->total;
  std::string red;
  for (const std::string& id : kMeasures) {
    const GateItem* item = gate.Find(id);
    if (item == nullptr) continue;
    row->values[id].push_back(item->value);
    if (item->green) continue;
    ++row->by[id];
    red += " " + id.substr(5) + "=" + std::to_string(item->value);
    if (item->at)
      red +=
          "@" + std::to_string(cvRound(item->at->x)) + "," + std::to_string(cvRound(item->at->y));
  }
  if (red.empty()) return row->missed.push_back(name);
  ++row->found;
  row->red.push_back(name + red);
}

void Print(const std::string& kind, double amount, Row& row) {
  std::printf("%-14s %6.3f %s", kind.c_str(), amount, Share(row.found, row.total).c_str());
  for (const std::string& id : kMeasures) {
    std::vector<double>& v = row.values[id];
    std::sort(v.begin(), v.end());
    const auto at = [&](double part) {
      return v.empty() ? 0 : v[static_cast<size_t>(part * static_cast<double>(v.size() - 1))];
    };
    std::printf(" | %s %d (%.3f %.3f %.3f %.3f %.3f)", id.substr(5).c_str(), row.by[id], at(0),
                at(0.05), at(0.5), at(0.95), at(1));
  }
  std::printf("\n");
}

int Run(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "usage: zj-gate-tampering ASSETS MODELS PHOTO...\n");
    return 2;
  }
  cv::setNumThreads(1);
  const auto profile = FindProfile(argv[1], kDefaultProfile);
  const auto policy = FindPolicy(argv[1], kDefaultPolicy);
  auto analyzer = Analyzer::Create(argv[2]);
  auto identity = IdentityMeter::Create(argv[2]);
  if (!profile.ok() || !policy.ok() || !analyzer.ok() || !identity.ok()) return 2;
  std::map<std::pair<size_t, double>, Row> rows;
  std::optional<Finished> donor;
  int none = 0;
  for (int i = 3; i < argc; ++i) {
    auto finished = Finish(argv[i], *profile, *policy, **analyzer);
    if (!finished.ok()) {
      ++none;
      continue;
    }
    for (size_t k = 0; k < kTamperings.size(); ++k) {
      if (kTamperings[k].kind == "face swapped" && !donor) continue;
      for (const double amount : kTamperings[k].amounts) {
        const auto gate = Judge(*finished, donor ? &*donor : nullptr, kTamperings[k].kind, amount,
                                *profile, **analyzer, **identity);
        if (!gate.ok()) continue;
        Note(finished->name, *gate, &rows[{k, amount}]);
        std::fprintf(stderr, "%s\t%s\t%.3f", finished->name.c_str(), kTamperings[k].kind.c_str(),
                     amount);
        for (const std::string& id : kMeasures) {
          const GateItem* item = gate->Find(id);
          std::fprintf(stderr, "\t%.4f", item == nullptr ? std::nan("") : item->value);
        }
        std::fprintf(stderr, "\n");
      }
    }
    donor = *std::move(finished);
  }
  std::printf(
      "found of all, 95 %% interval | measure: red ones (least, 5 %%, median, 95 %%, most)\n");
  for (auto& [key, row] : rows) Print(kTamperings[key.first].kind, key.second, row);
  for (const auto& [key, row] : rows) {
    const Tampering& t = kTamperings[key.first];
    const char* what = t.legitimate ? "false alarm" : "missed";
    for (const std::string& photo : t.legitimate ? row.red : row.missed) {
      std::printf("%s, %s %.3f: %s\n", what, t.kind.c_str(), key.second, photo.c_str());
    }
  }
  std::printf("no standard photo: %d\n", none);
  return 0;
}

}  // namespace
}  // namespace zhaojian

int main(int argc, char** argv) { return zhaojian::Run(argc, argv); }
