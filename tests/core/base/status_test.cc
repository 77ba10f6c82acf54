// SPDX-License-Identifier: Apache-2.0
#include "core/base/status.h"

#include <gtest/gtest.h>

#include "core/base/clock.h"
#include "core/base/json.h"

namespace zhaojian {
namespace {

TEST(Status, DetailSurvivesAnnotation) {
  const Status error = Annotate(
      MakeError(StatusCode::kAborted, "LEASE_LOST", "lease lost", "fence", {{"fence_now", "4"}}),
      "deciding");
  EXPECT_EQ(MessageOf(error), "deciding; lease lost");
  ASSERT_TRUE(DetailOf(error).has_value());
  EXPECT_EQ(DetailOf(error)->reason, "LEASE_LOST");
  EXPECT_EQ(DetailOf(error)->field, "fence");
  EXPECT_EQ(DetailOf(error)->metadata.at("fence_now"), "4");
}

TEST(Json, ErrorNamesFileAndLine) {
  const auto parsed = ParseJson("{\n\"a\": 1,\n\"b\": }\n", "profiles.json");
  EXPECT_NE(MessageOf(parsed.status()).find("profiles.json line 3"), std::string::npos);
}

TEST(Json, NumberBeyondADoubleIsAnErrorAndNoException) {
  EXPECT_EQ(ReasonOf(ParseJson("{\"a\": 1e999}", "head").status()), "BAD_JSON");
}

TEST(Clock, ServiceTimeIsWrittenWithItsOffset) {
  absl::Time time;
  std::string error;
  ASSERT_TRUE(absl::ParseTime(absl::RFC3339_full, "2026-05-07T09:00:00Z", &time, &error));
  EXPECT_EQ(FormatServiceTime(time), "2026-05-07T17:00:00+08:00");
}

}  // namespace
}  // namespace zhaojian
