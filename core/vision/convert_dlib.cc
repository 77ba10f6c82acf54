// SPDX-License-Identifier: Apache-2.0
#include "core/vision/convert_dlib.h"

#include <map>
#include <vector>

#include "core/vision/convert_flatbuffer.h"
#include "core/vision/convert_onnx.h"

namespace zhaojian {
namespace {

struct Weights {
  std::vector<int64_t> shape;
  std::vector<double> values;
};

Status Bad(const std::string& what) {
  return MakeError(StatusCode::kDataLoss, "MODEL_SOURCE_BAD",
                   "the network cannot be converted: " + what);
}

// One entry of the manifest: fp32, or 8 bit with value = q * scale + min.
StatusOr<Weights> ReadEntry(const ByteView& view, const Json& entry, const std::string& name,
                            size_t* at) {
  Weights weights;
  size_t count = 1;
  const Json shape = entry.value("shape", Json::array());
  for (const Json& size : shape) {
    if (!size.is_number_unsigned()) return Bad(name + " has no sizes");
    weights.shape.push_back(size.get<int64_t>());
    count *= size.get<size_t>();
  }
  const Json quantization = entry.value("quantization", Json::object());
  const std::string kind = quantization.value("dtype", std::string("float32"));
  const size_t width = kind == "uint8" ? 1 : 4;
  if (kind != "uint8" && kind != "float32") return Bad(name + " is stored as " + kind);
  if (view.Bytes(*at, count * width).size() != count * width)
    return Bad(name + " lies behind the end");
  const double scale = quantization.value("scale", 1.0);
  const double low = quantization.value("min", 0.0);
  for (size_t i = 0; i < count; ++i) {
    if (width == 4) {
      weights.values.push_back(static_cast<double>(view.Float(*at + 4 * i)));
    } else {
      // Rounded to single as the reference does, so that nothing depends on fused arithmetic later.
      const double scaled = static_cast<double>(view.Unsigned(*at + i, 1)) * scale;
      weights.values.push_back(static_cast<double>(static_cast<float>(scaled + low)));
    }
  }
  *at += count * width;
  return weights;
}

StatusOr<std::map<std::string, Weights>> ReadAll(std::string_view bytes, const Json& manifest) {
  std::map<std::string, Weights> all;
  if (!manifest.is_array() || manifest.empty() || !manifest[0].is_object())
    return Bad("the manifest is no list");
  const ByteView view(bytes);
  size_t at = 0;
  for (const Json& entry : manifest[0].value("weights", Json::array())) {
    ZJ_ASSIGN_OR_RETURN(const std::string name, JsonString(entry, "name", "weights manifest"));
    ZJ_ASSIGN_OR_RETURN(all[name], ReadEntry(view, entry, name, &at));
  }
  if (at != bytes.size()) return Bad("the weights do not fill their file");
  return all;
}

/// Emits the residual network layer by layer.
class Builder {
 public:
  explicit Builder(std::map<std::string, Weights> weights)
      : weights_(std::move(weights)), graph_("dlib128") {}
  StatusOr<std::string> Run();

 private:
  StatusOr<const Weights*> Find(const std::string& name) const;
  Status Conv(const std::string& layer, const std::string& input, int stride, int padding,
              bool relu);
  Status Residual(const std::string& layer);
  Status ResidualDown(const std::string& layer);
  Status Head();

  std::map<std::string, Weights> weights_;
  OnnxGraph graph_;
  /// Name of the tensor built last, its channels and its side in pixels.
  std::string now_ = "input";
  int64_t channels_ = 3;
  int64_t side_ = 150;
};

StatusOr<const Weights*> Builder::Find(const std::string& name) const {
  const auto found = weights_.find(name);
  if (found == weights_.end()) return Bad("no tensor " + name);
  return &found->second;
}

// Convolution, its bias and the scale layer behind it: s * (w x + b) + t = (s w) x + (s b + t).
Status Builder::Conv(const std::string& layer, const std::string& input, int stride, int padding,
                     bool relu) {
  ZJ_ASSIGN_OR_RETURN(const Weights* kernel, Find(layer + "/conv/filters"));
  ZJ_ASSIGN_OR_RETURN(const Weights* bias, Find(layer + "/conv/bias"));
  ZJ_ASSIGN_OR_RETURN(const Weights* scale, Find(layer + "/scale/weights"));
  ZJ_ASSIGN_OR_RETURN(const Weights* shift, Find(layer + "/scale/biases"));
  if (kernel->shape.size() != 4) return Bad(layer + " is no image convolution");
  const auto side = static_cast<size_t>(kernel->shape[0]);
  const auto in = static_cast<size_t>(kernel->shape[2]);
  const auto out = static_cast<size_t>(kernel->shape[3]);
  if (kernel->shape[1] != kernel->shape[0] || bias->values.size() != out ||
      scale->values.size() != out || shift->values.size() != out) {
    return Bad(layer + " has sizes that do not fit");
  }
  std::vector<float> weights;
  std::vector<float> biases;
  for (size_t o = 0; o < out; ++o) {
    for (size_t i = 0; i < in; ++i) {
      for (size_t k = 0; k < side * side; ++k) {  // HWIO to OIHW
        weights.push_back(
            static_cast<float>(kernel->values[(k * in + i) * out + o] * scale->values[o]));
      }
    }
    // Exact in double before the one rounding: both factors are singles.
    biases.push_back(static_cast<float>(bias->values[o] * scale->values[o] + shift->values[o]));
  }
  graph_.Weights(layer + "/kernel",
                 {kernel->shape[3], kernel->shape[2], kernel->shape[0], kernel->shape[1]}, weights);
  graph_.Weights(layer + "/bias", {kernel->shape[3]}, biases);
  OnnxGraph::Attributes attributes;
  attributes.lists = {{"kernel_shape", {kernel->shape[0], kernel->shape[1]}},
                      {"strides", {stride, stride}},
                      {"pads", {padding, padding, padding, padding}}};
  const std::string output = relu ? layer + "/linear" : layer;
  graph_.Node("Conv", {input, layer + "/kernel", layer + "/bias"}, output, attributes);
  if (relu) graph_.Node("Relu", {output}, layer);
  return Status();
}

Status Builder::Residual(const std::string& layer) {
  ZJ_RETURN_IF_ERROR(Conv(layer + "/conv1", now_, 1, 1, true));
  ZJ_RETURN_IF_ERROR(Conv(layer + "/conv2", layer + "/conv1", 1, 1, false));
  graph_.Node("Add", {layer + "/conv2", now_}, layer + "/sum");
  graph_.Node("Relu", {layer + "/sum"}, layer);
  now_ = layer;
  return Status();
}

// The short cut is a 2 x 2 mean whose missing channels are zero; the other branch, one pixel
// smaller because its first convolution is not padded, gets a row and a column of zeros.
Status Builder::ResidualDown(const std::string& layer) {
  ZJ_RETURN_IF_ERROR(Conv(layer + "/conv1", now_, 2, 0, true));
  ZJ_RETURN_IF_ERROR(Conv(layer + "/conv2", layer + "/conv1", 1, 1, false));
  ZJ_ASSIGN_OR_RETURN(const Weights* kernel, Find(layer + "/conv2/conv/filters"));
  const int64_t new_channels = kernel->shape[3];
  const int64_t pooled_side = side_ / 2;
  const int64_t branch_side = (side_ - 3) / 2 + 1;
  OnnxGraph::Attributes pooling;
  pooling.lists = {{"kernel_shape", {2, 2}}, {"strides", {2, 2}}};
  graph_.Node("AveragePool", {now_}, layer + "/mean", pooling);
  std::string shortcut = layer + "/mean";
  if (new_channels > channels_) {
    shortcut = graph_.Pad(shortcut, {0, 0, 0, 0}, {0, new_channels - channels_, 0, 0});
  }
  std::string branch = layer + "/conv2";
  if (pooled_side > branch_side) {
    branch = graph_.Pad(branch, {0, 0, 0, 0},
                        {0, 0, pooled_side - branch_side, pooled_side - branch_side});
  }
  graph_.Node("Add", {shortcut, branch}, layer + "/sum");
  graph_.Node("Relu", {layer + "/sum"}, layer);
  now_ = layer;
  channels_ = new_channels;
  side_ = pooled_side;
  return Status();
}

Status Builder::Head() {
  graph_.Node("GlobalAveragePool", {now_}, "mean");
  ZJ_ASSIGN_OR_RETURN(const Weights* fc, Find("fc"));
  if (fc->shape.size() != 2 || fc->shape[0] != channels_)
    return Bad("fc has sizes that do not fit");
  // A 1 x 1 convolution does what the matrix product would, without OpenCV's trouble with Gemm.
  std::vector<float> weights;
  const auto rows = static_cast<size_t>(fc->shape[0]);
  const auto columns = static_cast<size_t>(fc->shape[1]);
  for (size_t o = 0; o < columns; ++o) {
    for (size_t i = 0; i < rows; ++i)
      weights.push_back(static_cast<float>(fc->values[i * columns + o]));
  }
  graph_.Weights("fc/kernel", {fc->shape[1], fc->shape[0], 1, 1}, weights);
  OnnxGraph::Attributes attributes;
  attributes.lists = {{"kernel_shape", {1, 1}}, {"strides", {1, 1}}};
  graph_.Node("Conv", {"mean", "fc/kernel"}, "vector", attributes);
  graph_.Output("vector", {1, fc->shape[1], 1, 1});
  return Status();
}

StatusOr<std::string> Builder::Run() {
  graph_.Input("input", {1, channels_, side_, side_});
  ZJ_RETURN_IF_ERROR(Conv("conv32_down", now_, 2, 0, true));
  OnnxGraph::Attributes pooling;
  pooling.lists = {{"kernel_shape", {3, 3}}, {"strides", {2, 2}}};
  graph_.Node("MaxPool", {"conv32_down"}, "pooled", pooling);
  now_ = "pooled";
  channels_ = 32;
  side_ = ((side_ - 7) / 2 + 1 - 3) / 2 + 1;
  for (const char* layer : {"conv32_1", "conv32_2", "conv32_3"})
    ZJ_RETURN_IF_ERROR(Residual(layer));
  ZJ_RETURN_IF_ERROR(ResidualDown("conv64_down"));
  for (const char* layer : {"conv64_1", "conv64_2", "conv64_3"})
    ZJ_RETURN_IF_ERROR(Residual(layer));
  ZJ_RETURN_IF_ERROR(ResidualDown("conv128_down"));
  for (const char* layer : {"conv128_1", "conv128_2"}) ZJ_RETURN_IF_ERROR(Residual(layer));
  ZJ_RETURN_IF_ERROR(ResidualDown("conv256_down"));
  for (const char* layer : {"conv256_1", "conv256_2"}) ZJ_RETURN_IF_ERROR(Residual(layer));
  ZJ_RETURN_IF_ERROR(ResidualDown("conv256_down_out"));
  ZJ_RETURN_IF_ERROR(Head());
  return graph_.Serialize();
}

}  // namespace

StatusOr<std::string> DlibToOnnx(std::string_view weights, const Json& manifest) {
  ZJ_ASSIGN_OR_RETURN(auto all, ReadAll(weights, manifest));
  Builder builder(std::move(all));
  return builder.Run();
}

}  // namespace zhaojian
