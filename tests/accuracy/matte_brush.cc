// SPDX-License-Identifier: Apache-2.0
// zj-matte-brush: what a retoucher's brush gains on known-alpha scenes.
//
//   zj-matte-brush MODELS SCENES NAME...   NAME = SUBJECT_BACKGROUND of SCENES/list.txt
//
// A simulated hand puts ten discs of 24 px, one after the other, on the place with the largest
// error; a disc says keep, remove or (where the truth is soft) solve again, as the truth has it.
// Printed per scene and as means after 0, 1, 3 and 10 discs: NEAR (mean error in levels of the
// recomposition on RGB 100, 197, 255 within 20 px of the soft edge), leaks and holes (pixels), and
// the cpu time of a disc.
#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/imaging/photo.h"
#include "core/vision/analysis.h"
#include "core/vision/matte_edits.h"

namespace zhaojian {
namespace {

constexpr int kDabs = 10;
constexpr int kRadius = 12;
constexpr std::array<int, 4> kShown = {0, 1, 3, 10};

struct Truth {
  cv::Mat1f alpha;
  cv::Mat3f composed;
  cv::Mat1b near;
};

struct Score {
  double near = 0;
  double leaks = 0;
  double holes = 0;
};

cv::Mat Unit(const cv::Mat& image) {
  cv::Mat out;
  image.convertTo(out, CV_32F, image.depth() == CV_16U ? 1.0 / 65535 : 1.0 / 255);
  return out;
}

cv::Mat3f Compose(const cv::Mat3f& colour, const cv::Mat1f& alpha) {
  const cv::Vec3f target(255, 197, 100);
  cv::Mat3f out(alpha.size());
  for (int y = 0; y < out.rows; ++y) {
    for (int x = 0; x < out.cols; ++x) {
      const float a = alpha(y, x);
      const cv::Vec3f v = colour(y, x) * a + target * (1 - a);
      for (int c = 0; c < 3; ++c) out(y, x)[c] = std::round(std::clamp(v[c], 0.0F, 255.0F));
    }
  }
  return out;
}

cv::Mat1f ErrorOf(const Matte& matte, const Truth& truth) {
  cv::Mat3f colour;
  matte.foreground.convertTo(colour, CV_32F);
  const cv::Mat3f got = Compose(colour, matte.alpha);
  cv::Mat1f error(truth.alpha.size());
  for (int y = 0; y < error.rows; ++y) {
    for (int x = 0; x < error.cols; ++x) {
      const cv::Vec3f d = got(y, x) - truth.composed(y, x);
      error(y, x) = (std::abs(d[0]) + std::abs(d[1]) + std::abs(d[2])) / 3;
    }
  }
  return error;
}

Score ScoreOf(const Matte& matte, const cv::Mat1f& error, const Truth& truth) {
  Score score;
  score.near = cv::mean(error, truth.near)[0];
  score.leaks = cv::countNonZero((truth.alpha < 0.05F) & (matte.alpha > 0.5F));
  score.holes = cv::countNonZero((truth.alpha > 0.95F) & (matte.alpha < 0.5F));
  return score;
}

/// Adds a disc on the place where the mean error under it is largest.
void AddWorstDisc(const cv::Mat1f& error, const Truth& truth, MatteEdits* edits) {
  cv::Mat disc = cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * kRadius + 1, 2 * kRadius + 1});
  cv::Mat mean;
  cv::filter2D(error, mean, CV_32F, disc, {-1, -1}, 0, cv::BORDER_CONSTANT);
  cv::Point at;
  cv::minMaxLoc(mean, nullptr, nullptr, nullptr, &at);
  const cv::Rect rect = cv::Rect(at.x - kRadius, at.y - kRadius, 2 * kRadius + 1, 2 * kRadius + 1) &
                        cv::Rect({0, 0}, error.size());
  edits->force =
      edits->force.empty() ? cv::Mat(error.size(), CV_8U, cv::Scalar(0)) : edits->force.clone();
  edits->stroked.push_back(rect);
  for (int y = rect.y; y < rect.br().y; ++y) {
    for (int x = rect.x; x < rect.br().x; ++x) {
      if (std::hypot(x - at.x, y - at.y) > kRadius) continue;
      const float a = truth.alpha(y, x);
      const MatteForce force = a > 0.95F   ? MatteForce::kForeground
                               : a < 0.05F ? MatteForce::kBackground
                                           : MatteForce::kUnknown;
      edits->force.at<uchar>(y, x) = static_cast<uchar>(force);
    }
  }
}

StatusOr<std::vector<Score>> Play(const std::filesystem::path& scenes, const std::string& name,
                                  Analyzer* analyzer, std::vector<double>* times) {
  const std::string subject = name.substr(0, name.find('_'));
  ZJ_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(scenes / (name + ".png"), kMaxPhotoBytes));
  ZJ_ASSIGN_OR_RETURN(const Photo photo, DecodePhoto(bytes));
  ZJ_ASSIGN_OR_RETURN(const Analysis analysis, analyzer->Analyze(photo));
  Truth truth;
  truth.alpha = Unit(cv::imread((scenes / (subject + "_a.png")).string(), cv::IMREAD_UNCHANGED));
  const cv::Mat colour = cv::imread((scenes / (subject + "_F.png")).string(), cv::IMREAD_UNCHANGED);
  truth.composed = Compose(Unit(colour) * 255, truth.alpha);
  const cv::Mat ring = (truth.alpha > 0.05F) & (truth.alpha < 0.95F);
  cv::dilate(ring, truth.near, cv::getStructuringElement(cv::MORPH_ELLIPSE, {41, 41}));
  ZJ_ASSIGN_OR_RETURN(EditedMatte edited,
                      EditedMatte::Solve({photo.bgr, analysis.person_mask, cv::Mat()}));
  MatteEdits edits;
  std::vector<Score> scores;
  for (int dab = 0; dab <= kDabs; ++dab) {
    const cv::Mat1f error = ErrorOf(edited.matte(), truth);
    scores.push_back(ScoreOf(edited.matte(), error, truth));
    if (dab == kDabs) break;
    AddWorstDisc(error, truth, &edits);
    const std::clock_t start = std::clock();
    ZJ_RETURN_IF_ERROR(edited.Update(edits));
    times->push_back(1e3 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
  }
  return scores;
}

void Print(const std::string& name, const std::vector<Score>& scores) {
  std::printf("%-14s", name.c_str());
  for (const int n : kShown) {
    const Score& s = scores[static_cast<size_t>(n)];
    std::printf("  %2d: NEAR %5.2f leaks %5.0f holes %5.0f", n, s.near, s.leaks, s.holes);
  }
  std::printf("\n");
}

int Run(const std::vector<std::string>& arguments) {
  if (arguments.size() < 3) {
    std::fputs("usage: zj-matte-brush MODELS SCENES NAME...\n", stderr);
    return 2;
  }
  cv::setNumThreads(1);
  auto analyzer = Analyzer::Create(arguments[0]);
  Status status = analyzer.status();
  std::vector<Score> sum(kDabs + 1);
  std::vector<double> times;
  for (size_t i = 2; i < arguments.size() && status.ok(); ++i) {
    const auto scores = Play(arguments[1], arguments[i], analyzer->get(), &times);
    status = scores.status();
    if (!scores.ok()) break;
    Print(arguments[i], *scores);
    const double share = 1.0 / static_cast<double>(arguments.size() - 2);
    for (size_t k = 0; k < sum.size(); ++k) {
      sum[k].near += share * (*scores)[k].near;
      sum[k].leaks += share * (*scores)[k].leaks;
      sum[k].holes += share * (*scores)[k].holes;
    }
  }
  if (!status.ok()) {
    std::fprintf(stderr, "zj-matte-brush: %s\n", MessageOf(status).c_str());
    return 1;
  }
  Print("mean", sum);
  std::sort(times.begin(), times.end());
  std::printf("a disc: median %.1f ms, longest %.1f ms cpu\n", times[times.size() / 2],
              times.back());
  std::printf("ten discs: NEAR %+.0f %%, leaks %+.0f %%\n", 100 * (sum[10].near / sum[0].near - 1),
              100 * (sum[10].leaks / std::max(1.0, sum[0].leaks) - 1));
  return 0;
}

}  // namespace
}  // namespace zhaojian

int main(int argc, char** argv) {
  return zhaojian::Run(std::vector<std::string>(argv + 1, argv + argc));
}
