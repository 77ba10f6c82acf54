// SPDX-License-Identifier: Apache-2.0
// Draws every widget in every state off screen, so that a person can lay it beside the visual
// target (build/<preset>/kit_sheet_1x.png, kit_sheet_2x.png), and checks what must be true of the
// picture.
#include <gtest/gtest.h>

#include <ctime>
#include <iostream>

#include "app/console/offscreen.h"
#include "app/console/texture.h"
#include "app/console/widgets.h"
#include "app/console/widgets_chart.h"
#include "app/console/widgets_check.h"
#include "app/console/widgets_retouch.h"
#include "core/base/file.h"
#include "tests/support/shared.h"

namespace zhaojian {
namespace {

BandView Band(std::optional<double> value, std::optional<double> low, std::optional<double> high,
              std::optional<double> caution_low, std::optional<double> caution_high, Sign sign) {
  BandView band;
  band.value = value;
  band.allowed_min = low;
  band.allowed_max = high;
  band.caution_min = caution_low;
  band.caution_max = caution_high;
  band.sign = sign;
  return band;
}

void DrawChecks(Kit& kit) {
  const float x = 1384;
  kit.Fill({x, 44, 536, 964}, Token::kPanel);
  SectionHeader(kit, {x + 20, 54, 300, 26}, "检查", "学信网 480×640 ・ 2017-99");
  VerdictCounts(kit, {x + 20, 54, 496, 26}, 1, 1, 1, 16);
  BandView tilt = Band(11.4, -5, 5, -10, 10, Sign::kFail);
  tilt.ticks = {{-10, "−10°"}, {-5, "−5"}, {0, "0"}, {5, "5"}, {10, "10°"}};
  CheckRow(kit, {x + 12, 88, 512, 128},
           {"c.1", "不合格", "头部倾斜", "11.4°", "", "超出 1.4°", tilt, false});
  CheckRow(kit, {x + 12, 224, 512, 60},
           {"c.2", "注意", "左右脸亮度差", "ΔL* 9.7", "≤ 8", "",
            Band(9.7, {}, 8, {}, 12, Sign::kCaution), false});
  CheckRow(kit, {x + 12, 292, 512, 52},
           {"c.3", "无法判定，请目视", "双耳露出", "", "左耳置信 0.41 < 0.50", "",
            Band({}, {}, {}, {}, {}, Sign::kNotAssessed), false});
  SectionHeader(kit, {x + 20, 352, 496, 22}, "合格 16", "按余量从小到大");
  const struct {
    const char *name, *value, *limit;
    BandView band;
  } rows[] = {{"左右转头", "+3.6°", "±5", Band(3.6, -5, 5, -10, 10, Sign::kOk)},
              {"动态范围", "6.4 bit", "≥ 5.5", Band(6.4, 5.5, {}, {}, {}, Sign::kOk)},
              {"脸宽", "224 px", "180–300", Band(224, 180, 300, {}, {}, Sign::kOk)},
              {"头顶距", "76 px", "50–110", Band(76, 50, 110, {}, {}, Sign::kOk)},
              {"背景偏差", "1", "≤ 6", Band(1, {}, 6, {}, {}, Sign::kOk)}};
  float y = 384;
  for (const auto& row : rows) {
    CheckRow(kit, {x + 12, y, 512, 22},
             {std::string("c.") + row.name, "合格", row.name, row.value, row.limit, "", row.band,
              false});
    y += 22;
  }
  CheckRow(kit, {x + 12, 510, 512, 60},
           {"c.9", "不合格", "文件大小", "41,380 B", "31–39 KB", "超出 2,380 B",
            Band(41380, 31000, 39000, {}, {}, Sign::kFail), true});
  ReasonChip(kit, {x + 12, 778, 512, 36},
             {"r.1", "1", "POSE-03", "头部歪斜，双眼不水平", "须重拍", ChipState::kChosen, 0, 0});
  ReasonChip(kit, {x + 12, 818, 512, 36},
             {"r.2", "2", "LIGHT-01", "光线不均，阴阳脸", "酌情", ChipState::kSuggested, 0, 0});
  ReasonChip(kit, {x + 12, 858, 512, 36},
             {"r.3", "3", "OCC-02", "头发遮挡眼睛", "须重拍", ChipState::kSearchHit, 0, 12});
  ReasonChip(kit, {x + 12, 898, 512, 36},
             {"r.4", "4", "POSE-05", "双耳不对称或只露一只", "须重拍", ChipState::kBlocked, 0, 0});
  kit.TextAt(Type::kCap, Token::kDim, x + 14, 954, "学生将看到");
  kit.Paragraph(Type::kBody, Token::kHi, {x + 14, 968, 508, 30},
                "请摆正头部，使双眼处于同一水平线。", 24);
}

void DrawBars(Kit& kit) {
  kit.Fill({0, 0, 1920, 44}, Token::kWin);
  kit.Sign(Icon::kBrand, 23, 22, Token::kHi, 20);
  kit.TextAt(Type::kStrong, Token::kHi, 42, 22, "照鉴");
  Tab(kit, {128, 0, 112, 44}, "tab.review", "审核", "Ctrl 1", true);
  Tab(kit, {240, 0, 112, 44}, "tab.retouch", "修图", "Ctrl 2", false);
  kit.Fill({0, 1008, 1920, 72}, Token::kWin);
  kit.Line(0, 1008, 1920, 1008, Token::kLine);
  DecisionButton(kit, {458, 1016, 331, 56},
                 {"b.f", "F", Icon::kOk, Token::kOk, "通过", "已选须重拍原因，先按 1 取消",
                  ButtonState::kOff, true});
  DecisionButton(kit, {801, 1016, 332, 56},
                 {"b.r", "R", Icon::kFail, Token::kFail, "驳回", "再按 R 提交 POSE-03",
                  ButtonState::kArmed, true});
  DecisionButton(
      kit, {1396, 1016, 162, 56},
      {"b.e", "E", Icon::kEscalate, Token::kHi, "升级", "交督导", ButtonState::kReady, false});
  DecisionButton(
      kit, {1571, 1016, 162, 56},
      {"b.s", "S", Icon::kSkip, Token::kHi, "跳过", "选缘由", ButtonState::kReady, false});
  DecisionButton(
      kit, {1746, 1016, 162, 56},
      {"b.z", "Z", Icon::kUndo, Token::kHi, "撤销", "938402 8s", ButtonState::kReady, false});
  DecisionButton(kit, {12, 1016, 400, 56},
                 {"b.c", "Ctrl Enter", Icon::kNone, Token::kHi, "提交成片",
                  "出门检查通过 ・ 提交后取下一张", ButtonState::kReady, true});
}

void DrawStrip(Kit& kit, ImTextureID thumb) {
  kit.Fill({0, 44, 208, 964}, Token::kPanel);
  SectionHeader(kit, {12, 198, 184, 24}, "最近 10", "可撤销 2", "Z");
  UndoRow(
      kit, {8, 228, 192, 62},
      {"u.1", thumb, "938402", Icon::kOk, Token::kOk, "通过", UndoState::kRunning, "8 s", 0.8f});
  UndoRow(kit, {8, 294, 192, 62},
          {"u.2", thumb, "930117", Icon::kFail, Token::kFail, "OCC-01", UndoState::kRunning, "3 s",
           0.3f});
  UndoRow(kit, {8, 360, 192, 62},
          {"u.3", thumb, "927764", Icon::kOk, Token::kOk, "通过", UndoState::kEffective, "", 0});
  UndoRow(kit, {8, 426, 192, 62},
          {"u.4", thumb, "930117", Icon::kUndo, Token::kHi, "待定", UndoState::kUndone, "", 0});
  FactRow(kit, {12, 500, 184, 24}, "中位用时", "6.8 s");
  FactRow(kit, {12, 524, 184, 24}, "连续工作", "52 分", true);
  const char* keys = "CEDSF";
  const struct {
    const char* name;
    ToolLock lock;
    float used;
    const char* word;
  } tools[] = {
      {"裁剪缩放", ToolLock::kFree, 0, "可用"},       {"抠图边缘", ToolLock::kLimited, 0.7f, ""},
      {"去溢色", ToolLock::kLimited, 0.35f, ""},      {"高光减弱", ToolLock::kAtLimit, 1, ""},
      {"镜片反光", ToolLock::kSupervisor, 0, "督导"}, {"面部修复", ToolLock::kForbidden, 0, ""}};
  float y = 570;
  for (int i = 0; i < 6; ++i, y += 29) {
    ToolRow(kit, {6, y, 196, 29},
            {"t." + std::to_string(i), i < 5 ? std::string(1, keys[i]) : "", tools[i].name,
             tools[i].lock, i == 1, tools[i].used, tools[i].word});
  }
  Segment(kit, {12, 760, 60, 28}, "s.1", "今日", true);
  Segment(kit, {76, 760, 60, 28}, "s.2", "本周", false);
  ChoiceBox(kit, {12, 800, 184, 30}, "choice", "全部 24 所");
  LeaseClock(kit, 12, 850, LeaseState::kRenewing, 0.85f, "租约自动续 ・ 已持 6 s");
  LeaseClock(kit, 12, 876, LeaseState::kIdle, 0.4f, "25 秒未动");
  LeaseClock(kit, 12, 902, LeaseState::kEnding, 0.1f, "即将收回");
  LeaseClock(kit, 12, 928, LeaseState::kLost, 0, "已失");
  const Icon links[] = {Icon::kLinkUp, Icon::kLinkWait, Icon::kLinkDown, Icon::kBreadcrumb,
                        Icon::kLimit,  Icon::kWaiting,  Icon::kLock,     Icon::kSupervisorLock};
  for (int i = 0; i < 8; ++i)
    kit.Sign(links[i], 24 + 22.0f * static_cast<float>(i), 970, i == 0 ? Token::kOk : Token::kHi);
}

void DrawMiddle(Kit& kit, ImTextureID photo) {
  kit.Fill({208, 44, 1176, 964}, Token::kStage);
  kit.Picture(photo, {458, 64, 338, 450});
  ValueChip(kit, 780, 300, Sign::kFail, "11.4°");
  Pin(kit, "p.1", 850, 150, 700, 190, 1, PinState::kFocused);
  Pin(kit, "p.2", 850, 220, 720, 260, 3, PinState::kBound);
  Pin(kit, "p.3", 640, 400, 0, 0, 2, PinState::kDone);
  RegionBox(kit, "region", {560, 200, 50, 110}, true);
  std::vector<float> bins;
  for (int i = 0; i < 64; ++i) bins.push_back(static_cast<float>(i * (64 - i)));
  Histogram(kit, {228, 120, 190, 84}, bins);
  float x = 458;
  for (const auto& [key, word] : {std::pair<const char*, const char*>{"G", "标线：全部"},
                                  {"D", "放大问题"},
                                  {"Space", "按住看原图"}}) {
    x = DrawKeyHint(kit, x, 984, {std::string("h.") + key, key, word, false});
  }
  BannerData banner{"banner",
                    BannerKind::kFail,
                    Icon::kNone,
                    "驳回 POSE-03 没有生效",
                    {"这张照片已转给别人：您有 2 分 30 秒没有操作",
                     "尾号 949119 ・ 未计入您的数量 ・ 备注已存草稿"},
                    {{"enter", "Enter", "取下一张", false}, {"n", "N", "看草稿", false}},
                    -1};
  kit.BeginLayer("banner", {230, 540, 560, 140});
  Banner(kit, {230, 540, 560, 140}, banner);
  kit.EndLayer();
  BannerData info{"banner2",
                  BannerKind::kInfo,
                  Icon::kUndo,
                  "学生已撤回这张照片",
                  {"不需要决定，不计入您的用时"},
                  {{"enter", "Enter", "现在就取", false}},
                  0.6f};
  Banner(kit, {230, 700, 560, 124}, info);
  SearchBox(kit, {230, 850, 560, 40}, "search", "/", "tfzd", "拼音首字母或代码，不需输入法", true);
  kit.Fill({880, 340, 448, 330}, Token::kPanel);
  NoteRow(kit, {890, 350, 428, 44},
          {"n.1", 1, "BG-04", "抠图边缘有毛边、白边", "右耳上方", false, true});
  NoteRow(kit, {890, 398, 428, 44}, {"n.2", 2, "LIGHT-04", "面部高光、油光", "已改", true, false});
  LimitSlider(kit, {896, 452, 416, 34}, {"sl.1", "带宽", "4.2 px", 4.2, 0, 8, 0, 6, 0, true});
  LimitSlider(kit, {896, 486, 416, 34},
              {"sl.2", "收缩扩张", "−0.6 px", -0.6, -4, 4, -2, 2, 0, false});
  LimitSlider(kit, {896, 520, 416, 34}, {"sl.3", "发丝保留", "62 %", 62, 0, 100, 0, 100, 0, false});
  RecipeRow(kit, {890, 560, 428, 22},
            {"rr.1", 9, "高光减弱", "−6.2 L* ・ 0.8 %", "手工 2", false, false, true});
  RecipeRow(kit, {890, 582, 428, 22},
            {"rr.2", 10, "抠图边缘", "3 笔 ・ 4.2 px", "手工 1", true, false, true});
  RecipeRow(kit, {890, 604, 428, 22},
            {"rr.3", 11, "轮廓外碎发", "2 处", "已撤", false, true, true});
  const Rect plot = ChartFrame(kit, {810, 690, 566, 240}, "chart", "驳回原因 ・ 按首要原因",
                               "驳回 n = 466", "前 4 项占驳回的 56 %");
  BarRow(kit, {818, plot.y, 550, 26}, 1020, 228,
         {"bar.1", "OCC-01", "头发遮挡眉毛", 0.83f, 0.69f, 1, true, "92", "20 %", false, false});
  BarRow(kit, {818, plot.y + 28, 550, 26}, 1020, 228,
         {"bar.2", "POSE-03", "头部歪斜", 0.37f, 0.28f, 0.5f, true, "41", "9 %", true, false});
  BarRow(kit, {818, plot.y + 56, 550, 26}, 1020, 228,
         {"bar.3", "ID-02", "翻拍", 0.16f, 0.1f, 0.25f, true, "18", "4 %", false, true});
}

class KitSheet : public ::testing::TestWithParam<int> {};

TEST_P(KitSheet, EveryWidgetIsDrawnOffScreenWithTheColoursOfTheVisualTarget) {
  const int scale = GetParam();
  FontRequest request;
  request.scale = static_cast<float>(scale);
  request.assets = testing::AssetsForTests();
  // The characters of this sheet, as the catalogue would name them.
  const StatusOr<std::string> own =
      ReadFile(std::string(ZJ_SOURCE_DIR) + "/tests/app/console/kit_sheet_test.cc", 1 << 20);
  ASSERT_TRUE(own.ok());
  request.texts = {*own};
  const std::clock_t begin = std::clock();
  StatusOr<std::unique_ptr<FontSet>> fonts = BakeFonts(request);
  const double bake = 1000.0 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  ASSERT_TRUE(fonts.ok()) << MessageOf(fonts.status());
  std::cout << "fonts baked in " << bake << " cpu ms, atlas " << (*fonts)->atlas.TexWidth << " x "
            << (*fonts)->atlas.TexHeight << "\n";
  StatusOr<std::unique_ptr<OffscreenUi>> ui =
      OffscreenUi::Create(1920 * scale, 1080 * scale, *std::move(fonts));
  ASSERT_TRUE(ui.ok()) << MessageOf(ui.status());
  {
    cv::Mat picture(640, 480, CV_8UC3, cv::Scalar(255, 197, 100));
    picture(cv::Rect(140, 150, 200, 300)) = cv::Scalar(120, 150, 190);
    Texture photo;
    photo.Upload(picture);
    Kit kit((*ui)->fonts());
    for (int frame = 0; frame < 2; ++frame) {
      (*ui)->BeginFrame();
      kit.Begin();
      DrawMiddle(kit, photo.id());
      DrawStrip(kit, photo.id());
      DrawChecks(kit);
      DrawBars(kit);
      kit.End();
      (*ui)->EndFrame();
    }
    EXPECT_EQ(kit.probe().Duplicates(), 0);
    const cv::Mat pixels = (*ui)->Pixels();
    const auto rgb = [&](int x, int y) {
      const cv::Vec3b bgr = pixels.at<cv::Vec3b>(y * scale, x * scale);
      return static_cast<uint32_t>(bgr[2] << 16 | bgr[1] << 8 | bgr[0]);
    };
    EXPECT_EQ(rgb(1390, 50), RgbOf(Token::kPanel));
    EXPECT_EQ(rgb(212, 1000), RgbOf(Token::kStage));
    EXPECT_EQ(rgb(1397, 150), RgbOf(Token::kFail)) << "stripe of the fail card";
    EXPECT_EQ(rgb(1397, 250), RgbOf(Token::kCaution)) << "stripe of the caution card";
    EXPECT_EQ(rgb(460, 70), 0x64C5FFu) << "a photo's pixels reach the screen unchanged";
    EXPECT_EQ(rgb(180, 42), RgbOf(Token::kAccent)) << "bar under the chosen tab";
    EXPECT_TRUE(
        (*ui)
            ->WritePng(std::string(ZJ_BINARY_DIR) + "/kit_sheet_" + std::to_string(scale) + "x.png")
            .ok());
  }
}

INSTANTIATE_TEST_SUITE_P(Scales, KitSheet, ::testing::Values(1, 2));

}  // namespace
}  // namespace zhaojian
