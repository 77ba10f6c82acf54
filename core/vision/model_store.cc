// SPDX-License-Identifier: Apache-2.0
#include "core/vision/model_store.h"

#include "core/base/crypto.h"
#include "core/base/file.h"

namespace zhaojian {
namespace {

// The largest network has 22 MB.
constexpr size_t kLargestFile = 64u << 20;
constexpr char kManifest[] = "models.json";

Status Missing(const std::filesystem::path& path) {
  return MakeError(StatusCode::kNotFound, "MODELS_MISSING",
                   "the network " + path.string() + " is not there; run app/setup and build again",
                   path.filename().string());
}

Status Corrupt(const std::filesystem::path& path) {
  return MakeError(StatusCode::kDataLoss, "MODEL_CORRUPT",
                   "the network " + path.string() + " is damaged; delete it and build again",
                   path.filename().string());
}

}  // namespace

StatusOr<ModelStore> ModelStore::Open(const std::filesystem::path& folder) {
  ModelStore store;
  store.folder_ = folder;
  const auto text = ReadFile(folder / kManifest, kLargestFile);
  if (!text.ok()) return Missing(folder / kManifest);
  const auto manifest = ParseJson(*text, kManifest);
  if (!manifest.ok() || !manifest->is_object()) return Corrupt(folder / kManifest);
  for (const Json& entry : manifest->value("results", Json::array())) {
    const auto file = JsonString(entry, "file", kManifest);
    const auto sha256 = JsonString(entry, "sha256", kManifest);
    if (!file.ok() || !sha256.ok()) return Corrupt(folder / kManifest);
    store.sha256_[*file] = *sha256;
  }
  return store;
}

StatusOr<std::string> ModelStore::Read(const std::string& file) const {
  const auto expected = sha256_.find(file);
  if (expected == sha256_.end()) return Missing(folder_ / file);
  auto bytes = ReadFile(folder_ / file, kLargestFile);
  if (!bytes.ok()) return Missing(folder_ / file);
  if (Sha256Hex(*bytes) != expected->second) return Corrupt(folder_ / file);
  return bytes;
}

StatusOr<cv::dnn::Net> ModelStore::Network(const std::string& file) const {
  ZJ_ASSIGN_OR_RETURN(const std::string bytes, Read(file));
  try {
    cv::dnn::Net net = cv::dnn::readNetFromONNX(bytes.data(), bytes.size());
    net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
    net.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
    return net;
  } catch (const cv::Exception&) {
    return Corrupt(folder_ / file);
  }
}

StatusOr<Json> ModelStore::Table(const std::string& file) const {
  ZJ_ASSIGN_OR_RETURN(const std::string bytes, Read(file));
  auto json = ParseJson(bytes, file);
  if (!json.ok()) return Corrupt(folder_ / file);
  return json;
}

}  // namespace zhaojian
