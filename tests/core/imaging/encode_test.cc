// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/encode.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "core/imaging/photo.h"
#include "tests/support/made_photos.h"

namespace zhaojian {
namespace {

// The default standard's window.
JpegTarget GraduateWindow() {
  JpegTarget target;
  target.min_bytes = 20480;
  target.max_bytes = 40000;
  target.target_min_bytes = 31000;
  target.target_max_bytes = 39000;
  return target;
}

cv::Mat Textured(double sigma) {
  cv::Mat picture = testing::MarkedPicture(480, 640);
  cv::Mat noise(picture.size(), CV_16SC3);
  cv::RNG rng(7);
  rng.fill(noise, cv::RNG::NORMAL, 0, sigma);
  cv::Mat out;
  cv::add(picture, noise, out, cv::noArray(), CV_8UC3);
  return out;
}

TEST(Encode, ATexturedPictureLandsInTheTargetWindow) {
  for (const double sigma : {2.0, 5.0, 8.0}) {
    const auto file = EncodeJpegToWindow(Textured(sigma), GraduateWindow());
    ASSERT_TRUE(file.ok()) << sigma << ": " << MessageOf(file.status());
    EXPECT_GE(file->bytes.size(), 31000u) << sigma;
    EXPECT_LE(file->bytes.size(), 39000u) << sigma;
    EXPECT_GE(file->quality, 60);
    EXPECT_LE(file->quality, 98);
  }
}

TEST(Encode, TheQualityIsTheHighestThatFitsWhateverThePicture) {
  const JpegTarget window = GraduateWindow();
  for (int blur = 0; blur <= 6; blur += 3) {
    for (double sigma = 1.5; sigma < 24; sigma *= 1.5) {
      cv::Mat picture = Textured(sigma);
      if (blur > 0) cv::GaussianBlur(picture, picture, {0, 0}, 0.25 * blur);
      int highest = 0;
      for (int quality = window.min_quality; quality <= window.max_quality; ++quality) {
        const auto plain = EncodeJpeg(picture, quality, window.dpi);
        ASSERT_TRUE(plain.ok());
        if (static_cast<int>(plain->size()) <= window.target_max_bytes) highest = quality;
      }
      const auto file = EncodeJpegToWindow(picture, window);
      if (highest == 0 || !file.ok() || file->full_chroma) continue;
      EXPECT_EQ(file->quality, highest) << "noise " << sigma << ", blur " << blur;
    }
  }
}

TEST(Encode, TheFileIsABaselineJpegAt300DpiWithoutExif) {
  const auto file = EncodeJpegToWindow(Textured(5), GraduateWindow());
  ASSERT_TRUE(file.ok());
  const std::string& b = file->bytes;
  ASSERT_EQ(b.substr(0, 4), std::string("\xFF\xD8\xFF\xE0"));
  EXPECT_EQ(b.substr(6, 5), std::string("JFIF\0", 5));
  EXPECT_EQ(b[13], 1) << "dots per inch";
  EXPECT_EQ(static_cast<unsigned char>(b[14]) * 256 + static_cast<unsigned char>(b[15]), 300);
  EXPECT_NE(b.find("\xFF\xC0"), std::string::npos) << "baseline frame";
  EXPECT_EQ(b.find("Exif"), std::string::npos);
  const auto photo = DecodePhoto(b);
  ASSERT_TRUE(photo.ok());
  EXPECT_EQ(photo->info.jpeg_quality, file->quality);
  EXPECT_EQ(photo->bgr.size(), cv::Size(480, 640));
}

TEST(Encode, ASmoothPictureIsRaisedToFullChromaBeforeItIsGivenUp) {
  const auto file = EncodeJpegToWindow(Textured(0.8), GraduateWindow());
  if (file.ok()) {
    EXPECT_GE(file->bytes.size(), 20480u);
    EXPECT_TRUE(file->full_chroma || file->bytes.size() >= 31000u);
  } else {
    EXPECT_EQ(ReasonOf(file.status()), "BYTES_OUT_OF_WINDOW");
  }
  const auto flat =
      EncodeJpegToWindow(cv::Mat(640, 480, CV_8UC3, cv::Scalar(255, 197, 100)), GraduateWindow());
  EXPECT_EQ(ReasonOf(flat.status()), "BYTES_OUT_OF_WINDOW") << "never padded";
}

TEST(Encode, PureNoiseIsTooLargeAndSaysTheNearestSize) {
  const auto file = EncodeJpegToWindow(Textured(80), GraduateWindow());
  ASSERT_FALSE(file.ok());
  EXPECT_EQ(ReasonOf(file.status()), "BYTES_OUT_OF_WINDOW");
  const auto detail = DetailOf(file.status());
  ASSERT_TRUE(detail);
  EXPECT_GT(std::stoi(detail->metadata.at("nearest")), 40000);
}

TEST(Encode, APngComesBackAsItWas) {
  const cv::Mat picture = testing::MarkedPicture(200, 280);
  const auto bytes = EncodePng(picture);
  ASSERT_TRUE(bytes.ok());
  const auto photo = DecodePhoto(*bytes);
  ASSERT_TRUE(photo.ok());
  EXPECT_EQ(cv::norm(photo->bgr, picture, cv::NORM_INF), 0);
}

TEST(Encode, WhatIsNoPictureIsAnErrorAndNoCrash) {
  EXPECT_FALSE(EncodeJpeg(cv::Mat(), 90, 300).ok());
  EXPECT_FALSE(EncodePng(cv::Mat()).ok());
}

}  // namespace
}  // namespace zhaojian
