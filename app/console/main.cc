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
  parser.add_option("--press", options.press,
                    "keys pressed before the screenshot: letters and digits on the retouch screen, "
                    "elsewhere of d x g h v c w n and the digits");
  parser.add_option("--size", options.size, "WIDTHxHEIGHT of the window or the screenshot");
  parser.add_option("--scale", options.scale, "interface scale of the screenshot, 1 to 3")
      ->check(CLI::Range(1.0, 3.0));
  // Keys that only look: a picture decides nothing. In the studio a letter takes a tool in hand.
  parser.final_callback([&] {
    const char* keys =
        screen == "retouch" ? "abcdefghijklmnopqrstuvwxyz123456789" : "dxghvcwn123456789";
    if (options.press.find_first_not_of(keys) != std::string::npos)
      throw CLI::ValidationError("--press", "only keys that look, of " + std::string(keys));
  });
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
