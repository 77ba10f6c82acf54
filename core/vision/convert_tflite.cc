// SPDX-License-Identifier: Apache-2.0
#include "core/vision/convert_tflite.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace zhaojian {
namespace {

// Some operator and type numbers of the TFLite schema.
constexpr int kDequantize = 6;
constexpr int kCustom = 32;
constexpr int kFloat32 = 0;
constexpr int kFloat16 = 1;
constexpr int kInt32 = 2;

Status Bad(const std::string& what) {
  return MakeError(StatusCode::kDataLoss, "MODEL_SOURCE_BAD",
                   "the network cannot be converted: " + what);
}

float HalfToFloat(uint32_t half) {
  const uint32_t sign = half >> 15;
  const uint32_t exponent = half >> 10 & 31u;
  const uint32_t mantissa = half & 1023u;
  const float magnitude =
      exponent == 0 ? std::ldexp(static_cast<float>(mantissa), -24)  // subnormal
      : exponent == 31
          ? INFINITY
          : std::ldexp(static_cast<float>(mantissa | 1024u), static_cast<int>(exponent) - 25);
  return sign != 0 ? -magnitude : magnitude;
}

}  // namespace

Status TfliteModel::Parse() {
  if (view_.Size() < 8 || view_.Bytes(4, 4) != "TFL3") return Bad("the file is no TFLite file");
  const FlatTable model = FlatTable::Root(view_);
  std::vector<std::pair<int, std::string>> codes;
  for (const FlatTable& code : model.Tables(1)) {
    const auto old_code = static_cast<int>(code.Scalar(0, 1, 0));
    codes.emplace_back(std::max(old_code, static_cast<int>(code.Scalar(3, 4, 0))), code.Bytes(1));
  }
  const std::vector<FlatTable> buffers = model.Tables(4);
  const std::vector<FlatTable> graphs = model.Tables(2);
  if (graphs.size() != 1) return Bad("the file is damaged or has several graphs");
  for (const FlatTable& table : graphs[0].Tables(0)) {
    TfliteTensor tensor;
    tensor.shape = table.Ints(0);
    tensor.type = static_cast<int>(table.Scalar(1, 1, 0));
    tensor.name = std::string(table.Bytes(3));
    const auto buffer = static_cast<size_t>(table.Scalar(2, 4, 0));
    if (buffer < buffers.size()) tensor.data = buffers[buffer].Bytes(0);
    tensors_.push_back(tensor);
  }
  for (const FlatTable& table : graphs[0].Tables(3)) {
    const auto code = static_cast<size_t>(table.Scalar(0, 4, 0));
    if (code >= codes.size()) return Bad("an operator has no code");
    operators_.push_back({codes[code].first, codes[code].second, table.Ints(1), table.Ints(2),
                          table.Table(4), table.Bytes(5)});
  }
  if (view_.Failed()) return Bad("the file is cut short or damaged");
  ZJ_RETURN_IF_ERROR(CheckIndices());
  writer_.assign(tensors_.size(), -1);
  half_source_.assign(tensors_.size(), -1);
  for (size_t i = 0; i < operators_.size(); ++i) {
    for (const int output : operators_[i].outputs) {
      const auto slot = static_cast<size_t>(output);
      if (operators_[i].code == kDequantize) {
        half_source_[slot] = operators_[i].inputs[0];
      } else {
        writer_[slot] = static_cast<int>(i);
      }
    }
  }
  return Status();
}

Status TfliteModel::CheckIndices() const {
  const auto count = static_cast<int>(tensors_.size());
  const auto inside = [count](int tensor) { return tensor >= 0 && tensor < count; };
  for (const TfliteOperator& op : operators_) {
    if (op.inputs.empty() || op.outputs.empty())
      return Bad("an operator has no input or no output");
    if (!std::all_of(op.inputs.begin(), op.inputs.end(), inside) ||
        !std::all_of(op.outputs.begin(), op.outputs.end(), inside)) {
      return Bad("an operator names a tensor that is not there");
    }
  }
  return Status();
}

int TfliteModel::TensorNamed(const std::string& name) const {
  for (size_t i = 0; i < tensors_.size(); ++i) {
    if (tensors_[i].name == name) return static_cast<int>(i);
  }
  return -1;
}

StatusOr<std::vector<float>> TfliteModel::Floats(int index) const {
  const int source = half_source_[static_cast<size_t>(index)];
  const TfliteTensor* tensor = &tensors_[static_cast<size_t>(source >= 0 ? source : index)];
  size_t count = 1;
  for (const int size : tensor->shape) count *= static_cast<size_t>(std::clamp(size, 0, 1 << 15));
  const size_t width = tensor->type == kFloat16 ? 2 : 4;
  if (tensor->type != kFloat32 && tensor->type != kFloat16)
    return Bad(tensor->name + " is not floating point");
  if (tensor->data.size() != count * width)
    return Bad(tensor->name + " is no constant of its shape");
  const ByteView view(tensor->data);
  std::vector<float> values(count);
  for (size_t i = 0; i < count; ++i) {
    values[i] = width == 4 ? view.Float(4 * i)
                           : HalfToFloat(static_cast<uint32_t>(view.Unsigned(2 * i, 2)));
  }
  return values;
}

StatusOr<std::vector<int>> TfliteModel::Integers(int index) const {
  const TfliteTensor& tensor = tensors_[static_cast<size_t>(index)];
  if (tensor.type != kInt32 || tensor.data.empty())
    return Bad(tensor.name + " is no integer constant");
  const ByteView view(tensor.data);
  std::vector<int> values;
  for (size_t i = 0; i + 4 <= tensor.data.size(); i += 4)
    values.push_back(static_cast<int>(view.Signed(i, 4)));
  return values;
}

StatusOr<std::vector<std::map<std::string, FlexValue>>> TfliteModel::CustomOptions(
    const std::string& name) const {
  std::vector<std::map<std::string, FlexValue>> all;
  for (const TfliteOperator& op : operators_) {
    if (op.code != kCustom || op.custom != name) continue;
    ZJ_ASSIGN_OR_RETURN(auto options, ReadFlexMap(op.custom_options));
    all.push_back(std::move(options));
  }
  return all;
}

StatusOr<std::unique_ptr<TfliteModel>> TfliteModel::Read(std::string_view bytes) {
  std::unique_ptr<TfliteModel> model(new TfliteModel(bytes));
  ZJ_RETURN_IF_ERROR(model->Parse());
  return model;
}

}  // namespace zhaojian
