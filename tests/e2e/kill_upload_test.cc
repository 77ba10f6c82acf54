// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/crypto.h"
#include "core/imaging/photo.h"
#include "tests/e2e/demo_service.h"
#include "tests/support/shared.h"

namespace zhaojian {
namespace {

using ::testing::HasSubstr;

// A demonstration photo as a camera with much to say would have written it: 29 MB of comments
// (ITU T.81 §B.2.4.5, at most 65 533 bytes each) behind the start marker.
std::string LargePhoto() {
  const std::string small =
      ReadFile(testing::AssetsForTests() / "demo" / "t01.jpg", kMaxPhotoBytes).value();
  constexpr size_t kComment = 65'533;
  std::string large = small.substr(0, 2);
  for (int i = 0; i < 440; ++i) {
    large +=
        std::string("\xFF\xFE\xFF\xFF", 4) + std::string(kComment, static_cast<char>('a' + i % 26));
  }
  return large + small.substr(2);
}

// What a reviewer gets of the order that waits.
std::string OriginalOf(testing::DemoService& service) {
  const auto reviewer = service.Client("R-001");
  const auto claim = reviewer->Claim(rpc::WorkKind::kReview, 1);
  if (!claim.ok() || claim->grants.empty()) return "nothing to review";
  const rpc::Grant& grant = claim->grants.front();
  const auto asset = reviewer->ReadAsset(grant.work_item.name, grant.lease.fence,
                                         rpc::AssetVariant::kOriginal, "review");
  return asset.ok() ? asset->bytes : std::string(asset.status().message());
}

TEST(KillUpload, TheServiceDiesInTheMiddleAndTheUploadGoesOn) {
  testing::DemoService service;
  const std::string order = service.NewOrder();
  const std::string photo = LargePhoto();
  std::vector<int64_t> begins;
  int64_t last = -1;
  int64_t sent_bytes = 0;
  bool killed = false;
  const auto uploaded = service.Client("", 100)->UploadPhoto(
      order, photo, RandomUuid(), [&](int64_t sent, int64_t size) {
        const bool begin = last < 0 || sent <= last;
        if (begin) begins.push_back(sent);
        if (!begin) sent_bytes += sent - last;
        last = sent;
        if (killed || sent < size / 2) return;
        killed = true;
        service.Kill();
        service.Start();
      });
  ASSERT_TRUE(uploaded.ok()) << uploaded.status();
  EXPECT_EQ(uploaded->order.state, "PREPARED");
  ASSERT_EQ(begins.size(), 2U);
  EXPECT_EQ(begins[0], 0);
  EXPECT_GT(begins[1], 0) << "what had arrived is not sent again";
  EXPECT_LT(sent_bytes, static_cast<int64_t>(photo.size()) * 3 / 2);
  ASSERT_TRUE(service.Client("")->Submit(order).ok());
  EXPECT_EQ(Sha256Hex(OriginalOf(service)), Sha256Hex(photo));
}

TEST(KillUpload, ZjDiesInTheMiddleAndTheNextOneGoesOnByItself) {
  testing::DemoService service;
  const auto file = service.Folder() / "photo.jpg";
  const std::string photo = LargePhoto();
  ASSERT_TRUE(WriteFileAtomically(file, photo).ok());
  const auto upload = [&](const std::string& order) {
    return testing::ChildProcess::Start(
               "zj", {"--service", service.Address(), "student", "upload", order, file.string()},
               service.Folder() / "zj.log")
        .value();
  };
  // Where the kill lands is chance; an upload that was quicker is tried again with another order.
  std::string order;
  const auto student = service.Client("");
  for (int tries = 0; tries < 30 && order.empty(); ++tries) {
    const std::string next = service.NewOrder();
    const std::string sha256 = Sha256Hex(photo);
    testing::ChildProcess first = upload(next);
    for (int64_t received = 0; received == 0;) {
      const auto state = student->StartUpload(next, static_cast<int64_t>(photo.size()), sha256);
      if (!state.ok()) break;
      received = state->received;
    }
    first.Kill();
    const auto state = student->StartUpload(next, static_cast<int64_t>(photo.size()), sha256);
    if (state.ok() && state->received > 0 && state->received < state->size) order = next;
  }
  ASSERT_FALSE(order.empty()) << "no kill landed in the middle; nothing was proven";
  EXPECT_EQ(upload(order).Wait(), 0) << *ReadFile(service.Folder() / "zj.log", 1 << 16);
  EXPECT_THAT(*ReadFile(service.Folder() / "zj.log", 1 << 16), HasSubstr("going on at"));
  ASSERT_TRUE(student->Submit(order).ok());
  EXPECT_EQ(Sha256Hex(OriginalOf(service)), Sha256Hex(photo));
}

}  // namespace
}  // namespace zhaojian
