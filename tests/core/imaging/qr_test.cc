// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/qr.h"

#define ZX_USE_UTF8 1
#include <ZXing/BitMatrix.h>
#include <ZXing/MultiFormatWriter.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <functional>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <random>

namespace zhaojian {
namespace {

// As long as a demonstration code is: version 10, 57 modules a side.
const std::string& Payload() {
  static const std::string text =
      "ZJDEMO1.eyJ1aWQiOiI2YjE0ZWE3NS0wYTk0LTRjMmItOGFhMS0wYTQ1YTljMjRkNTYiLCJuYW1lX21hc2tlZCI6Iue"
      "kuirkvosiLCJpZF9tYXNrZWQiOiI0MTAxKioqKioqKioqKjEyMzQiLCJzY2hvb2wiOiJERU1PIiwiZXhwIjoxOTAw"
      "MDAwMDAwfQ.00112233445566778899aabbccddeeff";
  return text;
}

constexpr int kSamples = 12;
// Pixels a side of the code itself, as on a phone's screen.
constexpr int kCode = 300;

cv::Mat MakeCode() {
  ZXing::MultiFormatWriter writer(ZXing::BarcodeFormat::QRCode);
  const ZXing::BitMatrix bits = writer.setMargin(4).encode(Payload(), 0, 0);
  cv::Mat code(bits.height(), bits.width(), CV_8UC1);
  for (int y = 0; y < code.rows; ++y) {
    for (int x = 0; x < code.cols; ++x) code.at<uchar>(y, x) = bits.get(x, y) ? 0 : 255;
  }
  cv::resize(code, code, {kCode, kCode}, 0, 0, cv::INTER_NEAREST);
  cv::Mat colour;
  cv::cvtColor(code, colour, cv::COLOR_GRAY2BGR);
  return colour;
}

// The code in the middle of a grey table, as a phone photographs it.
cv::Mat OnTable(const cv::Mat& code) {
  cv::Mat table(kCode * 2, kCode * 2, CV_8UC3, cv::Scalar(120, 130, 140));
  code.copyTo(table(cv::Rect(kCode / 2, kCode / 2, kCode, kCode)));
  return table;
}

using Random = std::mt19937;

double Uniform(Random& random, double low, double high) {
  return std::uniform_real_distribution<double>(low, high)(random);
}

// Each corner moves by up to `share` of the side.
cv::Mat Slanted(const cv::Mat& picture, double share, Random& random) {
  const auto w = static_cast<float>(picture.cols);
  const auto h = static_cast<float>(picture.rows);
  const std::vector<cv::Point2f> from = {{0, 0}, {w, 0}, {w, h}, {0, h}};
  std::vector<cv::Point2f> to = from;
  for (cv::Point2f& corner : to) {
    corner.x += w * static_cast<float>(Uniform(random, -share, share));
    corner.y += h * static_cast<float>(Uniform(random, -share, share));
  }
  cv::Mat out;
  cv::warpPerspective(picture, out, cv::getPerspectiveTransform(from, to), picture.size(),
                      cv::INTER_LINEAR, cv::BORDER_REPLICATE);
  return out;
}

cv::Mat Turned(const cv::Mat& picture, double degrees) {
  const cv::Point2f centre(static_cast<float>(picture.cols) / 2,
                           static_cast<float>(picture.rows) / 2);
  cv::Mat out;
  cv::warpAffine(picture, out, cv::getRotationMatrix2D(centre, degrees, 1), picture.size(),
                 cv::INTER_LINEAR, cv::BORDER_REPLICATE);
  return out;
}

// What the pixels of a screen and those of a camera make together: two gratings of a random
// direction and a period of 2.2 to 6 pixels that darken by up to `depth`.
cv::Mat Moire(const cv::Mat& picture, double depth, Random& random) {
  cv::Mat out = picture.clone();
  const double period = Uniform(random, 2.2, 6.0);
  const double angle = Uniform(random, 0, CV_PI);
  const double fx = std::cos(angle) * 2 * CV_PI / period;
  const double fy = std::sin(angle) * 2 * CV_PI / period;
  for (int y = 0; y < out.rows; ++y) {
    for (int x = 0; x < out.cols; ++x) {
      const double wave = 0.25 * (2 + std::sin(fx * x + fy * y) + std::sin(fx * y - fy * x));
      for (int c = 0; c < 3; ++c) {
        auto& value = out.at<cv::Vec3b>(y, x)[c];
        value = cv::saturate_cast<uchar>(value * (1 - depth * wave));
      }
    }
  }
  return out;
}

cv::Mat Jpeg(const cv::Mat& picture, int quality) {
  std::vector<uchar> bytes;
  cv::imencode(".jpg", picture, bytes, {cv::IMWRITE_JPEG_QUALITY, quality});
  return cv::imdecode(bytes, cv::IMREAD_COLOR);
}

cv::Mat Blurred(const cv::Mat& picture, double sigma) {
  cv::Mat out;
  cv::GaussianBlur(picture, out, {}, sigma);
  return out;
}

// Bright at one side, down to `rest` of it at the other.
cv::Mat Shaded(const cv::Mat& picture, double rest, Random& random) {
  cv::Mat out = picture.clone();
  const double angle = Uniform(random, 0, 2 * CV_PI);
  const double size = std::hypot(out.cols, out.rows) / 2;
  for (int y = 0; y < out.rows; ++y) {
    for (int x = 0; x < out.cols; ++x) {
      const double along =
          ((x - out.cols / 2) * std::cos(angle) + (y - out.rows / 2) * std::sin(angle)) / size;
      const double light = 1 - (1 - rest) * (along + 1) / 2;
      for (int c = 0; c < 3; ++c) {
        auto& value = out.at<cv::Vec3b>(y, x)[c];
        value = cv::saturate_cast<uchar>(value * light);
      }
    }
  }
  return out;
}

// A phone's whole screen: lines of grey words above and below, the code `side` pixels wide.
cv::Mat Screenshot(const cv::Mat& code, int side, Random& random) {
  cv::Mat screen(2340, 1080, CV_8UC3, cv::Scalar::all(248));
  for (int y = 60; y < screen.rows - 60; y += 70) {
    for (int x = 60; x < 900;) {
      const int width = static_cast<int>(Uniform(random, 20, 160));
      cv::rectangle(screen, cv::Rect(x, y, width, 26), cv::Scalar::all(90), cv::FILLED);
      x += width + 20;
    }
  }
  cv::Mat small;
  cv::resize(code, small, {side, side}, 0, 0, cv::INTER_AREA);
  const cv::Point at(static_cast<int>(Uniform(random, 40, 1040 - side)),
                     static_cast<int>(Uniform(random, 300, 2000 - side)));
  small.copyTo(screen(cv::Rect(at, small.size())));
  return screen;
}

// How many of the pictures are read, in percent. None may be read as something else.
double Rate(const std::string& name, const std::function<cv::Mat(Random&)>& make) {
  Random random(20261128);
  int read = 0;
  for (int i = 0; i < kSamples; ++i) {
    Photo photo;
    photo.bgr = make(random);
    const auto text = ReadQrCode(photo);
    if (!text.ok()) continue;
    EXPECT_EQ(*text, Payload()) << name << ": a wrong text is worse than none";
    ++read;
  }
  const double rate = 100.0 * read / kSamples;
  std::printf("%-34s %5.0f %%\n", name.c_str(), rate);
  std::fflush(stdout);
  return rate;
}

// Every distortion up to what a hand and a phone do; beyond, only the printed rate tells.
struct Series {
  const char* name;
  std::vector<double> amounts;
  double must;  // up to this amount all but one of the samples are read
  std::function<cv::Mat(double, Random&)> make;
};

TEST(QrCode, IsReadThroughDistortionsOfKnownAmount) {
  const cv::Mat code = MakeCode();
  const cv::Mat table = OnTable(code);
  const std::vector<Series> all = {
      {"corners moved, share of side",
       {0.05, 0.10, 0.15, 0.20},
       0.10,
       [&](double amount, Random& r) { return Slanted(table, amount, r); }},
      {"turned, degrees up to",
       {10, 45, 180},
       180,
       [&](double amount, Random& r) { return Turned(table, Uniform(r, -amount, amount)); }},
      {"moire, darkening",
       {0.2, 0.4, 0.6, 0.8},
       0.4,
       [&](double amount, Random& r) { return Moire(table, amount, r); }},
      {"JPEG, 100 - quality",
       {50, 70, 85, 92},
       85,
       [&](double amount, Random& r) {
         return Jpeg(Turned(table, Uniform(r, -5, 5)), 100 - static_cast<int>(amount));
       }},
      {"blur, sigma in modules",
       {0.2, 0.4, 0.6, 0.8},
       0.4,
       [&](double amount, Random& r) {
         return Blurred(Turned(table, Uniform(r, -5, 5)), amount * kCode / 65);
       }},
      {"shade, darker side loses",
       {0.5, 0.7, 0.85},
       0.7,
       [&](double amount, Random& r) { return Shaded(table, 1 - amount, r); }},
      {"screenshot, 1000 - side",
       {200, 500, 700, 800},
       700,
       [&](double amount, Random& r) {
         return Jpeg(Screenshot(code, 1000 - static_cast<int>(amount), r), 80);
       }},
      {"photo of a screen, strength",
       {1, 2, 3, 4},
       2,
       [&](double amount, Random& r) {
         cv::Mat photo = Slanted(Turned(table, Uniform(r, -15, 15)), 0.03 * amount, r);
         photo = Moire(Shaded(photo, 1 - 0.15 * amount, r), 0.15 * amount, r);
         return Jpeg(Blurred(photo, 0.4 * amount), 80 - static_cast<int>(10 * amount));
       }},
  };
  for (const Series& series : all) {
    for (const double amount : series.amounts) {
      char name[64];
      std::snprintf(name, sizeof(name), "%s %.2f", series.name, amount);
      const double rate = Rate(name, [&](Random& r) { return series.make(amount, r); });
      if (amount <= series.must) {
        EXPECT_GE(rate, 100.0 * (kSamples - 1) / kSamples) << name;
      }
    }
  }
}

TEST(QrCode, APictureWithoutAReadableCodeSaysHowToGetABetterOne) {
  Photo photo;
  photo.bgr = cv::Mat(600, 600, CV_8UC3);
  cv::randu(photo.bgr, 0, 255);
  const auto none = ReadQrCode(photo);
  EXPECT_EQ(ReasonOf(none.status()), "NO_QR_CODE");
  EXPECT_THAT(MessageOf(none.status()), ::testing::HasSubstr("long-press the code"));
  EXPECT_THAT(MessageOf(none.status()), ::testing::HasSubstr("save the picture"));
}

}  // namespace
}  // namespace zhaojian
