// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "app/console/theme.h"

namespace zhaojian {
namespace {

// The table of the visual target: colour, and its contrast on panel, raised and stage (0 = not used
// there).
struct Row {
  const char* name;
  Token token;
  uint32_t rgb;
  double on_panel, on_raised, on_stage;
};

const Row kTable[] = {
    {"edge", Token::kEdge, 0x6E6E6E, 3.3, 3.0, 0},
    {"band", Token::kBand, 0x707070, 3.4, 3.1, 0},
    {"hair", Token::kHair, 0x808080, 4.3, 3.8, 0},
    {"hi", Token::kHi, 0xF4F4F4, 15.5, 13.8, 9.9},
    {"text", Token::kText, 0xD6D6D6, 11.7, 10.4, 7.5},
    {"dim", Token::kDim, 0xA8A8A8, 7.2, 6.4, 4.6},
    {"off", Token::kOff, 0x8C8C8C, 5.1, 4.5, 0},
    {"accent", Token::kAccent, 0xA9B8FF, 8.9, 7.9, 5.7},
    {"fail", Token::kFail, 0xFF8F6B, 7.6, 6.8, 4.9},
    {"caution", Token::kCaution, 0xF5C84B, 10.8, 9.6, 6.9},
    {"not assessed", Token::kNotAssessed, 0xC9C9C9, 10.3, 9.1, 6.6},
    {"ok", Token::kOk, 0x8CC9B5, 9.0, 8.0, 5.8},
};

TEST(Theme, EveryTokenHasTheColourOfTheVisualTarget) {
  for (const Row& row : kTable) EXPECT_EQ(RgbOf(row.token), row.rgb) << row.name;
  EXPECT_EQ(RgbOf(Token::kWin), 0x141414u);
  EXPECT_EQ(RgbOf(Token::kPanel), 0x1C1C1Cu);
  EXPECT_EQ(RgbOf(Token::kRaised), 0x262626u);
  EXPECT_EQ(RgbOf(Token::kStage), 0x3D3D3Du);
  EXPECT_EQ(RgbOf(Token::kLine), 0x343434u);
  EXPECT_EQ(RgbOf(Token::kAccentBg), 0x2B3152u);
  EXPECT_EQ(RgbOf(Token::kInk), 0x101010u);
}

TEST(Theme, ContrastIsWhatTheVisualTargetPromises) {
  // The table was rounded down or to the nearest; a tenth covers both.
  for (const Row& row : kTable) {
    EXPECT_NEAR(ContrastRatio(row.rgb, RgbOf(Token::kPanel)), row.on_panel, 0.11) << row.name;
    EXPECT_NEAR(ContrastRatio(row.rgb, RgbOf(Token::kRaised)), row.on_raised, 0.11) << row.name;
    if (row.on_stage > 0) {
      EXPECT_NEAR(ContrastRatio(row.rgb, RgbOf(Token::kStage)), row.on_stage, 0.11) << row.name;
    }
  }
  EXPECT_NEAR(ContrastRatio(RgbOf(Token::kHi), RgbOf(Token::kAccentBg)), 11.5, 0.11);
  for (const Token plate : {Token::kFail, Token::kCaution}) {
    EXPECT_GE(ContrastRatio(RgbOf(plate), RgbOf(Token::kInk)), 8.5);
  }
}

TEST(Theme, BlackOnWhiteIsTwentyOneToOne) {
  EXPECT_NEAR(ContrastRatio(0x000000, 0xFFFFFF), 21.0, 1e-9);
}

TEST(Theme, NeutralsHaveNoHue) {
  for (const Token token :
       {Token::kWin, Token::kPanel, Token::kRaised, Token::kStage, Token::kLine, Token::kEdge,
        Token::kBand, Token::kHair, Token::kHi, Token::kText, Token::kDim, Token::kOff}) {
    const uint32_t rgb = RgbOf(token);
    EXPECT_EQ(rgb >> 16, rgb & 255);
    EXPECT_EQ(rgb >> 8 & 255, rgb & 255);
  }
}

}  // namespace
}  // namespace zhaojian
