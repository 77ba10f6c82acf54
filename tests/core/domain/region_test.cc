// SPDX-License-Identifier: Apache-2.0
#include "core/domain/region.h"

#include <gtest/gtest.h>

#include "core/base/catalogue.h"
#include "tests/support/shared.h"

namespace zhaojian {
namespace {

TEST(PlaceKey, NamesTheThirdOfThePhotoInWhichTheMiddleLies) {
  EXPECT_EQ(PlaceKey({0.1, 0.1, 0.1, 0.1}), "place.top_left");
  EXPECT_EQ(PlaceKey({0.3, 0.3, 0.4, 0.4}), "place.middle_centre");
  EXPECT_EQ(PlaceKey({0.8, 0.4, 0.1, 0.1}), "place.middle_right");
  EXPECT_EQ(PlaceKey({0, 0.7, 1, 0.3}), "place.bottom_centre");
}

TEST(PlaceKey, EveryPlaceHasWordsInBothLanguages) {
  const auto catalogue = Catalogue::Load(testing::AssetsForTests() / "i18n");
  ASSERT_TRUE(catalogue.ok()) << catalogue.status();
  for (const double y : {0.1, 0.5, 0.9}) {
    for (const double x : {0.1, 0.5, 0.9}) {
      const std::string key = PlaceKey({x, y, 0, 0});
      for (const Language language : {Language::kChinese, Language::kEnglish}) {
        EXPECT_NE(catalogue->Text(language, key), key);
      }
    }
  }
}

}  // namespace
}  // namespace zhaojian
