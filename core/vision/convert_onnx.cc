// SPDX-License-Identifier: Apache-2.0
#include "core/vision/convert_onnx.h"

#include <onnx/onnx_pb.h>

namespace zhaojian {
namespace {

// Operator set 14 is the first with HardSwish; OpenCV 4.6 reads it.
constexpr int kOperatorSet = 14;

void SetType(onnx::ValueInfoProto* info, const std::string& name,
             const std::vector<int64_t>& shape) {
  info->set_name(name);
  auto* tensor = info->mutable_type()->mutable_tensor_type();
  tensor->set_elem_type(onnx::TensorProto_DataType_FLOAT);
  for (const int64_t size : shape) tensor->mutable_shape()->add_dim()->set_dim_value(size);
}

}  // namespace

struct OnnxGraph::Impl {
  onnx::ModelProto model;
  onnx::GraphProto* graph = nullptr;
};

OnnxGraph::OnnxGraph(const std::string& name) : impl_(std::make_unique<Impl>()) {
  impl_->model.set_ir_version(onnx::IR_VERSION_2020_5_8);
  impl_->model.set_producer_name("zj-convert-models");
  impl_->model.add_opset_import()->set_version(kOperatorSet);
  impl_->graph = impl_->model.mutable_graph();
  impl_->graph->set_name(name);
}

OnnxGraph::~OnnxGraph() = default;

void OnnxGraph::Input(const std::string& name, const std::vector<int64_t>& shape) {
  SetType(impl_->graph->add_input(), name, shape);
}

void OnnxGraph::Output(const std::string& name, const std::vector<int64_t>& shape) {
  SetType(impl_->graph->add_output(), name, shape);
}

void OnnxGraph::Weights(const std::string& name, const std::vector<int64_t>& shape,
                        const std::vector<float>& values) {
  auto* tensor = impl_->graph->add_initializer();
  tensor->set_name(name);
  tensor->set_data_type(onnx::TensorProto_DataType_FLOAT);
  for (const int64_t size : shape) tensor->add_dims(size);
  // raw_data is little endian by ONNX's definition, as is every machine this runs on.
  tensor->set_raw_data(values.data(), values.size() * sizeof(float));
}

void OnnxGraph::Integers(const std::string& name, const std::vector<int64_t>& values) {
  auto* tensor = impl_->graph->add_initializer();
  tensor->set_name(name);
  tensor->set_data_type(onnx::TensorProto_DataType_INT64);
  tensor->add_dims(static_cast<int64_t>(values.size()));
  tensor->set_raw_data(values.data(), values.size() * sizeof(int64_t));
}

void OnnxGraph::Node(const std::string& op, const std::vector<std::string>& inputs,
                     const std::string& output, const Attributes& attributes) {
  auto* node = impl_->graph->add_node();
  node->set_op_type(op);
  node->set_name(output);
  for (const auto& input : inputs) node->add_input(input);
  node->add_output(output);
  for (const auto& [key, values] : attributes.lists) {
    auto* attribute = node->add_attribute();
    attribute->set_name(key);
    attribute->set_type(onnx::AttributeProto_AttributeType_INTS);
    for (const int64_t value : values) attribute->add_ints(value);
  }
  for (const auto& [key, value] : attributes.ints) {
    auto* attribute = node->add_attribute();
    attribute->set_name(key);
    attribute->set_type(onnx::AttributeProto_AttributeType_INT);
    attribute->set_i(value);
  }
  for (const auto& [key, value] : attributes.strings) {
    auto* attribute = node->add_attribute();
    attribute->set_name(key);
    attribute->set_type(onnx::AttributeProto_AttributeType_STRING);
    attribute->set_s(value);
  }
}

std::string OnnxGraph::Pad(const std::string& input, const std::vector<int64_t>& starts,
                           const std::vector<int64_t>& ends) {
  const std::string output = input + "/padded" + std::to_string(impl_->graph->node_size());
  std::vector<int64_t> pads = starts;
  pads.insert(pads.end(), ends.begin(), ends.end());
  Integers(output + "/pads", pads);
  Attributes attributes;
  attributes.strings = {{"mode", "constant"}};
  Node("Pad", {input, output + "/pads"}, output, attributes);
  return output;
}

std::string OnnxGraph::Serialize() const { return impl_->model.SerializeAsString(); }

}  // namespace zhaojian
