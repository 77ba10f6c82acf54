// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "core/imaging/photo.h"
#include "core/imaging/qr.h"
#include "tests/support/made_photos.h"

namespace zhaojian {
namespace {

using testing::JpegOptions;
using testing::MakeJpeg;
using testing::MakePng;
using testing::MarkedPicture;
using testing::StoredFor;

// JPEG at quality 90 moves flat colours by a few levels.
constexpr double kJpegLevels = 6;

double LevelsApart(const cv::Mat& a, const cv::Mat& b) {
  return a.size() == b.size() ? cv::norm(a, b, cv::NORM_L1) / static_cast<double>(a.total() * 3)
                              : 255;
}

bool RedTopLeftBlueBottomRight(const cv::Mat& bgr) {
  const auto& first = bgr.at<cv::Vec3b>(8, 8);
  const auto& last = bgr.at<cv::Vec3b>(bgr.rows - 9, bgr.cols - 9);
  return first[2] > 200 && first[0] < 60 && last[0] > 200 && last[2] < 60;
}

std::string ReasonFor(const std::string& bytes) { return ReasonOf(DecodePhoto(bytes).status()); }

class Orientation : public ::testing::TestWithParam<int> {};

TEST_P(Orientation, IsTurnedUprightInBothByteOrders) {
  const cv::Mat upright = MarkedPicture(200, 280);
  for (const bool big : {false, true}) {
    JpegOptions options;
    options.orientation = GetParam();
    options.big_endian_exif = big;
    const auto photo = DecodePhoto(MakeJpeg(StoredFor(upright, GetParam()), options));
    ASSERT_TRUE(photo.ok()) << MessageOf(photo.status());
    EXPECT_EQ(photo->info.exif_orientation, GetParam());
    EXPECT_EQ(photo->info.upright_size, upright.size());
    EXPECT_TRUE(RedTopLeftBlueBottomRight(photo->bgr));
    EXPECT_LT(LevelsApart(photo->bgr, upright), kJpegLevels);
  }
}

INSTANTIATE_TEST_SUITE_P(AllEight, Orientation, ::testing::Range(1, 9));

TEST(Decode, AnInvalidOrientationIsReadAsUpright) {
  JpegOptions options;
  options.orientation = 9;
  const auto photo = DecodePhoto(MakeJpeg(MarkedPicture(200, 280), options));
  ASSERT_TRUE(photo.ok());
  EXPECT_EQ(photo->info.exif_orientation, 1);
  EXPECT_TRUE(RedTopLeftBlueBottomRight(photo->bgr));
}

TEST(Decode, AJpegCutAnywhereIsRefusedAsDamaged) {
  for (const bool progressive : {false, true}) {
    JpegOptions options;
    options.progressive = progressive;
    const std::string whole = MakeJpeg(MarkedPicture(200, 280), options);
    ASSERT_TRUE(DecodePhoto(whole).ok());
    for (int percent = 2; percent < 100; percent += 7) {
      const std::string cut = whole.substr(0, whole.size() * static_cast<size_t>(percent) / 100);
      EXPECT_EQ(ReasonFor(cut), "FILE-01") << percent << " %, progressive " << progressive;
    }
    EXPECT_EQ(ReasonFor(whole.substr(0, whole.size() - 2)), "FILE-01") << "end marker missing";
  }
}

TEST(Decode, APngCutAnywhereIsRefusedAsDamaged) {
  const std::string whole = MakePng(MarkedPicture(200, 280));
  ASSERT_TRUE(DecodePhoto(whole).ok());
  for (const size_t percent : {3u, 30u, 60u, 97u}) {
    EXPECT_EQ(ReasonFor(whole.substr(0, whole.size() * percent / 100)), "FILE-01") << percent;
  }
}

TEST(Decode, APngWithAFlippedBitIsRefusedAsDamaged) {
  const std::string whole = MakePng(MarkedPicture(200, 280));
  for (const size_t percent : {20u, 50u, 80u}) {
    std::string bytes = whole;
    bytes[bytes.size() * percent / 100] =
        static_cast<char>(bytes[bytes.size() * percent / 100] ^ 1);
    EXPECT_EQ(ReasonFor(bytes), "FILE-01") << percent;
  }
}

TEST(Decode, ABlockOfNoiseInTheScanIsFlaggedOrRefused) {
  std::string bytes = MakeJpeg(MarkedPicture(200, 280));
  for (size_t i = 0; i < 40; ++i) bytes[bytes.size() / 2 + i] = static_cast<char>(i * 37 + 11);
  const auto photo = DecodePhoto(bytes);
  EXPECT_TRUE(!photo.ok() || photo->info.damaged);
}

TEST(Decode, CmykKeepsItsColours) {
  JpegOptions options;
  options.cmyk = true;
  options.quality = 95;
  const cv::Mat picture = MarkedPicture(200, 280);
  const auto photo = DecodePhoto(MakeJpeg(picture, options));
  ASSERT_TRUE(photo.ok()) << MessageOf(photo.status());
  EXPECT_LT(LevelsApart(photo->bgr, picture), kJpegLevels);
}

TEST(Decode, GreyFilesAreReadAndSaidToBeGrey) {
  JpegOptions options;
  options.grey = true;
  const auto photo = DecodePhoto(MakeJpeg(MarkedPicture(200, 280), options));
  ASSERT_TRUE(photo.ok());
  EXPECT_TRUE(photo->info.greyscale);
  EXPECT_EQ(photo->bgr.type(), CV_8UC3);
  EXPECT_FALSE(DecodePhoto(MakeJpeg(MarkedPicture(200, 280)))->info.greyscale);
}

TEST(Decode, AnEmbeddedDisplayP3ProfileIsConvertedToSrgb) {
  const cv::Vec3b srgb(90, 140, 200);
  const cv::Vec3b stored = testing::SrgbAsDisplayP3(srgb);
  ASSERT_GT(cv::norm(srgb, stored, cv::NORM_INF), 5)
      << "the two spaces must differ for this test to tell";
  JpegOptions options;
  options.quality = 98;
  options.icc = testing::DisplayP3Profile();
  const auto photo = DecodePhoto(MakeJpeg(cv::Mat(280, 200, CV_8UC3, cv::Scalar(stored)), options));
  ASSERT_TRUE(photo.ok());
  EXPECT_EQ(photo->info.colour_profile, ColourProfile::kConverted);
  EXPECT_LE(cv::norm(photo->bgr.at<cv::Vec3b>(140, 100), srgb, cv::NORM_INF), 3);
}

TEST(Decode, AGarbageProfileIsReadAsSrgbWithAWarning) {
  JpegOptions options;
  options.icc = "this is no profile";
  const cv::Mat picture = MarkedPicture(200, 280);
  const auto photo = DecodePhoto(MakeJpeg(picture, options));
  ASSERT_TRUE(photo.ok());
  EXPECT_EQ(photo->info.colour_profile, ColourProfile::kBroken);
  EXPECT_EQ(photo->info.warnings.size(), 1u);
  EXPECT_LT(LevelsApart(photo->bgr, picture), kJpegLevels);
}

TEST(Decode, SixteenBitPngKeepsItsLook) {
  cv::Mat deep;
  const cv::Mat picture = MarkedPicture(200, 280);
  picture.convertTo(deep, CV_16U, 257);
  const auto photo = DecodePhoto(MakePng(deep));
  ASSERT_TRUE(photo.ok());
  EXPECT_EQ(LevelsApart(photo->bgr, picture), 0);
}

TEST(Decode, AlphaIsLaidOnWhite) {
  cv::Mat clear(280, 200, CV_8UC4, cv::Scalar(10, 20, 30, 0));
  cv::rectangle(clear, {0, 0, 200, 140}, {10, 20, 30, 255}, cv::FILLED);
  const auto photo = DecodePhoto(MakePng(clear));
  ASSERT_TRUE(photo.ok());
  EXPECT_TRUE(photo->info.had_alpha);
  EXPECT_EQ(photo->bgr.at<cv::Vec3b>(50, 50), cv::Vec3b(10, 20, 30));
  EXPECT_EQ(photo->bgr.at<cv::Vec3b>(250, 50), cv::Vec3b(255, 255, 255));
}

TEST(Decode, AHeaderThatClaimsTooMuchIsRefusedByItself) {
  for (const uint32_t side : {30000u, 100000u, 0x7fffffffu}) {
    const auto photo = DecodePhoto(testing::PngHeaderOnly(side, side));
    EXPECT_EQ(photo.status().code(), StatusCode::kResourceExhausted) << side;
    EXPECT_EQ(ReasonOf(photo.status()), "FILE-01");
  }
}

TEST(Decode, ShapesThatAreNoPhotoAreRefused) {
  EXPECT_EQ(ReasonFor(MakeJpeg(MarkedPicture(90, 120))), "FILE-02");
  EXPECT_EQ(ReasonFor(MakeJpeg(MarkedPicture(150, 900))), "FILE-02");
  EXPECT_EQ(ReasonFor(MakePng(cv::Mat(1, 1, CV_8UC3, cv::Scalar(0)))), "FILE-02");
  EXPECT_TRUE(DecodePhoto(MakeJpeg(MarkedPicture(120, 160))).ok());
}

TEST(Decode, WhatIsNoPhotoIsRefusedByName) {
  EXPECT_EQ(ReasonFor(""), "FILE-01");
  EXPECT_EQ(ReasonFor("hello, I am a text"), "FILE-01");
  EXPECT_NE(MessageOf(DecodePhoto("GIF89a-and-more").status()).find("GIF"), std::string::npos);
  EXPECT_NE(
      MessageOf(DecodePhoto("<?xml version='1.0'?><svg><script/></svg>").status()).find("SVG"),
      std::string::npos);
  const char avif[] =
      "\0\0\0\x1c"
      "ftypavif\0\0\0\0avifmif1";
  const Status refused = DecodePhoto(std::string(avif, sizeof(avif) - 1)).status();
  EXPECT_NE(MessageOf(refused).find("AVIF"), std::string::npos);
}

TEST(Decode, TrailingBytesAreIgnoredAndSaid) {
  const std::string clean = MakeJpeg(MarkedPicture(200, 280));
  const auto photo = DecodePhoto(clean + "PK\x03\x04 an archive");
  ASSERT_TRUE(photo.ok());
  EXPECT_TRUE(photo->info.trailing_bytes);
  EXPECT_FALSE(DecodePhoto(clean)->info.trailing_bytes);
}

TEST(Decode, QualityAndDensityAreReadFromTheFile) {
  for (const int quality : {35, 60, 88, 97}) {
    JpegOptions options;
    options.quality = quality;
    options.dpi = 300;
    const auto photo = DecodePhoto(MakeJpeg(MarkedPicture(200, 280), options));
    ASSERT_TRUE(photo.ok());
    EXPECT_EQ(photo->info.jpeg_quality, quality);
    EXPECT_EQ(photo->info.density_dpi, 300);
  }
}

TEST(Decode, ScaledDecodingKeepsTheShortSideAsked) {
  const std::string bytes = MakeJpeg(MarkedPicture(1000, 1400));
  DecodeOptions options;
  options.min_short_side = 240;
  const auto photo = DecodePhoto(bytes, options);
  ASSERT_TRUE(photo.ok());
  EXPECT_EQ(photo->bgr.size(), cv::Size(250, 350));
  EXPECT_DOUBLE_EQ(photo->scale, 0.25);
  EXPECT_EQ(photo->info.upright_size, cv::Size(1000, 1400));
}

TEST(Decode, OnlyTheRowsAskedForAreReadWhereTheFileStandsUpright) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    JpegOptions made;
    made.orientation = orientation;
    const std::string bytes = MakeJpeg(StoredFor(MarkedPicture(400, 560), orientation), made);
    for (const int short_side : {0, 200}) {
      DecodeOptions options;
      options.min_short_side = short_side;
      const auto whole = DecodePhoto(bytes, options);
      options.rows = 301;
      const auto part = DecodePhoto(bytes, options);
      ASSERT_TRUE(whole.ok() && part.ok());
      const int rows = orientation > 1 ? whole->bgr.rows : short_side > 0 ? 151 : 301;
      ASSERT_EQ(part->bgr.size(), cv::Size(whole->bgr.cols, rows)) << orientation;
      EXPECT_EQ(part->info.upright_size, whole->info.upright_size);
      EXPECT_EQ(part->scale, whole->scale);
      EXPECT_EQ(cv::norm(part->bgr, whole->bgr.rowRange(0, rows), cv::NORM_INF), 0);
    }
  }
}

TEST(Qr, APictureWithoutACodeHasNone) {
  const auto photo = DecodePhoto(MakeJpeg(MarkedPicture(200, 280)));
  ASSERT_TRUE(photo.ok());
  EXPECT_EQ(ReasonOf(ReadQrCode(*photo).status()), "NO_QR_CODE");
}

}  // namespace
}  // namespace zhaojian
