// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/status.h"

namespace zhaojian {

/// A shader's text with its includes put in, and the files that `#line` numbers refer to.
struct ShaderSource {
  std::string text;
  /// Index = source string number.
  std::vector<std::string> files;
};

/// Reads a shader and replaces `#include "lib/x.glsl"` lines (paths from the shader folder, each
/// file once). Errors: kNotFound SHADER_MISSING; kInvalidArgument BAD_SHADER for an include that
/// leaves the folder, naming file:line.
StatusOr<ShaderSource> ReadShader(const std::filesystem::path& folder, const std::string& name);

/// Turns the "number:line" or "number(line)" of a driver's message into "file:line".
std::string NameFilesInLog(const std::string& log, const std::vector<std::string>& files);

/// The programs of one GL context, compiled when first used: a software driver needs 50-230 ms for
/// each, so nothing is compiled that is not drawn. Use on the context's thread.
class ShaderLibrary {
 public:
  /// @param folder holds lib/ and retouch/.
  explicit ShaderLibrary(std::filesystem::path folder);
  ~ShaderLibrary();
  ShaderLibrary(const ShaderLibrary&) = delete;
  ShaderLibrary& operator=(const ShaderLibrary&) = delete;

  /// The linked program of lib/quad.vert with a fragment shader such as "retouch/tone.frag".
  /// Errors: as ReadShader; kInternal BAD_SHADER with file:line of the compiler's message.
  StatusOr<uint32_t> Program(const std::string& fragment);
  /// How many programs were compiled so far.
  size_t compiled() const { return programs_.size(); }

 private:
  std::filesystem::path folder_;
  std::map<std::string, uint32_t> programs_;
};

}  // namespace zhaojian
