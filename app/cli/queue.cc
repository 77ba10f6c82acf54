// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <iomanip>
#include <iostream>
#include <memory>

#include "app/cli/command.h"
#include "app/cli/connection.h"
#include "core/base/catalogue.h"
#include "core/base/file.h"
#include "core/base/utf8.h"

namespace zhaojian {
namespace {

const char* KindName(rpc::WorkKind kind) {
  switch (kind) {
    case rpc::WorkKind::kReview:
      return "review";
    case rpc::WorkKind::kRetouch:
      return "retouch";
    case rpc::WorkKind::kQc:
      return "qc";
    case rpc::WorkKind::kSecondLook:
      return "second_look";
    case rpc::WorkKind::kAppeal:
      return "appeal";
    case rpc::WorkKind::kAudit:
      return "audit";
    case rpc::WorkKind::kUnspecified:
      break;
  }
  return "other";
}

Json TimeOrNull(const std::optional<absl::Time>& time) {
  return time ? Json(FormatServiceTime(*time)) : Json(nullptr);
}

void PrintJson(const rpc::QueueCount& count) {
  Json classes = Json::object();
  for (const auto& entry : count.classes) {
    classes[entry.work_class] = {
        {"queued", entry.queued}, {"near_due", entry.near_due}, {"overdue", entry.overdue}};
  }
  std::cout << JsonLine({{"queue", KindName(count.kind)},
                         {"queued", count.queued},
                         {"near_due", count.near_due},
                         {"overdue", count.overdue},
                         {"leased", count.leased},
                         {"staged", count.staged},
                         {"parked", count.parked},
                         {"escalated", count.escalated},
                         {"earliest_due", TimeOrNull(count.earliest_due_time)},
                         {"classes", classes},
                         {"order", count.order},
                         {"order_since", TimeOrNull(count.order_time)},
                         {"people_present", count.people_present},
                         {"people_needed", count.people_needed},
                         {"breach", TimeOrNull(count.breach_time)}})
            << std::endl;
}

// Columns of a terminal that a text takes: Chinese characters (three bytes and more) take two.
size_t ColumnsOf(const std::string& text) {
  size_t columns = 0;
  for (size_t at = 0; at < text.size();) {
    const size_t bytes = Utf8Bytes(text, at);
    columns += bytes >= 3 ? 2 : 1;
    at += bytes;
  }
  return columns;
}

// Words of one language, set in columns.
class QueueTable {
 public:
  QueueTable(const Catalogue& words, Language language) : words_(words), language_(language) {}

  void PrintHead() const {
    Cell(Text("queue.head"), kNameWidth, /*left=*/true);
    for (const char* key : {"queue.queued", "queue.near_due", "queue.overdue", "queue.leased",
                            "queue.staged", "queue.parked", "queue.escalated"}) {
      Cell(Text(key), kNumberWidth, /*left=*/false);
    }
    std::cout << "  " << Text("queue.earliest_due") << "\n";
  }

  void Print(const rpc::QueueCount& count) const {
    const bool named = count.kind == rpc::WorkKind::kReview ||
                       count.kind == rpc::WorkKind::kRetouch || count.kind == rpc::WorkKind::kQc;
    Cell(Text(std::string("queue.kind.") + (named ? KindName(count.kind) : "other")), kNameWidth,
         true);
    for (const int64_t number : {count.queued, count.near_due, count.overdue, count.leased,
                                 count.staged, count.parked, count.escalated}) {
      Cell(std::to_string(number), kNumberWidth, false);
    }
    if (count.earliest_due_time) std::cout << "  " << FormatServiceTime(*count.earliest_due_time);
    std::cout << "\n";
    for (const auto& entry : count.classes) {
      if (entry.queued == 0) continue;
      Cell("  " + Text("queue.class." + entry.work_class), kNameWidth, true);
      for (const int64_t number : {entry.queued, entry.near_due, entry.overdue}) {
        Cell(std::to_string(number), kNumberWidth, false);
      }
      std::cout << "\n";
    }
    if (count.order == "CLASS") PrintSwitch(count);
  }

 private:
  // As wide as the longest name in either language, indented.
  static constexpr size_t kNameWidth = 17;
  static constexpr size_t kNumberWidth = 11;

  std::string Text(const std::string& key) const { return words_.Text(language_, key); }

  static void Cell(const std::string& text, size_t width, bool left) {
    const size_t used = ColumnsOf(text);
    const std::string space(used < width ? width - used : 1, ' ');
    std::cout << (left ? text + space : space + text);
  }

  void PrintSwitch(const rpc::QueueCount& count) const {
    const auto time = [](const std::optional<absl::Time>& at) {
      return at ? absl::FormatTime("%m-%d %H:%M", *at, ServiceZone()) : std::string("-");
    };
    // Rounded up: nobody comes in halves.
    const auto needed = static_cast<int64_t>(std::ceil(count.people_needed));
    std::cout << "  ! "
              << words_.Format(language_, "queue.order.CLASS",
                               {time(count.order_time), std::to_string(count.people_present),
                                std::to_string(needed)})
              << "\n";
    if (!count.breach_time) return;
    std::cout << "    " << words_.Format(language_, "queue.breach", {time(count.breach_time)})
              << "\n";
  }

  const Catalogue& words_;
  const Language language_;
};

int Run(bool json, const std::string& language, const CommandContext& context) {
  std::unique_ptr<Connection> connection;
  const auto client = OpenClient(context, connection);
  if (!client.ok()) return Fail(client.status());
  const auto counts = (*client)->QueueCounts();
  if (!counts.ok()) return Fail(counts.status());
  if (json) {
    for (const auto& count : *counts) PrintJson(count);
    return kExitDone;
  }
  const auto assets = AssetFolder();
  if (!assets.ok()) return Fail(assets.status());
  const auto words = Catalogue::Load(*assets / "i18n");
  if (!words.ok()) return Fail(words.status());
  const QueueTable table(*words, language == "zh" ? Language::kChinese : Language::kEnglish);
  table.PrintHead();
  for (const auto& count : *counts) table.Print(count);
  return kExitDone;
}

}  // namespace

void AddQueueCommand(CLI::App& app, CommandContext& context) {
  auto json = std::make_shared<bool>(false);
  auto language = std::make_shared<std::string>("en");
  auto* command = app.add_subcommand(
      "queue", "what waits, by kind and class of work, and by what it is ordered");
  command->add_flag("--json", *json, "print one JSON object a line");
  command->add_option("--lang", *language, "zh or en")->check(CLI::IsMember({"zh", "en"}));
  command->callback([json, language, &context] {
    context.run = [json, language, &context] { return Run(*json, *language, context); };
  });
}

}  // namespace zhaojian
