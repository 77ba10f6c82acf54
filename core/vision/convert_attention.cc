// SPDX-License-Identifier: Apache-2.0
#include "core/vision/convert_attention.h"

#include <array>
#include <cmath>

#include "core/base/json.h"

namespace zhaojian {
namespace {

Status Bad(const std::string& what) {
  return MakeError(StatusCode::kDataLoss, "MODEL_SOURCE_BAD",
                   "the network cannot be converted: " + what);
}

/// One field of a protobuf message on the wire.
struct WireField {
  int number = 0;
  uint64_t value = 0;
  std::string_view bytes;
};

uint64_t Varint(const ByteView& view, size_t* at) {
  uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    const uint64_t byte = view.Unsigned((*at)++, 1);
    value |= (byte & 127u) << shift;
    if (byte < 128 || view.Failed()) return value;
  }
  view.Fail();
  return value;
}

// The metadata uses three of protobuf's wire types: varint, length-delimited and 32 bit.
StatusOr<std::vector<WireField>> ReadWire(std::string_view bytes) {
  const ByteView view(bytes);
  std::vector<WireField> fields;
  size_t at = 0;
  while (at < bytes.size()) {
    const uint64_t tag = Varint(view, &at);
    WireField field;
    field.number = static_cast<int>(tag >> 3);
    switch (tag & 7u) {
      case 0:
        field.value = Varint(view, &at);
        break;
      case 2: {
        const auto length = static_cast<size_t>(Varint(view, &at));
        field.bytes = view.Bytes(at, length);
        at += length;
        break;
      }
      case 5:
        field.bytes = view.Bytes(at, 4);
        at += 4;
        break;
      default:
        return Bad("the geometry metadata has an unknown wire type");
    }
    if (view.Failed()) return Bad("the geometry metadata is cut short");
    fields.push_back(field);
  }
  return fields;
}

}  // namespace

StatusOr<std::string> AttentionRegionsJson(const TfliteModel& model) {
  ZJ_ASSIGN_OR_RETURN(const auto all, model.CustomOptions("Landmarks2TransformMatrix"));
  constexpr std::array<const char*, 3> kNames = {"lips", "left_eye", "right_eye"};
  if (all.size() != kNames.size()) return Bad("the attention mesh has not three crops");
  Json json;
  for (size_t i = 0; i < kNames.size(); ++i) {
    Json region;
    for (const char* key : {"left_rotation_idx", "right_rotation_idx", "scale_x", "scale_y",
                            "output_width", "output_height", "target_rotation_radians"}) {
      const auto found = all[i].find(key);
      if (found == all[i].end() || found->second.size() != 1)
        return Bad(std::string("a crop lacks ") + key);
      region[key] = found->second[0];
    }
    const auto indices = all[i].find("subset_idxs");
    if (indices == all[i].end()) return Bad("a crop lacks subset_idxs");
    Json list = Json::array();
    for (const double index : indices->second) list.push_back(static_cast<int>(index));
    region["subset_idxs"] = list;
    json[kNames[i]] = region;
  }
  return JsonLine(json) + "\n";
}

StatusOr<std::string> CanonicalFaceJson(std::string_view metadata) {
  constexpr size_t kPoints = 468;
  constexpr size_t kFloatsPerVertex = 5;  // position and texture coordinate
  Json points = Json::array();
  Json weights = Json::array();
  ZJ_ASSIGN_OR_RETURN(const auto fields, ReadWire(metadata));
  for (const WireField& field : fields) {
    ZJ_ASSIGN_OR_RETURN(const auto inner,
                        ReadWire(field.number <= 2 ? field.bytes : std::string_view()));
    std::vector<float> vertices;
    int landmark = -1;
    float weight = 0;
    for (const WireField& part : inner) {
      if (field.number == 1 && part.number == 3) vertices.push_back(ByteView(part.bytes).Float(0));
      if (field.number == 2 && part.number == 1) landmark = static_cast<int>(part.value);
      if (field.number == 2 && part.number == 2) weight = ByteView(part.bytes).Float(0);
    }
    for (size_t i = 0; i + kFloatsPerVertex <= vertices.size(); i += kFloatsPerVertex) {
      points.push_back({vertices[i], vertices[i + 1], vertices[i + 2]});
    }
    if (field.number == 2) weights.push_back({landmark, weight});
  }
  if (points.size() != kPoints || weights.empty())
    return Bad("the geometry metadata has no canonical face");
  Json json;
  json["points"] = points;
  json["fit_weights"] = weights;
  return JsonLine(json) + "\n";
}

}  // namespace zhaojian
