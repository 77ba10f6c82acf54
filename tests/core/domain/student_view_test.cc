// SPDX-License-Identifier: Apache-2.0
#include "core/domain/student_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/catalogue.h"
#include "core/domain/transition_table.h"
#include "tests/support/shared.h"

namespace zhaojian {
namespace {

Json ViewJson() {
  return *ReadJsonFile(testing::AssetsForTests() / "policy" / "student_view.json");
}

StudentView Load() {
  const auto view = StudentView::FromJson(ViewJson());
  EXPECT_TRUE(view.ok()) << view.status();
  return *view;
}

TEST(StudentView, EveryRowHasWordsInBothLanguages) {
  const auto words = Catalogue::Load(testing::AssetsForTests() / "i18n");
  ASSERT_TRUE(words.ok()) << words.status();
  const StudentView view = Load();
  const auto expect_words = [&](const std::string& key) {
    for (const Language language : {Language::kChinese, Language::kEnglish}) {
      EXPECT_NE(words->Text(language, key), key) << "no words";
    }
  };
  for (const OrderState state : AllOrderStates()) {
    expect_words(view.Of(state).label);
    for (const auto& stage : view.Collection(state, true)) expect_words(stage.label);
    for (const auto& stage : view.Review(state)) expect_words(stage.label);
  }
  for (const OrderEvent event : AllOrderEvents()) {
    if (!view.StepOf(event).empty()) expect_words(view.StepOf(event));
  }
}

// The guide's own order of things: the numbers of stages that are over, and which date is told.
TEST(StudentView, EveryStateStandsWhereTheGuideSaysItDoes) {
  struct Row {
    const char* state;
    const char* shown_as;
    int collection, review;
    StudentPromise promise;
  };
  constexpr auto kNone = StudentPromise::kNone;
  constexpr auto kWork = StudentPromise::kWork;
  const std::vector<Row> rows = {
      {"CREATED", "CREATED", 0, 0, kNone},
      {"AWAITING_PAYMENT", "AWAITING_PAYMENT", 1, 0, kNone},
      {"AWAITING_PHOTO", "AWAITING_PHOTO", 2, 0, kNone},
      {"PREPARED", "PREPARED", 3, 0, kNone},
      {"REVIEW_PENDING", "REVIEW_PENDING", 4, 0, kWork},
      {"IN_REVIEW", "REVIEW_PENDING", 4, 0, kWork},
      {"RECOLLECT_REQUIRED", "RECOLLECT_REQUIRED", 2, 0, kNone},
      {"RETOUCH_PENDING", "RETOUCH_PENDING", 4, 1, kWork},
      {"IN_RETOUCH", "RETOUCH_PENDING", 4, 1, kWork},
      {"QC_PENDING", "RETOUCH_PENDING", 4, 1, kWork},
      {"AWAITING_CONFIRMATION", "AWAITING_CONFIRMATION", 4, 2, StudentPromise::kConfirm},
      {"CONFIRMED", "CONFIRMED", 4, 3, kNone},
      {"DELIVERY_BLOCKED", "CONFIRMED", 4, 3, kNone},
      {"DELIVERED", "DELIVERED", 4, 4, kNone},
      {"CLOSED", "CLOSED", 4, 4, kNone},
      {"CANCELLED", "CANCELLED", 0, 0, kNone},
      {"PURGED", "PURGED", 0, 0, kNone},
  };
  ASSERT_EQ(rows.size(), AllOrderStates().size());
  const StudentView view = Load();
  for (const Row& row : rows) {
    const StudentStateRow& seen = view.Of(*OrderStateFromName(row.state));
    EXPECT_STREQ(Name(seen.shown_as), row.shown_as) << row.state;
    EXPECT_EQ(seen.collection, row.collection) << row.state;
    EXPECT_EQ(seen.review, row.review) << row.state;
    EXPECT_EQ(seen.promise, row.promise) << row.state;
  }
}

// Whatever looks the same must not be told apart by any part of the row, and claims and leases are
// no steps.
TEST(StudentView, NobodyLearnsThatSomebodyIsLooking) {
  const StudentView view = Load();
  for (const OrderState state : AllOrderStates()) {
    const StudentStateRow& row = view.Of(state);
    const StudentStateRow& shown = view.Of(row.shown_as);
    EXPECT_EQ(row.label, shown.label) << Name(state);
    EXPECT_EQ(row.collection, shown.collection) << Name(state);
    EXPECT_EQ(row.review, shown.review) << Name(state);
    EXPECT_EQ(row.promise, shown.promise) << Name(state);
    EXPECT_EQ(view.Of(row.shown_as).shown_as, row.shown_as) << Name(state);
  }
  for (const char* hidden : {"claim", "release", "lease_expired", "escalate", "qc_redo"}) {
    EXPECT_EQ(view.StepOf(*OrderEventFromName(hidden)), "") << hidden;
  }
}

// An event that nobody is told of must not move what is shown of the order, or it would tell
// anyway.
TEST(StudentView, AHiddenEventChangesNothingThatIsShown) {
  const auto table = TransitionTable::FromJson(
      *ReadJsonFile(testing::AssetsForTests() / "policy" / "order_transitions.json"));
  ASSERT_TRUE(table.ok()) << table.status();
  const StudentView view = Load();
  const Json json = *ReadJsonFile(testing::AssetsForTests() / "policy" / "order_transitions.json");
  for (const char* event : {"claim", "release", "lease_expired", "escalate"}) {
    for (const Json& row : json["rows"]) {
      if (row["event"] != event) continue;
      const auto from = *OrderStateFromName(row["from"].get<std::string>());
      const auto to = *OrderStateFromName(row["to"].get<std::string>());
      EXPECT_EQ(view.Of(from).shown_as, view.Of(to).shown_as) << event << " " << Name(from);
    }
  }
}

TEST(StudentView, ThePaymentStageIsOnlyThereWhereMoneyIsAsked) {
  const StudentView view = Load();
  EXPECT_THAT(view.Collection(OrderState::kAwaitingPhoto, true), ::testing::SizeIs(4));
  const auto line = view.Collection(OrderState::kAwaitingPhoto, false);
  ASSERT_THAT(line, ::testing::SizeIs(3));
  EXPECT_TRUE(line[0].done);
  EXPECT_EQ(line[1].label, "student.collection.photo");
  EXPECT_TRUE(line[1].present);
  EXPECT_FALSE(view.Review(OrderState::kAwaitingPhoto)[0].present);
  EXPECT_TRUE(view.Review(OrderState::kInReview)[0].present);
}

TEST(StudentView, AGapIsRefusedByName) {
  Json json = ViewJson();
  json["states"].erase(3);
  EXPECT_THAT(MessageOf(StudentView::FromJson(json).status()), ::testing::HasSubstr("PREPARED"));
  json = ViewJson();
  json["events"].erase(json["events"].size() - 1);
  EXPECT_EQ(ReasonOf(StudentView::FromJson(json).status()), "BAD_POLICY");
  json = ViewJson();
  json["states"][0]["collection"] = 9;
  EXPECT_THAT(MessageOf(StudentView::FromJson(json).status()), ::testing::HasSubstr("collection"));
}

}  // namespace
}  // namespace zhaojian
