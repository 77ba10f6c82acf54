// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/vision/convert_onnx.h"
#include "core/vision/convert_tflite.h"

namespace zhaojian {
namespace {

// Operator numbers of the TFLite schema.
enum Op {
  kAdd = 0,
  kAveragePool = 1,
  kConv = 3,
  kDepthwise = 4,
  kLogistic = 14,
  kMaxPool = 17,
  kMultiply = 18,
  kRelu = 19,
  kResizeBilinear = 23,
  kCustom = 32,
  kPad = 34,
  kPrelu = 54,
  kHardSwish = 117,
};
constexpr int kSame = 0;

Status Bad(const std::string& what) {
  return MakeError(StatusCode::kDataLoss, "MODEL_SOURCE_BAD",
                   "the network cannot be converted: " + what);
}

std::vector<int64_t> Nchw(const std::vector<int>& shape) {
  if (shape.size() != 4) return {shape.begin(), shape.end()};
  return {shape[0], shape[3], shape[1], shape[2]};
}

/// Writes one cut as ONNX.
class Writer {
 public:
  Writer(const TfliteModel& model, const TfliteCut& cut) : model_(model), graph_(cut.name) {}
  StatusOr<std::string> Run(const TfliteCut& cut);

 private:
  void Mark(int tensor, int input);
  Status Emit(const TfliteOperator& op);
  Status EmitConv(const TfliteOperator& op, bool depthwise);
  Status EmitTransposedConv(const TfliteOperator& op);
  Status EmitMaxPool(const TfliteOperator& op);
  Status EmitPrelu(const TfliteOperator& op);
  Status EmitPad(const TfliteOperator& op);
  Status EmitResize(const TfliteOperator& op);
  Status EmitPlain(const TfliteOperator& op, const std::string& onnx_op, size_t inputs);
  Status AddWeights(const std::string& name, int tensor, const std::vector<int>& order);
  const TfliteTensor& At(int tensor) const { return model_.Tensors()[static_cast<size_t>(tensor)]; }
  std::string Name(int tensor) const;

  const TfliteModel& model_;
  OnnxGraph graph_;
  std::map<int, std::string> renamed_;
  std::vector<bool> needed_;
};

std::string Writer::Name(int tensor) const {
  const auto found = renamed_.find(tensor);
  return found != renamed_.end() ? found->second : At(tensor).name;
}

StatusOr<std::string> Writer::Run(const TfliteCut& cut) {
  const int input = model_.TensorNamed(cut.input);
  if (input < 0) return Bad("it has no tensor " + cut.input);
  renamed_[input] = "input";
  needed_.assign(model_.Operators().size(), false);
  for (const auto& [tensor_name, name] : cut.outputs) {
    const int output = model_.TensorNamed(tensor_name);
    if (output < 0) return Bad("it has no tensor " + tensor_name);
    renamed_[output] = name;
    Mark(output, input);
    graph_.Output(name, Nchw(At(output).shape));
  }
  graph_.Input("input", Nchw(At(input).shape));
  for (size_t i = 0; i < needed_.size(); ++i) {
    if (needed_[i]) ZJ_RETURN_IF_ERROR(Emit(model_.Operators()[i]));
  }
  return graph_.Serialize();
}

void Writer::Mark(int tensor, int input) {
  std::vector<int> open = {tensor};
  while (!open.empty()) {
    const int next = open.back();
    open.pop_back();
    const int writer = model_.WriterOf(next);
    if (next == input || writer < 0) continue;
    const TfliteOperator& op = model_.Operators()[static_cast<size_t>(writer)];
    if (needed_[static_cast<size_t>(writer)]) continue;
    needed_[static_cast<size_t>(writer)] = true;
    open.insert(open.end(), op.inputs.begin(), op.inputs.end());
  }
}

Status Writer::Emit(const TfliteOperator& op) {
  switch (op.code) {
    case kAdd:
      return EmitPlain(op, "Add", 2);
    case kMultiply:
      return EmitPlain(op, "Mul", 2);
    case kRelu:
      return EmitPlain(op, "Relu", 1);
    case kLogistic:
      return EmitPlain(op, "Sigmoid", 1);
    case kHardSwish:
      return EmitPlain(op, "HardSwish", 1);
    case kAveragePool: {
      const auto& shape = At(op.outputs[0]).shape;
      if (shape.size() != 4 || shape[1] != 1 || shape[2] != 1)
        return Bad("a pooling that is not global");
      return EmitPlain(op, "GlobalAveragePool", 1);
    }
    case kConv:
      return EmitConv(op, false);
    case kDepthwise:
      return EmitConv(op, true);
    case kMaxPool:
      return EmitMaxPool(op);
    case kPrelu:
      return EmitPrelu(op);
    case kPad:
      return EmitPad(op);
    case kResizeBilinear:
      return EmitResize(op);
    case kCustom:
      if (op.custom == "Convolution2DTransposeBias") return EmitTransposedConv(op);
      return Bad("custom operator " + op.custom + " lies inside the cut");
    default:
      return Bad("operator " + std::to_string(op.code) + " is not known");
  }
}

Status Writer::EmitPlain(const TfliteOperator& op, const std::string& onnx_op, size_t inputs) {
  if (op.inputs.size() < inputs) return Bad(onnx_op + " lacks an input");
  if (inputs == 2 && op.options.Scalar(0, 1, 0) != 0)
    return Bad(onnx_op + " with a fused activation");
  std::vector<std::string> names;
  for (size_t i = 0; i < inputs; ++i) names.push_back(Name(op.inputs[i]));
  graph_.Node(onnx_op, names, Name(op.outputs[0]));
  return Status();
}

// Stores a 4-D constant with its axes taken in `order`.
Status Writer::AddWeights(const std::string& name, int tensor, const std::vector<int>& order) {
  const std::vector<int>& shape = At(tensor).shape;
  ZJ_ASSIGN_OR_RETURN(const std::vector<float> values, model_.Floats(tensor));
  size_t product = 1;
  for (const int size : shape) product *= static_cast<size_t>(std::clamp(size, 0, 1 << 15));
  if (shape.size() != 4 || product != values.size())
    return Bad(At(tensor).name + " has other axes than its values");
  const size_t strides[4] = {
      static_cast<size_t>(shape[1]) * static_cast<size_t>(shape[2]) * static_cast<size_t>(shape[3]),
      static_cast<size_t>(shape[2]) * static_cast<size_t>(shape[3]), static_cast<size_t>(shape[3]),
      1};
  std::vector<int64_t> new_shape;
  size_t count[4];
  size_t stride[4];
  for (size_t k = 0; k < 4; ++k) {
    const auto axis = static_cast<size_t>(order[k]);
    new_shape.push_back(shape[axis]);
    count[k] = static_cast<size_t>(shape[axis]);
    stride[k] = strides[axis];
  }
  std::vector<float> moved;
  moved.reserve(values.size());
  for (size_t a = 0; a < count[0]; ++a) {
    for (size_t b = 0; b < count[1]; ++b) {
      for (size_t c = 0; c < count[2]; ++c) {
        for (size_t d = 0; d < count[3]; ++d) {
          moved.push_back(values[a * stride[0] + b * stride[1] + c * stride[2] + d * stride[3]]);
        }
      }
    }
  }
  graph_.Weights(name, new_shape, moved);
  return Status();
}

Status Writer::EmitConv(const TfliteOperator& op, bool depthwise) {
  if (op.inputs.size() != 3) return Bad("a convolution without bias");
  const std::string output = Name(op.outputs[0]);
  const std::vector<int>& in = At(op.inputs[0]).shape;
  const std::vector<int>& weights = At(op.inputs[1]).shape;
  if (in.size() != 4 || weights.size() != 4) return Bad(output + " is no image convolution");
  const auto stride_x = static_cast<int>(op.options.Scalar(1, 4, 1));
  const auto stride_y = static_cast<int>(op.options.Scalar(2, 4, 1));
  const int activation_field = depthwise ? 4 : 3;
  if (op.options.Scalar(activation_field, 1, 0) != 0 || stride_x < 1 || stride_y < 1 ||
      op.options.Scalar(activation_field + 1, 4, 1) != 1 ||
      op.options.Scalar(activation_field + 2, 4, 1) != 1) {
    return Bad(output + " has a fused activation, a dilation or no stride");
  }
  if (depthwise && weights[3] != in[3]) return Bad(output + " multiplies channels");
  OnnxGraph::Attributes attributes;
  attributes.lists = {{"kernel_shape", {weights[1], weights[2]}},
                      {"strides", {stride_y, stride_x}}};
  if (depthwise) attributes.ints = {{"group", in[3]}};
  std::string input = Name(op.inputs[0]);
  if (op.options.Scalar(0, 1, kSame) == kSame) {
    // TFLite's SAME: the odd pixel of padding goes to the end.
    const auto total = [](int size, int stride, int kernel) {
      return std::max(0, ((size + stride - 1) / stride - 1) * stride + kernel - size);
    };
    const int y = total(in[1], stride_y, weights[1]);
    const int x = total(in[2], stride_x, weights[2]);
    if (y % 2 == 0 && x % 2 == 0) {
      attributes.lists.push_back({"pads", {y / 2, x / 2, y / 2, x / 2}});
    } else {
      input = graph_.Pad(input, {0, 0, y / 2, x / 2}, {0, 0, y - y / 2, x - x / 2});
    }
  }
  // OHWI to OIHW; a depthwise kernel is stored 1HWC and wants C1HW.
  ZJ_RETURN_IF_ERROR(
      AddWeights(output + "/kernel", op.inputs[1],
                 depthwise ? std::vector<int>{3, 0, 1, 2} : std::vector<int>{0, 3, 1, 2}));
  ZJ_ASSIGN_OR_RETURN(const std::vector<float> bias, model_.Floats(op.inputs[2]));
  graph_.Weights(output + "/bias", {static_cast<int64_t>(bias.size())}, bias);
  graph_.Node("Conv", {input, output + "/kernel", output + "/bias"}, output, attributes);
  return Status();
}

Status Writer::EmitTransposedConv(const TfliteOperator& op) {
  if (op.inputs.size() != 3 || op.custom_options.size() != 12)
    return Bad("a transposed convolution of another form");
  const std::string output = Name(op.outputs[0]);
  const std::vector<int>& weights = At(op.inputs[1]).shape;
  const ByteView options(op.custom_options);  // padding, stride x, stride y
  const int64_t stride_x = options.Signed(4, 4);
  const int64_t stride_y = options.Signed(8, 4);
  if (weights.size() != 4 || stride_y != weights[1] || stride_x != weights[2]) {
    return Bad(output + " overlaps, which is not implemented");
  }
  ZJ_RETURN_IF_ERROR(AddWeights(output + "/kernel", op.inputs[1], {3, 0, 1, 2}));
  ZJ_ASSIGN_OR_RETURN(const std::vector<float> bias, model_.Floats(op.inputs[2]));
  graph_.Weights(output + "/bias", {static_cast<int64_t>(bias.size())}, bias);
  OnnxGraph::Attributes attributes;
  attributes.lists = {{"kernel_shape", {weights[1], weights[2]}},
                      {"strides", {stride_y, stride_x}}};
  graph_.Node("ConvTranspose", {Name(op.inputs[0]), output + "/kernel", output + "/bias"}, output,
              attributes);
  return Status();
}

Status Writer::EmitMaxPool(const TfliteOperator& op) {
  const std::string output = Name(op.outputs[0]);
  const int64_t stride_x = op.options.Scalar(1, 4, 1);
  const int64_t stride_y = op.options.Scalar(2, 4, 1);
  const int64_t width = op.options.Scalar(3, 4, 1);
  const int64_t height = op.options.Scalar(4, 4, 1);
  const std::vector<int>& in = At(op.inputs[0]).shape;
  if (in.size() != 4 || width < 1 || height < 1 || width != stride_x || height != stride_y ||
      in[1] % height != 0 || in[2] % width != 0) {
    return Bad(output + " is a pooling with padding or overlap");
  }
  OnnxGraph::Attributes attributes;
  attributes.lists = {{"kernel_shape", {height, width}}, {"strides", {stride_y, stride_x}}};
  graph_.Node("MaxPool", {Name(op.inputs[0])}, output, attributes);
  return Status();
}

Status Writer::EmitPrelu(const TfliteOperator& op) {
  if (op.inputs.size() != 2) return Bad("a PReLU without slopes");
  const std::string output = Name(op.outputs[0]);
  ZJ_ASSIGN_OR_RETURN(const std::vector<float> slopes, model_.Floats(op.inputs[1]));
  if (At(op.inputs[0]).shape.size() != 4 ||
      static_cast<int>(slopes.size()) != At(op.inputs[0]).shape[3]) {
    return Bad(output + " has slopes that are not per channel");
  }
  graph_.Weights(output + "/slope", {static_cast<int64_t>(slopes.size()), 1, 1}, slopes);
  graph_.Node("PRelu", {Name(op.inputs[0]), output + "/slope"}, output);
  return Status();
}

Status Writer::EmitPad(const TfliteOperator& op) {
  if (op.inputs.size() != 2) return Bad("a padding without sizes");
  const std::string output = Name(op.outputs[0]);
  ZJ_ASSIGN_OR_RETURN(const std::vector<int> pads, model_.Integers(op.inputs[1]));
  if (pads.size() != 8) return Bad(output + " pads something that is no image");
  // pads are pairs for N, H, W, C; ONNX wants all starts, then all ends, in N, C, H, W.
  graph_.Integers(output + "/pads",
                  {pads[0], pads[6], pads[2], pads[4], pads[1], pads[7], pads[3], pads[5]});
  OnnxGraph::Attributes attributes;
  attributes.strings = {{"mode", "constant"}};
  graph_.Node("Pad", {Name(op.inputs[0]), output + "/pads"}, output, attributes);
  return Status();
}

Status Writer::EmitResize(const TfliteOperator& op) {
  const std::string output = Name(op.outputs[0]);
  const std::vector<int>& in = At(op.inputs[0]).shape;
  const std::vector<int>& out = At(op.outputs[0]).shape;
  if (op.options.Scalar(2, 1, 0) != 0 || op.options.Scalar(3, 1, 0) == 0) {
    return Bad(output + " is resized without half pixel centres");
  }
  if (in.size() != 4 || out.size() != 4 || in[1] < 1 || in[2] < 1)
    return Bad(output + " is no image");
  graph_.Weights(output + "/scales", {4},
                 {1, 1, static_cast<float>(out[1]) / static_cast<float>(in[1]),
                  static_cast<float>(out[2]) / static_cast<float>(in[2])});
  OnnxGraph::Attributes attributes;
  attributes.strings = {{"mode", "linear"}, {"coordinate_transformation_mode", "half_pixel"}};
  graph_.Node("Resize", {Name(op.inputs[0]), "", output + "/scales"}, output, attributes);
  return Status();
}

}  // namespace

StatusOr<std::string> TfliteToOnnx(const TfliteModel& model, const TfliteCut& cut) {
  Writer writer(model, cut);
  return writer.Run(cut);
}

}  // namespace zhaojian
