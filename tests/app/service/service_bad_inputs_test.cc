// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "core/imaging/photo.h"
#include "tests/app/service/service_fixture.h"

namespace zhaojian {
namespace {

// What no photo service can take, by the README of bad-inputs; everything else is answered with a
// report.
const std::map<std::string, std::string> kRefused = {{"b01_zero_byte.jpg", "FILE-01"},
                                                     {"b02_text_renamed.jpg", "FILE-01"},
                                                     {"b03_truncated_60pct.jpg", "FILE-01"},
                                                     {"b04_truncated_header.jpg", "FILE-01"},
                                                     {"b06_random_bytes.jpg", "FILE-01"},
                                                     {"b14_png_bomb_30000x30000.png", "FILE-01"},
                                                     {"b15_png_lies_100000x100000.png", "FILE-01"},
                                                     {"b30_1x1.jpg", "FILE-02"},
                                                     {"b31_20x8000.jpg", "FILE-02"},
                                                     {"b32_too_small_90x120.jpg", "FILE-02"},
                                                     {"b37_animated.gif", "FILE-01"},
                                                     {"b40_tiff.tif", "FILE-01"},
                                                     {"b41_svg.svg", "FILE-01"},
                                                     {"b47_avif.avif", "FILE-01"}};

TEST_F(ServiceTest, EveryBadFileOfAStudentIsAnsweredAndNothingHalfDoneIsKept) {
  const auto files = testing::SharedFiles("bad-inputs", "b", "");
  if (files.empty()) {
    testing::PrintNotRun(static_cast<int>(kRefused.size()), "no shared folder");
    return;
  }
  if (!std::filesystem::exists(testing::ModelsForTests() / "models.json")) {
    testing::PrintNotRun(static_cast<int>(files.size()), "the networks were not converted");
    return;
  }
  service_.reset();
  ServiceOptions options = DefaultOptions();
  options.photos = nullptr;
  options.workers = 1;
  Start(options);
  const auto student = Client("");
  size_t refused = 0;
  for (const auto& path : files) {
    SCOPED_TRACE(path.filename());
    const auto bytes = ReadFile(path, kMaxPhotoBytes);
    ASSERT_TRUE(bytes.ok()) << bytes.status();
    const auto order = CreateOrder(*student);
    ASSERT_TRUE(order.ok()) << order.status();
    const auto upload = student->UploadPhoto(order->number, *bytes, RandomUuid());
    const auto wanted = kRefused.find(path.filename().string());
    EXPECT_EQ(upload.ok(), wanted == kRefused.end()) << upload.status();
    if (upload.ok()) {
      EXPECT_FALSE(upload->report_json.empty());
      continue;
    }
    ++refused;
    EXPECT_EQ(ReasonOf(upload.status()), wanted == kRefused.end() ? "" : wanted->second);
    EXPECT_FALSE(MessageOf(upload.status()).empty());
    const auto after = student->GetOrder(order->number);
    ASSERT_TRUE(after.ok()) << after.status();
    EXPECT_EQ(after->state, order->state);
    EXPECT_EQ(after->attempt, order->attempt);
  }
  EXPECT_EQ(refused, kRefused.size());
}

}  // namespace
}  // namespace zhaojian
