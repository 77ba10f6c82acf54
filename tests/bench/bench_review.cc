// SPDX-License-Identifier: Apache-2.0
// zj-bench-review: how long a reviewer waits from the decision to the next photo.
//
//   zj-bench-review [DECISIONS] [PHOTO]   300 decisions on the demo's first portrait by default
//
// Drives the real console, review desk and decision journal with real ImGui frames of 1920 x 1080
// off screen, over a service in memory. A decision is a key in a frame; the next photo counts when
// the frame that shows it, with everything that is drawn over it, is finished. What is fetched
// ahead has arrived by then, as it has after a person has looked at a photo for a second. Prints
// milliseconds from the key: `journal` is the synced write that the key waits for, `listed` is
// until the console has laid out and listed everything that is to be drawn (pictures uploaded),
// `drawn` is until the pixels are there, which without a graphics card are Mesa's work on this CPU
// and the greater part. `listed, cpu` is what the frame thread worked for it, waits left out.
// Asserts nothing.
#include <absl/time/clock.h>
#include <epoxy/gl.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "app/console/app.h"
#include "app/console/offscreen.h"
#include "app/console/picture_store.h"
#include "app/desk/rpc_desk_service.h"
#include "core/base/file.h"
#include "core/imaging/photo.h"
#include "core/imaging/picture_memory.h"
#include "core/retouch/standard.h"
#include "tests/app/desk/fake_service.h"

namespace zhaojian {
namespace {

constexpr int kWidth = 1920, kHeight = 1080;
// A key that is not answered by so many frames is reported as such.
constexpr int kMostFrames = 10;
// How long a person looks; moves the desk's clock, so that undo windows close as they do at work.
constexpr absl::Duration kLook = absl::Seconds(2);
constexpr size_t kMostPolicyBytes = 1 << 20;

/// Notes how long the frame thread waits for the disk.
class TimedLog final : public desk::DecisionLog {
 public:
  explicit TimedLog(std::unique_ptr<desk::DecisionLog> log) : log_(std::move(log)) {}
  Status Append(const desk::Decision& decision) override {
    const absl::Time begun = absl::Now();
    Status appended = log_->Append(decision);
    last_ = absl::Now() - begun;
    return appended;
  }
  Status Acknowledge(const std::string& request_id) override {
    return log_->Acknowledge(request_id);
  }
  std::vector<desk::Decision> Pending() const override { return log_->Pending(); }
  absl::Duration last() const { return last_; }

 private:
  std::unique_ptr<desk::DecisionLog> log_;
  absl::Duration last_;
};

/// Waits of one kind.
class Waits {
 public:
  explicit Waits(const char* name) : name_(name) {}
  void Add(absl::Duration wait) { milliseconds_.push_back(absl::ToDoubleMilliseconds(wait)); }
  void Print() {
    std::sort(milliseconds_.begin(), milliseconds_.end());
    const auto at = [&](size_t percent) {
      return milliseconds_[std::min(milliseconds_.size() - 1,
                                    milliseconds_.size() * percent / 100)];
    };
    if (milliseconds_.empty()) return;
    std::printf("%-20s median %6.1f ms   p95 %6.1f ms   p99 %6.1f ms   most %6.1f ms   n %zu\n",
                name_, at(50), at(95), at(99), milliseconds_.back(), milliseconds_.size());
  }

 private:
  const char* name_;
  std::vector<double> milliseconds_;
};

StatusOr<std::unique_ptr<FontSet>> Fonts(const std::filesystem::path& assets,
                                         const Catalogue& catalogue) {
  FontRequest request;
  request.assets = assets;
  for (const std::string& key : catalogue.Keys()) {
    request.texts.push_back(catalogue.Text(Language::kChinese, key));
    request.texts.push_back(catalogue.Text(Language::kEnglish, key));
  }
  for (const Reason& reason : desk::TestReasons().All()) {
    request.texts.push_back(reason.zh + reason.en + reason.guidance_zh + reason.guidance_en);
  }
  ZJ_ASSIGN_OR_RETURN(const std::string policy,
                      ReadFile(assets / "policy" / "retouch_policy.json", kMostPolicyBytes));
  request.texts.push_back(policy);
  return BakeFonts(request);
}

KeyEvent Stroke(Key key, bool pressed) {
  KeyEvent event;
  event.key = key;
  event.pressed = pressed;
  return event;
}

class Bench {
 public:
  static StatusOr<std::unique_ptr<Bench>> Create(const std::string& photo, int photos) {
    std::unique_ptr<Bench> bench(new Bench);
    ZJ_ASSIGN_OR_RETURN(const auto assets, AssetFolder());
    ZJ_ASSIGN_OR_RETURN(bench->catalogue_, Catalogue::Load(assets / "i18n"));
    ZJ_ASSIGN_OR_RETURN(auto fonts, Fonts(assets, bench->catalogue_));
    ZJ_ASSIGN_OR_RETURN(bench->ui_, OffscreenUi::Create(kWidth, kHeight, std::move(fonts)));
    ZJ_ASSIGN_OR_RETURN(bench->folder_, TemporaryFolder::Create());
    ZJ_ASSIGN_OR_RETURN(auto log, desk::OpenDecisionLog(bench->folder_->Path(), "D-001"));
    bench->journal_ = std::make_unique<TimedLog>(std::move(log));
    bench->pictures_ = MakeGlPictureStore();
    bench->rig_.service.picture = photo;
    for (int i = 0; i < photos; ++i) {
      bench->rig_.service.AddReview(i % 2 == 0 ? desk::CleanReport() : desk::TiltedReport());
    }
    desk::Wiring wiring = bench->rig_.wiring();
    wiring.journal = bench->journal_.get();
    desk::RetouchSetup setup;
    setup.assets = assets;
    setup.staff = "D-001";
    setup.engines = desk::MakeLocalEngines({});
    bench->state_ =
        std::make_unique<desk::ConsoleState>(wiring, &desk::TestReasons(), std::move(setup));
    bench->app_ = std::make_unique<App>(bench->state_.get(), &bench->catalogue_, &bench->calendar_,
                                        bench->pictures_.get());
    bench->kit_ = std::make_unique<Kit>(bench->ui_->fonts());
    return bench;
  }

  /// Lets everything that is under way arrive and shows it.
  void Rest() {
    for (int i = 0; i < 3; ++i) {
      rig_.Settle();
      Frame({});
    }
    glFinish();
  }

  bool Shown() const { return app_->shown_serial() != 0; }

  /// One decision; false when the next photo did not come.
  bool Decide(bool pass) {
    rig_.clock.Advance(kLook);
    if (!pass) {
      Frame({Stroke(Key::k1, true)});
      Frame({Stroke(Key::k1, false)});
    }
    Rest();
    const uint64_t before = app_->shown_serial();
    const absl::Time begun = absl::Now();
    const double cpu = ThreadCpuSeconds();
    Frame({Stroke(pass ? Key::kF : Key::kR, true)});
    glFinish();
    const absl::Time done = absl::Now();
    const absl::Time listed = listed_;
    const double worked = listed_cpu_ - cpu;
    const bool at_once = app_->shown_serial() != before && Shown();
    Frame({Stroke(pass ? Key::kF : Key::kR, false)});
    for (int i = 0; i < kMostFrames && (app_->shown_serial() == before || !Shown()); ++i) Rest();
    if (app_->shown_serial() == before || !Shown()) return false;
    if (!at_once) {
      ++late_;
      return true;
    }
    waits_[0].Add(journal_->last());
    waits_[1].Add(listed - begun);
    waits_[2].Add(absl::Seconds(worked));
    waits_[3].Add(done - begun);
    return true;
  }

  void Print(int decisions) {
    for (Waits& waits : waits_) waits.Print();
    std::printf("%-20s %d of %d (goal 0; listed p99 at most 16.7 ms)\n", "not in that frame", late_,
                decisions);
  }

 private:
  Bench() = default;
  void Frame(const std::vector<KeyEvent>& keys) {
    rig_.main.Drain();
    ui_->BeginFrame();
    app_->Frame(*kit_, keys, false);
    listed_ = absl::Now();
    listed_cpu_ = ThreadCpuSeconds();
    ui_->EndFrame();
    app_->Presented();
  }

  Catalogue catalogue_;
  WorkCalendar calendar_;
  std::optional<TemporaryFolder> folder_;
  std::unique_ptr<TimedLog> journal_;
  desk::DeskRig rig_;
  std::unique_ptr<OffscreenUi> ui_;
  std::unique_ptr<PictureStore> pictures_;
  std::unique_ptr<desk::ConsoleState> state_;
  std::unique_ptr<App> app_;
  std::unique_ptr<Kit> kit_;
  absl::Time listed_;
  double listed_cpu_ = 0;
  int late_ = 0;
  std::array<Waits, 4> waits_ = {Waits("journal"), Waits("listed"), Waits("listed, cpu"),
                                 Waits("drawn")};
};

Status Run(int decisions, std::string file) {
  if (file.empty()) {
    ZJ_ASSIGN_OR_RETURN(const auto assets, AssetFolder());
    file = (assets / "demo" / "t01.jpg").string();
  }
  ZJ_ASSIGN_OR_RETURN(const std::string photo, ReadFile(file, kMaxPhotoBytes));
  ZJ_ASSIGN_OR_RETURN(const auto bench, Bench::Create(photo, decisions + 1));
  for (int i = 0; i < kMostFrames && !bench->Shown(); ++i) bench->Rest();
  for (int i = 0; i < decisions; ++i) {
    // Every other photo is clean and passes; the tilted ones are rejected for it.
    if (!bench->Decide(i % 2 == 0)) {
      return MakeError(StatusCode::kInternal, "BENCH",
                       "decision " + std::to_string(i) + " was not followed by a photo");
    }
  }
  bench->Print(decisions);
  return absl::OkStatus();
}

}  // namespace
}  // namespace zhaojian

int main(int argc, char** argv) {
  const int decisions = argc > 1 ? std::atoi(argv[1]) : 300;
  if (argc > 3 || decisions < 1) {
    std::fputs("usage: zj-bench-review [DECISIONS] [PHOTO]\n", stderr);
    return 2;
  }
  zhaojian::PoolPictureMemory();
  const zhaojian::Status done = zhaojian::Run(decisions, argc > 2 ? argv[2] : "");
  if (done.ok()) return 0;
  std::fprintf(stderr, "zj-bench-review: %s\n", zhaojian::MessageOf(done).c_str());
  return 1;
}
