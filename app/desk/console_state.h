// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "app/desk/background.h"
#include "app/desk/link.h"
#include "app/desk/retouch_desk.h"
#include "app/desk/review_desk.h"
#include "app/desk/supervisor_desk.h"
#include "core/base/catalogue.h"

namespace zhaojian::desk {

/// The three screens.
enum class Screen { kReview, kRetouch, kSupervise };

/// What the whole console knows: who, which screen, which language, the line, the counters, the
/// desks. Frame thread only.
class ConsoleState {
 public:
  /// @param setup its `supervisor` is filled in when the service has said who this is.
  ConsoleState(const Wiring& wiring, const ReasonCatalogue* reasons, RetouchSetup setup);

  /// Asks who this is and what waits, then works the desk on the screen and what others have begun.
  void Tick();
  /// Gives back what is held; the executors may end after that.
  void Stop();
  /// Any key or mouse movement. Returns true when it only uncovered the photo.
  bool NoteInput();

  Screen screen() const { return screen_; }
  void Show(Screen screen);
  /// False when this person's roles do not open the screen.
  bool MayOpen(Screen screen) const;
  Language language() const { return language_; }
  void SetLanguage(Language language) { language_ = language; }
  void ToggleLanguage();
  bool keys_shown() const { return keys_shown_; }
  void ShowKeys(bool shown) { keys_shown_ = shown; }

  const Person& person() const { return person_; }
  bool signed_in() const { return signed_in_; }
  /// Why the service does not know this person; OK while asking.
  const Status& sign_in_error() const { return sign_in_error_; }
  const QueueCounts& counts() const { return counts_; }
  const Link& link() const { return link_; }
  absl::Time now() const { return wiring_.clock->Now(); }

  ReviewDesk& review() { return *review_; }
  RetouchDesk& retouch() { return *retouch_; }
  SupervisorDesk& supervisor() { return *supervisor_; }
  const ReasonCatalogue& reasons() const { return *reasons_; }

 private:
  void AskWho();
  void AskCounts();
  Wiring wiring_;
  const ReasonCatalogue* reasons_;
  RetouchSetup setup_;
  Link link_;
  std::unique_ptr<ReviewDesk> review_;
  std::unique_ptr<RetouchDesk> retouch_;
  std::unique_ptr<SupervisorDesk> supervisor_;
  Screen screen_ = Screen::kReview;
  Language language_ = Language::kChinese;
  Person person_;
  QueueCounts counts_;
  Status sign_in_error_;
  bool signed_in_ = false, asking_who_ = false, asking_counts_ = false, keys_shown_ = false;
  bool retouch_begun_ = false, review_begun_ = false, stopped_ = false;
  absl::Time next_counts_ = absl::InfinitePast(), next_who_ = absl::InfinitePast();
  Background background_;
};

}  // namespace zhaojian::desk
