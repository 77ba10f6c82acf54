// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "core/base/file.h"
#include "core/render/offscreen_context.h"
#include "core/render/shader_library.h"
#include "tests/support/shared.h"

namespace zhaojian {
namespace {

class ShaderText : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(ZJ_BINARY_DIR) / "shader_test";
    std::filesystem::create_directories(folder_ / "lib");
    Write("lib/quad.vert", "#version 330 core\nvoid main() { gl_Position = vec4(0.0); }\n");
  }
  void Write(const std::string& name, const std::string& text) {
    ASSERT_TRUE(WriteFileAtomically(folder_ / name, text).ok());
  }
  std::filesystem::path folder_;
};

TEST_F(ShaderText, AnIncludeIsPutInOnceAndLinesKeepTheirNumbers) {
  Write("lib/a.glsl", "float A() { return 1.0; }\n");
  Write("x.frag",
        "#version 330 core\n#include \"lib/a.glsl\"\n#include \"lib/a.glsl\"\nout vec4 c;\n");
  const StatusOr<ShaderSource> source = ReadShader(folder_, "x.frag");
  ASSERT_TRUE(source.ok()) << MessageOf(source.status());
  EXPECT_EQ(source->text,
            "#version 330 core\n#line 1 1\nfloat A() { return 1.0; }\n#line 3 0\n#line 4 0\nout "
            "vec4 c;\n");
  EXPECT_EQ(source->files, (std::vector<std::string>{"x.frag", "lib/a.glsl"}));
}

TEST_F(ShaderText, AnIncludeCannotLeaveTheFolder) {
  Write("x.frag", "#version 330 core\n#include \"../secret\"\n");
  const Status status = ReadShader(folder_, "x.frag").status();
  EXPECT_EQ(ReasonOf(status), "BAD_SHADER");
  EXPECT_NE(MessageOf(status).find("x.frag:2"), std::string::npos);
}

TEST_F(ShaderText, AMissingShaderIsNamed) {
  const Status status = ReadShader(folder_, "none.frag").status();
  EXPECT_EQ(ReasonOf(status), "SHADER_MISSING");
  EXPECT_NE(MessageOf(status).find("none.frag"), std::string::npos);
}

TEST(ShaderLog, DriversMessagesNameTheFile) {
  const std::vector<std::string> files = {"retouch/tone.frag", "lib/pixels.glsl"};
  EXPECT_EQ(NameFilesInLog("1:12(5): error: no x", files),
            "lib/pixels.glsl:12(5): error: no x");  // Mesa
  EXPECT_EQ(NameFilesInLog("0(7) : error C1: no x", files),
            "retouch/tone.frag:7 : error C1: no x");  // NVIDIA
  EXPECT_EQ(NameFilesInLog("ERROR: 1:3: 'x'", files),
            "ERROR: lib/pixels.glsl:3: 'x'");  // AMD, Intel
  EXPECT_EQ(NameFilesInLog("version 330 needed", files), "version 330 needed");
}

TEST_F(ShaderText, ACompileErrorNamesFileAndLineAndAGoodShaderCompilesOnce) {
  const StatusOr<std::unique_ptr<OffscreenContext>> context = OffscreenContext::Create();
  ASSERT_TRUE(context.ok()) << MessageOf(context.status());
  Write("lib/b.glsl", "float B() {\n  return missing;\n}\n");
  Write(
      "bad.frag",
      "#version 330 core\n#include \"lib/b.glsl\"\nout vec4 c;\nvoid main() { c = vec4(B()); }\n");
  ShaderLibrary bad(folder_);
  const Status status = bad.Program("bad.frag").status();
  EXPECT_EQ(ReasonOf(status), "BAD_SHADER");
  EXPECT_NE(MessageOf(status).find("lib/b.glsl:2"), std::string::npos) << MessageOf(status);

  ShaderLibrary good(testing::SourceFolder() / "shaders");
  EXPECT_EQ(good.compiled(), 0u);
  const StatusOr<uint32_t> first = good.Program("retouch/tone.frag");
  ASSERT_TRUE(first.ok()) << MessageOf(first.status());
  EXPECT_EQ(*good.Program("retouch/tone.frag"), *first);
  EXPECT_EQ(good.compiled(), 1u);
}

TEST(ShaderPlace, TheProgramFindsItsShaders) {
  const StatusOr<std::filesystem::path> folder = ShaderFolder();
  ASSERT_TRUE(folder.ok()) << MessageOf(folder.status());
  EXPECT_TRUE(std::filesystem::exists(*folder / "lib/quad.vert")) << *folder;
}

TEST(Context, SoftwareDriversAreKnown) {
  EXPECT_TRUE(IsSoftwareRenderer("llvmpipe (LLVM 15.0.6, 256 bits)"));
  EXPECT_TRUE(IsSoftwareRenderer("Google SwiftShader"));
  EXPECT_FALSE(IsSoftwareRenderer("NVIDIA GeForce RTX 3060/PCIe/SSE2"));
}

}  // namespace
}  // namespace zhaojian
