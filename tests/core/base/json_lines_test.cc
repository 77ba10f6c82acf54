// SPDX-License-Identifier: Apache-2.0
#include "core/base/json_lines.h"

#include <gtest/gtest.h>

namespace zhaojian {
namespace {

TEST(JsonKeyLines, EveryKeyHasItsLine) {
  const auto lines = JsonKeyLines(R"({
 "a": 1, "b": {
  "c.d": [10, {"e": null},

   {
    "e": "x\\n\"y\": "}]
 }
})",
                                  "f.json");
  ASSERT_TRUE(lines.ok()) << MessageOf(lines.status());
  const std::map<std::string, int> expected = {{"", 1},        {"a", 2},        {"b", 2},
                                               {"b.c.d", 3},   {"b.c.d.1", 3},  {"b.c.d.1.e", 3},
                                               {"b.c.d.2", 5}, {"b.c.d.2.e", 6}};
  EXPECT_EQ(*lines, expected);
}

TEST(JsonKeyLines, AKeyThatStandsTwiceIsRefused) {
  const auto lines = JsonKeyLines("{\"a\": {\"b\": 1,\n\"b\": 2}}", "f.json");
  EXPECT_EQ(ReasonOf(lines.status()), "BAD_JSON");
  EXPECT_EQ(MessageOf(lines.status()), "f.json line 2: a.b stands twice");
  EXPECT_TRUE(JsonKeyLines("{\"a\": {\"b\": 1}, \"b\": {\"b\": 2}}", "f.json").ok());
}

TEST(JsonKeyLines, BrokenTextNamesItsLine) {
  const auto lines = JsonKeyLines("{\"a\": 1,\n}", "f.json");
  EXPECT_EQ(MessageOf(lines.status()), "f.json line 2: not valid JSON; correct the file");
}

}  // namespace
}  // namespace zhaojian
