// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/taken_on.h"

#include <gtest/gtest.h>

#include "tests/support/made_photos.h"

namespace zhaojian {
namespace {

void Append(std::string* out, uint32_t value, int bytes, bool big) {
  for (int i = 0; i < bytes; ++i) {
    const int shift = 8 * (big ? bytes - 1 - i : i);
    out->push_back(static_cast<char>(value >> shift & 0xff));
  }
}

// EXIF as cameras write it: the main directory points to the one that holds DateTimeOriginal.
std::string ExifWithDate(const std::string& date, bool big) {
  std::string out("Exif\0\0", 6);
  out += big ? "MM" : "II";
  Append(&out, 42, 2, big);
  Append(&out, 8, 4, big);
  Append(&out, 1, 2, big);  // one entry: the pointer, to right behind this directory
  Append(&out, 0x8769, 2, big);
  Append(&out, 4, 2, big);
  Append(&out, 1, 4, big);
  Append(&out, 26, 4, big);
  Append(&out, 0, 4, big);
  Append(&out, 1, 2, big);  // one entry: the date, 20 bytes of text behind this directory
  Append(&out, 0x9003, 2, big);
  Append(&out, 2, 2, big);
  Append(&out, 20, 4, big);
  Append(&out, 44, 4, big);
  Append(&out, 0, 4, big);
  return out + date + std::string(1, '\0');
}

std::string JpegTaken(const std::string& date, bool big = false) {
  const std::string exif = ExifWithDate(date, big);
  std::string segment("\xFF\xE1", 2);
  Append(&segment, static_cast<uint32_t>(exif.size() + 2), 2, true);
  std::string jpeg = testing::MakeJpeg(testing::MarkedPicture(200, 280));
  return jpeg.insert(2, segment + exif);
}

TEST(TakenOn, IsTheDayThatTheCameraWroteInBothByteOrders) {
  for (const bool big : {false, true})
    EXPECT_EQ(TakenOn(JpegTaken("2026:05:07 16:59:00", big)), absl::CivilDay(2026, 5, 7));
}

TEST(TakenOn, IsEmptyForAnythingThatIsNoDay) {
  for (const char* text : {"0000:00:00 00:00:00", "2026:13:01 00:00:00", "2026:06:31 00:00:00",
                           "2026-05-07 16:59:00", "    :  :     :  :  ", "-026:05:07 16:59:00"})
    EXPECT_FALSE(TakenOn(JpegTaken(text))) << text;
}

TEST(TakenOn, IsEmptyWithoutExifAndForDamagedFiles) {
  const std::string plain = testing::MakeJpeg(testing::MarkedPicture(200, 280));
  EXPECT_FALSE(TakenOn(plain));
  EXPECT_FALSE(TakenOn(testing::MakePng(testing::MarkedPicture(200, 280))));
  EXPECT_FALSE(TakenOn(""));
  const std::string taken = JpegTaken("2026:05:07 16:59:00");
  // Cut anywhere inside the EXIF: no day, and no reading beyond the end.
  for (size_t size = 0; size < 60; ++size) EXPECT_FALSE(TakenOn(taken.substr(0, size))) << size;
}

}  // namespace
}  // namespace zhaojian
