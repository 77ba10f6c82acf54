// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <vector>

#include "app/console/panel_retouch.h"
#include "app/console/widgets.h"
#include "app/console/widgets_retouch.h"

namespace zhaojian {
namespace {

using desk::ToolLine;

ToolLock LockOf(const ToolLine& tool) {
  switch (tool.level) {
    case PolicyLevel::kAllowed:
    case PolicyLevel::kRequired:
      return ToolLock::kFree;
    case PolicyLevel::kLimited:
      return tool.used >= 0.999 ? ToolLock::kAtLimit : ToolLock::kLimited;
    case PolicyLevel::kSupervisor:
      return ToolLock::kSupervisor;
    case PolicyLevel::kForbidden:
      break;
  }
  return ToolLock::kForbidden;
}

/// Group of a tool by the first word of its id, in the order of the target; locked ones come last.
int GroupOf(const ToolLine& tool) {
  if (tool.level == PolicyLevel::kForbidden) return 5;
  if (!tool.built) return tool.level == PolicyLevel::kSupervisor ? 3 : 5;
  if (tool.kind.rfind("geom.", 0) == 0) return 0;
  if (tool.kind.rfind("bg.", 0) == 0) return 1;
  if (tool.kind.rfind("tone.", 0) == 0) return 2;
  if (tool.kind.rfind("clean.", 0) == 0 || tool.kind.rfind("eye.", 0) == 0) return 3;
  return 4;
}

// Heights of the visual target: a tool row and a dense row.
constexpr float kToolRow = 29, kDenseRow = 22;

const char* const kGroups[] = {"tools.frame", "tools.background", "tools.tone",
                               "tools.local", "tools.detail",     "tools.forbidden"};

std::string NameOf(const View& view, const ToolLine& tool) {
  if (tool.built) return view.T("operation." + tool.kind);
  return view.language() == Language::kChinese ? tool.name_zh : tool.name_en;
}

void DrawRow(View& view, const ToolLine& tool, float y, float height) {
  desk::RetouchSession* session = view.state.retouch().session();
  ToolRowData row;
  row.id = "tool." + tool.kind;
  row.key = tool.shortcut;
  row.name = NameOf(view, tool);
  row.lock = LockOf(tool);
  row.chosen = session->tool() == tool.kind;
  row.used = static_cast<float>(tool.used);
  if (row.lock == ToolLock::kFree) row.word = view.T("tools.free");
  if (row.lock == ToolLock::kSupervisor) row.word = view.T("tools.supervisor");
  if (ToolRow(view.kit, {6, y, view.layout.left.w - 12, height}, row).clicked)
    view.state.retouch().ChooseTool(tool.kind);
}

}  // namespace

void DrawRetouchTools(View& view) {
  Kit& kit = view.kit;
  const Rect& left = view.layout.left;
  kit.Fill(left, Token::kPanel);
  const desk::RetouchSession* session = view.state.retouch().session();
  if (session == nullptr) return;
  const std::vector<ToolLine> tools = session->Tools();
  std::array<std::vector<const ToolLine*>, std::size(kGroups)> groups;
  for (const ToolLine& tool : tools) groups[static_cast<size_t>(GroupOf(tool))].push_back(&tool);
  const float title = view.layout.compact ? 24.0f : 28.0f, gap = view.layout.compact ? 2.0f : 8.0f;
  const auto used = static_cast<float>(
      std::count_if(groups.begin(), groups.end(), [](const auto& g) { return !g.empty(); }));
  // Rows grow denser before any is left out; what does not fit are the forbidden ones at the end.
  const float room = left.h - 8 - used * (title + gap);
  const float row =
      std::clamp(std::floor(room / static_cast<float>(std::max<size_t>(tools.size(), 1))),
                 kDenseRow, kToolRow);
  float y = left.y + 8;
  for (size_t group = 0; group < groups.size(); ++group) {
    if (groups[group].empty() || y + title + row > left.Bottom()) continue;
    kit.Text(Type::kCap, Token::kText, {12, y, left.w - 16, 26}, view.T(kGroups[group]));
    y += title;
    for (const ToolLine* tool : groups[group]) {
      if (y + row > left.Bottom()) break;
      DrawRow(view, *tool, y, row);
      y += row;
    }
    y += gap;
  }
}

}  // namespace zhaojian
