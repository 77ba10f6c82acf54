// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/check.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <mutex>
#include <opencv2/core.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/cli/command.h"
#include "core/base/clock.h"
#include "core/base/executor.h"
#include "core/base/file.h"
#include "core/base/terminal.h"

namespace zhaojian {
namespace {

struct CheckOptions {
  std::vector<std::string> photos;
  std::string profile = kDefaultProfile;
  int jobs = 1;
  bool json = false;
  /// For the age of a photo.
  absl::CivilDay today = absl::ToCivilDay(SystemClock().Now(), ServiceZone());
};

struct Answer {
  std::string line;
  bool refused = false;
};

// Analyzers are not thread-safe: a job takes one and gives it back.
class AnalyzerPool {
 public:
  Status Fill(int count, const std::filesystem::path& models) {
    for (int i = 0; i < count; ++i) {
      ZJ_ASSIGN_OR_RETURN(auto analyzer, Analyzer::Create(models));
      free_.push_back(std::move(analyzer));
    }
    return absl::OkStatus();
  }
  std::unique_ptr<Analyzer> Take() {
    const std::lock_guard<std::mutex> lock(mutex_);
    auto analyzer = std::move(free_.back());
    free_.pop_back();
    return analyzer;
  }
  void Return(std::unique_ptr<Analyzer> analyzer) {
    const std::lock_guard<std::mutex> lock(mutex_);
    free_.push_back(std::move(analyzer));
  }

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<Analyzer>> free_;
};

// Lines leave in the order of the arguments, each as soon as all before it are out; a terminal also
// sees how far the work is.
class OrderedPrinter {
 public:
  explicit OrderedPrinter(size_t count) : answers_(count), bar_(ErrorOutputIsTerminal()) {}
  ~OrderedPrinter() {
    if (bar_) std::cerr << kClearLine << std::flush;
  }
  OrderedPrinter(const OrderedPrinter&) = delete;
  OrderedPrinter& operator=(const OrderedPrinter&) = delete;

  void Put(size_t index, Answer answer) {
    const std::lock_guard<std::mutex> lock(mutex_);
    answers_[index] = std::move(answer);
    ++done_;
    if (bar_) std::cerr << kClearLine << std::flush;  // both may be the same screen
    for (; next_ < answers_.size() && answers_[next_]; ++next_) {
      std::cout << answers_[next_]->line << '\n' << std::flush;
      refused_ = refused_ || answers_[next_]->refused;
      answers_[next_].reset();  // ten thousand photos must not add up
    }
    if (bar_) std::cerr << Bar() << std::flush;
  }
  bool AnyRefused() const { return refused_; }

 private:
  static constexpr const char* kClearLine = "\r\033[K";

  std::string Bar() const {
    constexpr size_t kCells = 30;
    const size_t full = done_ * kCells / answers_.size();
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    std::array<char, 64> rate{};
    std::snprintf(rate.data(), rate.size(), " %zu/%zu  %.1f/s", done_, answers_.size(),
                  static_cast<double>(done_) / std::max(seconds, 1e-3));
    return "[" + std::string(full, '#') + std::string(kCells - full, '-') + "]" + rate.data();
  }

  std::mutex mutex_;
  std::vector<std::optional<Answer>> answers_;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  const bool bar_;
  size_t done_ = 0;
  size_t next_ = 0;
  bool refused_ = false;
};

// A folder stands for the photos directly in it, by name; other arguments for themselves.
std::vector<std::string> PhotosOf(const std::vector<std::string>& arguments) {
  // What DecodePhoto reads or answers by name.
  static const std::set<std::string> kEndings = {
      ".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".avif", ".bmp", ".gif", ".tif", ".tiff"};
  std::vector<std::string> photos;
  for (const std::string& argument : arguments) {
    std::error_code error;
    if (!std::filesystem::is_directory(argument, error)) {
      photos.push_back(argument);
      continue;
    }
    std::set<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(argument, error)) {
      std::string ending = entry.path().extension().string();
      for (char& c : ending) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      if (entry.is_regular_file(error) && kEndings.count(ending) > 0)
        found.insert(entry.path().string());
    }
    photos.insert(photos.end(), found.begin(), found.end());
  }
  return photos;
}

// A file that cannot even be opened gets a report like every other.
Report NotOpened(const Profile& profile, const Status& why) {
  Report report;
  report.profile = profile.id;
  report.profile_version = profile.version;
  report.refused = Refusal{"FILE-01", MessageOf(why)};
  report.suggestions = {"FILE-01"};
  return report;
}

std::string Words(const std::string& file, const Report& report) {
  if (report.refused)
    return file + ": refused " + report.refused->reason + ": " + report.refused->detail;
  std::string blocks;
  std::string warnings;
  int unknown = 0;
  for (const Measure& m : report.measures) {
    unknown += m.verdict == Verdict::kUnknown;
    if (m.verdict != Verdict::kBlock && m.verdict != Verdict::kWarn) continue;
    std::string& list = m.verdict == Verdict::kBlock ? blocks : warnings;
    list += " " + m.id + (m.reason.empty() ? "" : "(" + m.reason + ")");
  }
  std::string line = file + ":" + (blocks.empty() ? " no block" : " block" + blocks);
  if (!warnings.empty()) line += "; warn" + warnings;
  if (unknown > 0) line += "; not assessed " + std::to_string(unknown);
  const auto& codes = report.suggestions;
  if (std::find(codes.begin(), codes.end(), "ID-07") != codes.end())
    line += "; looks like a collection code";
  return line;
}

Answer CheckOne(const std::string& file, const CheckOptions& options, const Profile& profile,
                Analyzer& analyzer) {
  const double start = ThreadCpuSeconds();
  const auto bytes = ReadFile(std::filesystem::path(file), kMaxPhotoBytes);
  StatusOr<Report> report = bytes.ok() ? CheckBytes(*bytes, analyzer, profile, options.today)
                                       : NotOpened(profile, bytes.status());
  if (!report.ok()) report = NotOpened(profile, report.status());
  const double cpu_ms = 1000.0 * (ThreadCpuSeconds() - start);
  Answer answer;
  answer.refused = report->refused.has_value();
  if (!options.json) {
    answer.line = Words(file, *report);
    return answer;
  }
  Json json;
  json["file"] = file;
  json.update(ReportToJson(*report));
  json["cpu_ms"] = cpu_ms;
  answer.line = JsonLine(json);
  return answer;
}

int RunCheck(const CheckOptions& options) {
  const auto assets = AssetFolder();
  if (!assets.ok()) return Fail(assets.status());
  const bool own_file = options.profile.find(".json") != std::string::npos;
  const auto profile = own_file ? LoadProfile(options.profile, {*assets / "profiles"})
                                : FindProfile(*assets, options.profile);
  if (!profile.ok()) {
    Fail(profile.status());
    return kExitUsage;
  }
  const auto models = ModelFolder();
  if (!models.ok()) return Fail(models.status());
  cv::setNumThreads(1);  // one photo, one thread: --jobs says how many at a time
  const int jobs = std::clamp(options.jobs, 1, 64);
  AnalyzerPool pool;
  const Status filled = pool.Fill(jobs, *models);
  if (!filled.ok()) return Fail(filled);
  const std::vector<std::string> photos = PhotosOf(options.photos);
  OrderedPrinter printer(photos.size());
  {
    Executor executor(jobs);  // its destructor waits for all jobs
    for (size_t i = 0; i < photos.size(); ++i) {
      executor.Post([&, i] {
        auto analyzer = pool.Take();
        printer.Put(i, CheckOne(photos[i], options, *profile, *analyzer));
        pool.Return(std::move(analyzer));
      });
    }
  }
  return printer.AnyRefused() ? kExitRefused : kExitDone;
}

}  // namespace

void AddCheckCommand(CLI::App& app, CommandContext& context) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* command = app.add_subcommand("check", "judge photos against a standard");
  command->add_option("photos", options->photos, "photos to judge, or folders of them")->required();
  command
      ->add_option("--profile", options->profile,
                   "id of a standard, or a file of a school's own rules (*.json)")
      ->capture_default_str();
  command->add_option("--jobs", options->jobs, "photos at a time")->check(CLI::Range(1, 64));
  command->add_flag("--json", options->json, "one JSON object a line, one line a photo");
  command->callback(
      [options, &context] { context.run = [options] { return RunCheck(*options); }; });
}

}  // namespace zhaojian
