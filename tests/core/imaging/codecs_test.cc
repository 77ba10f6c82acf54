// SPDX-License-Identifier: Apache-2.0
// The small codecs against OpenCV's, which read the same bytes independently.
#include <gtest/gtest.h>

#include <opencv2/imgcodecs.hpp>
#include <string>
#include <vector>

#include "core/imaging/bmp_codec.h"
#include "core/imaging/png_codec.h"
#include "core/imaging/webp_codec.h"

namespace zhaojian {
namespace {

cv::Mat Noise(int type) {
  cv::Mat picture(37, 53, type);
  cv::RNG random(5);
  random.fill(picture, cv::RNG::UNIFORM, 0, CV_MAT_DEPTH(type) == CV_16U ? 65536 : 256);
  return picture;
}

std::string By(const std::string& extension, const cv::Mat& picture, std::vector<int> how = {}) {
  std::vector<uchar> bytes;
  EXPECT_TRUE(cv::imencode(extension, picture, bytes, how));
  return {bytes.begin(), bytes.end()};
}

void ExpectSame(const cv::Mat& a, const cv::Mat& b) {
  ASSERT_EQ(a.type(), b.type());
  ASSERT_EQ(a.size(), b.size());
  EXPECT_EQ(cv::norm(a, b, cv::NORM_INF), 0);
}

TEST(Codecs, PngOfEveryKindIsReadAsOpenCvWroteIt) {
  for (const int type : {CV_8UC1, CV_8UC3, CV_8UC4, CV_16UC1, CV_16UC3, CV_16UC4}) {
    ExpectSame(DecodePng(By(".png", Noise(type))), Noise(type));
  }
}

TEST(Codecs, PngIsWrittenSoThatOpenCvReadsIt) {
  for (const int type : {CV_8UC1, CV_8UC3, CV_8UC4, CV_16UC1, CV_16UC3, CV_16UC4}) {
    const std::string bytes = WritePng(Noise(type));
    const cv::Mat raw(1, static_cast<int>(bytes.size()), CV_8U, const_cast<char*>(bytes.data()));
    ExpectSame(cv::imdecode(raw, cv::IMREAD_UNCHANGED), Noise(type));
  }
  // A recipe's mask and a stored picture are the bytes they always were.
  EXPECT_EQ(WritePng(Noise(CV_8UC1)), By(".png", Noise(CV_8UC1)));
  EXPECT_EQ(WritePng(Noise(CV_8UC3)), By(".png", Noise(CV_8UC3)));
}

TEST(Codecs, PngOfBitsIsReadAsGreyLevels) {
  const cv::Mat bits = Noise(CV_8UC1) > 127;
  ExpectSame(DecodePng(By(".png", bits, {cv::IMWRITE_PNG_BILEVEL, 1})), bits);
}

TEST(Codecs, PngThatIsCutOrOddIsRefused) {
  const std::string whole = By(".png", Noise(CV_8UC3));
  for (const size_t kept : {size_t{0}, size_t{8}, size_t{20}, size_t{60}, whole.size() / 2}) {
    EXPECT_TRUE(DecodePng(std::string_view(whole).substr(0, kept)).empty()) << kept;
  }
  std::string flipped = whole;
  flipped[whole.size() / 2] ^= 1;
  EXPECT_TRUE(DecodePng(flipped).empty());
  EXPECT_TRUE(WritePng(cv::Mat(3, 3, CV_32F)).empty());
  EXPECT_TRUE(WritePng(cv::Mat()).empty());
}

TEST(Codecs, WebpIsReadWithoutLossAndWithAlpha) {
  constexpr int kLossless = 101;
  ExpectSame(DecodeWebp(By(".webp", Noise(CV_8UC3), {cv::IMWRITE_WEBP_QUALITY, kLossless})),
             Noise(CV_8UC3));
  const std::string seen = By(".webp", Noise(CV_8UC4), {cv::IMWRITE_WEBP_QUALITY, kLossless});
  const cv::Mat raw(1, static_cast<int>(seen.size()), CV_8U, const_cast<char*>(seen.data()));
  ExpectSame(DecodeWebp(seen), cv::imdecode(raw, cv::IMREAD_UNCHANGED));
  EXPECT_TRUE(DecodeWebp(std::string_view(seen).substr(0, seen.size() / 2)).empty());
  EXPECT_TRUE(DecodeWebp("RIFF").empty());
}

TEST(Codecs, BmpIsReadAndOthersAreNot) {
  ExpectSame(DecodeBmp(By(".bmp", Noise(CV_8UC3))), Noise(CV_8UC3));
  cv::Mat grey;
  cv::merge(std::vector<cv::Mat>(3, Noise(CV_8UC1)), grey);
  ExpectSame(DecodeBmp(By(".bmp", Noise(CV_8UC1))), grey);
  EXPECT_TRUE(DecodeBmp(By(".png", Noise(CV_8UC3))).empty());
  const std::string whole = By(".bmp", Noise(CV_8UC3));
  for (const size_t kept : {size_t{30}, whole.size() / 2, whole.size() - 200}) {
    EXPECT_TRUE(DecodeBmp(std::string_view(whole).substr(0, kept)).empty()) << kept;
  }
}

}  // namespace
}  // namespace zhaojian
