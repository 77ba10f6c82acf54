// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "core/base/file.h"
#include "core/compliance/check.h"
#include "core/retouch/edit_regions.h"
#include "core/retouch/source_edits.h"
#include "core/vision/level_frame.h"
#include "tests/support/shared.h"

namespace zhaojian {
namespace {

/// A rendered portrait of assets/demo with what the networks see in it.
struct Portrait {
  Photo photo;
  Analysis analysis;

  cv::Point2d Middle(size_t a, size_t b) const {
    const cv::Point3f p = (analysis.landmarks[a] + analysis.landmarks[b]) * 0.5f;
    return {p.x, p.y};
  }
  double Width() const { return cv::norm(analysis.landmarks[454] - analysis.landmarks[234]); }

  void PaintMole(cv::Point2d at, double diameter) {
    const cv::Point2d decoded = at * photo.scale;
    cv::circle(photo.bgr, cv::Point(decoded), cvRound(diameter / 2 * photo.scale),
               cv::Scalar(45, 55, 80), cv::FILLED, cv::LINE_AA);
    cv::GaussianBlur(photo.bgr, photo.bgr, {3, 3}, 0.6);
  }
};

class FaceMarks : public ::testing::Test {
 protected:
  void SetUp() override {
    auto analyzer = Analyzer::Create(testing::ModelsForTests());
    if (!analyzer.ok()) {
      testing::PrintNotRun(1, "the networks were not converted; run app/setup");
      return;
    }
    analyzer_ = *std::move(analyzer);
  }
  Portrait See(const std::string& name) {
    Portrait out;
    const auto bytes = ReadFile(testing::AssetsForTests() / "demo" / name, kMaxPhotoBytes);
    EXPECT_TRUE(bytes.ok()) << bytes.status();
    out.photo = DecodePhoto(*bytes, {kAnalysisShortSide}).value();
    out.analysis = analyzer_->Analyze(out.photo).value();
    EXPECT_EQ(out.analysis.landmarks.size(), static_cast<size_t>(kLandmarkCount)) << name;
    return out;
  }
  std::unique_ptr<Analyzer> analyzer_;
};

constexpr size_t kCheeks[][2] = {{50, 205}, {280, 425}};

TEST_F(FaceMarks, APaintedMoleIsFoundAndProtectedAndASmoothFaceHasFew) {
  if (analyzer_ == nullptr) return;
  int found = 0, painted = 0;
  size_t untouched = 0;
  for (const char* name : {"t01.jpg", "t02.jpg", "t03.jpg", "t04.jpg"}) {
    Portrait face = See(name);
    untouched += EditRegions(face.analysis, &face.photo).marks().size();
    for (const auto& cheek : kCheeks)
      face.PaintMole(face.Middle(cheek[0], cheek[1]), 0.025 * face.Width());
    const EditRegions regions(face.analysis, &face.photo);
    for (const auto& cheek : kCheeks) {
      const cv::Point2d at = face.Middle(cheek[0], cheek[1]);
      ++painted;
      found += regions.At(at) == EditRegion::kMark ? 1 : 0;
      // A mole and its rim, no more: a face's width of 215 delivered pixels has room beside it.
      EXPECT_NE(regions.At(at + cv::Point2d(0.06 * face.Width(), 0)), EditRegion::kMark) << name;
    }
  }
  EXPECT_GE(found, painted - 1) << "of " << painted;
  // The rendered faces have painted marks of their own, up to two each.
  EXPECT_LE(untouched, 8u);
}

TEST_F(FaceMarks, AStrokeOverAMoleIsCutAtItsEdge) {
  if (analyzer_ == nullptr) return;
  Portrait face = See("t01.jpg");
  const cv::Point2d at = face.Middle(50, 205);
  face.PaintMole(at, 0.025 * face.Width());
  const EditRegions regions(face.analysis, &face.photo);
  ASSERT_EQ(regions.At(at), EditRegion::kMark);
  const auto reach = static_cast<float>(0.06 * face.Width());
  const cv::Point2f middle(at);
  const Stroke stroke{"heal",
                      static_cast<float>(0.02 * face.Width()),
                      {{middle.x - reach, middle.y}, {middle.x + reach, middle.y}}};
  const cv::Mat before = face.photo.bgr.clone();
  SourceEdits edits(face.photo.bgr, face.photo.scale);
  const cv::Mat after = edits.Apply({{"clean.face", stroke}}, &regions);
  const auto pixel = [&](const cv::Mat& picture, cv::Point2d source) {
    return picture.at<cv::Vec3b>(cv::Point(source * face.photo.scale));
  };
  EXPECT_EQ(pixel(after, at), pixel(before, at)) << "the mole stays";
  EXPECT_GT(cv::norm(before, after, cv::NORM_L1), 0) << "the skin beside it was healed";
}

/// The same stroke where a school says that a mark may go: covered, and excused at the gate.
TEST_F(FaceMarks, AMarkThatMayGoIsHealedAndOnlyThere) {
  if (analyzer_ == nullptr) return;
  Portrait face = See("t01.jpg");
  const cv::Point2d at = face.Middle(50, 205);
  face.PaintMole(at, 0.025 * face.Width());
  const EditRegions regions(face.analysis, &face.photo);
  ASSERT_EQ(regions.At(at), EditRegion::kMark);
  Operation heal;
  heal.kind = "clean.face";
  heal.strokes = {{"heal", static_cast<float>(0.025 * face.Width()), {cv::Point2f(at)}}};
  EXPECT_EQ(RegionKindOf(heal), "clean.face");
  heal.parameters["marks"] = 1;
  const std::string kind = RegionKindOf(heal);
  EXPECT_TRUE(EditRegions::Allows(kind, EditRegion::kMark));
  EXPECT_FALSE(EditRegions::Allows(kind, EditRegion::kIdentityCore)) << "an eye is no mark";
  SourceEdits edits(face.photo.bgr, face.photo.scale);
  const cv::Mat after = edits.Apply({{kind, heal.strokes[0]}}, &regions);
  const cv::Vec3b pixel = after.at<cv::Vec3b>(cv::Point(at * face.photo.scale));
  EXPECT_GT(pixel[2], 120) << "skin, where the mole was (80 in red)";
}

TEST_F(FaceMarks, RegionsFollowThePhotosColours) {
  if (analyzer_ == nullptr) return;
  // Long hair falls over clothes below the chin in some of the rendered portraits.
  size_t differ = 0;
  for (const char* name : {"t01.jpg", "t02.jpg", "t03.jpg"}) {
    const Portrait face = See(name);
    const EditRegions coarse(face.analysis), fine(face.analysis, &face.photo);
    ASSERT_EQ(coarse.map().size(), fine.map().size());
    differ += static_cast<size_t>(cv::countNonZero(coarse.map() != fine.map()));
    // Neither opens the face: every identity-core cell of the one is the other's.
    const cv::Mat core = coarse.map() == static_cast<int>(EditRegion::kIdentityCore);
    const cv::Mat kept = fine.map() >= static_cast<int>(EditRegion::kIdentityCore);
    EXPECT_EQ(cv::countNonZero(core & ~kept), 0) << name;
  }
  EXPECT_GT(differ, 0u);
}

}  // namespace
}  // namespace zhaojian
