// SPDX-License-Identifier: Apache-2.0
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/unknown_field_set.h>

#include "core/imaging/encode.h"
#include "core/imaging/png_codec.h"
#include "core/retouch/recipe.h"
#include "zhaojian/v1/recipe.pb.h"

namespace zhaojian {
namespace {

namespace pb = google::protobuf;

constexpr int kSchemaVersion = 1;
/// Side of the stored person mask.
constexpr int kMaskSide = 256;
/// A 256 x 256 8-bit PNG cannot need more.
constexpr size_t kMaxMaskBytes = 128u << 10;

Status Bad(const std::string& field, const std::string& what) {
  return MakeError(StatusCode::kInvalidArgument, "BAD_RECIPE", "recipe: " + field + ": " + what,
                   field);
}

void WriteAnalysis(const Analysis& analysis, v1::AnalysisSnapshot* out) {
  out->set_source_width(analysis.source_size.width);
  out->set_source_height(analysis.source_size.height);
  for (const cv::Point3f& p : analysis.landmarks) {
    out->add_landmarks(p.x);
    out->add_landmarks(p.y);
    out->add_landmarks(p.z);
  }
  out->set_yaw_deg(analysis.pose.yaw);
  out->set_pitch_deg(analysis.pose.pitch);
  out->set_roll_deg(analysis.pose.roll);
  if (analysis.person_mask.empty()) return;
  cv::Mat bytes;
  analysis.person_mask.convertTo(bytes, CV_8U, 255);
  auto png = EncodePng(bytes);
  if (png.ok()) out->set_person_mask(*png);
}

v1::Recipe ToMessage(const Recipe& recipe) {
  v1::Recipe out;
  out.set_schema_version(kSchemaVersion);
  out.set_source_sha256(recipe.source_sha256);
  out.set_profile(recipe.profile);
  out.set_policy(recipe.policy);
  WriteAnalysis(recipe.analysis, out.mutable_analysis());
  out.set_cursor(static_cast<int>(recipe.cursor));
  for (const Operation& operation : recipe.operations) {
    v1::Operation* o = out.add_operations();
    o->set_kind(operation.kind);
    for (const auto& [name, value] : operation.parameters) {
      v1::Parameter* p = o->add_parameters();
      p->set_name(name);
      p->set_value(value);
    }
    for (const Stroke& stroke : operation.strokes) {
      v1::Stroke* s = o->add_strokes();
      s->set_mode(stroke.mode);
      s->set_radius(stroke.radius);
      for (const cv::Point2f& point : stroke.points) {
        s->add_points(point.x);
        s->add_points(point.y);
      }
      if (stroke.source) {
        s->add_source(stroke.source->x);
        s->add_source(stroke.source->y);
      }
    }
    o->set_author(operation.author);
    const absl::Duration since = operation.time - absl::UnixEpoch();
    absl::Duration rest;
    const int64_t seconds = absl::IDivDuration(since, absl::Seconds(1), &rest);
    const int64_t nanos = absl::ToInt64Nanoseconds(rest);
    o->mutable_time()->set_seconds(nanos < 0 ? seconds - 1 : seconds);
    o->mutable_time()->set_nanos(static_cast<int32_t>(nanos < 0 ? nanos + 1'000'000'000 : nanos));
  }
  return out;
}

/// A field that this build does not know.
struct UnknownField {
  std::string message;
  int number = 0;
};

std::optional<UnknownField> UnknownIn(const pb::Message& message) {
  const pb::Reflection* reflection = message.GetReflection();
  const pb::UnknownFieldSet& unknown = reflection->GetUnknownFields(message);
  if (!unknown.empty()) {
    return UnknownField{message.GetDescriptor()->name(), unknown.field(0).number()};
  }
  std::vector<const pb::FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const pb::FieldDescriptor* field : fields) {
    if (field->cpp_type() != pb::FieldDescriptor::CPPTYPE_MESSAGE) continue;
    const int count = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      const pb::Message& child = field->is_repeated()
                                     ? reflection->GetRepeatedMessage(message, field, i)
                                     : reflection->GetMessage(message, field);
      const auto found = UnknownIn(child);
      if (found) return found;
    }
  }
  return std::nullopt;
}

StatusOr<cv::Mat> ReadMask(const std::string& png) {
  const std::string field = "analysis.person_mask";
  if (png.empty()) return cv::Mat();
  if (png.size() > kMaxMaskBytes || png.size() < 33 || png.compare(1, 3, "PNG") != 0) {
    return Bad(field, "must be a small PNG");
  }
  // The header is read before any decoder sees the bytes: a bomb states its size there.
  const auto number = [&](size_t at) {
    uint32_t value = 0;
    for (size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(png[at + i]);
    return value;
  };
  if (number(16) != kMaskSide || number(20) != kMaskSide) return Bad(field, "must be 256 x 256");
  const cv::Mat bytes = DecodePng(png);
  if (bytes.empty() || bytes.type() != CV_8UC1) return Bad(field, "cannot be decoded");
  cv::Mat mask;
  bytes.convertTo(mask, CV_32F, 1.0 / 255);
  return mask;
}

StatusOr<Analysis> ReadAnalysis(const v1::AnalysisSnapshot& in) {
  Analysis out;
  out.source_size = {in.source_width(), in.source_height()};
  if (in.landmarks_size() % 3 != 0) return Bad("analysis.landmarks", "must come in threes");
  out.landmarks.reserve(static_cast<size_t>(in.landmarks_size() / 3));
  for (int i = 0; i + 2 < in.landmarks_size(); i += 3) {
    out.landmarks.emplace_back(in.landmarks(i), in.landmarks(i + 1), in.landmarks(i + 2));
  }
  out.pose = {in.yaw_deg(), in.pitch_deg(), in.roll_deg()};
  ZJ_ASSIGN_OR_RETURN(out.person_mask, ReadMask(in.person_mask()));
  return out;
}

StatusOr<Operation> ReadOperation(const v1::Operation& in, const std::string& where) {
  Operation out;
  out.kind = in.kind();
  for (const v1::Parameter& p : in.parameters()) {
    if (!out.parameters.emplace(p.name(), p.value()).second) {
      return Bad(in.kind() + "." + p.name(), "stands twice");
    }
  }
  for (const v1::Stroke& s : in.strokes()) {
    if (s.points_size() % 2 != 0) return Bad(where + ".strokes.points", "must come in pairs");
    Stroke stroke;
    stroke.mode = s.mode();
    stroke.radius = s.radius();
    stroke.points.reserve(static_cast<size_t>(s.points_size() / 2));
    for (int i = 0; i + 1 < s.points_size(); i += 2) {
      stroke.points.emplace_back(s.points(i), s.points(i + 1));
    }
    if (s.source_size() != 0 && s.source_size() != 2) {
      return Bad(where + ".strokes.source", "must be one pair or none");
    }
    if (s.source_size() == 2) stroke.source = cv::Point2f(s.source(0), s.source(1));
    out.strokes.push_back(std::move(stroke));
  }
  out.author = in.author();
  out.time =
      absl::UnixEpoch() + absl::Seconds(in.time().seconds()) + absl::Nanoseconds(in.time().nanos());
  return out;
}

/// Keeps the first complaint of the text parser.
class FirstError final : public pb::io::ErrorCollector {
 public:
  void AddError(int line, int column, const std::string& message) override {
    if (text.empty()) {
      text = "line " + std::to_string(line + 1) + ", column " + std::to_string(column + 1) + ": " +
             message;
    }
  }
  std::string text;
};

StatusOr<v1::Recipe> ReadMessage(const std::string& bytes) {
  v1::Recipe message;
  // Binary starts with the tag of schema_version, a byte that no text form starts with.
  if (bytes[0] == '\x08') {
    if (!message.ParseFromString(bytes)) return Bad("bytes", "not a recipe, or damaged");
    if (const auto unknown = UnknownIn(message)) {
      return Bad(unknown->message, "holds field number " + std::to_string(unknown->number) +
                                       ", which this build does not know");
    }
    return message;
  }
  FirstError error;
  pb::TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  if (!parser.ParseFromString(bytes, &message)) return Bad("text", error.text);
  return message;
}

}  // namespace

std::string RecipeToText(const Recipe& recipe) {
  std::string text;
  pb::TextFormat::PrintToString(ToMessage(recipe), &text);
  return text;
}

std::string RecipeToBytes(const Recipe& recipe) {
  std::string bytes;
  pb::io::StringOutputStream stream(&bytes);
  pb::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  ToMessage(recipe).SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

StatusOr<Recipe> ParseRecipe(std::string_view text_or_bytes) {
  if (text_or_bytes.size() > kMaxRecipeBytes) {
    return MakeError(StatusCode::kResourceExhausted, "RECIPE_TOO_LARGE",
                     "recipe: larger than 16 MiB");
  }
  if (text_or_bytes.empty()) return Bad("bytes", "empty");
  ZJ_ASSIGN_OR_RETURN(const v1::Recipe message, ReadMessage(std::string(text_or_bytes)));
  if (message.schema_version() != kSchemaVersion) {
    return Bad("schema_version", "this build reads version 1 only");
  }
  Recipe recipe;
  recipe.source_sha256 = message.source_sha256();
  recipe.profile = message.profile();
  recipe.policy = message.policy();
  ZJ_ASSIGN_OR_RETURN(recipe.analysis, ReadAnalysis(message.analysis()));
  if (message.cursor() < 0) return Bad("cursor", "must not be negative");
  recipe.cursor = static_cast<size_t>(message.cursor());
  if (message.operations_size() > static_cast<int>(kMaxOperations)) {
    return MakeError(StatusCode::kResourceExhausted, "RECIPE_TOO_LARGE",
                     "recipe: more operations than one photo can need", "operations");
  }
  for (int i = 0; i < message.operations_size(); ++i) {
    ZJ_ASSIGN_OR_RETURN(
        Operation operation,
        ReadOperation(message.operations(i), "operations[" + std::to_string(i) + "]"));
    recipe.operations.push_back(std::move(operation));
  }
  ZJ_RETURN_IF_ERROR(ValidateRecipe(recipe));
  return recipe;
}

}  // namespace zhaojian
