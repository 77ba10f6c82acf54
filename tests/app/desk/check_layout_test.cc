// SPDX-License-Identifier: Apache-2.0
#include "app/desk/check_layout.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "app/desk/close_ups.h"
#include "tests/app/desk/fake_service.h"

namespace zhaojian::desk {
namespace {

/// So many checks of each verdict; every problem has a close-up a quarter as high as wide.
ReviewItem MakeItem(int block, int warn, int unknown, int ok) {
  ReviewItem item;
  const auto add = [&](Verdict verdict, int count) {
    for (int i = 0; i < count; ++i) {
      CheckLine line;
      line.id = "m" + std::to_string(item.lines.size());
      line.verdict = verdict;
      if (verdict == Verdict::kWarn || verdict == Verdict::kUnknown) {
        item.close_ups.push_back({line.id, cv::Mat(252, 1008, CV_8UC3), {}, {}});
      }
      item.lines.push_back(line);
    }
  };
  add(Verdict::kBlock, block);
  add(Verdict::kWarn, warn);
  add(Verdict::kUnknown, unknown);
  add(Verdict::kOk, ok);
  return item;
}

bool Overlaps(const CheckLayout& layout) {
  float y = 0;
  for (const CheckPlace& row : layout.rows) {
    if (row.y < y - 0.01f) return true;
    y = row.y + row.height + row.close_up;
  }
  return false;
}

int Shown(const CheckLayout& layout, const ReviewItem& item, bool ok) {
  return static_cast<int>(std::count_if(
      layout.rows.begin(), layout.rows.end(),
      [&](const CheckPlace& row) { return (item.lines[row.line].verdict == Verdict::kOk) == ok; }));
}

TEST(CheckLayout, StandsAsOnTheVisualTargetWhenThereIsRoom) {
  // One of each and 16 that pass, from y 88 with 650 px: the mock-up's panel.
  ReviewItem item = MakeItem(1, 1, 1, 16);
  // Close-ups of half a pixel, so that the rows stand as the mock-up has them.
  for (CloseUpView& look : item.close_ups) look.picture = cv::Mat(1, 1008, CV_8UC3);
  const CheckLayout layout = PlaceChecks(item, 88, 738, -1, {});
  ASSERT_EQ(layout.rows.size(), 19u);
  EXPECT_EQ(layout.rows[0].y, 88);
  EXPECT_EQ(layout.rows[0].height, 128);
  EXPECT_EQ(layout.rows[1].y, 224);
  EXPECT_EQ(layout.rows[1].height, 60);
  EXPECT_NEAR(layout.rows[2].y, 292, 1.1);
  EXPECT_EQ(layout.rows[2].height, 52);
  EXPECT_NEAR(layout.heading_y, 352, 1.1);
  EXPECT_NEAR(layout.rows[3].y, 382, 1.1);
  EXPECT_EQ(layout.ok_left, 0);
  EXPECT_LE(layout.bottom, 738);
}

TEST(CheckLayout, EveryCautionAndEveryUnknownHasItsCloseUpWhileThereIsRoom) {
  const ReviewItem item = MakeItem(1, 1, 1, 16);
  const CheckLayout layout = PlaceChecks(item, 88, 738, -1, {});
  EXPECT_EQ(layout.rows[0].close_up, 0) << "the failing one is drawn on the photo";
  // 650 less heading, five lines of passing checks and the cards (136, 68, 60) leave 246 for 252.
  EXPECT_NEAR(layout.rows[1].close_up, 126 * 246.0 / 252, 0.1);
  EXPECT_NEAR(layout.rows[2].close_up, 126 * 246.0 / 252, 0.1);
  EXPECT_FALSE(Overlaps(layout));
  EXPECT_LE(layout.bottom, 738);
  EXPECT_EQ(Shown(layout, item, true) + layout.ok_left, 16) << "counted, not dropped";
}

TEST(CheckLayout, WhatCannotBeLookedAtIsOneLine) {
  ReviewItem item = MakeItem(0, 0, 2, 4);
  item.close_ups.erase(item.close_ups.begin());
  const CheckLayout layout = PlaceChecks(item, 88, 738, -1, {});
  EXPECT_EQ(layout.rows[0].height, 30);
  EXPECT_EQ(layout.rows[1].height, 52);
}

TEST(CheckLayout, FiveCautionsBecomeLinesAndAsManyCloseUpsAsFitAreReducedAlike) {
  // 136 for the worst, five lines of 34 and four passing checks of 22 leave 204 of 598. Whole, five
  // close-ups need 630; at the least share of 0.6 each has 75.6, and two fit.
  const ReviewItem item = MakeItem(1, 3, 2, 16);
  const CheckLayout layout = PlaceChecks(item, 88, 738, -1, {});
  EXPECT_EQ(layout.rows[0].height, 128) << "the worst keeps its card";
  EXPECT_EQ(layout.rows[1].height, 30);
  int looks = 0;
  for (const CheckPlace& row : layout.rows) {
    if (row.close_up == 0) continue;
    ++looks;
    EXPECT_NEAR(row.close_up, 75.6, 0.1);
  }
  EXPECT_EQ(looks, 2);
  EXPECT_EQ(layout.problems_left, 0);
  EXPECT_GE(Shown(layout, item, true), 4) << "the passing checks keep their place";
}

TEST(CheckLayout, NothingIsDroppedInSilenceHoweverManyProblemsThereAre) {
  for (const float room : {300.0f, 360.0f, 650.0f}) {
    for (int problems = 0; problems <= 40; ++problems) {
      const ReviewItem item = MakeItem(std::min(problems, 2), problems / 2, problems / 3, 20);
      const int all = std::min(problems, 2) + problems / 2 + problems / 3;
      const CheckLayout layout = PlaceChecks(item, 88, 88 + room, -1, {});
      EXPECT_FALSE(Overlaps(layout)) << problems;
      EXPECT_LE(layout.bottom, 88 + room + 0.01f) << problems << " in " << room;
      EXPECT_EQ(Shown(layout, item, false) + layout.problems_left, all) << problems;
      EXPECT_EQ(Shown(layout, item, true) + layout.ok_left, 20) << problems;
    }
  }
}

TEST(CheckLayout, TheFocusedProblemGetsItsCloseUpFirst) {
  const ReviewItem item = MakeItem(1, 5, 3, 10);
  const auto with = [&](int focused) {
    std::vector<size_t> lines;
    for (const CheckPlace& row : PlaceChecks(item, 88, 738, focused, {}).rows) {
      if (row.close_up > 0) lines.push_back(row.line);
    }
    return lines;
  };
  const auto first = with(-1), last = with(8);
  ASSERT_FALSE(first.empty());
  EXPECT_EQ(first[0], 1u);
  EXPECT_EQ(std::count(first.begin(), first.end(), 8u), 0);
  EXPECT_EQ(std::count(last.begin(), last.end(), 8u), 1);
}

/// A head with its eyes 100 px apart, on a plain photo with a red left and a green right ear.
struct EarPhoto {
  EarPhoto() : picture(1400, 1000, CV_8UC3, cv::Scalar(60, 60, 60)) {
    report.size = {1000, 1400};
    report.key_points = KeyPoints{{450, 500}, {550, 500}, {500, 690}, {500, 330}};
    picture(cv::Rect(360, 515, 36, 40)) = cv::Scalar(0, 0, 255);
    picture(cv::Rect(604, 515, 36, 40)) = cv::Scalar(0, 255, 0);
    Measure ears;
    ears.id = "occlusion.ears";
    ears.verdict = Verdict::kUnknown;
    ears.evidence.push_back({Evidence::Kind::kBox, {{360, 515}, {396, 555}}, "evidence.cheek"});
    Measure eyes;
    eyes.id = "eyes.openness";
    eyes.verdict = Verdict::kOk;
    eyes.value = 0.1;
    Measure bytes;
    bytes.id = "file.bytes";
    bytes.verdict = Verdict::kWarn;
    bytes.value = 5;
    report.measures = {eyes, ears, bytes};
  }
  Report report;
  cv::Mat picture;
};

TEST(CloseUps, ShowThePlaceOfEveryCautionAndUnknownEnlargedWithItsEvidence) {
  const EarPhoto photo;
  const auto views = MakeCloseUps(photo.report, MakeCheckLines(photo.report), photo.picture);
  ASSERT_EQ(views.size(), 1u) << "what passes has none, and a file's size has no place";
  const CloseUpView& ears = views[0];
  EXPECT_EQ(ears.measure, "occlusion.ears");
  ASSERT_EQ(ears.parts.size(), 2u);
  const auto middle = [&](int part) {
    const cv::Rect& at = ears.parts[static_cast<size_t>(part)];
    return ears.picture.at<cv::Vec3b>(at.y + at.height / 2, at.x + at.width / 2);
  };
  EXPECT_EQ(middle(0), cv::Vec3b(0, 0, 255));
  EXPECT_EQ(middle(1), cv::Vec3b(0, 255, 0));
  // The evidence lies over the red ear in its part, enlarged more than twice.
  ASSERT_EQ(ears.evidence[0].size(), 1u);
  const auto& box = ears.evidence[0][0].points;
  EXPECT_GT(box[1].x - box[0].x, 72);
  const cv::Point inside(static_cast<int>((box[0].x + box[1].x) / 2),
                         static_cast<int>((box[0].y + box[1].y) / 2));
  EXPECT_EQ(ears.picture.at<cv::Vec3b>(inside), cv::Vec3b(0, 0, 255));
  EXPECT_EQ(ears.evidence[0][0].label, "evidence.cheek");
}

TEST(CloseUps, ALargePhotoIsKeptSmall) {
  const cv::Mat large(2048, 1536, CV_8UC3, cv::Scalar(1, 2, 3));
  EXPECT_EQ(ShrinkToShortSide(large, 720).cols, 720);
  const cv::Mat small(900, 600, CV_8UC3);
  EXPECT_EQ(ShrinkToShortSide(small, 720).data, small.data) << "never enlarged";
}

}  // namespace
}  // namespace zhaojian::desk
