// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

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
  if (!tool.built) return tool.level == PolicyLevel::kSupervisor ? 3 : 5;
  if (tool.kind.rfind("geom.", 0) == 0) return 0;
  if (tool.kind.rfind("bg.", 0) == 0) return 1;
  if (tool.kind.rfind("tone.", 0) == 0) return 2;
  return 4;
}

const char* const kGroups[] = {"tools.frame", "tools.background", "tools.tone",
                               "tools.local", "tools.detail",     "tools.forbidden"};

std::string NameOf(const View& view, const ToolLine& tool) {
  if (tool.built) return view.T("operation." + tool.kind);
  return view.language() == Language::kChinese ? tool.name_zh : tool.name_en;
}

void DrawRow(View& view, const ToolLine& tool, float y) {
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
  if (ToolRow(view.kit, {6, y, view.layout.left.w - 12, 29}, row).clicked)
    session->ChooseTool(tool.kind);
}

}  // namespace

void DrawRetouchTools(View& view) {
  Kit& kit = view.kit;
  const Rect& left = view.layout.left;
  kit.Fill(left, Token::kPanel);
  const desk::RetouchSession* session = view.state.retouch().session();
  if (session == nullptr) return;
  const std::vector<ToolLine> tools = session->Tools();
  float y = left.y + 8;
  for (int group = 0; group < 6; ++group) {
    const bool any = std::any_of(tools.begin(), tools.end(),
                                 [group](const ToolLine& tool) { return GroupOf(tool) == group; });
    if (!any) continue;
    kit.TextAt(Type::kCap, Token::kText, 12, y + 13, view.T(kGroups[group]));
    y += 28;
    for (const ToolLine& tool : tools) {
      if (GroupOf(tool) != group || y + 29 > left.Bottom()) continue;
      DrawRow(view, tool, y);
      y += 29;
    }
    y += 8;
  }
}

}  // namespace zhaojian
