// SPDX-License-Identifier: Apache-2.0
// zj-bench-desk: how fast the retouch desk answers, on the CPU renderer with a 12 MP source.
//
//   zj-bench-desk PHOTO   for example the shared workload's portrait12.jpg; needs the networks
//
// Drives the real desk, session and engine over a service in memory. A line per action:
// milliseconds of cpu time from the hand's motion to the new picture, median and 95th percentile.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <functional>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "app/desk/retouch_desk.h"
#include "core/base/file.h"
#include "core/compliance/check.h"
#include "core/retouch/standard.h"
#include "tests/app/desk/fake_service.h"

namespace zhaojian {
namespace {

// A motion is drawn by the first tick after it; more than a few mean that it changed nothing.
constexpr int kMostTicks = 20;

double CpuMilliseconds() { return 1e3 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// The automatic recipe of a photo, in its stored form.
StatusOr<std::string> RecipeOf(const std::string& bytes, const Profile& profile) {
  ZJ_ASSIGN_OR_RETURN(const auto models, ModelFolder());
  ZJ_ASSIGN_OR_RETURN(const auto analyzer, Analyzer::Create(models));
  DecodeOptions options;
  options.min_short_side = kAnalysisShortSide;
  ZJ_ASSIGN_OR_RETURN(const Photo photo, DecodePhoto(bytes, options));
  ZJ_ASSIGN_OR_RETURN(const Analysis analysis, analyzer->Analyze(photo));
  ZJ_ASSIGN_OR_RETURN(const Recipe recipe,
                      MakeAutomaticRecipe(photo, analysis, profile, absl::Now()));
  return RecipeToBytes(recipe);
}

class Bench {
 public:
  Bench(const std::filesystem::path& assets, const std::filesystem::path& models)
      : link_(&rig_.clock) {
    desk::RetouchSetup setup;
    setup.assets = assets;
    setup.staff = "T-001";
    setup.engines = desk::MakeLocalEngines(models);
    desk_ = std::make_unique<desk::RetouchDesk>(rig_.wiring(), &link_, &desk::TestReasons(), setup);
  }

  bool Open(const std::string& recipe, const std::string& photo) {
    rig_.service.picture = photo;
    rig_.service.AddRetouch(recipe, photo, {});
    for (int i = 0; i < 8; ++i) {
      desk_->Tick();
      rig_.Settle();
    }
    return desk_->stage() == desk::RetouchStage::kReady && !desk_->pictures().result.empty();
  }

  desk::RetouchSession& session() { return *desk_->session(); }

  /// Cpu time until the picture of this motion is there.
  void Time(const char* name, int count, const std::function<void(int)>& act) {
    std::vector<double> times;
    for (int i = 0; i < count; ++i) {
      Rest();
      const uint64_t before = desk_->pictures().serial;
      const double start = CpuMilliseconds();
      act(i);
      // A gate is posted by the tick after the picture, so it is not in the time.
      for (int tick = 0; tick < kMostTicks && desk_->pictures().serial == before; ++tick) {
        desk_->Tick();
        rig_.Settle();
      }
      if (desk_->pictures().serial == before) {
        std::printf("%-34s gave no picture\n", name);
        return;
      }
      times.push_back(CpuMilliseconds() - start);
    }
    std::sort(times.begin(), times.end());
    std::printf("%-34s median %6.1f ms   p95 %6.1f ms   n %d\n", name, times[times.size() / 2],
                times[times.size() * 95 / 100], count);
  }

 private:
  /// Lets the gate and the draft of the step before end, so that they are not counted.
  void Rest() {
    for (int i = 0; i < 3; ++i) {
      desk_->Tick();
      rig_.Settle();
    }
  }

  desk::DeskRig rig_;
  desk::Link link_;
  std::unique_ptr<desk::RetouchDesk> desk_;
};

Status Run(const std::string& file) {
  ZJ_ASSIGN_OR_RETURN(const auto assets, AssetFolder());
  ZJ_ASSIGN_OR_RETURN(const auto models, ModelFolder());
  ZJ_ASSIGN_OR_RETURN(const Profile profile, FindProfile(assets, kDefaultProfile));
  ZJ_ASSIGN_OR_RETURN(const std::string photo, ReadFile(file, kMaxPhotoBytes));
  ZJ_ASSIGN_OR_RETURN(const std::string recipe, RecipeOf(photo, profile));
  Bench bench(assets, models);
  if (!bench.Open(recipe, photo)) {
    return MakeError(StatusCode::kInternal, "BENCH", "the desk did not open the photo");
  }
  desk::RetouchSession& session = bench.session();
  constexpr int kMany = 40, kSome = 12;
  session.ChooseTool("tone.exposure");
  bench.Time("slider: exposure", kMany, [&](int i) { session.SetLive("ev", 0.01 * (1 + i % 20)); });
  session.CommitLive();
  session.ChooseTool("bg.matte_edge");
  bench.Time("slider: matte edge softness", kSome,
             [&](int i) { session.SetLive("softness", 0.1 + 0.05 * (i % 8)); });
  session.CommitLive();
  bench.Time("undo or redo", kSome, [&](int i) { i % 2 == 0 ? session.Undo() : session.Redo(); });
  const auto scale = static_cast<float>(session.crop().scale);
  const cv::Point2f shoulder(static_cast<float>(session.crop().x) + 100.0f / scale,
                             static_cast<float>(session.crop().y) + 500.0f / scale);
  session.ChooseTool("bg.matte_brush");
  bench.Time("matte stroke to the refined edge", kSome, [&](int i) {
    session.BeginStroke(shoulder + cv::Point2f(static_cast<float>(40 * i), 0), false);
    session.ExtendStroke(shoulder + cv::Point2f(static_cast<float>(40 * i + 60), 30));
    session.EndStroke();
  });
  session.ChooseTool("clean.background");
  const cv::Point2f wall(static_cast<float>(session.crop().x) + 30.0f / scale,
                         static_cast<float>(session.crop().y) + 40.0f / scale);
  bench.Time("heal click, source found", kMany, [&](int i) {
    session.BeginStroke(wall + cv::Point2f(0, static_cast<float>(20 * i)), false);
    session.EndStroke();
  });
  return absl::OkStatus();
}

}  // namespace
}  // namespace zhaojian

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: zj-bench-desk PHOTO\n", stderr);
    return 2;
  }
  cv::setNumThreads(1);
  const zhaojian::Status done = zhaojian::Run(argv[1]);
  if (done.ok()) return 0;
  std::fprintf(stderr, "zj-bench-desk: %s\n", zhaojian::MessageOf(done).c_str());
  return 1;
}
