// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "app/desk/review_desk.h"
#include "tests/app/desk/fake_service.h"

namespace zhaojian::desk {

/// A review desk over a service in memory, and a hand-driven frame.
class ReviewRig : public ::testing::Test {
 protected:
  ReviewRig() : link_(&rig_.clock), desk_(rig_.wiring(), &link_, &TestReasons()) {}

  void Add(int count, const Report& report = CleanReport()) {
    for (int i = 0; i < count; ++i) names_.push_back(rig_.service.AddReview(report));
  }
  /// One frame: work comes back, the desk ticks, what is on the stage reaches the screen.
  void Frame(bool present = true) {
    rig_.Settle();
    desk_.Tick();
    rig_.Settle();
    desk_.Tick();
    if (present && desk_.Current() != nullptr) desk_.MarkPresented(desk_.Current()->serial);
  }
  std::string OnStage() const {
    return desk_.Current() == nullptr ? "" : desk_.Current()->grant.work_item;
  }

  DeskRig rig_;
  Link link_;
  ReviewDesk desk_;
  std::vector<std::string> names_;
};

}  // namespace zhaojian::desk
