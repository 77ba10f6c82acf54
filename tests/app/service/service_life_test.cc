// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "core/domain/payment.h"
#include "core/ledger/audit_check.h"
#include "core/ledger/policy.h"
#include "tests/app/service/service_fixture.h"
#include "zhaojian/v1/admin.pb.h"
#include "zhaojian/v1/case.pb.h"
#include "zhaojian/v1/intake.pb.h"
#include "zhaojian/v1/order.pb.h"
#include "zhaojian/v1/review.pb.h"
#include "zhaojian/v1/supervision.pb.h"

namespace zhaojian {
namespace {

using rpc::Verdict;
using rpc::WorkKind;
using ::testing::ElementsAre;

// The order's life beside its work, over the wire.
class ServiceLifeTest : public ServiceTest {
 protected:
  void SetUp() override {
    ServiceOptions options = DefaultOptions();
    options.demo_payment = true;
    Start(options);
    AddPeople();
    ASSERT_TRUE(Client("")->AddStaff({"C-001", {"customer_service"}, false, {}}).ok());
  }

  void Set(const std::string& settings) {
    rpc::School school;
    school.code = kSchool;
    school.settings_json = settings;
    const auto put = Client("")->AddSchool(school, true);
    ASSERT_TRUE(put.ok()) << put.status();
  }

  std::string FinishedOrder() {
    const std::string order = SubmittedOrder();
    const auto reviewer = Client("R-001");
    EXPECT_TRUE(
        reviewer->SubmitDecision(Decide(ClaimOne(*reviewer, WorkKind::kReview), Verdict::kPass))
            .ok());
    const auto retoucher = Client("T-001");
    const rpc::Grant grant = ClaimOne(*retoucher, WorkKind::kRetouch);
    EXPECT_TRUE(retoucher
                    ->CommitRetouch(grant.work_item.name, grant.lease.fence, grant.work_item.epoch,
                                    "draft", RandomUuid())
                    .ok());
    return order;
  }

  std::string ConfirmedOrder() {
    const std::string order = FinishedOrder();
    const auto student = Client("");
    EXPECT_TRUE(student->Confirm(order, student->GetOrder(order)->delivered_sha256).ok());
    return order;
  }

  StatusOr<rpc::Order> Pay(const std::string& order, const std::string& transaction, int64_t fen,
                           const std::string& key = kDemoPaymentKey) {
    const std::string body = MakeDemoPayment({PaymentNotice::Kind::kPaid, order, transaction, fen});
    return Client("")->NotifyPayment(body, SignDemoPayment(body, key), "");
  }

  void TearDown() override {
    std::string text;
    ASSERT_TRUE(Client("S-001")
                    ->ExportAudit([&](const std::string& piece) {
                      text += piece;
                      return absl::OkStatus();
                    })
                    .ok());
    const auto policy = LoadLedgerPolicy(testing::AssetsForTests());
    const auto check = CheckAuditTrail(text, policy->orders, policy->work, policy->queue);
    ASSERT_TRUE(check.ok()) << check.status();
    for (const AuditViolation& broken : check->violations) {
      ADD_FAILURE() << broken.rule << " at event " << broken.sequence << ": " << broken.what;
    }
  }
};

TEST_F(ServiceLifeTest, APaymentCountsOnlyWithTheGatewaysSignature) {
  Set(R"({"payment_enabled":true,"price_fen":2000})");
  const auto student = Client("");
  const auto order = CreateOrder(*student);
  ASSERT_TRUE(order.ok()) << order.status();
  EXPECT_EQ(order->state, "AWAITING_PAYMENT");
  EXPECT_EQ(ReasonOf(Pay(order->number, "tx", 2000, "another key").status()), "BAD_SIGNATURE");
  EXPECT_EQ(ReasonOf(Pay(order->number, "tx", 1999).status()), "AMOUNT_MISMATCH");
  EXPECT_EQ(student->GetOrder(order->number)->payment, "UNPAID");
  EXPECT_EQ(Pay(order->number, "tx", 2000)->state, "AWAITING_PHOTO");
  EXPECT_EQ(Pay(order->number, "tx", 2000)->payment, "PAID");  // told again
  EXPECT_TRUE(student->ListCases(order->number, "", true)->empty());
  ASSERT_TRUE(Pay(order->number, "tx2", 2000).ok());  // paid twice
  ASSERT_EQ(student->ListCases(order->number, "", true)->size(), 1U);
  EXPECT_EQ(student->ListCases(order->number, "", true)->front().kind, "REFUND");
}

TEST_F(ServiceLifeTest, HeldRecalledBlockedRejectedAndErased) {
  const std::string order = ConfirmedOrder();
  const auto supervisor = Client("S-001");
  EXPECT_EQ(ReasonOf(Client("")->HoldOrder(order, "why").status()), "STAFF_REQUIRED");
  EXPECT_EQ(ReasonOf(Client("R-001")->HoldOrder(order, "why").status()), "ROLE_MISSING");
  EXPECT_EQ(ReasonOf(supervisor->HoldOrder(order, "").status()), "COMMENT_REQUIRED");
  EXPECT_EQ(ReasonOf(supervisor->HoldOrder(order, "why", "1").status()), "ETAG_MISMATCH");
  EXPECT_TRUE(supervisor->HoldOrder(order, "why")->hold);
  EXPECT_FALSE(Client("")->GetOrder(order)->hold) << "the student is not told";
  int handed_over = 0;
  const auto take = [&](const rpc::DeliveredFile&) {
    ++handed_over;
    return absl::OkStatus();
  };
  ASSERT_TRUE(supervisor->ExportDeliveries("", take).ok());
  EXPECT_EQ(handed_over, 0);
  ASSERT_TRUE(supervisor->ReleaseHold(order, "why").ok());
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(Client("")->FailDelivery(order, "DISK_FULL").ok());
  EXPECT_EQ(Client("C-001")->RetryDelivery(order, "disk is empty")->state, "CONFIRMED");
  ASSERT_TRUE(supervisor->ExportDeliveries("", take).ok());
  EXPECT_EQ(handed_over, 1);
  const auto back = Client("C-001")->RejectByReceiver(order, {}, "比对未通过");
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_TRUE(back->fee_waived);
  EXPECT_EQ(back->state, "RECOLLECT_REQUIRED");
  ASSERT_TRUE(Client("")->Cancel(order).ok());
  ASSERT_TRUE(supervisor->EraseOrder(order, "the student asked for it").ok());
  EXPECT_TRUE(Reaches(order, "PURGED"));
  EXPECT_EQ(ReasonOf(Client("")->Download(order).status()), "NOT_FINISHED");
}

TEST_F(ServiceLifeTest, AStudentSeesTheAnswerButNotWhoGaveIt) {
  const std::string order = SubmittedOrder();
  const std::string other = SubmittedOrder("another");
  const auto student = Client("");
  const auto opened = student->OpenCase(order, "QUESTION", "要等多久？");
  ASSERT_TRUE(opened.ok()) << opened.status();
  ASSERT_TRUE(Client("C-001")->PostMessage(opened->name, "哪个学校？").ok());
  const auto seen = student->GetCase(opened->name, order);
  ASSERT_TRUE(seen.ok()) << seen.status();
  EXPECT_EQ(seen->state, "WAITING_STUDENT");
  ASSERT_EQ(seen->messages.size(), 2U);
  EXPECT_EQ(seen->messages[1].text, "哪个学校？");
  EXPECT_EQ(seen->messages[1].staff, "");
  EXPECT_EQ(Client("C-001")->GetCase(opened->name)->messages[1].staff, "C-001");
  EXPECT_EQ(ReasonOf(student->GetCase(opened->name, other).status()), "NOT_FOUND");
  EXPECT_EQ(ReasonOf(student->GetCase(opened->name).status()), "NOT_FOUND");
  EXPECT_EQ(ReasonOf(student->PostMessage(opened->name, "?", other).status()), "NOT_FOUND");
  EXPECT_EQ(ReasonOf(Client("R-001")->GetCase(opened->name).status()), "ROLE_MISSING");
  EXPECT_EQ(ReasonOf(student->ListCases("", "", false).status()), "BAD_NAME");
  ASSERT_TRUE(student->PostMessage(opened->name, "示例理工学院", order).ok());
  const auto closed = Client("C-001")->ResolveCase(opened->name, "UPHELD", "两个工作日");
  ASSERT_TRUE(closed.ok()) << closed.status();
  EXPECT_EQ(Client("C-001")->ListCases("", kSchool, true)->size(), 0U);
}

TEST_F(ServiceLifeTest, ACaseThatWaitsTooLongIsFlagged) {
  const std::string order = SubmittedOrder();
  const auto opened = Client("")->OpenCase(order, "QUESTION", "要等多久？");
  ASSERT_TRUE(opened.ok()) << opened.status();
  const auto staff = Client("C-001");
  EXPECT_FALSE(staff->GetCase(opened->name)->overdue);
  clock_.Set(opened->due_time);
  EXPECT_FALSE(staff->GetCase(opened->name)->overdue) << "the last moment is in time";
  clock_.Advance(absl::Seconds(1));
  EXPECT_TRUE(staff->GetCase(opened->name)->overdue);
  EXPECT_TRUE(staff->ListCases("", kSchool, true)->front().overdue);
  ASSERT_TRUE(staff->PostMessage(opened->name, "哪个学校？").ok());
  EXPECT_FALSE(staff->GetCase(opened->name)->overdue) << "it is the student's turn";
}

TEST_F(ServiceLifeTest, TheTwoLinesOfProgressFollowTheOrder) {
  const std::string order = SubmittedOrder();
  const auto done = [](const std::vector<rpc::ProgressStage>& line) {
    std::string marks;
    for (const auto& stage : line) marks += stage.done ? 'x' : stage.present ? '>' : '.';
    return marks;
  };
  auto progress = Client("")->GetProgress(order);
  ASSERT_TRUE(progress.ok()) << progress.status();
  EXPECT_EQ(done(progress->collection), "xxx") << "no payment is asked here";
  EXPECT_EQ(done(progress->review), ">...");
  ASSERT_TRUE(Client("")->Withdraw(order).ok());
  progress = Client("")->GetProgress(order);
  EXPECT_EQ(done(progress->collection), "x>.");
  EXPECT_EQ(done(progress->review), "....");
}

TEST_F(ServiceLifeTest, ProgressSaysWhatHappenedAndNeverThatSomebodyIsLooking) {
  const std::string order = SubmittedOrder();
  const auto reviewer = Client("R-001");
  const rpc::Grant grant = ClaimOne(*reviewer, WorkKind::kReview);
  auto progress = Client("")->GetProgress(order);
  ASSERT_TRUE(progress.ok()) << progress.status();
  std::vector<std::string> labels;
  for (const auto& step : progress->steps) labels.push_back(step.label);
  EXPECT_THAT(labels, ElementsAre("student.step.info_confirmed", "student.step.photo",
                                  "student.step.submitted"));
  EXPECT_EQ(progress->promise_label, "student.promise");
  EXPECT_EQ(progress->order.state, "REVIEW_PENDING");
  ASSERT_TRUE(reviewer->SubmitDecision(Decide(grant, Verdict::kPass)).ok());
  ASSERT_TRUE(Reaches(order, "RETOUCH_PENDING"));
  progress = Client("")->GetProgress(order);
  EXPECT_EQ(progress->steps.back().label, "student.step.passed");
}

TEST_F(ServiceLifeTest, AWatchGoesOnBehindItsResumeToken) {
  const std::string order = SubmittedOrder();
  std::vector<rpc::ProgressStep> seen;
  const auto take_all = [&](const rpc::ProgressStep& step) {
    seen.push_back(step);
    return step.label != "student.step.submitted";
  };
  ASSERT_TRUE(Client("")->WatchOrder(order, 0, absl::Seconds(30), take_all).ok());
  ASSERT_EQ(seen.size(), 3U);
  const int64_t token = seen[1].sequence;
  seen.clear();
  std::thread later([&] { ASSERT_TRUE(Client("")->Withdraw(order).ok()); });
  const Status watched =
      Client("")->WatchOrder(order, token, absl::Seconds(30), [&](const rpc::ProgressStep& step) {
        seen.push_back(step);
        return step.label != "student.step.withdrawn";
      });
  later.join();
  ASSERT_TRUE(watched.ok()) << watched;
  ASSERT_EQ(seen.size(), 2U) << "nothing twice, nothing missing";
  EXPECT_EQ(seen[0].label, "student.step.submitted");
  EXPECT_EQ(ReasonOf(Client("")->WatchOrder("XSJC2603100000000000000000", 0, absl::Seconds(30),
                                            [](const auto&) { return true; })),
            "NOT_FOUND");
}

TEST_F(ServiceLifeTest, TheNameAndAddressOfAStudentAreKeptSealed) {
  const std::string order = SubmittedOrder();
  EXPECT_EQ(ReasonOf(Client("")->SetContact(order, "no address", "").status()), "BAD_EMAIL");
  EXPECT_EQ(ReasonOf(Client("")->SetContact(order, "a@b\r\nRCPT TO:<x@y>", "").status()),
            "BAD_EMAIL");
  ASSERT_TRUE(Client("")->SetContact(order, "zhang@example.com", "张三 毕业照").ok());
  service_.reset();
  std::string all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.Path() / "data")) {
    if (entry.is_regular_file()) all += *ReadFile(entry.path(), 64 << 20);
  }
  EXPECT_EQ(all.find("zhang@example.com"), std::string::npos);
  EXPECT_EQ(all.find("毕业照"), std::string::npos);
  Start(DefaultOptions());
}

TEST_F(ServiceLifeTest, SchoolsAreSetByOneObjectOfSettings) {
  rpc::School school;
  school.code = "NEW";
  school.settings_json = R"({"name":"新学校","price_fen":-1})";
  EXPECT_EQ(ReasonOf(Client("")->AddSchool(school).status()), "BAD_SCHOOL");
  school.settings_json = R"({"name":"新学校","max_redos":3,"delivery_name":"{uid}"})";
  const auto added = Client("")->AddSchool(school);
  ASSERT_TRUE(added.ok()) << added.status();
  school.settings_json = R"({"quality_sampling":0.25})";
  const auto edited = Client("")->AddSchool(school, true);
  ASSERT_TRUE(edited.ok()) << edited.status();
  const auto settings = ParseJson(edited->settings_json, "test");
  EXPECT_EQ((*settings)["max_redos"], 3) << "what is not named stays";
  EXPECT_EQ((*settings)["quality_sampling"], 0.25);
}

// X18: there is no call that takes an order, an item or a decision with its state and stores it.
TEST(WireShape, NoRequestCarriesAStateToBeStored) {
  for (const google::protobuf::FileDescriptor* file :
       {v1::StaffOrderRequest::descriptor()->file(), v1::OpenCaseRequest::descriptor()->file(),
        v1::CreateOrderRequest::descriptor()->file(), v1::AddSchoolRequest::descriptor()->file(),
        v1::SubmitDecisionRequest::descriptor()->file(),
        v1::OverturnDecisionRequest::descriptor()->file()}) {
    for (int s = 0; s < file->service_count(); ++s) {
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        const auto* input = file->service(s)->method(m)->input_type();
        for (int f = 0; f < input->field_count(); ++f) {
          const auto* type = input->field(f)->message_type();
          if (type == nullptr) continue;
          EXPECT_NE(type->name(), "Order") << input->name();
          EXPECT_NE(type->name(), "WorkItem") << input->name();
          EXPECT_NE(type->name(), "Decision") << input->name();
        }
      }
    }
  }
}

}  // namespace
}  // namespace zhaojian
