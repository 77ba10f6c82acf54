// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "core/base/status.h"

namespace zhaojian {

/// What to convert, from where, to where.
struct ConvertOptions {
  /// `node_modules` of the folder that assets/models/fetch.sh filled.
  std::filesystem::path packages;
  /// assets/models/models.json: sources and results with their SHA-256.
  std::filesystem::path manifest;
  /// Folder for the converted files; created. Several builds may share it.
  std::filesystem::path output;
};

/// Makes sure that every result of the manifest lies in the output folder with the right SHA-256:
/// keeps what is there, converts what is not, never leaves a half-written file, and writes a copy
/// of the manifest beside the results last. Errors: kNotFound MODEL_SOURCE_MISSING with what to do;
/// kDataLoss MODEL_SOURCE_BAD naming a source file whose SHA-256 is not the expected one; kDataLoss
/// MODEL_RESULT_BAD naming each result that came out different, with the SHA-256 it has.
Status ConvertModels(const ConvertOptions& options);

}  // namespace zhaojian
