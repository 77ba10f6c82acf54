// SPDX-License-Identifier: Apache-2.0
// zj-bench-desk: how fast the retouch desk answers, on the CPU renderer with a 12 MP source.
//
//   zj-bench-desk PHOTO [WORDS]   for example the shared workload's portrait12.jpg; needs the
//   networks. With WORDS only the actions whose name holds them are done, twice as often.
//
// Drives the real desk, session and engine over a service in memory. A line per action:
// milliseconds of cpu time from the hand's motion to the new picture, median and 95th percentile.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <functional>
#include <opencv2/core.hpp>
#include <string>
#include <utility>
#include <vector>

#include "app/desk/retouch_desk.h"
#include "core/base/file.h"
#include "core/compliance/check.h"
#include "core/compliance/crop_plan.h"
#include "core/imaging/picture_memory.h"
#include "core/retouch/renderer.h"
#include "core/retouch/standard.h"
#include "tests/app/desk/fake_service.h"

namespace zhaojian {
namespace {

// A motion is drawn by the first tick after it; more than a few mean that it changed nothing.
constexpr int kMostTicks = 20;
/// How much more often a chosen action is done, for a profiler.
constexpr int kMore = 2;

double CpuMilliseconds() { return 1e3 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// The automatic recipe of a photo, in its stored form.
StatusOr<std::string> RecipeOf(const std::string& bytes, const Profile& profile) {
  ZJ_ASSIGN_OR_RETURN(const auto models, ModelFolder());
  ZJ_ASSIGN_OR_RETURN(const auto analyzer, Analyzer::Create(models));
  DecodeOptions options;
  options.min_short_side = kAnalysisShortSide;
  ZJ_ASSIGN_OR_RETURN(const Photo photo, DecodePhoto(bytes, options));
  ZJ_ASSIGN_OR_RETURN(const Analysis analysis, analyzer->Analyze(photo));
  ZJ_ASSIGN_OR_RETURN(const auto assets, AssetFolder());
  ZJ_ASSIGN_OR_RETURN(const EditPolicy policy, FindPolicy(assets, kDefaultPolicy));
  ZJ_ASSIGN_OR_RETURN(const Recipe recipe,
                      MakeAutomaticRecipe(photo, analysis, profile, policy, absl::Now()));
  return RecipeToBytes(recipe);
}

class Bench {
 public:
  Bench(const std::filesystem::path& assets, const std::filesystem::path& models, std::string only)
      : link_(&rig_.clock), only_(std::move(only)) {
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
    if (std::string(name).find(only_) == std::string::npos) return;
    if (!only_.empty()) count *= kMore;
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
  std::string only_;
  std::unique_ptr<desk::RetouchDesk> desk_;
};

/// Matte strokes while they are drawn and when they end, and heal clicks on all kinds of ground.
void TimeStrokes(Bench& bench, desk::RetouchSession& session) {
  constexpr int kMany = 40, kSome = 12;
  const auto scale = static_cast<float>(session.crop().scale);
  // A place on the delivered picture, source pixels.
  const auto at = [&](double x, double y) {
    return cv::Point2f(static_cast<float>(session.crop().x + x / scale),
                       static_cast<float>(session.crop().y + y / scale));
  };
  session.ChooseTool("bg.matte_brush");
  session.BeginStroke(at(100, 500), false);
  bench.Time("matte stroke, a move", kMany,
             [&](int i) { session.ExtendStroke(at(103 + 3 * i, 500 + i % 7)); });
  session.EndStroke();
  bench.Time("matte stroke to the refined edge", kSome, [&](int i) {
    session.BeginStroke(at(100 + 8 * i, 480), false);
    session.ExtendStroke(at(112 + 8 * i, 486));
    session.EndStroke();
  });
  bench.Time("undo or redo of a matte stroke", kSome,
             [&](int i) { i % 2 == 0 ? session.Undo() : session.Redo(); });
  session.ChooseTool("clean.background");
  session.SetBrushRadius(32 * scale);  // a spot of 64 source pixels
  int refused = 0;
  const auto click = [&](const cv::Point2f& place) {
    const size_t before = session.recipe().cursor;
    session.BeginStroke(place, false);
    session.EndStroke();
    refused += session.recipe().cursor == before ? 1 : 0;
  };
  bench.Time("heal click on the wall", kMany, [&](int i) { click(at(30, 60 + 4 * (i % 40))); });
  session.ChooseTool("clean.clothes");
  session.SetBrushRadius(12 * scale);  // lint; the policy stops at 1 % of the clothes
  bench.Time("heal click on the clothes", kMany,
             [&](int i) { click(at(150 + 4 * (i % 40), 600)); });
  bench.Time("undo or redo of a heal click", kSome,
             [&](int i) { i % 2 == 0 ? session.Undo() : session.Redo(); });
  session.ChooseTool("clean.background");
  session.SetBrushRadius(3);
  constexpr int kSpots = 500, kColumns = 20;
  for (int i = 0; i < kSpots; ++i) click(at(15 + 3 * (i % kColumns), 60 + 6 * (i / kColumns)));
  bench.Time("heal click after 500 spots", kMany,
             [&](int i) { click(at(16 + 3 * (i % 20), 215 + i / 20)); });
  session.ChooseTool("clean.stray_hair");
  session.SetBrushRadius(2);
  const auto head = MeasureHead(session.recipe().analysis);
  bench.Time("stray hair wiped at the outline", kSome, [&](int i) {
    const cv::Point2f top(static_cast<float>((*head).eye_mid.x),
                          static_cast<float>((*head).hair_top_y));
    const auto step = static_cast<float>(3 * i - 18) / scale;
    session.BeginStroke(top + cv::Point2f(step, 0), false);
    session.ExtendStroke(top + cv::Point2f(step, -8 / scale));
    session.EndStroke();
  });
  if (refused > 0) std::printf("%d of all clicks were refused by the policy\n", refused);
}

/// A stored recipe with 500 spots rendered from nothing, and one spot more.
Status TimeReplay(const std::string& bytes, const Profile& profile, Recipe recipe) {
  constexpr int kSpots = 500;
  ZJ_ASSIGN_OR_RETURN(const auto photo, PhotoForRecipe(bytes, recipe, nullptr));
  const Recipe before = recipe;
  const cv::Size size = recipe.analysis.source_size;
  Operation spot;
  spot.kind = "clean.clothes";
  spot.author = "bench";
  cv::RNG random(1);
  recipe.policy.clear();  // so that no spot is cut away
  for (int i = 0; i <= kSpots; ++i) {
    const cv::Point2f at(static_cast<float>(random.uniform(0.15, 0.85) * size.width),
                         static_cast<float>(random.uniform(0.1, 0.9) * size.height));
    spot.strokes = {{"heal", 0.01f * static_cast<float>(size.width), {at}}};
    recipe.Push(spot);
  }
  CpuRenderer renderer(photo, profile);
  ZJ_RETURN_IF_ERROR(renderer.RenderCanvas(before).status());
  --recipe.cursor;
  double start = CpuMilliseconds();
  ZJ_RETURN_IF_ERROR(renderer.RenderCanvas(recipe).status());
  std::printf("%-34s %6.1f ms\n", "500 spots replayed", CpuMilliseconds() - start);
  ++recipe.cursor;
  start = CpuMilliseconds();
  ZJ_RETURN_IF_ERROR(renderer.RenderCanvas(recipe).status());
  std::printf("%-34s %6.1f ms\n", "the spot after them", CpuMilliseconds() - start);
  return absl::OkStatus();
}

Status Run(const std::string& file, const std::string& only) {
  ZJ_ASSIGN_OR_RETURN(const auto assets, AssetFolder());
  ZJ_ASSIGN_OR_RETURN(const auto models, ModelFolder());
  ZJ_ASSIGN_OR_RETURN(const Profile profile, FindProfile(assets, kDefaultProfile));
  ZJ_ASSIGN_OR_RETURN(const std::string photo, ReadFile(file, kMaxPhotoBytes));
  ZJ_ASSIGN_OR_RETURN(const std::string recipe, RecipeOf(photo, profile));
  Bench bench(assets, models, only);
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
  bench.Time("undo or redo of a slider", kSome,
             [&](int i) { i % 2 == 0 ? session.Undo() : session.Redo(); });
  TimeStrokes(bench, session);
  if (!only.empty()) return absl::OkStatus();
  ZJ_ASSIGN_OR_RETURN(Recipe automatic, ParseRecipe(recipe));
  return TimeReplay(photo, profile, std::move(automatic));
}

}  // namespace
}  // namespace zhaojian

int main(int argc, char** argv) {
  if (argc != 2 && argc != 3) {
    std::fputs("usage: zj-bench-desk PHOTO [WORDS]\n", stderr);
    return 2;
  }
  zhaojian::PoolPictureMemory();
  cv::setNumThreads(1);
  const zhaojian::Status done = zhaojian::Run(argv[1], argc == 3 ? argv[2] : "");
  if (done.ok()) return 0;
  std::fprintf(stderr, "zj-bench-desk: %s\n", zhaojian::MessageOf(done).c_str());
  return 1;
}
