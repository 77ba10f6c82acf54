// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstring>
#include <opencv2/dnn/dnn.hpp>

#include "core/base/crypto.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/vision/convert_attention.h"
#include "core/vision/convert_dlib.h"
#include "core/vision/convert_models.h"
#include "core/vision/convert_tflite.h"
#include "tests/support/shared.h"

namespace zhaojian {
namespace {

// Writes a flatbuffer from front to back: parents first, their slots patched when the child is
// there.
class FlatWriter {
 public:
  FlatWriter() : bytes_("\0\0\0\0TFL3", 8) {}
  // A table whose present fields have 4-byte slots; returns where it starts.
  size_t Table(const std::vector<bool>& present) {
    Align();
    const size_t vtable = bytes_.size();
    std::vector<int> offsets;
    int next = 4;
    for (const bool here : present) {
      offsets.push_back(here ? next : 0);
      next += here ? 4 : 0;
    }
    Put(static_cast<int>(4 + 2 * present.size()), 2);
    Put(next, 2);
    for (const int offset : offsets) Put(offset, 2);
    Align();
    const size_t table = bytes_.size();
    Put(static_cast<int>(table - vtable), 4);
    for (int i = 4; i < next; i += 4) Put(0, 4);
    return table;
  }
  size_t Ints(const std::vector<int>& values) {
    Align();
    const size_t at = bytes_.size();
    Put(static_cast<int>(values.size()), 4);
    for (const int value : values) Put(value, 4);
    return at;
  }
  size_t Text(const std::string& text) {
    Align();
    const size_t at = bytes_.size();
    Put(static_cast<int>(text.size()), 4);
    bytes_ += text;
    bytes_ += '\0';
    return at;
  }
  // Sets the n-th present slot of a table, or the n-th element of a vector (+4 bytes either way).
  void Set(size_t at, int slot, int value) { Patch(at + 4 + 4 * static_cast<size_t>(slot), value); }
  void Point(size_t at, int slot, size_t target) {
    const size_t from = at + 4 + 4 * static_cast<size_t>(slot);
    Patch(from, static_cast<int>(target - from));
  }
  void SetRoot(size_t table) { Patch(0, static_cast<int>(table)); }
  const std::string& Bytes() const { return bytes_; }

 private:
  void Align() { bytes_.resize((bytes_.size() + 3) / 4 * 4, '\0'); }
  void Put(int value, int width) {
    for (int i = 0; i < width; ++i) bytes_ += static_cast<char>(value >> (8 * i));
  }
  void Patch(size_t at, int value) {
    for (size_t i = 0; i < 4; ++i) bytes_[at + i] = static_cast<char>(value >> (8 * i));
  }
  std::string bytes_;
};

std::string Singles(const std::vector<float>& values) {
  std::string bytes(values.size() * sizeof(float), '\0');
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

// One convolution, 4 x 4 to 2 x 2 with stride 2 and SAME padding, whose 3 x 3 kernel is stored as
// half floats behind DEQUANTIZE, like the networks that are converted.
std::string TinyModel(int first_operator = 6) {
  FlatWriter w;
  const size_t model = w.Table({false, true, true, false, true});  // codes, graphs, buffers
  w.SetRoot(model);
  const size_t codes = w.Ints({0, 0});
  w.Point(model, 0, codes);
  const int operator_codes[] = {first_operator, 3};
  for (int i = 0; i < 2; ++i) {
    const size_t code = w.Table({true});
    w.Point(codes, i, code);
    w.Set(code, 0, operator_codes[i]);
  }
  const size_t graphs = w.Ints({0});
  w.Point(model, 1, graphs);
  const size_t graph = w.Table({true, true, true, true});  // tensors, inputs, outputs, operators
  w.Point(graphs, 0, graph);
  struct TensorSpec {
    const char* name;
    std::vector<int> shape;
    int type;
    int buffer;
  };
  const std::vector<TensorSpec> specs = {{"in", {1, 4, 4, 1}, 0, 0},
                                         {"half", {1, 3, 3, 1}, 1, 1},
                                         {"kernel", {1, 3, 3, 1}, 0, 0},
                                         {"bias", {1}, 0, 2},
                                         {"out", {1, 2, 2, 1}, 0, 0}};
  const size_t tensors = w.Ints({0, 0, 0, 0, 0});
  w.Point(graph, 0, tensors);
  for (int i = 0; i < 5; ++i) {
    const TensorSpec& spec = specs[static_cast<size_t>(i)];
    const size_t tensor = w.Table({true, true, true, true});  // shape, type, buffer, name
    w.Point(tensors, i, tensor);
    w.Point(tensor, 0, w.Ints(spec.shape));
    w.Set(tensor, 1, spec.type);
    w.Set(tensor, 2, spec.buffer);
    w.Point(tensor, 3, w.Text(spec.name));
  }
  w.Point(graph, 1, w.Ints({0}));
  w.Point(graph, 2, w.Ints({4}));
  const size_t operators = w.Ints({0, 0});
  w.Point(graph, 3, operators);
  const size_t dequantize = w.Table({true, true, true});
  w.Point(operators, 0, dequantize);
  w.Set(dequantize, 0, 0);
  w.Point(dequantize, 1, w.Ints({1}));
  w.Point(dequantize, 2, w.Ints({2}));
  const size_t convolution = w.Table({true, true, true, false, true});
  w.Point(operators, 1, convolution);
  w.Set(convolution, 0, 1);
  w.Point(convolution, 1, w.Ints({0, 2, 3}));
  w.Point(convolution, 2, w.Ints({4}));
  const size_t options = w.Table({true, true, true});  // padding SAME, strides
  w.Point(convolution, 3, options);
  w.Set(options, 1, 2);
  w.Set(options, 2, 2);
  // Half floats 1, 2, .. 9.
  const std::string halves(
      "\x00\x3c\x00\x40\x00\x42\x00\x44\x00\x45\x00\x46\x00\x47\x00\x48\x80\x48", 18);
  const size_t buffers = w.Ints({0, 0, 0});
  w.Point(model, 2, buffers);
  const std::string contents[] = {"", halves, Singles({0.5f})};
  for (int i = 0; i < 3; ++i) {
    const size_t buffer = w.Table({true});
    w.Point(buffers, i, buffer);
    w.Point(buffer, 0, w.Text(contents[i]));
  }
  return w.Bytes();
}

const TfliteCut kTinyCut = {"tiny", "in", {{"out", "result"}}};

TEST(ConvertTest, AStridedConvolutionWithHalfWeightsComputesWhatTheHandComputes) {
  const std::string bytes = TinyModel();
  const auto model = TfliteModel::Read(bytes);
  ASSERT_TRUE(model.ok()) << MessageOf(model.status());
  const auto onnx = TfliteToOnnx(**model, kTinyCut);
  ASSERT_TRUE(onnx.ok()) << MessageOf(onnx.status());
  cv::dnn::Net net = cv::dnn::readNetFromONNX(onnx->data(), onnx->size());
  const int shape[] = {1, 1, 4, 4};
  cv::Mat input(4, shape, CV_32F);
  for (int i = 0; i < 16; ++i) input.ptr<float>()[i] = static_cast<float>(i);
  net.setInput(input);
  const cv::Mat output = net.forward("result");
  ASSERT_EQ(output.total(), 4u);
  // SAME for 4 pixels, stride 2, kernel 3 pads one pixel at the end only. Top left: rows 0-2,
  // columns 0-2 = 0*1+1*2+2*3+4*4+5*5+6*6+8*7+9*8+10*9 = 303; the others lose the taps that fall
  // outside.
  EXPECT_FLOAT_EQ(output.ptr<float>()[0], 303 + 0.5f);
  EXPECT_FLOAT_EQ(output.ptr<float>()[1], 2 * 1 + 3 * 2 + 6 * 4 + 7 * 5 + 10 * 7 + 11 * 8 + 0.5f);
  EXPECT_FLOAT_EQ(output.ptr<float>()[2], 8 * 1 + 9 * 2 + 10 * 3 + 12 * 4 + 13 * 5 + 14 * 6 + 0.5f);
  EXPECT_FLOAT_EQ(output.ptr<float>()[3], 10 * 1 + 11 * 2 + 14 * 4 + 15 * 5 + 0.5f);
}

TEST(ConvertTest, TheSameInputGivesTheSameBytes) {
  const std::string bytes = TinyModel();
  const auto a = TfliteToOnnx(**TfliteModel::Read(bytes), kTinyCut);
  const auto b = TfliteToOnnx(**TfliteModel::Read(bytes), kTinyCut);
  ASSERT_TRUE(a.ok() && b.ok());
  EXPECT_EQ(*a, *b);
}

TEST(ConvertTest, AFileCutAnywhereIsRefusedAndNeverReadBeyondItsEnd) {
  const std::string bytes = TinyModel();
  for (size_t size = 0; size + 8 < bytes.size(); size += 4) {
    const std::string part = bytes.substr(0, size);
    const auto model = TfliteModel::Read(part);
    const Status status = model.ok() ? TfliteToOnnx(**model, kTinyCut).status() : model.status();
    EXPECT_EQ(ReasonOf(status), "MODEL_SOURCE_BAD") << size;
  }
}

TEST(ConvertTest, FlippedBytesNeverCrashTheReader) {
  const std::string bytes = TinyModel();
  for (size_t at = 0; at < bytes.size(); ++at) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(~damaged[at]);
    const auto model = TfliteModel::Read(damaged);
    if (model.ok()) (void)TfliteToOnnx(**model, kTinyCut);
  }
}

TEST(ConvertTest, UnknownTensorsAndOperatorsAreNamed) {
  const std::string bytes = TinyModel();
  const auto model = TfliteModel::Read(bytes);
  ASSERT_TRUE(model.ok());
  const Status no_tensor = TfliteToOnnx(**model, {"tiny", "in", {{"nothing", "result"}}}).status();
  EXPECT_NE(MessageOf(no_tensor).find("nothing"), std::string::npos);
  const std::string other = TinyModel(/*first_operator=*/99);
  const auto unknown = TfliteModel::Read(other);
  ASSERT_TRUE(unknown.ok());
  EXPECT_NE(MessageOf(TfliteToOnnx(**unknown, kTinyCut).status()).find("99"), std::string::npos);
}

TEST(ConvertTest, FlexBuffersMapsGiveTheirNumbers) {
  // {"a": 7, "b": [1, 2, 300]} written by hand after the format's description: keys, the vector of
  // 16-bit numbers with its length before it, the key offsets, then the map.
  std::string bytes("a\0b\0", 4);
  bytes += std::string("\x03\0\x01\0\x02\0\x2c\x01", 8);  // length 3; elements from offset 6
  bytes += std::string("\x02\x0d\x0c", 3);                // two keys, offsets back to 0 and 2
  bytes += std::string("\x02\x01\x02", 3);                // keys 2 back, key width 1, two values
  bytes += std::string("\x07\x0d\x04\x2d", 4);  // 7, vector 13 back; types int8, int16 vector
  bytes += std::string("\x04\x24\x01", 3);      // root: map 4 back, 1 byte wide
  const auto map = ReadFlexMap(bytes);
  ASSERT_TRUE(map.ok()) << MessageOf(map.status());
  EXPECT_EQ(map->at("a"), FlexValue({7}));
  EXPECT_EQ(map->at("b"), FlexValue({1, 2, 300}));
  for (size_t size = 0; size < bytes.size(); ++size) (void)ReadFlexMap(bytes.substr(0, size));
}

TEST(ConvertTest, IdentityWeightsThatDoNotFillTheirFileAreRefused) {
  const auto manifest =
      ParseJson(R"([{"weights":[{"name":"fc","shape":[2,2],"dtype":"float32"}]}])", "test");
  ASSERT_TRUE(manifest.ok());
  EXPECT_EQ(ReasonOf(DlibToOnnx(std::string(12, '\0'), *manifest).status()), "MODEL_SOURCE_BAD");
  EXPECT_EQ(ReasonOf(DlibToOnnx(std::string(16, '\0'), *manifest).status()), "MODEL_SOURCE_BAD");
}

class ConvertModelsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto folder = TemporaryFolder::Create();
    ASSERT_TRUE(folder.ok());
    folder_ = std::make_unique<TemporaryFolder>(std::move(*folder));
    const Json manifest = {
        {"sources",
         {{{"package", "detector"}, {"file", kSource}, {"sha256", Sha256Hex("weights")}}}},
        {"results", {{{"file", "face_detector.onnx"}, {"sha256", Sha256Hex("weights")}}}}};
    Write(Path("models.json"), manifest.dump());
    options_ = {Path("packages"), Path("models.json"), Path("out")};
  }
  std::filesystem::path Path(const std::string& name) const { return folder_->Path() / name; }
  void Write(const std::filesystem::path& path, const std::string& bytes) {
    ASSERT_TRUE(MakeFolder(path.parent_path()).ok());
    ASSERT_TRUE(WriteFileAtomically(path, bytes).ok());
  }
  static constexpr char kSource[] = "face_detection_back_256x256_barracuda.onnx";
  std::unique_ptr<TemporaryFolder> folder_;
  ConvertOptions options_;
};

TEST_F(ConvertModelsTest, MissingPackagesAreToldWithWhatToDo) {
  const Status status = ConvertModels(options_);
  EXPECT_EQ(ReasonOf(status), "MODEL_SOURCE_MISSING");
  EXPECT_NE(MessageOf(status).find("assets/models/fetch.sh"), std::string::npos);
}

TEST_F(ConvertModelsTest, AnotherFileThanThePinnedOneIsRefusedByName) {
  Write(Path("packages/detector") / kSource, "other weights");
  const Status status = ConvertModels(options_);
  EXPECT_EQ(ReasonOf(status), "MODEL_SOURCE_BAD");
  EXPECT_NE(MessageOf(status).find(kSource), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(Path("out/face_detector.onnx")));
}

TEST_F(ConvertModelsTest, AResultThatComesOutDifferentIsRefusedByName) {
  Write(Path("packages/detector") / kSource, "weights");
  auto text = ReadFile(options_.manifest, 4096);
  ASSERT_TRUE(text.ok());
  const size_t at = text->rfind(Sha256Hex("weights"));
  Write(options_.manifest, text->replace(at, 4, "0000"));
  const Status status = ConvertModels(options_);
  EXPECT_EQ(ReasonOf(status), "MODEL_RESULT_BAD");
  EXPECT_NE(MessageOf(status).find("face_detector.onnx"), std::string::npos);
}

TEST_F(ConvertModelsTest, ADamagedResultIsMadeAgainAndARightOneNeedsNoPackages) {
  Write(Path("packages/detector") / kSource, "weights");
  ASSERT_TRUE(ConvertModels(options_).ok());
  Write(Path("out/face_detector.onnx"), "weigh");
  ASSERT_TRUE(ConvertModels(options_).ok());
  EXPECT_EQ(*ReadFile(Path("out/face_detector.onnx"), 100), "weights");
  std::filesystem::remove_all(Path("packages"));
  EXPECT_TRUE(ConvertModels(options_).ok());
  EXPECT_TRUE(std::filesystem::exists(Path("out/models.json")));
}

TEST_F(ConvertModelsTest, ThePinnedPackagesGiveThePinnedNetworks) {
  const auto packages = testing::SourceFolder() / "build" / "npm" / "node_modules";
  if (!std::filesystem::exists(packages)) {
    testing::PrintNotRun(1, "the networks' packages were not fetched");
    return;
  }
  const Status status =
      ConvertModels({packages, testing::AssetsForTests() / "models" / "models.json", Path("real")});
  EXPECT_TRUE(status.ok()) << MessageOf(status);
}

}  // namespace
}  // namespace zhaojian
