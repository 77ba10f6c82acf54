// SPDX-License-Identifier: Apache-2.0
//
// The console without its window: the retouch desk, the wire and the step journal as the console
// joins them, worked by a hand that paints, undoes and moves sliders. It is made to be killed.
//
//   zj-retouch-driver ADDRESS STAFF FOLDER DIARY SEED   works until it is killed
//   zj-retouch-driver ADDRESS STAFF FOLDER DIARY look   opens the photo, waits for its draft, ends
//
// DIARY gets one line per thing that the person saw:
//   O <state> <remark>   the photo stands on the stage in this state
//   S <number> <state>   the hand let go: so many steps since the photo was opened
//   K <number>           the desk says that so many are safe
//   X <remark>           the desk said that something was refused
// A state is a digest of every operation and of the cursor.
#include <chrono>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>

#include "app/desk/retouch_desk.h"
#include "core/base/crypto.h"
#include "core/base/executor.h"
#include "core/retouch/recipe_parts.h"
#include "tests/e2e/driver.h"

namespace zhaojian {
namespace {

// What a frame of the console takes.
constexpr std::chrono::milliseconds kFrame(16);
// Frames of a stroke or a slider's way: 64 ms, faster than any hand.
constexpr unsigned kMotionFrames = 4;
// One step in five goes back or forth in the recipe, one in five is a slider.
constexpr unsigned kOneIn = 5;

/// What the pictures show is not what this is about; the recipe is.
class BlankEngine final : public desk::RetouchEngine {
 public:
  StatusOr<cv::Mat> Render(const Recipe& /*recipe*/) override { return Blank(); }
  StatusOr<cv::Mat> Source(const Recipe& /*recipe*/) override { return Blank(); }
  StatusOr<cv::Mat> Alpha(const Recipe& /*recipe*/) override {
    return cv::Mat(1280, 960, CV_8UC1, cv::Scalar(0));
  }
  StatusOr<GateReport> Gate(const Recipe& /*recipe*/) override { return GateReport{}; }

 private:
  static cv::Mat Blank() { return {1280, 960, CV_8UC3, cv::Scalar::all(128)}; }
};

std::string DigestOf(const Recipe& recipe) {
  constexpr size_t kDigits = 16;
  return Sha256Hex(PartsToText(recipe.operations) + std::to_string(recipe.cursor))
      .substr(0, kDigits);
}

class Hand {
 public:
  Hand(const desk::Wiring& wiring, desk::Link* link, const ReasonCatalogue* reasons,
       desk::RetouchSetup setup, const Diary& diary, unsigned seed)
      : desk_(wiring, link, reasons, std::move(setup)), diary_(diary), random_(seed) {}

  void Frame(bool may_work) {
    desk_.NoteInput();
    desk_.Tick();
    desk::RetouchSession* session = desk_.session();
    if (session == nullptr) return;
    if (!opened_) {
      opened_ = true;
      diary_.Line("O " + DigestOf(session->recipe()) + " " + Remark());
    }
    if (desk_.remark() && desk_.remark()->key.rfind("retouch.remark.", 0) == 0 && !said_) {
      said_ = true;
      diary_.Line("X " + desk_.remark()->key);
    }
    // What was brought back is the first change of its file.
    if (const int64_t safe = desk_.keeper().safe(); safe > safe_) {
      safe_ = safe;
      diary_.Line("K " + std::to_string(safe_ - first_));
    }
    if (may_work) Move(*session);
  }

  bool Stored() const { return opened_ && !desk_.dirty(); }

 private:
  std::string Remark() {
    if (!desk_.remark()) {
      first_ = 0;
      return "-";
    }
    const bool back = desk_.remark()->key.rfind("retouch.steps.back", 0) == 0;
    first_ = safe_ = back ? 1 : 0;
    return desk_.remark()->key;
  }

  /// One frame of the hand's motion.
  void Move(desk::RetouchSession& session) {
    const unsigned frame = frames_++ % kMotionFrames;
    const auto at = [&] {
      const cv::Size size = session.recipe().analysis.source_size;
      return cv::Point2f(static_cast<float>(random_() % static_cast<unsigned>(size.width)),
                         static_cast<float>(random_() % static_cast<unsigned>(size.height)));
    };
    if (frame == 0) {
      choice_ = random_() % kOneIn;
      if (choice_ == 1) {
        session.ChooseTool("tone.exposure");
      } else {
        session.ChooseTool("bg.matte_brush");
        if (choice_ != 0) session.BeginStroke(at(), false);
      }
    }
    if (choice_ == 1) session.SetLive("ev", 0.001 * (random_() % 200));
    if (choice_ > 1) session.ExtendStroke(at());
    // A hand is slower than any disk: it never lets go while the step before is on its way there.
    if (frame + 1 < kMotionFrames) return;
    if (desk_.keeper().safe() < desk_.keeper().serial()) {
      --frames_;
      return;
    }
    const bool done = choice_ != 0 ? session.CommitLive() : session.Undo() || session.Redo();
    if (!done) return;
    diary_.Line("S " + std::to_string(++steps_) + " " + DigestOf(session.recipe()));
  }

  desk::RetouchDesk desk_;
  const Diary& diary_;
  std::mt19937 random_;
  bool opened_ = false, said_ = false;
  unsigned frames_ = 0, choice_ = 0;
  int steps_ = 0;
  int64_t first_ = 0, safe_ = 0;
};

Status Work(const DriverOrder& order, DriverConsole& console) {
  desk::RetouchSetup setup;
  setup.assets = console.assets;
  setup.staff = order.staff;
  setup.steps = order.folder / "steps";
  setup.engines = [](const std::string&,
                     const Profile&) -> StatusOr<std::unique_ptr<desk::RetouchEngine>> {
    return std::unique_ptr<desk::RetouchEngine>(std::make_unique<BlankEngine>());
  };
  const bool look = order.seed == "look";
  Executor disk(1), calls(1), pictures(2), render(1);
  const desk::Wiring wiring{console.service.get(), nullptr,        &calls, &pictures, &render,
                            &console.main,         &console.clock, &disk};
  desk::Link link(&console.clock);
  Hand hand(wiring, &link, &console.reasons, std::move(setup), console.diary,
            static_cast<unsigned>(std::atoi(order.seed.c_str())));
  while (!look || !hand.Stored()) {
    console.main.Drain();
    hand.Frame(!look);
    // A frame's time for the hand; in between only what arrives is taken.
    console.Wait(kFrame, look);
  }
  return absl::OkStatus();
}

}  // namespace
}  // namespace zhaojian

int main(int argc, char** argv) {
  return zhaojian::RunDriver(argc, argv, "zj-retouch-driver", zhaojian::Work);
}
