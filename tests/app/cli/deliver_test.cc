// SPDX-License-Identifier: Apache-2.0
#include "app/cli/deliver.h"

#include <gmock/gmock.h>

#include "core/base/zip_file.h"
#include "tests/app/service/service_fixture.h"

namespace zhaojian {
namespace {

using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

// Finished photos on their way to the school, from the real service into a folder or a ZIP.
class DeliverTest : public ServiceTest {
 protected:
  void Name(const std::string& rule) {
    rpc::School school;
    school.code = kSchool;
    school.settings_json = JsonLine({{"delivery_name", rule}});
    const auto put = Client("")->AddSchool(school, true);
    ASSERT_TRUE(put.ok()) << put.status();
  }

  // A confirmed order of a student with these numbers; its own number.
  std::string Confirmed(const std::string& student_number, const std::string& exam_number,
                        const std::string& photo) {
    const auto student = Client("");
    CollectionCode code;
    code.uid = RandomUuid();
    code.name_masked = "示*例";
    code.id_masked = "1101**********123X";
    code.school = kSchool;
    code.student_number = student_number;
    code.exam_number = exam_number;
    code.expires = clock_.Now() + absl::Hours(24);
    rpc::NewOrder data;
    data.collection_code = MakeDemoCode(code, kDemoCodeKey);
    data.id_last4 = "123X";
    data.consents = true;
    const auto order = student->CreateOrder(data, RandomUuid());
    EXPECT_TRUE(order.ok()) << order.status();
    EXPECT_TRUE(student->UploadPhoto(order->number, photo, RandomUuid()).ok());
    EXPECT_TRUE(student->Submit(order->number).ok());
    const auto reviewer = Client("R-001");
    EXPECT_TRUE(reviewer
                    ->SubmitDecision(Decide(ClaimOne(*reviewer, rpc::WorkKind::kReview),
                                            rpc::Verdict::kPass, photo))
                    .ok());
    EXPECT_TRUE(Reaches(order->number, "RETOUCH_PENDING"));
    const auto retoucher = Client("T-001");
    const rpc::Grant grant = ClaimOne(*retoucher, rpc::WorkKind::kRetouch);
    EXPECT_TRUE(retoucher
                    ->CommitRetouch(grant.work_item.name, grant.lease.fence, grant.work_item.epoch,
                                    "draft", RandomUuid())
                    .ok());
    EXPECT_TRUE(
        student->Confirm(order->number, student->GetOrder(order->number)->delivered_sha256).ok());
    return order->number;
  }

  static std::string Finished(const std::string& photo) {
    return "finished " + photo + " with draft";
  }

  std::vector<std::string> FilesIn(const std::filesystem::path& folder) const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      names.push_back(entry.path().filename().string());
    }
    return names;
  }

  const std::filesystem::path out_ = folder_.Path() / "out";
};

TEST_F(DeliverTest, TheFilesAreCalledAsTheSchoolAsks) {
  Name("{student_number}_{exam_number}");
  const std::string order = Confirmed("2022:0001/甲", "26410101", "first");
  const std::string without = Confirmed("", "", "second");
  const auto count = ExportDelivered(*Client("S-001"), kSchool, out_, false);
  ASSERT_TRUE(count.ok()) << count.status();
  EXPECT_EQ(count->photos, 2);
  EXPECT_THAT(FilesIn(out_),
              UnorderedElementsAre("2022_0001_甲_26410101.jpg", without + "_" + without + ".jpg"));
  EXPECT_EQ(*ReadFile(out_ / "2022_0001_甲_26410101.jpg", 1000), Finished("first"));
  EXPECT_EQ(Client("")->GetOrder(order)->state, "DELIVERED");
}

TEST_F(DeliverTest, TwoStudentsWithOneNameBothArrive) {
  Name("{exam_number}");
  const std::string first = Confirmed("", "abc", "first");
  const std::string second = Confirmed("", "ABC", "second");
  Confirmed("", "con", "third");
  const auto count = ExportDelivered(*Client("S-001"), kSchool, out_, false);
  ASSERT_TRUE(count.ok()) << count.status();
  EXPECT_EQ(count->photos, 3);
  EXPECT_EQ(count->renamed, 1) << "a disk may not tell abc from ABC";
  EXPECT_THAT(FilesIn(out_), ::testing::SizeIs(3));
  EXPECT_THAT(FilesIn(out_), ::testing::Contains("_con.jpg")) << "con is a device";
  const std::string manifest = *ReadFile(folder_.Path() / "out.manifest.csv", 10'000);
  // Which of the two comes second is the service's affair; the manifest says it.
  const auto renamed = [&](const std::string& order, const std::string& photo) {
    const std::string line = "-" + order + ".jpg," + order + "," + Sha256Hex(Finished(photo));
    return manifest.find(line) != std::string::npos;
  };
  EXPECT_NE(renamed(first, "first"), renamed(second, "second"));
}

TEST_F(DeliverTest, AZipHoldsWhatWasConfirmedAndALaterExportAddsToIt) {
  Name("{student_number}");
  const std::string first = Confirmed("学号1", "", "first");
  const auto zip_path = folder_.Path() / "photos.zip";
  ASSERT_EQ(ExportDelivered(*Client("S-001"), kSchool, zip_path, true)->photos, 1);
  EXPECT_EQ(Client("")->GetOrder(first)->state, "DELIVERED");
  Confirmed("学号2", "", "second");
  ASSERT_EQ(ExportDelivered(*Client("S-001"), kSchool, zip_path, true)->photos, 1);
  const auto zip = ZipFile::Open(zip_path);
  ASSERT_TRUE(zip.ok()) << zip.status();
  EXPECT_THAT((*zip)->Names(), UnorderedElementsAre("学号1.jpg", "学号2.jpg"));
  EXPECT_EQ(*(*zip)->Read("学号1.jpg"), Finished("first"));
  EXPECT_EQ(*(*zip)->Read("学号2.jpg"), Finished("second"));
  const std::string manifest = *ReadFile(folder_.Path() / "photos.zip.manifest.csv", 10'000);
  EXPECT_THAT(manifest, HasSubstr("学号1.jpg," + first + "," + Sha256Hex(Finished("first"))));
  EXPECT_EQ(ExportDelivered(*Client("S-001"), kSchool, zip_path, true)->photos, 0);
}

TEST_F(DeliverTest, WhatIsNotWrittenIsNotDelivered) {
  const std::string order = Confirmed("", "", "first");
  ASSERT_TRUE(WriteFileAtomically(folder_.Path() / "no.zip", "this is no ZIP").ok());
  EXPECT_EQ(
      ReasonOf(
          ExportDelivered(*Client("S-001"), kSchool, folder_.Path() / "no.zip", true).status()),
      "BAD_ZIP");
  EXPECT_FALSE(
      ExportDelivered(*Client("S-001"), kSchool, folder_.Path() / "missing" / "x.zip", true).ok());
  EXPECT_EQ(Client("")->GetOrder(order)->state, "CONFIRMED");
  // The next try hands it over.
  EXPECT_EQ(ExportDelivered(*Client("S-001"), kSchool, out_, false)->photos, 1);
  EXPECT_EQ(Client("")->GetOrder(order)->state, "DELIVERED");
}

TEST_F(DeliverTest, ACutExportGoesOnWithoutWritingTwice) {
  const std::string order = Confirmed("", "", "first");
  // As if the last export had been cut between the file and the service's answer.
  ASSERT_TRUE(MakeFolder(out_).ok());
  ASSERT_TRUE(WriteFileAtomically(out_ / (order + ".jpg"), Finished("first")).ok());
  const auto count = ExportDelivered(*Client("S-001"), kSchool, out_, false);
  ASSERT_TRUE(count.ok()) << count.status();
  EXPECT_EQ(count->photos, 1);
  EXPECT_EQ(count->renamed, 0);
  EXPECT_THAT(FilesIn(out_), UnorderedElementsAre(order + ".jpg"));
}

TEST_F(DeliverTest, APhotoThatCannotBeWrittenCountsItsTriesAndIsBlockedInTheEnd) {
  const std::string order = Confirmed("", "", "first");
  // Folders where the photo, and its other name, should go: nothing can be written there.
  const auto block = out_ / (order + ".jpg");
  const auto block_too = out_ / (order + "-" + order + ".jpg");
  std::filesystem::create_directories(block);
  std::filesystem::create_directories(block_too);
  Status status;
  int tries = 0;
  const auto blocked = [&] {
    return Client("S-001")->ListOrders(kSchool, "DELIVERY_BLOCKED", 10, "")->orders.size();
  };
  while (blocked() == 0 && tries < 10) {
    status = ExportDelivered(*Client("S-001"), kSchool, out_, false).status();
    ASSERT_FALSE(status.ok()) << "try " << tries + 1;
    EXPECT_EQ(Client("")->GetOrder(order)->state, "CONFIRMED");
    ++tries;
  }
  EXPECT_EQ(tries, 5) << "order_clocks.json: delivery_tries";
  EXPECT_EQ(Client("")->GetOrder(order)->state, "CONFIRMED") << "the student need not care";
  EXPECT_THAT(ExportDelivered(*Client("S-001"), kSchool, out_, false)->blocked,
              ::testing::ElementsAre(order))
      << "not tried again, and not forgotten";
  EXPECT_THAT(MessageOf(status), HasSubstr("zj order retry"));
  EXPECT_THAT(MessageOf(status), HasSubstr(order));
  EXPECT_THAT(FilesIn(out_), ::testing::SizeIs(2)) << "nothing half-written stays";
  EXPECT_EQ(*ReadFile(folder_.Path() / "out.manifest.csv", 10'000),
            "file,order,sha256,school,confirmed\n");
  std::filesystem::remove(block);
  std::filesystem::remove(block_too);
  ASSERT_TRUE(Client("S-001")->RetryDelivery(order, "folder mended").ok());
  EXPECT_EQ(ExportDelivered(*Client("S-001"), kSchool, out_, false)->photos, 1);
  EXPECT_EQ(Client("")->GetOrder(order)->state, "DELIVERED");
  const auto rights = std::filesystem::status(block).permissions();
  EXPECT_EQ(rights & std::filesystem::perms::all,
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write)
      << "a face belongs to somebody";
}

TEST_F(DeliverTest, TheStudentsOwnDownloadBringsTheWishedName) {
  const std::string order = Confirmed("", "", "first");
  EXPECT_EQ(Client("")->Download(order)->file_name, order + ".jpg");
  ASSERT_TRUE(Client("")->SetContact(order, "", "张三/毕业照*. ").ok());
  EXPECT_EQ(Client("")->Download(order)->file_name, "张三_毕业照_.jpg");
}

}  // namespace
}  // namespace zhaojian
