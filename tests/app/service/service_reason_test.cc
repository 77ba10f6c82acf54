// SPDX-License-Identifier: Apache-2.0
// The rules around reasons (photo standard reference §4), asked of the service itself: a console
// that does not know them must not get round them.
#include <algorithm>

#include "tests/app/service/service_fixture.h"

namespace zhaojian {
namespace {

using rpc::Verdict;
using rpc::WorkKind;

std::vector<rpc::Reason> Reasons(const std::vector<std::string>& codes,
                                 const std::string& note = "") {
  std::vector<rpc::Reason> out;
  for (const std::string& code : codes) {
    rpc::Reason reason;
    reason.code = code;
    reason.note = note;
    out.push_back(reason);
  }
  return out;
}

std::vector<std::string> Codes(const std::vector<rpc::Reason>& reasons) {
  std::vector<std::string> out;
  for (const rpc::Reason& reason : reasons) out.push_back(reason.code);
  return out;
}

/// A photo in the hands of a reviewer.
class ReasonRules : public ServiceTest {
 protected:
  void SetUp() override {
    ServiceTest::SetUp();
    order_ = SubmittedOrder();
    Take("R-001");
  }

  void Take(const std::string& who) {
    client_ = Client(who);
    grant_ = ClaimOne(*client_, WorkKind::kReview);
  }

  /// What the service answers: "" when it takes the decision.
  std::string Answer(Verdict verdict, const std::vector<rpc::Reason>& reasons,
                     const std::string& comment = "") {
    rpc::DecisionRequest request = Decide(grant_, verdict);
    request.reasons = reasons;
    request.comment = comment;
    return ReasonOf(client_->SubmitDecision(request).status());
  }

  std::string order_;
  std::unique_ptr<rpc::ServiceClient> client_;
  rpc::Grant grant_;
};

TEST_F(ReasonRules, ARejectionHasOneToFiveKnownCodes) {
  EXPECT_EQ(Answer(Verdict::kReject, {}), "REASON_REQUIRED");
  EXPECT_EQ(Answer(Verdict::kReject, Reasons({"EYE-99"})), "REASON_UNKNOWN");
  EXPECT_EQ(Answer(Verdict::kReject, Reasons({"EYE-01", "EYE-01"})), "REASON_TWICE");
  EXPECT_EQ(Answer(Verdict::kReject,
                   Reasons({"EYE-01", "OCC-01", "OCC-03", "POSE-03", "LIGHT-01", "ID-03"})),
            "TOO_MANY_REASONS");
  EXPECT_EQ(
      Answer(Verdict::kReject, Reasons({"EYE-01", "OCC-01", "OCC-03", "POSE-03", "LIGHT-01"})), "");
}

TEST_F(ReasonRules, WhatRetouchingFixesMayNotRejectAlone) {
  EXPECT_EQ(Answer(Verdict::kReject, Reasons({"BG-03", "GEO-04"})), "REASON_FIXABLE_ONLY");
  EXPECT_EQ(Answer(Verdict::kReject, Reasons({"BG-03", "OCC-03"})), "");
}

TEST_F(ReasonRules, OtherNeedsWordsAndNotFixableNeedsCompany) {
  EXPECT_EQ(Answer(Verdict::kReject, Reasons({"PROC-04"})), "NOTE_REQUIRED");
  EXPECT_EQ(Answer(Verdict::kReject, Reasons({"PROC-04"}, " 四个字呀 ")), "NOTE_REQUIRED");
  EXPECT_EQ(Answer(Verdict::kReject, Reasons({"PROC-06"})), "REASON_REQUIRED");
  EXPECT_EQ(Answer(Verdict::kReject, Reasons({"PROC-04"}, "一共五个字")), "");
}

TEST_F(ReasonRules, WhatTheSystemSetsNobodyChooses) {
  for (const char* code : {"PROC-01", "PROC-05", "ID-07"}) {
    for (const Verdict verdict : {Verdict::kPass, Verdict::kReject, Verdict::kEscalate}) {
      EXPECT_EQ(Answer(verdict, Reasons({code, "OCC-03"}), "because"), "REASON_OF_SYSTEM") << code;
    }
  }
  // Nor does a supervisor's comment open that door.
  ASSERT_TRUE(
      client_->Release(grant_.work_item.name, grant_.lease.fence, rpc::ReleaseCause::kBreak, "")
          .ok());
  ASSERT_TRUE(Client("")->AddStaff({"S-002", {"reviewer", "supervisor"}, false, {}}).ok());
  Take("S-002");
  EXPECT_EQ(Answer(Verdict::kPass, Reasons({"PROC-01"}), "override"), "REASON_OF_SYSTEM");
}

TEST_F(ReasonRules, ABlockingCodeForbidsThePass) {
  EXPECT_EQ(Answer(Verdict::kPass, Reasons({"BG-03", "EYE-01"}), "but she is nice"),
            "REASON_BLOCKS_PASS");
  EXPECT_EQ(Answer(Verdict::kPass, Reasons({"OCC-03"}), "ears"), "REASON_BLOCKS_PASS");
  EXPECT_EQ(Client("")->GetOrder(order_)->state, "REVIEW_PENDING") << "nothing was decided";
}

TEST_F(ReasonRules, OnlyASupervisorWithWordsPassesAgainstABlock) {
  ASSERT_TRUE(
      client_->Release(grant_.work_item.name, grant_.lease.fence, rpc::ReleaseCause::kBreak, "")
          .ok());
  ASSERT_TRUE(Client("")->AddStaff({"S-002", {"reviewer", "supervisor"}, false, {}}).ok());
  Take("S-002");
  EXPECT_EQ(Answer(Verdict::kPass, Reasons({"ID-01", "BG-03"})), "REASON_BLOCKS_PASS");
  ASSERT_EQ(Answer(Verdict::kPass, Reasons({"ID-01", "BG-03"}), "核对过证件"), "");
  ASSERT_TRUE(Reaches(order_, "RETOUCH_PENDING"));
  // The work order holds what can be worked on; the decision keeps the rest.
  const auto retoucher = Client("T-001");
  const rpc::Grant work = ClaimOne(*retoucher, WorkKind::kRetouch);
  const auto bundle = retoucher->GetRetouchBundle(work.work_item.name, work.lease.fence);
  ASSERT_TRUE(bundle.ok()) << bundle.status();
  EXPECT_EQ(Codes(bundle->work_order), std::vector<std::string>{"BG-03"});
  const auto listed = Client("S-001")->ListDecisions({});
  ASSERT_TRUE(listed.ok());
  EXPECT_EQ(Codes(listed->decisions.at(0).reasons), (std::vector<std::string>{"ID-01", "BG-03"}));
}

TEST_F(ReasonRules, APassCarriesTheWorkOrderAndTheStandard) {
  ASSERT_EQ(Answer(Verdict::kPass, Reasons({"BG-03", "LIGHT-01"}, "左侧")), "");
  ASSERT_TRUE(Reaches(order_, "RETOUCH_PENDING"));
  const auto retoucher = Client("T-001");
  const rpc::Grant work = ClaimOne(*retoucher, WorkKind::kRetouch);
  const auto bundle = retoucher->GetRetouchBundle(work.work_item.name, work.lease.fence);
  ASSERT_TRUE(bundle.ok()) << bundle.status();
  EXPECT_EQ(Codes(bundle->work_order), (std::vector<std::string>{"BG-03", "LIGHT-01"}));
  EXPECT_EQ(bundle->work_order.at(1).note, "左侧");
  // A console without the service's files works by the same numbers.
  const auto profile = ParseProfile(bundle->profile_document);
  ASSERT_TRUE(profile.ok()) << MessageOf(profile.status());
  EXPECT_EQ(profile->id, kDefaultProfile);
  EXPECT_EQ(profile->limits.at("geometry.eye_line").band.high, 300);
  // A retoucher who sends it back is held to the same list.
  const auto back = [&](const std::string& code) {
    return ReasonOf(retoucher->ReturnToReview(work.work_item.name, work.lease.fence,
                                              Reasons({code}), "look again"));
  };
  EXPECT_EQ(back("PROC-05"), "REASON_OF_SYSTEM");
  EXPECT_EQ(back("NO-01"), "REASON_UNKNOWN");
  EXPECT_EQ(back("BG-05"), "");
}

// The student reads the guidance of the heaviest first, whatever the order of the keys was.
TEST_F(ReasonRules, TheHeaviestReasonIsThePrimaryOne) {
  ASSERT_EQ(Answer(Verdict::kReject, Reasons({"EXPR-03", "OCC-03", "EYE-01"})), "");
  ASSERT_TRUE(Reaches(order_, "RECOLLECT_REQUIRED"));
  const auto order = Client("")->GetOrder(order_);
  ASSERT_TRUE(order.ok());
  EXPECT_EQ(Codes(order->reasons), (std::vector<std::string>{"EYE-01", "OCC-03", "EXPR-03"}));
}

TEST_F(ReasonRules, ASupervisorWhoOverturnsIsHeldToThemToo) {
  ASSERT_EQ(Answer(Verdict::kPass, {}), "");
  ASSERT_TRUE(Reaches(order_, "RETOUCH_PENDING"));
  const auto supervisor = Client("S-001");
  const auto listed = supervisor->ListDecisions({});
  ASSERT_TRUE(listed.ok());
  const auto overturn = [&](const std::vector<std::string>& codes) {
    return ReasonOf(supervisor
                        ->OverturnDecision(listed->decisions.at(0).name, Verdict::kReject,
                                           Reasons(codes), "seen again")
                        .status());
  };
  EXPECT_EQ(overturn({}), "REASON_REQUIRED");
  EXPECT_EQ(overturn({"BG-03"}), "REASON_FIXABLE_ONLY");
  EXPECT_EQ(overturn({"PROC-05"}), "REASON_OF_SYSTEM");
  EXPECT_EQ(overturn({"OCC-03"}), "");
  EXPECT_TRUE(Reaches(order_, "RECOLLECT_REQUIRED"));
}

TEST_F(ServiceTest, ASchoolNeedsAStandardThatExists) {
  const auto admin = Client("");
  rpc::School school;
  school.code = "other";
  school.name = "示例学院";
  school.overtime = true;
  school.profile = "cn.moon";
  const auto refused = admin->AddSchool(school);
  EXPECT_EQ(ReasonOf(refused.status()), "PROFILE_UNKNOWN");
  EXPECT_NE(MessageOf(refused.status()).find("icao.9303"), std::string::npos)
      << "the known ones are named";
  school.profile = "icao.9303";
  EXPECT_TRUE(admin->AddSchool(school).ok());
}

}  // namespace
}  // namespace zhaojian
