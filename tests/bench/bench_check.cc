// SPDX-License-Identifier: Apache-2.0
// zj-bench-check: what judging a photo costs, stage by stage, in cpu milliseconds of one thread,
// beside a naive way with the same networks and measures.
//
//   zj-bench-check ASSETS MODELS PHOTO [ROUNDS]
//
// Naive: the file decoded at full size, and each group of measures (eyes.*, light.* ...) analysing
// the photo for itself. Numbers are medians of ROUNDS (default 5).
#include <algorithm>
#include <cstdio>
#include <functional>
#include <map>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "core/base/crypto.h"
#include "core/base/file.h"
#include "core/compliance/check.h"
#include "core/compliance/profile.h"
#include "core/imaging/picture_memory.h"
#include "core/vision/analysis.h"

namespace zhaojian {
namespace {

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

/// Cpu milliseconds of `work`, median of `rounds`.
double Milliseconds(int rounds, const std::function<void()>& work) {
  std::vector<double> all;
  for (int i = 0; i < rounds; ++i) {
    const double start = ThreadCpuSeconds();
    work();
    all.push_back(1000 * (ThreadCpuSeconds() - start));
  }
  return Median(std::move(all));
}

std::string GroupOf(const std::string& id) { return id.substr(0, id.find('.')); }

Profile Only(const Profile& profile, const std::function<bool(const std::string&)>& keep) {
  Profile out = profile;
  out.limits.clear();
  for (const auto& [id, limits] : profile.limits) {
    if (keep(id)) out.limits[id] = limits;
  }
  return out;
}

void PrintMeasures(int rounds, const Photo& photo, const Analysis& analysis,
                   const Profile& profile) {
  // What all measures share: head, crop plan, face patch.
  const double shared = Milliseconds(rounds, [&] {
    CheckPhoto({photo, analysis, Only(profile, [](const std::string&) { return false; })});
  });
  std::printf("  %-28s %8.2f\n", "head, crop plan, face patch", shared);
  std::vector<std::pair<double, std::string>> costs;
  for (const auto& [id, limits] : profile.limits) {
    const std::string name = id;
    const Profile one = Only(profile, [&](const std::string& other) { return other == name; });
    const double all = Milliseconds(rounds, [&] { CheckPhoto({photo, analysis, one}); });
    costs.emplace_back(all - shared, id);
  }
  std::sort(costs.rbegin(), costs.rend());
  for (const auto& [ms, id] : costs) {
    if (ms >= 0.1) std::printf("    %-26s %8.2f\n", id.c_str(), ms);
  }
}

double Naive(const std::string& bytes, Analyzer& analyzer, const Profile& profile, int rounds) {
  std::map<std::string, Profile> groups;
  for (const auto& [id, limits] : profile.limits) {
    const std::string group = GroupOf(id);
    groups.emplace(
        group, Only(profile, [&](const std::string& other) { return GroupOf(other) == group; }));
  }
  return Milliseconds(rounds, [&] {
    const auto photo = DecodePhoto(bytes);
    for (const auto& [group, own] : groups) {
      const auto analysis = analyzer.Analyze(*photo);
      CheckPhoto({*photo, *analysis, own});
    }
  });
}

Status Bench(const std::string& assets, const std::string& models, const std::string& file,
             int rounds) {
  ZJ_ASSIGN_OR_RETURN(const Profile profile, FindProfile(assets, kDefaultProfile));
  ZJ_ASSIGN_OR_RETURN(const auto analyzer, Analyzer::Create(models));
  ZJ_ASSIGN_OR_RETURN(const std::string bytes,
                      ReadFile(std::filesystem::path(file), kMaxPhotoBytes));
  DecodeOptions scaled;
  scaled.min_short_side = kAnalysisShortSide;
  ZJ_ASSIGN_OR_RETURN(const Photo photo, DecodePhoto(bytes, scaled));
  ZJ_ASSIGN_OR_RETURN(const Analysis analysis, analyzer->Analyze(photo));
  std::printf("%s: %d x %d, decoded to %d x %d; cpu ms, median of %d\n",
              std::filesystem::path(file).filename().c_str(), photo.info.upright_size.width,
              photo.info.upright_size.height, photo.bgr.cols, photo.bgr.rows, rounds);
  const auto line = [](const char* name, double ms) { std::printf("  %-28s %8.2f\n", name, ms); };
  line("SHA-256 of the file", Milliseconds(rounds, [&] { Sha256Hex(bytes); }));
  const double decode = Milliseconds(rounds, [&] { (void)DecodePhoto(bytes, scaled); });
  line("decode, scaled", decode);
  const double nets = Milliseconds(rounds, [&] { (void)analyzer->Analyze(photo); });
  line("networks", nets);
  const double measures = Milliseconds(rounds, [&] { CheckPhoto({photo, analysis, profile}); });
  line("all measures", measures);
  PrintMeasures(rounds, photo, analysis, profile);
  const double whole = Milliseconds(rounds, [&] { (void)CheckBytes(bytes, *analyzer, profile); });
  line("check as a whole", whole);
  const double naive = Naive(bytes, *analyzer, profile, std::max(1, rounds / 3));
  line("naive", naive);
  std::printf("  naive / ours %.1f\n", naive / whole);
  return absl::OkStatus();
}

}  // namespace
}  // namespace zhaojian

int main(int count, char** values) {
  if (count < 4) {
    std::fputs("usage: zj-bench-check ASSETS MODELS PHOTO [ROUNDS]\n", stderr);
    return 2;
  }
  zhaojian::PoolPictureMemory();
  cv::setNumThreads(1);
  const int rounds = count > 4 ? std::max(1, std::atoi(values[4])) : 5;
  const auto status = zhaojian::Bench(values[1], values[2], values[3], rounds);
  if (status.ok()) return 0;
  std::fprintf(stderr, "zj-bench-check: %s\n", zhaojian::MessageOf(status).c_str());
  return 1;
}
