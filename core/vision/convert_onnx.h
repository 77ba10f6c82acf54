// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace zhaojian {

/// Writes an ONNX graph of the dialect that OpenCV 4.6 reads: fp32 weights, NCHW, static shapes.
/// The same calls give the same bytes.
class OnnxGraph {
 public:
  /// @param name of the graph, seen in viewers only.
  explicit OnnxGraph(const std::string& name);
  ~OnnxGraph();
  OnnxGraph(const OnnxGraph&) = delete;
  OnnxGraph& operator=(const OnnxGraph&) = delete;

  /// Attributes of a node; which ones an operator takes is ONNX's own documentation.
  struct Attributes {
    std::vector<std::pair<std::string, std::vector<int64_t>>> lists;
    std::vector<std::pair<std::string, int64_t>> ints;
    std::vector<std::pair<std::string, std::string>> strings;
  };

  /// Declares an input of the graph.
  void Input(const std::string& name, const std::vector<int64_t>& shape);
  /// Declares an output of the graph; OpenCV wants the type of each.
  void Output(const std::string& name, const std::vector<int64_t>& shape);
  /// Adds weights.
  void Weights(const std::string& name, const std::vector<int64_t>& shape,
               const std::vector<float>& values);
  /// Adds a 64-bit integer constant, for shapes and paddings.
  void Integers(const std::string& name, const std::vector<int64_t>& values);
  /// Adds one operator with one output.
  void Node(const std::string& op, const std::vector<std::string>& inputs,
            const std::string& output, const Attributes& attributes = {});
  /// Adds zero padding (N, C, H, W each with a start and an end) before a node; returns the new
  /// name.
  std::string Pad(const std::string& input, const std::vector<int64_t>& starts,
                  const std::vector<int64_t>& ends);
  /// The file's bytes.
  std::string Serialize() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace zhaojian
