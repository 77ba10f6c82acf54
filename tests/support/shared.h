// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace zhaojian::testing {

/// The folder of test inputs that are never shipped: $ZJ_SHARED, else ../shared beside the
/// checkout; empty on a clone without it.
std::optional<std::filesystem::path> SharedFolder();

/// Prints "NOT RUN: n cases (why)" so that a missing input is never silent.
void PrintNotRun(int cases, const std::string& why);

/// Files in a folder of shared/ whose names match a prefix and an extension, sorted; empty without
/// shared/.
std::vector<std::filesystem::path> SharedFiles(const std::string& folder, const std::string& prefix,
                                               const std::string& extension);

/// The checkout's root and its assets.
std::filesystem::path SourceFolder();
std::filesystem::path AssetsForTests();
/// build/models of the checkout.
std::filesystem::path ModelsForTests();

}  // namespace zhaojian::testing
