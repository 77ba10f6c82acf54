// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "core/base/crypto.h"
#include "core/domain/collection_code.h"
#include "core/ledger/command_bodies.h"
#include "tests/core/ledger/ledger_fixture.h"

namespace zhaojian::testing {
namespace {

class StudentTest : public LedgerTest {
 protected:
  StatusOr<OrderRow> Create(int student, const std::string& last_four, bool consent = true,
                            const std::string& feature_code = "") {
    CreateOrderCommand create;
    create.meta = Meta(kStudentActor);
    create.collection_code = CodeOfStudent(student, "DEMO");
    create.last_four = last_four;
    create.consent = consent;
    create.feature_code = feature_code;
    return ledger_->CreateOrder(create);
  }
};
INSTANTIATE_TEST_SUITE_P(All, StudentTest, ::testing::ValuesIn(Backends()), BackendName);

TEST_P(StudentTest, TheDataIsConfirmedWithTheLastFourInAnyWriting) {
  EXPECT_TRUE(Create(1234, "１２３４").ok());
  EXPECT_TRUE(Create(1235, "（1235）").ok());
  EXPECT_TRUE(Create(1236, "1236", true, "zqxslh").ok());
  EXPECT_EQ(ReasonOf(Create(1237, "1237", true, "377hhj").status()), "FEATURE_CODE_MISMATCH");
  EXPECT_EQ(ReasonOf(Create(1238, "1238", false).status()), "CONSENT_REQUIRED");
  EXPECT_EQ(ReasonOf(Create(1239, "12").status()), "BAD_LAST_FOUR");
}

TEST_P(StudentTest, WrongAnswersAreCountedAndThenTheCodeIsLocked) {
  const int most = TestPolicy().clocks.max_code_failures;
  for (int i = 1; i <= most; ++i) {
    const auto wrong = Create(1234, "9999");
    EXPECT_EQ(ReasonOf(wrong.status()), "LAST_FOUR_MISMATCH");
    EXPECT_EQ(DetailOf(wrong.status())->metadata.at("left"), std::to_string(most - i));
  }
  EXPECT_EQ(ReasonOf(Create(1234, "1234").status()), "CODE_LOCKED");
  Reopen();  // the count is no secret of the memory
  EXPECT_EQ(ReasonOf(Create(1234, "1234").status()), "CODE_LOCKED");
  clock_.Advance(TestPolicy().clocks.code_lock);
  EXPECT_TRUE(Create(1234, "1234").ok());
}

TEST_P(StudentTest, OneOpenOrderPerStudent) {
  const auto first = Create(7, "0007");
  ASSERT_TRUE(first.ok()) << first.status();
  const auto second = Create(7, "0007");
  EXPECT_EQ(ReasonOf(second.status()), "OPEN_ORDER_EXISTS");
  EXPECT_EQ(DetailOf(second.status())->metadata.at("order"), first->number);
  ASSERT_TRUE(ledger_->Cancel({Meta(kStudentActor), first->number, ""}).ok());
  EXPECT_TRUE(Create(7, "0007").ok());
}

TEST_P(StudentTest, TheStoreHoldsNoNameNoNumberAndNoPhotoInClear) {
  const auto order = Create(1234, "1234");
  ASSERT_TRUE(order.ok()) << order.status();
  ASSERT_TRUE(Upload(order->number, "a face that nobody may see").ok());
  ledger_.reset();
  std::string all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.Path() / "data")) {
    if (entry.is_regular_file()) all += *ReadFile(entry.path(), 64 << 20);
  }
  ASSERT_GT(all.size(), 1000U);
  EXPECT_EQ(all.find("张*三"), std::string::npos);
  EXPECT_EQ(all.find("4101****"), std::string::npos);
  EXPECT_EQ(all.find("a face that nobody may see"), std::string::npos);
  Reopen();
  EXPECT_EQ(*ledger_->GetBlob(order->number, Sha256Hex("photo a face that nobody may see")),
            "photo a face that nobody may see");
}

TEST_P(StudentTest, OnlyTheOwnerOfTheStoreMayReadItsFiles) {
  ASSERT_TRUE(Create(1234, "1234").ok());
  const auto data = folder_.Path() / "data";
  const auto others = std::filesystem::perms::group_all | std::filesystem::perms::others_all;
  const auto open_to_others = [&](const char* name) {
    return (std::filesystem::status(data / name).permissions() & others) !=
           std::filesystem::perms::none;
  };
  for (const char* name : {"ledger.db", "ledger.db-wal", "ledger.db-shm"}) {
    ASSERT_TRUE(std::filesystem::exists(data / name)) << name;
    EXPECT_FALSE(open_to_others(name)) << name;
  }
  std::filesystem::permissions(data / "ledger.db", std::filesystem::perms::others_read,
                               std::filesystem::perm_options::add);
  Reopen();  // a store that was made before is closed to others too
  EXPECT_FALSE(open_to_others("ledger.db"));
}

TEST_P(StudentTest, TheStoredRequestTellsNothingAboutTheLastFour) {
  CreateOrderCommand create;
  create.meta = Meta(kStudentActor);
  create.collection_code = CodeOfStudent(1234, "DEMO");
  create.last_four = "1234";
  create.consent = true;
  CreateOrderCommand other = create;
  other.last_four = "（1234）";
  EXPECT_EQ(BodyOf(create), BodyOf(other));  // the hash is taken of this
  const auto first = ledger_->CreateOrder(create);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(ledger_->CreateOrder(other)->number, first->number);
  other.collection_code = CodeOfStudent(1235, "DEMO");  // another student's code
  EXPECT_EQ(ReasonOf(ledger_->CreateOrder(other).status()), "REQUEST_ID_REUSED");
}

TEST_P(StudentTest, APictureThatCannotBeStoredIsToldWithoutTheOrderNumber) {
  const auto order = Create(1, "0001");
  const auto blobs = folder_.Path() / "data" / "blobs";
  std::filesystem::create_directories(blobs);
  ASSERT_TRUE(WriteFileAtomically(blobs / order->number, "a file where a folder belongs").ok());
  const auto refused = ledger_->PutBlob(order->number, "bytes");
  EXPECT_EQ(refused.status().code(), StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(refused.status()), "BLOB_UNWRITABLE");
  EXPECT_EQ(MessageOf(refused.status()).find(order->number), std::string::npos);
}

TEST_P(StudentTest, ADamagedPictureIsNoticed) {
  const auto order = Create(1, "0001");
  const std::string sha256 = *ledger_->PutBlob(order->number, "bytes");
  const auto path = folder_.Path() / "data" / "blobs" / order->number / sha256;
  std::string sealed = *ReadFile(path, 1 << 20);
  sealed.back() = static_cast<char>(sealed.back() ^ 1);
  ASSERT_TRUE(WriteFileAtomically(path, sealed).ok());
  EXPECT_EQ(ReasonOf(ledger_->GetBlob(order->number, sha256).status()), "ASSET_CORRUPT");
  EXPECT_EQ(ReasonOf(ledger_->GetBlob(order->number, std::string(64, '0')).status()), "NOT_FOUND");
  EXPECT_EQ(ReasonOf(ledger_->GetBlob("../../etc", sha256).status()), "NOT_FOUND");
}

TEST_P(StudentTest, PhotosHaveALimitAndAWindow) {
  PutSchoolCommand school;
  school.meta = Meta(kSystemActor);
  school.school = *ledger_->GetSchool("DEMO");
  school.school.max_attempts = 2;
  school.school.closes = clock_.Now() + absl::Hours(1);
  school.create_only = false;
  ASSERT_TRUE(ledger_->PutSchool(school).ok());
  const OrderRow order = NewOrder();
  for (const char* seed : {"one", "two"}) {
    ASSERT_TRUE(Upload(order.number, seed).ok());
    ASSERT_TRUE(ledger_->Retake({Meta(kStudentActor), order.number, ""}).ok());
  }
  EXPECT_EQ(ReasonOf(Upload(order.number, "three").status()), "TOO_MANY_ATTEMPTS");
  const OrderRow late = NewOrder();
  clock_.Advance(absl::Hours(1));
  EXPECT_EQ(ReasonOf(Upload(late.number, "late").status()), "WINDOW_CLOSED");
}

TEST_P(StudentTest, APaidSchoolWaitsForThePayment) {
  PutSchoolCommand school;
  school.meta = Meta(kSystemActor);
  school.school = *ledger_->GetSchool("DEMO");
  school.school.payment_enabled = true;
  school.school.price_fen = 2000;
  school.create_only = false;
  ASSERT_TRUE(ledger_->PutSchool(school).ok());
  const OrderRow order = NewOrder();
  EXPECT_EQ(order.state, OrderState::kAwaitingPayment);
  EXPECT_EQ(ReasonOf(Upload(order.number, "unpaid").status()), "ILLEGAL_TRANSITION");
  EXPECT_EQ(ReasonOf(ledger_->SettlePayment({Meta(kSystemActor), order.number, "tx1", 1}).status()),
            "AMOUNT_MISMATCH");
  const auto paid = ledger_->SettlePayment({Meta(kSystemActor), order.number, "tx1", 2000});
  ASSERT_TRUE(paid.ok()) << paid.status();
  EXPECT_EQ(paid->payment, PaymentState::kPaid);
  const OrderRow other = NewOrder();
  EXPECT_EQ(
      ReasonOf(ledger_->SettlePayment({Meta(kSystemActor), other.number, "tx1", 2000}).status()),
      "TRANSACTION_USED");
}

TEST_P(StudentTest, ADissatisfiedStudentGetsARedoAndThenARecollection) {
  const OrderRow order = Finished();
  EXPECT_EQ(ReasonOf(ledger_->RequestRedo({Meta(kStudentActor), order.number, ""}).status()),
            "COMMENT_REQUIRED");
  const auto redo = ledger_->RequestRedo({Meta(kStudentActor), order.number, "太暗了"});
  ASSERT_TRUE(redo.ok()) << redo.status();
  EXPECT_EQ(redo->state, OrderState::kRetouchPending);
  const Grant grant = ClaimOne("T-001");
  EXPECT_EQ(grant.item.note, "太暗了");
  ASSERT_TRUE(ledger_->CommitRetouch(Commit(grant)).ok());
  EXPECT_EQ(ReasonOf(ledger_->RequestRedo({Meta(kStudentActor), order.number, "还是暗"}).status()),
            "TOO_MANY_REDOS");
  const auto again = ledger_->RequestRecollection({Meta(kStudentActor), order.number, ""});
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->state, OrderState::kAwaitingPhoto);
}

TEST_P(StudentTest, TheDueTimeComesFromTheCalendar) {
  const OrderRow order = Submitted();
  EXPECT_EQ(FormatServiceTime(*order.due), "2026-03-12T10:00:00+08:00");
  EXPECT_EQ(FormatServiceTime(*order.promise), "2026-03-12T17:00:00+08:00");
  EXPECT_EQ(order.calendar_version, "cn-2026-r1");
  EXPECT_FALSE(order.provisional);
  const auto withdrawn = ledger_->Withdraw({Meta(kStudentActor), order.number, ""});
  EXPECT_EQ(withdrawn->due, std::nullopt);  // withdrawing stops the clock
}

TEST_P(StudentTest, EveryMutationNeedsARequestId) {
  CreateOrderCommand create;
  create.meta = {kStudentActor, ""};
  EXPECT_EQ(ReasonOf(ledger_->CreateOrder(create).status()), "REQUEST_ID_REQUIRED");
}

}  // namespace
}  // namespace zhaojian::testing
