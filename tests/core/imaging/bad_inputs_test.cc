// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <map>

#include "core/base/file.h"
#include "core/imaging/photo.h"
#include "tests/support/shared.h"

namespace zhaojian {
namespace {

// What the README of bad-inputs asks for each file: "" = accept, else the reason of the refusal.
const std::map<std::string, std::string>& Answers() {
  static const std::map<std::string, std::string> kAnswers = {
      {"b01_zero_byte.jpg", "FILE-01"},
      {"b02_text_renamed.jpg", "FILE-01"},
      {"b03_truncated_60pct.jpg", "FILE-01"},
      {"b04_truncated_header.jpg", "FILE-01"},
      {"b05_corrupt_scan.jpg", ""},  // flagged, see below
      {"b06_random_bytes.jpg", "FILE-01"},
      {"b07_png_named.jpg", ""},
      {"b08_cmyk.jpg", ""},
      {"b09_gray.jpg", ""},
      {"b10_progressive.jpg", ""},
      {"b11_rgb16.png", ""},
      {"b12_rgba_alpha.png", ""},
      {"b13_palette.png", ""},
      {"b14_png_bomb_30000x30000.png", "FILE-01"},
      {"b15_png_lies_100000x100000.png", "FILE-01"},
      {"b21_exif_orientation_1.jpg", ""},
      {"b22_exif_orientation_2.jpg", ""},
      {"b23_exif_orientation_3.jpg", ""},
      {"b24_exif_orientation_4.jpg", ""},
      {"b25_exif_orientation_5.jpg", ""},
      {"b26_exif_orientation_6.jpg", ""},
      {"b27_exif_orientation_7.jpg", ""},
      {"b28_exif_orientation_8.jpg", ""},
      {"b29_exif_orientation_9_invalid.jpg", ""},
      {"b30_1x1.jpg", "FILE-02"},
      {"b31_20x8000.jpg", "FILE-02"},
      {"b32_too_small_90x120.jpg", "FILE-02"},
      {"b33_all_white.jpg", ""},
      {"b34_all_black.jpg", ""},
      {"b35_noise.jpg", ""},
      {"b36_trailing_garbage.jpg", ""},
      {"b37_animated.gif", "FILE-01"},
      {"b38_bmp.bmp", ""},
      {"b39_webp.webp", ""},
      {"b40_tiff.tif", "FILE-01"},
      {"b41_svg.svg", "FILE-01"},
      {"b42_name_照片 (副本) 100%.jpg", ""},
      {"b43_icc_display_p3.jpg", ""},
      {"b44_icc_rb_swapped.jpg", ""},
      {"b45_icc_garbage.jpg", ""},
      {"b46_heic.heic", ""},
      {"b47_avif.avif", "FILE-01"},
  };
  return kAnswers;
}

class BadInputs : public ::testing::Test {
 protected:
  // Empty, with a printed line, where the shared folder is absent.
  static std::optional<std::string> Bytes(const std::string& name) {
    const auto shared = testing::SharedFolder();
    if (!shared) return std::nullopt;
    auto bytes = ReadFile(*shared / "bad-inputs" / name, kMaxPhotoBytes);
    EXPECT_TRUE(bytes.ok()) << name;
    return bytes.ok() ? std::optional<std::string>(*bytes) : std::nullopt;
  }
  static StatusOr<Photo> Decoded(const std::string& name) {
    const auto bytes = Bytes(name);
    return bytes ? DecodePhoto(*bytes)
                 : StatusOr<Photo>(MakeError(StatusCode::kNotFound, "NOT_RUN", name));
  }
};

TEST_F(BadInputs, EveryFileGetsTheAnswerOfTheTable) {
  if (!testing::SharedFolder())
    return testing::PrintNotRun(static_cast<int>(Answers().size()), "no shared folder");
  EXPECT_EQ(testing::SharedFiles("bad-inputs", "b", "").size(), Answers().size())
      << "a file is not in the table";
  for (const auto& [name, reason] : Answers()) {
    const auto bytes = Bytes(name);
    ASSERT_TRUE(bytes);
    const double start = ThreadCpuSeconds();
    const auto photo = DecodePhoto(*bytes);
    EXPECT_LE(ThreadCpuSeconds() - start, 0.2) << name;
    EXPECT_EQ(ReasonOf(photo.status()), reason) << name << ": " << MessageOf(photo.status());
  }
}

TEST_F(BadInputs, FilesThatAreTakenAreReadRight) {
  if (!testing::SharedFolder()) return testing::PrintNotRun(8, "no shared folder");
  EXPECT_EQ(Decoded("b07_png_named.jpg")->info.format, FileFormat::kPng);
  EXPECT_EQ(Decoded("b46_heic.heic")->info.format, FileFormat::kHeif);
  EXPECT_TRUE(Decoded("b05_corrupt_scan.jpg")->info.damaged);
  EXPECT_TRUE(Decoded("b09_gray.jpg")->info.greyscale);
  EXPECT_TRUE(Decoded("b12_rgba_alpha.png")->info.had_alpha);
  EXPECT_TRUE(Decoded("b36_trailing_garbage.jpg")->info.trailing_bytes);
  EXPECT_EQ(Decoded("b45_icc_garbage.jpg")->info.colour_profile, ColourProfile::kBroken);
  const cv::Mat upright = Decoded("b21_exif_orientation_1.jpg")->bgr;
  for (int i = 2; i <= 8; ++i) {
    const std::string name =
        "b2" + std::to_string(i) + "_exif_orientation_" + std::to_string(i) + ".jpg";
    // Each was encoded by itself: the same picture within JPEG's error.
    EXPECT_LT(cv::norm(Decoded(name)->bgr, upright, cv::NORM_L1) /
                  static_cast<double>(upright.total() * 3),
              3)
        << name;
  }
}

TEST_F(BadInputs, ColourProfilesLeadToTheColoursOfThePlainFile) {
  if (!testing::SharedFolder()) return testing::PrintNotRun(3, "no shared folder");
  const cv::Mat plain = Decoded("b10_progressive.jpg")->bgr;
  for (const char* name : {"b44_icc_rb_swapped.jpg", "b08_cmyk.jpg", "b43_icc_display_p3.jpg"}) {
    cv::Mat difference;
    cv::absdiff(Decoded(name)->bgr, plain, difference);
    // The upper right square of the P3 file is a colour sRGB does not have.
    if (std::string(name).find("p3") != std::string::npos) {
      difference(cv::Rect(difference.cols / 2, 0, difference.cols - difference.cols / 2,
                          difference.rows / 4)) = 0;
    }
    const cv::Scalar mean = cv::mean(difference);
    EXPECT_LT((mean[0] + mean[1] + mean[2]) / 3, 2.0) << name;
  }
}

}  // namespace
}  // namespace zhaojian
