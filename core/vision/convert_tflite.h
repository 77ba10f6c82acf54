// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/status.h"
#include "core/vision/convert_flatbuffer.h"

namespace zhaojian {

/// A tensor of a TFLite file.
struct TfliteTensor {
  std::string name;
  /// Sizes; images are N, H, W, C.
  std::vector<int> shape;
  /// 0 single, 1 half, 2 int32: numbers of the TFLite schema.
  int type = 0;
  /// Little-endian constant; empty for a tensor that is computed.
  std::string_view data;
};

/// An operator of a TFLite file.
struct TfliteOperator {
  /// Number in the TFLite schema; 32 is a custom operator.
  int code = 0;
  /// Name of a custom operator.
  std::string custom;
  /// Indices of tensors, all inside the list.
  std::vector<int> inputs;
  std::vector<int> outputs;
  FlatTable options;
  std::string_view custom_options;
};

/// A part of a TFLite graph to convert: everything between one tensor and some others.
struct TfliteCut {
  /// Name of the ONNX graph.
  std::string name;
  /// TFLite tensor that becomes the input; the ONNX input is called "input".
  std::string input;
  /// TFLite tensor name and the name of the ONNX output it becomes.
  std::vector<std::pair<std::string, std::string>> outputs;
};

/// A TFLite network (schema version 3): floating point only, half floats behind DEQUANTIZE.
class TfliteModel {
 public:
  /// Parses the file; `bytes` must outlive the model. Errors: kDataLoss MODEL_SOURCE_BAD.
  static StatusOr<std::unique_ptr<TfliteModel>> Read(std::string_view bytes);
  /// All tensors and operators, in file order.
  const std::vector<TfliteTensor>& Tensors() const { return tensors_; }
  const std::vector<TfliteOperator>& Operators() const { return operators_; }
  /// Index of the operator that computes a tensor, or -1; a constant behind DEQUANTIZE has none.
  int WriterOf(int tensor) const { return writer_[static_cast<size_t>(tensor)]; }
  /// Index of a tensor, or -1.
  int TensorNamed(const std::string& name) const;
  /// Values of a floating-point constant, half floats widened. Errors: kDataLoss MODEL_SOURCE_BAD.
  StatusOr<std::vector<float>> Floats(int tensor) const;
  /// Values of an int32 constant. Errors: kDataLoss MODEL_SOURCE_BAD.
  StatusOr<std::vector<int>> Integers(int tensor) const;
  /// Options of every custom operator called `name`, in file order. Errors: as ReadFlexMap.
  StatusOr<std::vector<std::map<std::string, FlexValue>>> CustomOptions(
      const std::string& name) const;

 private:
  explicit TfliteModel(std::string_view bytes) : view_(bytes) {}
  Status Parse();
  Status CheckIndices() const;

  ByteView view_;
  std::vector<TfliteTensor> tensors_;
  std::vector<TfliteOperator> operators_;
  std::vector<int> writer_;
  /// For a tensor behind DEQUANTIZE the index of its half-float source, else -1.
  std::vector<int> half_source_;
};

/// Converts a part to ONNX: NHWC becomes NCHW, OHWI becomes OIHW, half becomes single, asymmetric
/// SAME padding becomes a Pad of its own (OpenCV's convolution takes symmetric padding only).
/// Errors: kDataLoss MODEL_SOURCE_BAD naming a tensor or an operator that is not known.
StatusOr<std::string> TfliteToOnnx(const TfliteModel& model, const TfliteCut& cut);

}  // namespace zhaojian
