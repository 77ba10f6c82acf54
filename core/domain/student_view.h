// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/status.h"
#include "core/domain/order.h"

namespace zhaojian {

/// Which date a student is told.
enum class StudentPromise { kNone, kWork, kConfirm };

/// What a student sees of an order in one state.
struct StudentStateRow {
  /// The state in the student's eyes: that somebody is looking, that a second look was drawn, that
  /// a hand-over failed is not theirs to know.
  OrderState shown_as = OrderState::kCreated;
  /// Catalogue key of the words.
  std::string label;
  /// How many stages of each line are over.
  int collection = 0;
  int review = 0;
  StudentPromise promise = StudentPromise::kNone;
};

/// One stage of a line of progress.
struct StudentStage {
  /// Catalogue key.
  std::string label;
  /// Only for schools with payment.
  bool payment_only = false;
};

/// A stage for one order.
struct StudentProgressStage {
  std::string label;
  bool done = false;
  /// The first stage of its line that is not over, while the line is the one that goes on.
  bool present = false;
};

/// The projection of orders to what students see, from assets/policy/student_view.json: one row for
/// each state and each event. Thread safety: immutable.
class StudentView {
 public:
  /// Errors: kInvalidArgument BAD_POLICY naming what is missing, twice there or out of range.
  static StatusOr<StudentView> FromJson(const Json& json);
  const StudentStateRow& Of(OrderState state) const { return states_.at(state); }
  /// Catalogue key of what a student reads about an event; empty for what is not theirs to know.
  const std::string& StepOf(OrderEvent event) const { return events_.at(event); }
  /// The line of the collection (data, payment, photo, submission) and of the review (review,
  /// retouch, confirmation, hand-over). @param payment the school asks for money.
  std::vector<StudentProgressStage> Collection(OrderState state, bool payment) const;
  std::vector<StudentProgressStage> Review(OrderState state) const;

 private:
  std::vector<StudentStage> collection_;
  std::vector<StudentStage> review_;
  std::map<OrderState, StudentStateRow> states_;
  std::map<OrderEvent, std::string> events_;
};

}  // namespace zhaojian
