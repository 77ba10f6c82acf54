// SPDX-License-Identifier: Apache-2.0
// zj-accuracy: the picture work of tests/accuracy/run.
//
//   zj-accuracy derive ASSETS MODELS PROFILE OUT PHOTO...
//       makes every series of every photo, checks each step as a file and prints one JSON line a
//       step; keeps the pictures in OUT/SERIES-PHOTO-STEP.jpg; with ZJ_SERIES=NAME[,NAME...] only
//       these
//   zj-accuracy check ASSETS MODELS PROFILE PHOTO...
//       prints what `zj check --json` prints, for a build of this program alone
//   zj-accuracy tone MODELS PHOTO...
//       prints one JSON line a photo: {"file", "ita"} with the ITA angle of the cheeks, degrees
//   zj-accuracy sheet JSON PNG
//       draws a sheet (see sheet.h)
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <opencv2/imgproc.hpp>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/compliance/check.h"
#include "core/compliance/crop_plan.h"
#include "core/compliance/face_patch.h"
#include "core/imaging/encode.h"
#include "core/vision/analysis.h"
#include "tests/accuracy/series.h"
#include "tests/accuracy/sheet.h"

namespace zhaojian::accuracy {
namespace {
namespace fs = std::filesystem;

struct Seen {
  Photo photo;
  Analysis analysis;
  HeadGeometry head;
};

StatusOr<Seen> See(const fs::path& file, Analyzer& analyzer) {
  Seen seen;
  ZJ_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(file, kMaxPhotoBytes));
  ZJ_ASSIGN_OR_RETURN(seen.photo, DecodePhoto(bytes, {kAnalysisShortSide}));
  ZJ_ASSIGN_OR_RETURN(seen.analysis, analyzer.Analyze(seen.photo));
  const auto head = MeasureHead(seen.analysis);
  if (!head || seen.analysis.faces.size() != 1)
    return MakeError(StatusCode::kInvalidArgument, "NO_FACE", "has not one face");
  seen.head = *head;
  return seen;
}

Base BaseOf(const std::string& name, const Seen& seen) {
  Base base;
  base.name = name;
  const double face = (seen.head.face_right_x - seen.head.face_left_x) * seen.photo.scale;
  const double zoom = std::min(1.0, kFaceWidth / face);
  cv::resize(seen.photo.bgr, base.bgr, {}, zoom, zoom, cv::INTER_AREA);
  const auto scale = static_cast<float>(zoom * seen.photo.scale);
  for (const auto& p : seen.analysis.landmarks) base.points.emplace_back(p.x * scale, p.y * scale);
  cv::resize(seen.analysis.person_mask, base.person, base.bgr.size(), 0, 0, cv::INTER_LINEAR);
  return base;
}

Json Answers(const Report& report) {
  Json json = Json::object();
  const Json whole = ReportToJson(report);
  for (const Json& m : whole.at("measures")) {
    json[m.at("id").get<std::string>()] = {{"value", m.at("value")},
                                           {"verdict", m.at("verdict")},
                                           {"band", m.at("band")},
                                           {"block", m.at("block")}};
  }
  return json;
}

// Every step of one series as one line of JSON.
Status MakeSeries(const Series& series, const Base& base, const Profile& profile,
                  const fs::path& out, Analyzer& analyzer) {
  for (size_t step = 0; step < series.amounts.size(); ++step) {
    const Derived made = series.make(base, series.amounts[step]);
    ZJ_ASSIGN_OR_RETURN(const std::string bytes, EncodeJpeg(made.bgr, made.jpeg_quality, 300));
    std::string name = series.name + "-" + base.name + "-" + std::to_string(step) + ".jpg";
    std::replace(name.begin(), name.end(), ' ', '_');
    ZJ_RETURN_IF_ERROR(WriteFileAtomically(out / name, bytes));
    ZJ_ASSIGN_OR_RETURN(const Report report, CheckBytes(bytes, analyzer, profile));
    Json line = {{"series", series.name},
                 {"unit", series.unit},
                 {"photo", base.name},
                 {"step", step},
                 {"steps", series.amounts.size()},
                 {"amount", series.amounts[step]},
                 {"watched", series.watched},
                 {"objectionable", series.objectionable},
                 {"file", (out / name).string()},
                 {"suggestions", report.suggestions},
                 {"measures", Answers(report)}};
    std::cout << JsonLine(line) << '\n';
  }
  return absl::OkStatus();
}

// ZJ_SERIES names the series wanted, separated by commas; without it all are.
bool IsWanted(const std::string& series) {
  const char* names = std::getenv("ZJ_SERIES");
  if (names == nullptr || *names == '\0') return true;
  return ("," + std::string(names) + ",").find("," + series + ",") != std::string::npos;
}

Status Derive(const std::vector<std::string>& arguments) {
  const fs::path out = arguments[3];
  fs::create_directories(out);
  ZJ_ASSIGN_OR_RETURN(const Profile profile, FindProfile(arguments[0], arguments[2]));
  ZJ_ASSIGN_OR_RETURN(const auto analyzer, Analyzer::Create(arguments[1]));
  for (size_t i = 4; i < arguments.size(); ++i) {
    // A leading + marks a face with glasses, @ one that makes only the series on glasses.
    const bool only = arguments[i][0] == '@';
    const bool glasses = only || arguments[i][0] == '+';
    const fs::path file = arguments[i].substr(glasses ? 1 : 0);
    const auto seen = See(file, *analyzer);
    if (!seen.ok()) {
      std::fprintf(stderr, "zj-accuracy: %s %s\n", file.filename().c_str(),
                   MessageOf(seen.status()).c_str());
      continue;
    }
    const Base base = BaseOf(file.stem().string(), *seen);
    for (const Series& series : AllSeries()) {
      if (!IsWanted(series.name) || (series.glasses ? !glasses : only)) continue;
      ZJ_RETURN_IF_ERROR(MakeSeries(series, base, profile, out, *analyzer));
    }
  }
  return absl::OkStatus();
}

// Individual typology angle of the cheeks' median colour: atan((L* - 50) / b*), CIELAB D65
// (Chardon et al. 1991). Empty for cheeks that are cut.
std::optional<double> Ita(const Seen& seen) {
  const auto patch = CutFacePatch(seen.photo, seen.analysis, seen.head);
  if (!patch) return std::nullopt;
  cv::Mat lab;
  patch->bgr.convertTo(lab, CV_32F, 1.0 / 255);
  cv::cvtColor(lab, lab, cv::COLOR_BGR2Lab);
  std::vector<float> light;
  std::vector<float> yellow;
  for (const cv::Rect& square : CheekSquares(*patch)) {
    for (int y = square.y; y < square.y + square.height; ++y) {
      for (int x = square.x; x < square.x + square.width; ++x) {
        light.push_back(lab.at<cv::Vec3f>(y, x)[0]);
        yellow.push_back(lab.at<cv::Vec3f>(y, x)[2]);
      }
    }
  }
  if (light.empty()) return std::nullopt;
  const auto median = [](std::vector<float>& v) {
    const auto middle = v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2);
    std::nth_element(v.begin(), middle, v.end());
    return static_cast<double>(*middle);
  };
  return std::atan2(median(light) - 50, median(yellow)) * 180 / CV_PI;
}

// The lines of `zj check --json`, for a build without zj.
Status Check(const std::vector<std::string>& arguments) {
  ZJ_ASSIGN_OR_RETURN(const Profile profile, FindProfile(arguments[0], arguments[2]));
  ZJ_ASSIGN_OR_RETURN(const auto analyzer, Analyzer::Create(arguments[1]));
  for (size_t i = 3; i < arguments.size(); ++i) {
    ZJ_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(fs::path(arguments[i]), kMaxPhotoBytes));
    ZJ_ASSIGN_OR_RETURN(const Report report, CheckBytes(bytes, *analyzer, profile));
    Json line = {{"file", arguments[i]}};
    line.update(ReportToJson(report));
    std::cout << JsonLine(line) << '\n';
  }
  return absl::OkStatus();
}

Status Tone(const std::vector<std::string>& arguments) {
  ZJ_ASSIGN_OR_RETURN(const auto analyzer, Analyzer::Create(arguments[0]));
  for (size_t i = 1; i < arguments.size(); ++i) {
    const auto seen = See(arguments[i], *analyzer);
    const auto ita = seen.ok() ? Ita(*seen) : std::nullopt;
    const Json line = {{"file", arguments[i]}, {"ita", ita ? Json(*ita) : Json(nullptr)}};
    std::cout << JsonLine(line) << '\n';
  }
  return absl::OkStatus();
}

Status Sheet(const std::vector<std::string>& arguments) {
  ZJ_ASSIGN_OR_RETURN(const std::string json, ReadFile(fs::path(arguments[0]), 16u << 20));
  return DrawSheet(json, arguments[1]);
}

int Run(std::vector<std::string> arguments) {
  const std::string command = arguments.empty() ? "" : arguments[0];
  if (!arguments.empty()) arguments.erase(arguments.begin());
  cv::setNumThreads(1);
  Status status;
  if (command == "derive" && arguments.size() > 4) {
    status = Derive(arguments);
  } else if (command == "check" && arguments.size() > 3) {
    status = Check(arguments);
  } else if (command == "tone" && arguments.size() > 1) {
    status = Tone(arguments);
  } else if (command == "sheet" && arguments.size() == 2) {
    status = Sheet(arguments);
  } else {
    std::fputs(
        "usage: zj-accuracy derive ASSETS MODELS PROFILE OUT PHOTO... | check ASSETS MODELS "
        "PROFILE PHOTO... | "
        "tone MODELS PHOTO... | "
        "sheet JSON PNG\n",
        stderr);
    return 2;
  }
  if (status.ok()) return 0;
  std::fprintf(stderr, "zj-accuracy: %s\n", MessageOf(status).c_str());
  return 1;
}

}  // namespace
}  // namespace zhaojian::accuracy

int main(int count, char** values) {
  return zhaojian::accuracy::Run(std::vector<std::string>(values + 1, values + count));
}
