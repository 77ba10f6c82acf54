// SPDX-License-Identifier: Apache-2.0
#include "tests/support/shared.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace zhaojian::testing {
namespace fs = std::filesystem;

fs::path SourceFolder() { return ZJ_SOURCE_DIR; }
fs::path AssetsForTests() { return SourceFolder() / "assets"; }
fs::path ModelsForTests() { return ZJ_MODEL_DIR; }

std::optional<fs::path> SharedFolder() {
  const char* set = std::getenv("ZJ_SHARED");
  const fs::path folder =
      set != nullptr && *set != '\0' ? fs::path(set) : SourceFolder().parent_path() / "shared";
  std::error_code ignored;
  if (!fs::is_directory(folder / "portraits", ignored)) return std::nullopt;
  return folder;
}

void PrintNotRun(int cases, const std::string& why) {
  std::printf("NOT RUN: %d cases (%s)\n", cases, why.c_str());
}

std::vector<fs::path> SharedFiles(const std::string& folder, const std::string& prefix,
                                  const std::string& extension) {
  std::vector<fs::path> files;
  const auto shared = SharedFolder();
  if (!shared) return files;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(*shared / folder, ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.rfind(prefix, 0) == 0 &&
        (extension.empty() || entry.path().extension() == extension)) {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace zhaojian::testing
