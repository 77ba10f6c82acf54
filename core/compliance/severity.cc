// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/severity.h"

#include <map>

namespace zhaojian {

int SeverityRank(const std::string& reason) {
  static const std::map<std::string, int> kRanks = {
      {"FILE-01", 0},  {"FILE-02", 0},  {"FILE-03", 1}, {"FILE-05", 1},  {"ID-04", 0},
      {"ID-05", 0},    {"ID-07", 0},    {"BG-01", 1},   {"GEO-01", 1},   {"GEO-02", 1},
      {"GEO-03", 1},   {"GEO-04", 2},   {"GEO-05", 2},  {"GEO-06", 2},   {"GEO-07", 1},
      {"POSE-01", 1},  {"POSE-02", 1},  {"POSE-03", 1}, {"EYE-01", 0},   {"EYE-02", 2},
      {"EYE-05", 0},   {"EXPR-01", 1},  {"EXPR-02", 1}, {"LIGHT-01", 1}, {"LIGHT-02", 1},
      {"LIGHT-03", 1}, {"LIGHT-06", 2}, {"QUAL-01", 1}, {"QUAL-03", 2},  {"EDIT-05", 1},
      {"EDIT-01", 0},  {"OCC-05", 0},
  };
  const auto found = kRanks.find(reason);
  return found == kRanks.end() ? 3 : found->second;
}

}  // namespace zhaojian
