// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <opencv2/dnn/dnn.hpp>
#include <string>

#include "core/base/json.h"
#include "core/base/status.h"

namespace zhaojian {

/// A folder of converted networks; every file is held to the SHA-256 of the manifest beside it.
class ModelStore {
 public:
  /// Errors: kNotFound MODELS_MISSING; kDataLoss MODEL_CORRUPT when the manifest is unreadable.
  static StatusOr<ModelStore> Open(const std::filesystem::path& folder);
  /// Bytes of a file. Errors: kNotFound MODELS_MISSING, kDataLoss MODEL_CORRUPT, both naming the
  /// file.
  StatusOr<std::string> Read(const std::string& file) const;
  /// A network, ready to run on the CPU. Errors: as Read.
  StatusOr<cv::dnn::Net> Network(const std::string& file) const;
  /// A JSON file. Errors: as Read.
  StatusOr<Json> Table(const std::string& file) const;

 private:
  std::filesystem::path folder_;
  std::map<std::string, std::string> sha256_;
};

}  // namespace zhaojian
