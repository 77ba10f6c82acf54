// SPDX-License-Identifier: Apache-2.0
// zhaojian: the console. Without --service it runs the service inside its own process.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>

#include "app/console/session.h"
#include "core/imaging/picture_memory.h"

int main(int argc, char** argv) {
  zhaojian::PoolPictureMemory();
  CLI::App parser{"zhaojian - review, retouch and supervise graduates' ID photos"};
  zhaojian::ConsoleOptions options;
  std::string language = "zh", screen = "review", data;
  parser.add_option("--service", options.service,
                    "address of a running service: unix:PATH or 127.0.0.1:PORT");
  parser.add_option("--data", data,
                    "data folder of the embedded service and of the decision journal");
  parser.add_option("--as", options.staff, "staff code of the person who works here");
  parser.add_option("--lang", language, "zh or en")->check(CLI::IsMember({"zh", "en"}));
  parser.add_option("--screenshot", options.screenshot,
                    "draw one screen off screen into this PNG and end");
  parser.add_option("--screen", screen, "review, retouch or supervise")
      ->check(CLI::IsMember({"review", "retouch", "supervise"}));
  // Keys that only look; a picture decides nothing.
  parser
      .add_option("--press", options.press,
                  "keys pressed before the screenshot, of d x g h v c w n and the digits")
      ->check([](const std::string& keys) {
        return keys.find_first_not_of("dxghvcwn123456789") == std::string::npos
                   ? std::string()
                   : std::string("only keys that look: d x g h v c w n 1-9");
      });
  parser.add_option("--size", options.size, "WIDTHxHEIGHT of the window or the screenshot");
  try {
    parser.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return parser.exit(error) == 0 ? 0 : 2;
  }
  options.data = data.empty() ? zhaojian::DefaultDataFolder() : std::filesystem::path(data);
  options.language = language == "en" ? zhaojian::Language::kEnglish : zhaojian::Language::kChinese;
  options.screen = screen == "retouch"     ? zhaojian::desk::Screen::kRetouch
                   : screen == "supervise" ? zhaojian::desk::Screen::kSupervise
                                           : zhaojian::desk::Screen::kReview;
  const zhaojian::Status status = zhaojian::RunConsole(options);
  if (status.ok()) return 0;
  std::cerr << "zhaojian: " << zhaojian::MessageOf(status) << "\n";
  return status.code() == zhaojian::StatusCode::kUnavailable ? 3 : 1;
}
