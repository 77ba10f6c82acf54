// SPDX-License-Identifier: Apache-2.0
// A good rendered portrait, damaged by known amounts: each measure must follow the amount and cross
// its limit where a reviewer would.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <opencv2/imgproc.hpp>

#include "core/base/file.h"
#include "core/compliance/check.h"
#include "core/compliance/perceptual_hash.h"
#include "tests/support/made_photos.h"
#include "tests/support/shared.h"

namespace zhaojian {
namespace {

using Damage = std::function<cv::Mat(const cv::Mat& bgr, double amount)>;

struct Series {
  const char* id;
  /// Small to large; `passes` of them are ok, the last is at least a warning.
  std::vector<double> amounts;
  size_t passes;
  Damage damage;
  const char* reason;
};

class Derived : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto made = Analyzer::Create(testing::ModelsForTests());
    const auto bytes = ReadFile(testing::AssetsForTests() / "demo" / "t05.jpg", kMaxPhotoBytes);
    if (!made.ok() || !bytes.ok()) return;
    analyzer_ = std::move(*made).release();
    photo_ = *DecodePhoto(*bytes);
    analysis_ = *analyzer_->Analyze(photo_);
  }
  static void TearDownTestSuite() { delete analyzer_; }

  static bool Missing() {
    if (analyzer_ == nullptr) testing::PrintNotRun(1, "the networks are not converted");
    return analyzer_ == nullptr;
  }

  // The landmarks stay those of the undamaged photo: the networks are not on trial.
  static Measure Take(const char* id, const cv::Mat& bgr) {
    Photo photo = photo_;
    photo.bgr = bgr;
    static const Profile kProfile = *FindProfile(testing::AssetsForTests(), kDefaultProfile);
    const Report report = CheckPhoto({photo, analysis_, kProfile});
    const Measure* found = report.Find(id);
    EXPECT_NE(found, nullptr) << id;
    return found == nullptr ? Measure{} : *found;
  }

  static void Follow(const Series& series) {
    double last = 0;
    for (size_t i = 0; i < series.amounts.size(); ++i) {
      const double amount = series.amounts[i];
      const Measure m = Take(series.id, series.damage(photo_.bgr.clone(), amount));
      ASSERT_TRUE(m.value) << series.id << " at " << amount << ": " << m.cause;
      if (i < series.passes) {
        EXPECT_EQ(m.verdict, Verdict::kOk) << series.id << " at " << amount << ": " << *m.value;
      }
      if (i + 1 == series.amounts.size()) {
        EXPECT_NE(m.verdict, Verdict::kOk) << series.id << " at " << amount << ": " << *m.value;
        EXPECT_EQ(m.reason, series.reason);
      }
      if (i > 0) {
        const bool rises = m.band.high.has_value();
        EXPECT_TRUE(rises ? *m.value >= last - 1e-3 : *m.value <= last + 1e-3)
            << series.id << " at " << amount << ": " << last << " -> " << *m.value;
      }
      last = *m.value;
    }
  }

  static cv::Point Landmark(int index) {
    const auto& p = analysis_.landmarks[static_cast<size_t>(index)];
    return {static_cast<int>(p.x), static_cast<int>(p.y)};
  }

  static Analyzer* analyzer_;
  static Photo photo_;
  static Analysis analysis_;
};

Analyzer* Derived::analyzer_ = nullptr;
Photo Derived::photo_;
Analysis Derived::analysis_;

cv::Mat Jpeg(const cv::Mat& bgr, double quality) {
  testing::JpegOptions options;
  options.quality = static_cast<int>(quality);
  return DecodePhoto(testing::MakeJpeg(bgr, options))->bgr;
}

cv::Mat Times(const cv::Mat& bgr, const cv::Mat& gain) {
  cv::Mat out;
  bgr.convertTo(out, CV_32FC3);
  cv::Mat gains;
  cv::merge(std::vector<cv::Mat>{gain, gain, gain}, gains);
  out = out.mul(gains);
  out.convertTo(out, CV_8UC3);
  return out;
}

TEST_F(Derived, NoiseBlurMotionAndEnlargement) {
  if (Missing()) return;
  Follow({"noise",
          {0, 4, 8, 16, 30},
          2,
          [](const cv::Mat& bgr, double sigma) {
            cv::Mat noise(bgr.size(), CV_16SC3);
            cv::RNG rng(5);
            rng.fill(noise, cv::RNG::NORMAL, 0, sigma);
            cv::Mat out;
            cv::add(bgr, noise, out, cv::noArray(), CV_8UC3);
            return Jpeg(out, 92);
          },
          "QUAL-03"});
  Follow({"sharpness.face",
          {0.1, 0.8, 1.5, 2.5, 4},
          2,
          [](const cv::Mat& bgr, double sigma) {
            cv::Mat out;
            cv::GaussianBlur(bgr, out, {0, 0}, sigma);
            return Jpeg(out, 92);
          },
          "QUAL-01"});
  Follow({"sharpness.motion",
          {1, 3, 5, 9, 13},
          2,
          [](const cv::Mat& bgr, double length) {
            cv::Mat out;
            cv::blur(bgr, out, cv::Size(static_cast<int>(length), 1));
            return Jpeg(out, 92);
          },
          "QUAL-02"});
  Follow({"file.upscaled",
          {1, 1.5, 2, 3, 4},
          2,
          [](const cv::Mat& bgr, double factor) {
            cv::Mat small;
            cv::resize(bgr, small, {}, 1 / factor, 1 / factor, cv::INTER_AREA);
            cv::resize(small, small, bgr.size(), 0, 0, cv::INTER_CUBIC);
            return Jpeg(small, 92);
          },
          "QUAL-04"});
}

TEST_F(Derived, BlocksRasterAndBorder) {
  if (Missing()) return;
  Follow({"compression",
          {8, 50, 80, 92, 96},
          2,
          [](const cv::Mat& bgr, double loss) { return Jpeg(bgr, 100 - loss); },
          "FILE-05"});
  Follow({"authentic.moire",
          {0, 0.5, 2, 6},
          1,
          [](const cv::Mat& bgr, double amplitude) {
            cv::Mat out = bgr.clone();
            for (int y = 0; y < out.rows; ++y) {
              for (int x = 0; x < out.cols; ++x) {
                const double wave = amplitude * std::sin(1.3 * x + 0.9 * y);
                for (int c = 0; c < 3; ++c) {
                  auto& v = out.at<cv::Vec3b>(y, x)[c];
                  v = cv::saturate_cast<unsigned char>(v + wave);
                }
              }
            }
            return Jpeg(out, 92);
          },
          "ID-02"});
  // Pixels of frame on every side of 600 x 800: one is the resampling of an edge, six are seen.
  Follow({"file.border",
          {0, 1, 6, 30},
          2,
          [](const cv::Mat& bgr, double width) {
            cv::Mat out = bgr.clone();
            const int w = static_cast<int>(width);
            if (w > 0) cv::rectangle(out, {0, 0, out.cols, out.rows}, {20, 20, 160}, 2 * w - 1);
            return out;
          },
          "FILE-04"});
}

TEST_F(Derived, LightOnTheFace) {
  if (Missing()) return;
  const cv::Point nose = Landmark(4);
  const int eye_distance = Landmark(473).x - Landmark(468).x;
  // A white spot on each cheek, radius in percent of the eye distance.
  Follow({"light.shine",
          {0, 3, 10, 20},
          2,
          [&](const cv::Mat& bgr, double percent) {
            cv::Mat light = cv::Mat::zeros(bgr.size(), CV_32F);
            const int radius = static_cast<int>(percent / 100 * eye_distance);
            for (const int side : {-1, 1}) {
              const cv::Point at(nose.x + side * eye_distance / 2, nose.y);
              if (radius > 0) cv::circle(light, at, radius, cv::Scalar(0.75), cv::FILLED);
            }
            cv::GaussianBlur(light, light, {0, 0}, 2);
            cv::Mat out;
            bgr.convertTo(out, CV_32FC3);
            cv::Mat weights;
            cv::merge(std::vector<cv::Mat>{light, light, light}, weights);
            out += weights.mul(cv::Scalar::all(250) - out);
            out.convertTo(out, CV_8UC3);
            return out;
          },
          "LIGHT-04"});
  // Half of the face takes this much less light, percent.
  const Damage half = [&](const cv::Mat& bgr, double percent) {
    cv::Mat gain(bgr.size(), CV_32F, cv::Scalar(1));
    gain.colRange(0, nose.x).setTo(1 - percent / 100);
    cv::GaussianBlur(gain, gain, {0, 0}, 6);
    return Times(bgr, gain);
  };
  Follow({"light.evenness", {0, 5, 35, 60}, 2, half, "LIGHT-01"});
  // A hard shadow from below the eyes to the mouth, as of a brim or a lamp above.
  Follow({"light.shadow",
          {0, 10, 35, 60},
          2,
          [&](const cv::Mat& bgr, double percent) {
            cv::Mat gain(bgr.size(), CV_32F, cv::Scalar(1));
            const int eyes = Landmark(468).y;
            const int depth = (Landmark(61).y - eyes) * 55 / 100;
            gain.rowRange(eyes - depth, eyes + depth).setTo(1 - percent / 100);
            cv::GaussianBlur(gain, gain, {0, 0}, 3);
            return Times(bgr, gain);
          },
          "LIGHT-05"});
  Follow({"light.contrast",
          {0, 15, 35, 60},
          2,
          [](const cv::Mat& bgr, double percent) {
            cv::Mat out;
            bgr.convertTo(out, CV_8UC3, 1 - percent / 100, 1.4 * percent);
            return out;
          },
          "LIGHT-07"});
  // Blue light taken away, as under a warm lamp.
  Follow({"light.cast",
          {0, 5, 40, 65},
          2,
          [](const cv::Mat& bgr, double percent) {
            std::vector<cv::Mat> channels;
            cv::split(bgr, channels);
            channels[0] *= 1 - percent / 100;
            cv::Mat out;
            cv::merge(channels, out);
            return out;
          },
          "LIGHT-06"});
}

TEST_F(Derived, PupilsFilterSkinAndWall) {
  if (Missing()) return;
  Follow({"eyes.red",
          {0, 20, 100},
          2,
          [](const cv::Mat& bgr, double percent) {
            cv::Mat painted = bgr.clone();
            for (const int iris : {468, 473}) {
              const double radius = 0.6 * cv::norm(Landmark(iris) - Landmark(iris + 1));
              cv::circle(painted, Landmark(iris), static_cast<int>(std::ceil(radius)),
                         {40, 40, 210}, cv::FILLED);
            }
            cv::Mat out;
            cv::addWeighted(painted, percent / 100, bgr, 1 - percent / 100, 0, out);
            return out;
          },
          "EYE-07"});
  // From the photo to the same picture in brown.
  Follow({"authentic.filter",
          {0, 30, 100},
          2,
          [](const cv::Mat& bgr, double percent) {
            cv::Mat grey;
            cv::cvtColor(bgr, grey, cv::COLOR_BGR2GRAY);
            cv::Mat brown;
            cv::merge(std::vector<cv::Mat>{grey * 0.70, grey * 0.86, grey}, brown);
            cv::Mat out;
            cv::addWeighted(brown, percent / 100, bgr, 1 - percent / 100, 0, out);
            return out;
          },
          "EDIT-05"});
  // Cheeks smoothed by a filter that keeps edges; eyes stay.
  Follow({"authentic.beautified",
          {0, 100},
          1,
          [](const cv::Mat& bgr, double percent) {
            cv::Mat smooth;
            cv::bilateralFilter(bgr, smooth, 15, 40, 8);
            cv::Mat out;
            cv::addWeighted(smooth, percent / 100, bgr, 1 - percent / 100, 0, out);
            return out;
          },
          "EDIT-01"});
  // A shadow of the head on the wall beside it, percent of the light taken.
  Follow({"background.shadow",
          {0, 5, 20, 40},
          2,
          [](const cv::Mat& bgr, double percent) {
            cv::Mat person;
            cv::resize(analysis_.person_mask, person, bgr.size());
            cv::Mat cast;
            const cv::Matx23d shift(1, 0, 60, 0, 1, 25);
            cv::warpAffine(person, cast, shift, bgr.size());
            cv::GaussianBlur(cast, cast, {0, 0}, 8);
            cv::Mat gain = 1 - cast.mul(1 - person) * (percent / 100);
            return Times(bgr, gain);
          },
          "BG-02"});
}

TEST_F(Derived, AStretchedFaceIsOutOfProportion) {
  if (Missing()) return;
  const Profile profile = *FindProfile(testing::AssetsForTests(), kDefaultProfile);
  double last = 0;
  for (const double stretch : {1.0, 1.1, 1.3, 1.5}) {
    Photo photo = photo_;
    cv::resize(photo_.bgr, photo.bgr, {}, stretch, 1, cv::INTER_CUBIC);
    photo.info.upright_size = photo.bgr.size();
    const Analysis seen = *analyzer_->Analyze(photo);
    const Measure m = *CheckPhoto({photo, seen, profile}).Find("geometry.proportions");
    ASSERT_TRUE(m.value) << stretch << " " << m.cause;
    EXPECT_GT(*m.value, last);
    if (stretch <= 1.1) {
      EXPECT_EQ(m.verdict, Verdict::kOk) << stretch << " " << *m.value;
    }
    if (stretch >= 1.5) {
      EXPECT_EQ(m.reason, "GEO-08") << stretch << " " << *m.value;
    }
    last = *m.value;
  }
}

TEST_F(Derived, ARejectedPhotoIsKnownAgain) {
  if (Missing()) return;
  const Profile profile = *FindProfile(testing::AssetsForTests(), kDefaultProfile);
  const auto distance = [&](const Photo& photo, const std::vector<KnownPhoto>* rejected) {
    return *CheckPhoto({photo, analysis_, profile, rejected}).Find("file.duplicate");
  };
  EXPECT_EQ(CheckPhoto({photo_, analysis_, profile}).Find("file.duplicate"), nullptr)
      << "nobody keeps rejected photos: nothing to say, and no sign that something is missing";
  const std::vector<KnownPhoto> none;
  EXPECT_EQ(CheckPhoto({photo_, analysis_, profile, &none}).Find("file.duplicate"), nullptr);
  const std::vector<KnownPhoto> same_file = {{photo_.sha256, {}}};
  EXPECT_EQ(distance(photo_, &same_file).value, 0);
  EXPECT_EQ(distance(photo_, &same_file).reason, "PROC-02");
  const std::vector<KnownPhoto> seen = {{"", PerceptualHashes(photo_.bgr)}};
  Photo again = photo_;
  again.sha256 = "another file";
  cv::resize(photo_.bgr, again.bgr, {}, 0.7, 0.7, cv::INTER_AREA);
  again.bgr = Jpeg(again.bgr, 60);
  again.info.upright_size = photo_.info.upright_size;
  again.scale = 0.7;
  EXPECT_EQ(distance(again, &seen).reason, "PROC-02");
  Photo cut = photo_;
  cut.sha256 = "cut";
  cut.bgr = photo_.bgr({cvRound(.03 * photo_.bgr.cols), cvRound(.02 * photo_.bgr.rows),
                        cvRound(.94 * photo_.bgr.cols), cvRound(.95 * photo_.bgr.rows)});
  cut.info.upright_size = cut.bgr.size();
  EXPECT_EQ(distance(cut, &seen).reason, "PROC-02");
  Photo other = photo_;
  other.sha256 = "other";
  other.bgr =
      DecodePhoto(*ReadFile(testing::AssetsForTests() / "demo" / "t14.jpg", kMaxPhotoBytes))->bgr;
  EXPECT_EQ(distance(other, &seen).verdict, Verdict::kOk);
}

TEST(PerceptualHash, SurvivesItsHexForm) {
  const std::vector<uint64_t> two = {0x0123456789abcdefULL, 0xfedcba9876543210ULL};
  EXPECT_EQ(HashesToHex(two), "0123456789abcdeffedcba9876543210");
  EXPECT_EQ(HashesFromHex("0123456789abcdeffedcba9876543210"), two);
  EXPECT_TRUE(HashesFromHex("0123").empty());
  EXPECT_TRUE(HashesFromHex("0123456789abcdef0123456789abcdeg").empty());
  EXPECT_EQ(NearestHash(0b1011, {0b110, 0b0001}), 2);
  EXPECT_EQ(NearestHash(0b1011, {}), 64);
  EXPECT_EQ(HashDistance(0b1011, 0b0001), 2);
}

}  // namespace
}  // namespace zhaojian
