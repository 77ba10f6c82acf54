// SPDX-License-Identifier: Apache-2.0
// zj-duplicates: how far the perceptual hashes of one photo lie apart when it is saved anew,
// resized, cropped or toned, and how far those of different photos do. Source of the limit of
// file.duplicate.
//
//   zj-duplicates PHOTO...   [--pairs A B ...]   after --pairs, every two photos show the same
//   person
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <functional>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/compliance/perceptual_hash.h"
#include "core/imaging/photo.h"

namespace zhaojian {
namespace {

// A limit is told for each of these in the last columns.
constexpr int kLimit = 6;

struct Change {
  const char* name;
  std::function<cv::Mat(const cv::Mat&)> make;
};

cv::Mat Jpeg(const cv::Mat& picture, int quality) {
  std::vector<uchar> bytes;
  cv::imencode(".jpg", picture, bytes, {cv::IMWRITE_JPEG_QUALITY, quality});
  return cv::imdecode(bytes, cv::IMREAD_COLOR);
}

cv::Mat Scaled(const cv::Mat& picture, double factor) {
  cv::Mat out;
  cv::resize(picture, out, {}, factor, factor, factor < 1 ? cv::INTER_AREA : cv::INTER_CUBIC);
  return out;
}

// Parts of width and height that are cut from left, top, right and bottom.
cv::Mat Cropped(const cv::Mat& picture, double left, double top, double right, double bottom) {
  const int x = static_cast<int>(left * picture.cols);
  const int y = static_cast<int>(top * picture.rows);
  return picture(cv::Rect(x, y, picture.cols - x - static_cast<int>(right * picture.cols),
                          picture.rows - y - static_cast<int>(bottom * picture.rows)))
      .clone();
}

cv::Mat Toned(const cv::Mat& picture, double gain, double shift) {
  cv::Mat out;
  picture.convertTo(out, -1, gain, shift);
  return out;
}

cv::Mat Mirrored(const cv::Mat& picture) {
  cv::Mat out;
  cv::flip(picture, out, 1);
  return out;
}

const std::vector<Change>& Changes() {
  static const std::vector<Change> changes = {
      {"JPEG quality 90", [](const cv::Mat& p) { return Jpeg(p, 90); }},
      {"JPEG quality 60", [](const cv::Mat& p) { return Jpeg(p, 60); }},
      {"JPEG quality 30", [](const cv::Mat& p) { return Jpeg(p, 30); }},
      {"half size", [](const cv::Mat& p) { return Scaled(p, 0.5); }},
      {"quarter size, JPEG 60", [](const cv::Mat& p) { return Jpeg(Scaled(p, 0.25), 60); }},
      {"1.5 x size", [](const cv::Mat& p) { return Scaled(p, 1.5); }},
      {"brighter by 20", [](const cv::Mat& p) { return Toned(p, 1, 20); }},
      {"contrast x 1.2", [](const cv::Mat& p) { return Toned(p, 1.2, -20); }},
      {"cut 1 % all round", [](const cv::Mat& p) { return Cropped(p, .01, .01, .01, .01); }},
      {"cut 2 % all round", [](const cv::Mat& p) { return Cropped(p, .02, .02, .02, .02); }},
      {"cut 3 % all round", [](const cv::Mat& p) { return Cropped(p, .03, .03, .03, .03); }},
      {"cut 5 % all round", [](const cv::Mat& p) { return Cropped(p, .05, .05, .05, .05); }},
      {"cut 4 % all round", [](const cv::Mat& p) { return Cropped(p, .04, .04, .04, .04); }},
      {"cut 6 % all round", [](const cv::Mat& p) { return Cropped(p, .06, .06, .06, .06); }},
      {"cut 2 % at one side", [](const cv::Mat& p) { return Cropped(p, .02, 0, 0, 0); }},
      {"cut 5 % at one side", [](const cv::Mat& p) { return Cropped(p, .05, 0, 0, 0); }},
      {"cut 3 % at two sides", [](const cv::Mat& p) { return Cropped(p, .03, 0, .03, 0); }},
      {"cut 3 % at top and left", [](const cv::Mat& p) { return Cropped(p, .03, .03, 0, 0); }},
      {"cut 1, 2, 3, 4 %", [](const cv::Mat& p) { return Cropped(p, .01, .02, .03, .04); }},
      {"mirrored", [](const cv::Mat& p) { return Mirrored(p); }},
  };
  return changes;
}

void Print(const std::string& name, std::vector<int> distances) {
  if (distances.empty()) return;
  std::sort(distances.begin(), distances.end());
  const auto at = [&](double share) {
    return distances[static_cast<size_t>(share * static_cast<double>(distances.size() - 1))];
  };
  const auto within = static_cast<double>(
      std::count_if(distances.begin(), distances.end(), [](int d) { return d <= kLimit; }));
  std::printf("%-28s %6zu %5d %5d %5d %5d %5d %9.2f %%\n", name.c_str(), distances.size(),
              distances.front(), at(0.05), at(0.5), at(0.95), distances.back(),
              100 * within / static_cast<double>(distances.size()));
}

int Run(const std::vector<std::string>& files, const std::vector<std::string>& pairs) {
  const auto load = [](const std::string& file) {
    const auto bytes = ReadFile(file, kMaxPhotoBytes);
    const auto photo = bytes.ok() ? DecodePhoto(*bytes) : bytes.status();
    return photo.ok() ? photo->bgr : cv::Mat();
  };
  std::vector<std::vector<uint64_t>> hashes;
  std::vector<std::vector<int>> changed(Changes().size());
  for (const std::string& file : files) {
    const cv::Mat picture = load(file);
    if (picture.empty()) continue;
    hashes.push_back(PerceptualHashes(picture));
    for (size_t i = 0; i < Changes().size(); ++i) {
      changed[i].push_back(NearestHash(PerceptualHash(Changes()[i].make(picture)), hashes.back()));
    }
  }
  std::printf("%-28s %6s %5s %5s %5s %5s %5s %11s\n", "", "n", "min", "p5", "p50", "p95", "max",
              "within 6");
  for (size_t i = 0; i < Changes().size(); ++i) Print(Changes()[i].name, changed[i]);
  std::vector<int> others;
  for (size_t i = 0; i < hashes.size(); ++i) {
    for (size_t j = 0; j < i; ++j) others.push_back(NearestHash(hashes[i][0], hashes[j]));
  }
  Print("any two of the photos", others);
  std::vector<int> same;
  for (size_t i = 0; i + 1 < pairs.size(); i += 2) {
    const cv::Mat a = load(pairs[i]);
    const cv::Mat b = load(pairs[i + 1]);
    if (!a.empty() && !b.empty()) {
      same.push_back(NearestHash(PerceptualHash(b), PerceptualHashes(a)));
    }
  }
  Print("same person, another photo", same);
  return 0;
}

}  // namespace
}  // namespace zhaojian

int main(int argc, char** argv) {
  std::vector<std::string> files;
  std::vector<std::string> pairs;
  std::vector<std::string>* target = &files;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--pairs") == 0) {
      target = &pairs;
    } else {
      target->emplace_back(argv[i]);
    }
  }
  return zhaojian::Run(files, pairs);
}
