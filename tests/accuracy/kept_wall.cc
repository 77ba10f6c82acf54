// SPDX-License-Identifier: Apache-2.0
// zj-kept-wall: what the gate says of wall that a keep stroke left in the picture.
//
//   zj-kept-wall ASSETS MODELS SCENES NAME...   NAME = SUBJECT_BACKGROUND of SCENES/list.txt
//
// Honest hands on known-alpha scenes: keep strokes over all that the automatic matte lost of the
// person (true opacity above 0.5), or of person and strands (above 0.2), as exact as can be and
// with a margin of 4, 8 and 12 canvas pixels all round. Dishonest hands: discs of wall of 12 to 70
// delivered pixels, free and against the person. Printed for each: the width that the gate measures
// (lowest, median, highest), the width of the wall that is truly kept, and how many are refused,
// before plain and before busy backgrounds.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/compliance/profile.h"
#include "core/imaging/photo.h"
#include "core/retouch/gate_matte.h"
#include "core/vision/analysis.h"
#include "core/vision/matte_edits.h"

namespace zhaojian {
namespace {

constexpr int kMargins[] = {0, 4, 8, 12};
constexpr int kDiscs[] = {24, 32, 48, 64, 80, 140};

struct Scene {
  MatteProblem problem;
  cv::Mat1f truth;
  cv::Mat1f automatic;
  EditedMatte matte;
};

/// Widths, delivered pixels.
struct Row {
  std::vector<double> measured, real;
  int refused = 0;
};
using Rows = std::map<std::string, Row>;

cv::Mat Disc(int radius) {
  return cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * radius + 1, 2 * radius + 1});
}

StatusOr<Scene> Load(const std::filesystem::path& scenes, const std::string& name,
                     Analyzer* analyzer) {
  ZJ_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(scenes / (name + ".png"), kMaxPhotoBytes));
  ZJ_ASSIGN_OR_RETURN(const Photo photo, DecodePhoto(bytes));
  ZJ_ASSIGN_OR_RETURN(const Analysis analysis, analyzer->Analyze(photo));
  const MatteProblem problem{photo.bgr, analysis.person_mask, cv::Mat()};
  ZJ_ASSIGN_OR_RETURN(EditedMatte matte, EditedMatte::Solve(problem));
  const std::string subject = name.substr(0, name.find('_'));
  const cv::Mat stored = cv::imread((scenes / (subject + "_a.png")).string(), cv::IMREAD_UNCHANGED);
  cv::Mat1f truth;
  stored.convertTo(truth, CV_32F, 1.0 / 65535);
  const cv::Mat1f automatic = matte.matte().alpha.clone();
  return Scene{problem, truth, automatic, std::move(matte)};
}

/// Paints keep over `where`, which is not empty, and measures.
Status Paint(const cv::Mat1b& where, const std::string& hand, const Profile& profile, Scene* scene,
             Rows* rows) {
  MatteEdits edits;
  edits.bgr = scene->problem.bgr;
  edits.force = cv::Mat(where.size(), CV_8U, cv::Scalar(0));
  edits.force.setTo(static_cast<int>(MatteForce::kForeground), where);
  cv::Mat labels, boxes, centres;
  const int count = cv::connectedComponentsWithStats(where, labels, boxes, centres);
  for (int i = 1; i < count; ++i)
    edits.stroked.emplace_back(boxes.at<int>(i, 0), boxes.at<int>(i, 1), boxes.at<int>(i, 2),
                               boxes.at<int>(i, 3));
  ZJ_RETURN_IF_ERROR(scene->matte.Update(edits));
  const cv::Mat& edited = scene->matte.matte().alpha;
  const KeptWall kept = MeasureKeptWall(scene->problem, scene->automatic, edited);
  cv::Mat1b wall = (scene->truth < 0.05F) & (scene->automatic < 0.5F) & (edited >= 0.5F);
  cv::Mat1f distance;
  cv::copyMakeBorder(wall, wall, 1, 1, 1, 1, cv::BORDER_CONSTANT, 0);
  cv::distanceTransform(wall, distance, cv::DIST_L2, cv::DIST_MASK_5);
  double real = 0;  // canvas pixels from the middle to the rim: delivered pixels across
  cv::minMaxLoc(distance, nullptr, &real);
  Row& row = (*rows)[(kept.plain ? "plain " : "busy  ") + hand];
  row.measured.push_back(kept.width);
  row.real.push_back(real);
  const auto limit = profile.limits.find(kept.plain ? "matte.kept_wall" : "matte.kept_backdrop");
  if (limit != profile.limits.end() && kept.width > limit->second.band.high) ++row.refused;
  return absl::OkStatus();
}

std::string Named(const char* hand, int number) {
  char text[40];
  std::snprintf(text, sizeof text, "%-16s %3d", hand, number);
  return text;
}

Status PlayHonest(const Profile& profile, Scene* scene, Rows* rows) {
  for (const bool strands : {false, true}) {
    const float whole = strands ? 0.2F : 0.5F;
    cv::Mat1b lost = (scene->truth > whole) & (scene->automatic < whole);
    cv::morphologyEx(lost, lost, cv::MORPH_OPEN, Disc(1));
    if (cv::countNonZero(lost) == 0) continue;
    for (const int margin : kMargins) {
      cv::Mat1b where = lost;
      if (margin > 0) cv::dilate(lost, where, Disc(margin));
      ZJ_RETURN_IF_ERROR(Paint(where, Named(strands ? "honest: strands" : "honest: person", margin),
                               profile, scene, rows));
    }
  }
  return absl::OkStatus();
}

Status PlayPatches(const Profile& profile, Scene* scene, Rows* rows) {
  const cv::Mat1b nobody = scene->truth <= 0.02F;
  cv::Mat1f distance;
  cv::distanceTransform(nobody, distance, cv::DIST_L2, cv::DIST_MASK_5);
  cv::RNG random(7);
  for (const int size : kDiscs) {
    for (const bool touches : {false, true}) {
      // A place by chance; a disc that fits nowhere is left out.
      for (int tries = 0; tries < 4000; ++tries) {
        const int r = size / 2;
        const cv::Point at(random.uniform(r + 2, nobody.cols - r - 2),
                           random.uniform(r + 2, nobody.rows - r - 2));
        const float room = distance(at) - static_cast<float>(r);
        if (touches ? room < 0 || room > 3 : room < 10) continue;
        cv::Mat1b where(nobody.size(), uchar{0});
        cv::circle(where, at, r, cv::Scalar(255), cv::FILLED);
        ZJ_RETURN_IF_ERROR(Paint(where, Named(touches ? "patch: touching" : "patch: free", r),
                                 profile, scene, rows));
        break;
      }
    }
  }
  return absl::OkStatus();
}

void Print(Rows& rows) {
  std::printf("hand (margin or width)       measured, px         truly kept, px       refused\n");
  for (auto& [name, row] : rows) {
    const auto three = [](std::vector<double>& v) {
      std::sort(v.begin(), v.end());
      char text[40];
      std::snprintf(text, sizeof text, "%5.1f %5.1f %5.1f", v.front(), v[v.size() / 2], v.back());
      return std::string(text);
    };
    std::printf("%s   %s    %s    %3d of %3zu\n", name.c_str(), three(row.measured).c_str(),
                three(row.real).c_str(), row.refused, row.measured.size());
  }
}

Status Play(const std::vector<std::string>& arguments) {
  ZJ_ASSIGN_OR_RETURN(const Profile profile, FindProfile(arguments[0], kDefaultProfile));
  ZJ_ASSIGN_OR_RETURN(const auto analyzer, Analyzer::Create(arguments[1]));
  Rows rows;
  for (size_t i = 3; i < arguments.size(); ++i) {
    ZJ_ASSIGN_OR_RETURN(Scene scene, Load(arguments[2], arguments[i], analyzer.get()));
    ZJ_RETURN_IF_ERROR(PlayHonest(profile, &scene, &rows));
    ZJ_RETURN_IF_ERROR(PlayPatches(profile, &scene, &rows));
  }
  Print(rows);
  return absl::OkStatus();
}

}  // namespace
}  // namespace zhaojian

int main(int argc, char** argv) {
  if (argc < 5) {
    std::fputs("usage: zj-kept-wall ASSETS MODELS SCENES NAME...\n", stderr);
    return 2;
  }
  cv::setNumThreads(1);
  const auto status = zhaojian::Play(std::vector<std::string>(argv + 1, argv + argc));
  if (status.ok()) return 0;
  std::fprintf(stderr, "zj-kept-wall: %s\n", zhaojian::MessageOf(status).c_str());
  return 1;
}
