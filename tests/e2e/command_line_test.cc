// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>

#include "tests/e2e/student_walk.h"

// The program zj as a person types it, against a real service.
namespace zhaojian::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class CommandLine : public StudentWalk {
 protected:
  // Runs `zj --service ADDRESS ARGUMENTS` in a shell after `before`; the exit code.
  int Zj(const std::string& arguments, const std::string& before = "true") {
    const std::string command = before + "; '" + (ProgramsForTests() / "zj").string() +
                                "' --service '" + address_ + "' " + arguments + " >'" +
                                Path("said") + "' 2>&1";
    return WEXITSTATUS(std::system(("bash -c \"" + command + "\"").c_str()));
  }
  std::string Path(const std::string& name) const { return (folder_.Path() / name).string(); }
  std::string Said() const { return ReadFile(Path("said"), 100'000).value_or(""); }
  // A confirmed order that waits to be handed over.
  std::string Confirmed() {
    const auto order = NewOrder();
    EXPECT_TRUE(order.ok()) << order.status();
    HandIn(order->number, 1);
    PassAndRetouch();
    EXPECT_TRUE(Client()->Confirm(order->number, Client()->Download(order->number)->sha256).ok());
    return order->number;
  }
};

INSTANTIATE_TEST_SUITE_P(Undisturbed, CommandLine, ::testing::Values(false));

std::vector<std::string> FilesIn(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  std::error_code missing;
  for (const auto& entry : std::filesystem::directory_iterator(folder, missing)) {
    names.push_back(entry.path().filename().string());
  }
  return names;
}

TEST_P(CommandLine, SettingsOfASchoolTravelThroughAFile) {
  ASSERT_EQ(Zj("--as S-001 school edit DEMO --set opens=2026-03-01T09:00:00+08:00"
               " --set closes=2026-06-01T17:00:00+08:00 --set max_redos=3"
               " --set delivery_name={student_number}_{order} --set delivery_zip=true"),
            0)
      << Said();
  ASSERT_EQ(Zj("--as S-001 school list --json"), 0);
  const std::string before = Said();
  EXPECT_THAT(before, HasSubstr("2026-06-01T17:00:00+08:00"));
  ASSERT_TRUE(WriteFileAtomically(folder_.Path() / "school.json", before).ok());
  ASSERT_EQ(Zj("--as S-001 school edit DEMO --set max_redos=1 --set delivery_name={order}"), 0)
      << Said();
  ASSERT_EQ(Zj("--as S-001 school edit DEMO --file '" + Path("school.json") + "'"), 0) << Said();
  ASSERT_EQ(Zj("--as S-001 school list --json"), 0);
  EXPECT_EQ(Said(), before);
  EXPECT_EQ(Zj("--as S-001 school edit DEMO --set max_redo=1"), 1);
  EXPECT_THAT(Said(), HasSubstr("max_redo"));
}

// A limit on the size of files stands in for a disk that fills up in the middle of a photo.
TEST_P(CommandLine, AFullDiskHandsNothingOverAndLeavesNothingHalfWritten) {
  const std::string order = Confirmed();
  const std::string full = "trap '' XFSZ; ulimit -f 8";
  for (const std::string zip : {"", " --zip"}) {
    const std::string out = Path(zip.empty() ? "photos" : "photos.zip");
    EXPECT_EQ(Zj("--as S-001 deliver export --out '" + out + "'" + zip, full), 1) << Said();
    EXPECT_THAT(Said(), HasSubstr("not handed over"));
    ExpectState(order, "CONFIRMED");
    EXPECT_THAT(FilesIn(out), IsEmpty());
    EXPECT_FALSE(std::filesystem::is_regular_file(out));
  }
  ASSERT_EQ(Zj("--as S-001 deliver export --out '" + Path("photos") + "'"), 0) << Said();
  EXPECT_THAT(FilesIn(Path("photos")), SizeIs(1));
  ExpectState(order, "DELIVERED");
}

}  // namespace
}  // namespace zhaojian::testing
