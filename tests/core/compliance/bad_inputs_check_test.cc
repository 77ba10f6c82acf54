// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <map>

#include "core/base/file.h"
#include "core/compliance/check.h"
#include "tests/support/shared.h"

namespace zhaojian {
namespace {

// What the README of bad-inputs asks of the whole check, file by file.
enum class Answer {
  kAccept,  // judged; nothing is asked of the verdicts
  kRefuse,  // refused with this reason
  kBlock,   // judged and blocked, and this reason is suggested
  kFlag     // judged, and this reason is suggested
};

struct Wanted {
  Answer answer;
  const char* reason = "";
};

const std::map<std::string, Wanted>& Answers() {
  static const std::map<std::string, Wanted> kAnswers = {
      {"b01_zero_byte.jpg", {Answer::kRefuse, "FILE-01"}},
      {"b02_text_renamed.jpg", {Answer::kRefuse, "FILE-01"}},
      {"b03_truncated_60pct.jpg", {Answer::kRefuse, "FILE-01"}},
      {"b04_truncated_header.jpg", {Answer::kRefuse, "FILE-01"}},
      {"b05_corrupt_scan.jpg", {Answer::kFlag, "FILE-01"}},
      {"b06_random_bytes.jpg", {Answer::kRefuse, "FILE-01"}},
      {"b07_png_named.jpg", {Answer::kAccept}},
      {"b08_cmyk.jpg", {Answer::kAccept}},
      {"b09_gray.jpg", {Answer::kBlock, "EDIT-05"}},
      {"b10_progressive.jpg", {Answer::kAccept}},
      {"b11_rgb16.png", {Answer::kAccept}},
      {"b12_rgba_alpha.png", {Answer::kAccept}},
      {"b13_palette.png", {Answer::kAccept}},
      {"b14_png_bomb_30000x30000.png", {Answer::kRefuse, "FILE-01"}},
      {"b15_png_lies_100000x100000.png", {Answer::kRefuse, "FILE-01"}},
      {"b21_exif_orientation_1.jpg", {Answer::kAccept}},
      {"b22_exif_orientation_2.jpg", {Answer::kAccept}},
      {"b23_exif_orientation_3.jpg", {Answer::kAccept}},
      {"b24_exif_orientation_4.jpg", {Answer::kAccept}},
      {"b25_exif_orientation_5.jpg", {Answer::kAccept}},
      {"b26_exif_orientation_6.jpg", {Answer::kAccept}},
      {"b27_exif_orientation_7.jpg", {Answer::kAccept}},
      {"b28_exif_orientation_8.jpg", {Answer::kAccept}},
      {"b29_exif_orientation_9_invalid.jpg", {Answer::kAccept}},
      {"b30_1x1.jpg", {Answer::kRefuse, "FILE-02"}},
      {"b31_20x8000.jpg", {Answer::kRefuse, "FILE-02"}},
      {"b32_too_small_90x120.jpg", {Answer::kRefuse, "FILE-02"}},
      {"b33_all_white.jpg", {Answer::kBlock, "ID-05"}},
      {"b34_all_black.jpg", {Answer::kBlock, "ID-05"}},
      {"b35_noise.jpg", {Answer::kBlock, "ID-05"}},
      {"b36_trailing_garbage.jpg", {Answer::kAccept}},
      {"b37_animated.gif", {Answer::kRefuse, "FILE-01"}},
      {"b38_bmp.bmp", {Answer::kAccept}},
      {"b39_webp.webp", {Answer::kAccept}},
      {"b40_tiff.tif", {Answer::kRefuse, "FILE-01"}},
      {"b41_svg.svg", {Answer::kRefuse, "FILE-01"}},
      {"b42_name_照片 (副本) 100%.jpg", {Answer::kAccept}},
      {"b43_icc_display_p3.jpg", {Answer::kAccept}},
      {"b44_icc_rb_swapped.jpg", {Answer::kAccept}},
      {"b45_icc_garbage.jpg", {Answer::kAccept}},
      {"b46_heic.heic", {Answer::kAccept}},
      {"b47_avif.avif", {Answer::kRefuse, "FILE-01"}},
      {"c01_group_six_faces.jpg", {Answer::kBlock, "ID-04"}},
      {"c02_two_faces.jpg", {Answer::kBlock, "ID-04"}},
      {"c03_upside_down_no_exif.jpg", {Answer::kBlock, "FILE-03"}},
      {"c04_sideways_no_exif.jpg", {Answer::kBlock, "FILE-03"}},
      {"c05_half_face_cut.jpg", {Answer::kBlock, "ID-05"}},
      {"c06_forehead_cut.jpg", {Answer::kBlock, "GEO-03"}},
      {"c07_face_far_too_small.jpg", {Answer::kBlock, "GEO-02"}},
      {"c08_very_blurred.jpg", {Answer::kBlock, "QUAL-01"}},
      {"c09_overexposed.jpg", {Answer::kBlock, "LIGHT-02"}},
      {"c10_underexposed.jpg", {Answer::kBlock, "LIGHT-03"}},
      {"c11_side_light.jpg", {Answer::kFlag, "LIGHT-01"}},
      {"c12_mask_painted.jpg", {Answer::kBlock, "OCC-05"}},
      {"c13_dark_glasses_painted.jpg", {Answer::kBlock, "EYE-05"}},
      {"c14_moire_rephotographed.jpg", {Answer::kFlag, "ID-02"}},
      {"c15_low_jpeg_quality.jpg", {Answer::kBlock, "FILE-05"}},
      {"c16_heavy_noise.jpg", {Answer::kBlock, "QUAL-03"}},
      {"c17_black_border.jpg", {Answer::kBlock, "FILE-04"}},
      {"c18_greyscale_photo.jpg", {Answer::kBlock, "EDIT-05"}},
      {"c19_colour_cast_green.jpg", {Answer::kFlag, "LIGHT-06"}},
      {"c20_stretched_wide.jpg", {Answer::kFlag, "GEO-08"}},
      {"c21_cat.jpg", {Answer::kBlock, "ID-05"}},
      {"c22_cartoon.jpg", {Answer::kBlock, "EDIT-01"}},
      {"c23_landscape_no_face.jpg", {Answer::kBlock, "ID-05"}},
      {"c24_qr_code_instead_of_photo.png", {Answer::kBlock, "ID-07"}},
      {"c25_phone_screenshot.png", {Answer::kFlag, "FILE-02"}},
  };
  return kAnswers;
}

long PeakKilobytes() {
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

void Expect(const Report& report, const Wanted& wanted, const std::string& name) {
  const auto& codes = report.suggestions;
  const bool suggested = std::find(codes.begin(), codes.end(), wanted.reason) != codes.end();
  switch (wanted.answer) {
    case Answer::kRefuse:
      ASSERT_TRUE(report.refused) << name;
      EXPECT_EQ(report.refused->reason, wanted.reason) << name;
      EXPECT_FALSE(report.refused->detail.empty()) << name;
      EXPECT_TRUE(report.measures.empty()) << name << ": no partial result";
      return;
    case Answer::kBlock:
      EXPECT_TRUE(report.Blocked()) << name;
      [[fallthrough]];
    case Answer::kFlag:
      EXPECT_TRUE(suggested) << name << " " << wanted.reason;
      [[fallthrough]];
    case Answer::kAccept:
      EXPECT_FALSE(report.refused) << name;
      EXPECT_FALSE(report.measures.empty()) << name;
  }
}

// No file may cost more than this many ordinary photos of 12 MP: a ratio, because cpu seconds grow
// by half when the other core is busy. The costliest, a tiny face on a flat wall, takes 1.0 to 1.5.
constexpr double kMostOrdinaries = 2;

// The least of `most` checks, or the first that stays within `enough`.
double LeastCpuSeconds(const std::string& bytes, Analyzer& analyzer, const Profile& profile,
                       int most, double enough) {
  double least = 1e9;
  for (int i = 0; i < most && least > enough; ++i) {
    const double start = ThreadCpuSeconds();
    const auto report = CheckBytes(bytes, analyzer, profile);
    least = std::min(least, ThreadCpuSeconds() - start);
    EXPECT_TRUE(report.ok());
  }
  return least;
}

TEST(BadInputsCheck, EveryFileGetsTheAnswerOfTheTable) {
  const auto shared = testing::SharedFolder();
  const auto analyzer = Analyzer::Create(testing::ModelsForTests());
  const int count = static_cast<int>(Answers().size());
  if (!shared) return testing::PrintNotRun(count, "no shared folder");
  if (!analyzer.ok()) return testing::PrintNotRun(count, "the networks are not converted");
  const auto profile = FindProfile(testing::AssetsForTests(), kDefaultProfile);
  ASSERT_EQ(count, 67);
  EXPECT_EQ(testing::SharedFiles("bad-inputs", "b", "").size() +
                testing::SharedFiles("bad-inputs", "c", "").size(),
            Answers().size())
      << "a file is not in the table";
  const auto phone = ReadFile(*shared / "bench/img/portrait12.jpg", kMaxPhotoBytes);
  ASSERT_TRUE(phone.ok()) << MessageOf(phone.status());
  // The first builds OpenCV's colour tables, which is part of the start.
  ASSERT_TRUE(CheckBytes(*phone, **analyzer, *profile).ok());
  const double ordinary = LeastCpuSeconds(*phone, **analyzer, *profile, 3, 0);
  const double most = kMostOrdinaries * ordinary;
  const long before = PeakKilobytes();
  for (const auto& [name, wanted] : Answers()) {
    const auto bytes = ReadFile(*shared / "bad-inputs" / name, kMaxPhotoBytes);
    ASSERT_TRUE(bytes.ok()) << name;
    EXPECT_LE(LeastCpuSeconds(*bytes, **analyzer, *profile, 3, most), most) << name;
    const auto report = CheckBytes(*bytes, **analyzer, *profile);
    ASSERT_TRUE(report.ok()) << name << ": " << MessageOf(report.status());
    Expect(*report, wanted, name);
  }
  EXPECT_LE(PeakKilobytes() - before, 300'000) << "memory grew by more than one photo may use";
}

}  // namespace
}  // namespace zhaojian
