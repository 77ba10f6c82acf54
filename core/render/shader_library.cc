// SPDX-License-Identifier: Apache-2.0
#include "core/render/shader_library.h"

#include <epoxy/gl.h>

#include <algorithm>
#include <cctype>
#include <sstream>

#include "core/base/file.h"
#include "core/render/gpu_image.h"

namespace zhaojian {
namespace {

// The longest of ours has 2 kB.
constexpr size_t kMaxShaderBytes = 64u << 10;
constexpr int kMaxIncludeDepth = 8;

Status BadShader(const std::string& what) {
  return MakeError(StatusCode::kInvalidArgument, "BAD_SHADER", what);
}

/// The path in `#include "path"`, or empty.
std::string IncludedPath(const std::string& line) {
  static const std::string kDirective = "#include \"";
  if (line.compare(0, kDirective.size(), kDirective) != 0) return {};
  const size_t end = line.find('"', kDirective.size());
  return end == std::string::npos ? std::string()
                                  : line.substr(kDirective.size(), end - kDirective.size());
}

Status Append(const std::filesystem::path& folder, const std::string& name, int depth,
              ShaderSource* source) {
  const StatusOr<std::string> text = ReadFile(folder / name, kMaxShaderBytes);
  if (!text.ok()) {
    return MakeError(StatusCode::kNotFound, "SHADER_MISSING",
                     "shader " + name + " is missing; reinstall");
  }
  const size_t number = source->files.size();
  source->files.push_back(name);
  std::istringstream lines(*text);
  std::string line;
  for (int at = 1; std::getline(lines, line); ++at) {
    const std::string path = IncludedPath(line);
    if (path.empty()) {
      source->text += line + "\n";
      continue;
    }
    const std::string place = name + ":" + std::to_string(at);
    if (path.find("..") != std::string::npos || path.front() == '/' || depth >= kMaxIncludeDepth) {
      return BadShader(place + ": include of " + path + " leaves the shader folder or is too deep");
    }
    if (std::find(source->files.begin(), source->files.end(), path) == source->files.end()) {
      const std::string own = std::to_string(source->files.size());
      source->text += "#line 1 " + own + "\n";
      ZJ_RETURN_IF_ERROR(Append(folder, path, depth + 1, source));
    }
    source->text += "#line " + std::to_string(at + 1) + " " + std::to_string(number) + "\n";
  }
  return absl::OkStatus();
}

std::string LogOf(GLuint object, bool program) {
  GLint length = 0;
  (program ? glGetProgramiv : glGetShaderiv)(object, GL_INFO_LOG_LENGTH, &length);
  std::string log(static_cast<size_t>(std::max(length, 1)), '\0');
  (program ? glGetProgramInfoLog : glGetShaderInfoLog)(object, length, nullptr, log.data());
  while (!log.empty() && (log.back() == '\0' || log.back() == '\n')) log.pop_back();
  std::replace(log.begin(), log.end(), '\n', ';');
  return log;
}

StatusOr<GLuint> Compile(const ShaderSource& source, GLenum kind) {
  const GLuint shader = glCreateShader(kind);
  const char* text = source.text.c_str();
  glShaderSource(shader, 1, &text, nullptr);
  glCompileShader(shader);
  GLint ok = GL_FALSE;
  glGetShaderiv(shader, GL_COMPILE_STATUS, &ok);
  if (ok == GL_TRUE) return shader;
  const std::string log = NameFilesInLog(LogOf(shader, false), source.files);
  glDeleteShader(shader);
  return MakeError(StatusCode::kInternal, "BAD_SHADER", "shader does not compile: " + log);
}

}  // namespace

StatusOr<ShaderSource> ReadShader(const std::filesystem::path& folder, const std::string& name) {
  ShaderSource source;
  ZJ_RETURN_IF_ERROR(Append(folder, name, 0, &source));
  return source;
}

std::string NameFilesInLog(const std::string& log, const std::vector<std::string>& files) {
  const auto digit = [&](size_t at) {
    return at < log.size() && std::isdigit(static_cast<unsigned char>(log[at])) != 0;
  };
  std::string out;
  for (size_t at = 0; at < log.size();) {
    size_t end = at;
    while (digit(end)) ++end;
    const bool starts =
        end > at && (at == 0 || !std::isalnum(static_cast<unsigned char>(log[at - 1])));
    const bool separated =
        end < log.size() && (log[end] == ':' || log[end] == '(') && digit(end + 1);
    if (starts && separated && end - at <= 4) {
      const size_t number = std::stoul(log.substr(at, end - at));
      size_t line_end = end + 1;
      while (digit(line_end)) ++line_end;
      if (number < files.size()) {
        out += files[number] + ":" + log.substr(end + 1, line_end - end - 1);
        const bool closing = log[end] == '(' && line_end < log.size() && log[line_end] == ')';
        at = line_end + (closing ? 1 : 0);
        continue;
      }
    }
    const size_t next = std::max(end, at + 1);
    out += log.substr(at, next - at);
    at = next;
  }
  return out;
}

ShaderLibrary::ShaderLibrary(std::filesystem::path folder) : folder_(std::move(folder)) {}

ShaderLibrary::~ShaderLibrary() {
  if (!HasGlContext()) return;
  for (const auto& [name, program] : programs_) glDeleteProgram(program);
}

StatusOr<uint32_t> ShaderLibrary::Program(const std::string& fragment) {
  const auto found = programs_.find(fragment);
  if (found != programs_.end()) return found->second;
  if (!HasGlContext()) {
    return MakeError(StatusCode::kUnavailable, "NO_GL", "no graphics context to compile for");
  }
  ZJ_ASSIGN_OR_RETURN(const ShaderSource vertex_source, ReadShader(folder_, "lib/quad.vert"));
  ZJ_ASSIGN_OR_RETURN(const ShaderSource fragment_source, ReadShader(folder_, fragment));
  ZJ_ASSIGN_OR_RETURN(const GLuint vertex, Compile(vertex_source, GL_VERTEX_SHADER));
  const StatusOr<GLuint> compiled = Compile(fragment_source, GL_FRAGMENT_SHADER);
  if (!compiled.ok()) {
    glDeleteShader(vertex);
    return compiled.status();
  }
  const GLuint program = glCreateProgram();
  glAttachShader(program, vertex);
  glAttachShader(program, *compiled);
  glLinkProgram(program);
  glDeleteShader(vertex);
  glDeleteShader(*compiled);
  GLint ok = GL_FALSE;
  glGetProgramiv(program, GL_LINK_STATUS, &ok);
  if (ok != GL_TRUE) {
    const std::string log = LogOf(program, true);
    glDeleteProgram(program);
    return MakeError(StatusCode::kInternal, "BAD_SHADER",
                     "shader " + fragment + " does not link: " + log);
  }
  programs_[fragment] = program;
  return program;
}

}  // namespace zhaojian
