// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/severity.h"

#include <map>

namespace zhaojian {

int SeverityRank(const std::string& reason) {
  // Copied from assets/reasons/reasons.json; a test holds the two together.
  static const std::map<std::string, int> kRanks = {
      {"FILE-01", 0},  {"FILE-02", 0},  {"FILE-03", 1},  {"FILE-04", 0},  {"FILE-05", 1},
      {"ID-01", 0},    {"ID-02", 0},    {"ID-03", 1},    {"ID-04", 0},    {"ID-05", 0},
      {"ID-06", 0},    {"ID-07", 0},    {"ID-08", 1},    {"BG-01", 1},    {"BG-02", 2},
      {"BG-03", 2},    {"BG-04", 2},    {"BG-05", 1},    {"BG-06", 1},    {"GEO-01", 1},
      {"GEO-02", 1},   {"GEO-03", 1},   {"GEO-04", 2},   {"GEO-05", 2},   {"GEO-06", 2},
      {"GEO-07", 1},   {"GEO-08", 1},   {"POSE-01", 1},  {"POSE-02", 1},  {"POSE-03", 1},
      {"POSE-04", 2},  {"POSE-05", 1},  {"EYE-01", 0},   {"EYE-02", 2},   {"EYE-03", 1},
      {"EYE-04", 1},   {"EYE-05", 0},   {"EYE-06", 1},   {"EYE-07", 2},   {"EYE-08", 2},
      {"EXPR-01", 1},  {"EXPR-02", 1},  {"EXPR-03", 2},  {"OCC-01", 1},   {"OCC-02", 0},
      {"OCC-03", 1},   {"OCC-04", 1},   {"OCC-05", 0},   {"OCC-06", 2},   {"OCC-07", 2},
      {"ACC-01", 0},   {"ACC-02", 2},   {"ACC-03", 2},   {"ACC-04", 2},   {"ACC-05", 2},
      {"CLO-01", 1},   {"CLO-02", 2},   {"CLO-03", 1},   {"CLO-04", 1},   {"CLO-05", 2},
      {"CLO-06", 2},   {"LIGHT-01", 1}, {"LIGHT-02", 1}, {"LIGHT-03", 1}, {"LIGHT-04", 2},
      {"LIGHT-05", 1}, {"LIGHT-06", 2}, {"LIGHT-07", 2}, {"QUAL-01", 1},  {"QUAL-02", 1},
      {"QUAL-03", 2},  {"QUAL-04", 1},  {"QUAL-05", 2},  {"EDIT-01", 0},  {"EDIT-02", 0},
      {"EDIT-03", 0},  {"EDIT-04", 2},  {"EDIT-05", 1},  {"EDIT-06", 1},  {"EDIT-07", 1},
      {"PROC-01", 3},  {"PROC-02", 1},  {"PROC-03", 2},  {"PROC-04", 1},  {"PROC-05", 3},
      {"PROC-06", 1},
  };
  const auto found = kRanks.find(reason);
  return found == kRanks.end() ? 3 : found->second;
}

}  // namespace zhaojian
