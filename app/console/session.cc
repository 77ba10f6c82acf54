// SPDX-License-Identifier: Apache-2.0
#include "app/console/session.h"

#include <absl/time/clock.h>

#include <cstdio>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include "app/console/app.h"
#include "app/console/offscreen.h"
#include "app/console/window.h"
#include "app/desk/rpc_desk_service.h"
#include "app/service/embedded.h"
#include "core/base/executor.h"
#include "core/base/file.h"
#include "core/base/log.h"
#include "core/domain/names.h"

namespace zhaojian {
namespace {

// A frame that nothing asked for comes this often, for the clock and the counters.
constexpr double kIdleFrame = 0.25;
// While a countdown or a picture is on its way.
constexpr double kMovingFrame = 1.0 / 60;
// The slowest machine we support prepares and renders a photo in a few seconds; a minute is no
// progress.
constexpr absl::Duration kScreenshotLimit = absl::Seconds(60);
constexpr int kSettleFrames = 3;
// The strict policy has 13 KB.
constexpr size_t kMostPolicyBytes = 1 << 20;

/// What the console reads once and keeps.
struct Materials {
  std::filesystem::path assets;
  Catalogue catalogue;
  ReasonCatalogue reasons;
  WorkCalendar calendar;
  /// The edit policy's file: names and rules of the tools, for the fonts.
  std::string policy;
};

StatusOr<Materials> LoadMaterials() {
  Materials materials;
  ZJ_ASSIGN_OR_RETURN(materials.assets, AssetFolder());
  ZJ_ASSIGN_OR_RETURN(materials.catalogue, Catalogue::Load(materials.assets / "i18n"));
  ZJ_ASSIGN_OR_RETURN(const Json reasons,
                      ReadJsonFile(materials.assets / "reasons" / "reasons.json"));
  ZJ_ASSIGN_OR_RETURN(materials.reasons, ReasonCatalogue::FromJson(reasons));
  ZJ_ASSIGN_OR_RETURN(
      materials.policy,
      ReadFile(materials.assets / "policy" / "retouch_policy.json", kMostPolicyBytes));
  ZJ_ASSIGN_OR_RETURN(const Json days,
                      ReadJsonFile(materials.assets / "calendar" / "workdays_cn.json"));
  ZJ_ASSIGN_OR_RETURN(materials.calendar, WorkCalendar::FromJson(days));
  return materials;
}

FontRequest FontsFor(const Materials& materials, const ConsoleOptions& options, float scale) {
  FontRequest request;
  request.scale = scale;
  request.assets = materials.assets;
  if (!options.data.empty()) request.cache = options.data / "cache";
  for (const std::string& key : materials.catalogue.Keys()) {
    request.texts.push_back(materials.catalogue.Text(Language::kChinese, key));
    request.texts.push_back(materials.catalogue.Text(Language::kEnglish, key));
  }
  for (const Reason& reason : materials.reasons.All()) {
    request.texts.push_back(reason.zh + reason.en + reason.guidance_zh + reason.guidance_en);
  }
  request.texts.push_back(materials.policy);
  return request;
}

/// The service this console talks to, and everything between it and the desks.
struct Backend {
  std::unique_ptr<EmbeddedService> embedded;
  // A screenshot decides nothing and leaves no journal behind.
  std::optional<TemporaryFolder> nowhere;
  std::unique_ptr<FolderLock> journal_lock;
  /// Private folder of the person who works here, locked.
  std::filesystem::path folder;
  std::unique_ptr<desk::DeskService> service;
  std::unique_ptr<desk::DecisionLog> journal;
  SystemClock clock;
  MainQueue main;
  // Last, so that they end first: running calls still need the service.
  std::unique_ptr<Executor> calls, pictures, render, disk;
};

/// Decisions name reviewers' reasons and comments: nobody else on this machine may list or read.
Status MakePrivateFolder(const std::filesystem::path& path) {
  ZJ_RETURN_IF_ERROR(MakeFolder(path));
  std::error_code failed;
  std::filesystem::permissions(path, std::filesystem::perms::owner_all, failed);
  if (!failed) return absl::OkStatus();
  return MakeError(StatusCode::kUnavailable, "FILE_UNWRITABLE",
                   "The console's folder cannot be made private; check who owns it.");
}

Status OpenBackend(const ConsoleOptions& options, Backend& backend) {
  std::string address = options.service;
  std::filesystem::path journal = options.data / "console" / options.staff;
  if (address.empty()) {
    ServiceOptions service;
    service.data = options.data;
    service.owner = "zhaojian pid " + std::to_string(ProcessId());
    ZJ_ASSIGN_OR_RETURN(backend.embedded, EmbeddedService::Start(service));
    address = backend.embedded->Address();
  }
  ZJ_ASSIGN_OR_RETURN(backend.service, desk::ConnectDesk(address, options.staff, &backend.clock));
  if (!options.screenshot.empty()) {
    ZJ_ASSIGN_OR_RETURN(backend.nowhere, TemporaryFolder::Create());
    journal = backend.nowhere->Path();
  }
  ZJ_RETURN_IF_ERROR(MakePrivateFolder(journal));
  ZJ_ASSIGN_OR_RETURN(backend.journal_lock,
                      FolderLock::Acquire(journal, "zhaojian pid " + std::to_string(ProcessId())));
  ZJ_ASSIGN_OR_RETURN(backend.journal, desk::OpenDecisionLog(journal, options.staff));
  backend.folder = journal;
  backend.calls = std::make_unique<Executor>(1);
  backend.pictures = std::make_unique<Executor>(2);
  backend.render = std::make_unique<Executor>(1);
  backend.disk = std::make_unique<Executor>(1);
  return absl::OkStatus();
}

std::pair<int, int> SizeOf(const std::string& size) {
  int width = 0, height = 0;
  const bool given = std::sscanf(size.c_str(), "%dx%d", &width, &height) == 2;
  const bool sensible = width >= 640 && height >= 360 && width <= 7680 && height <= 4320;
  return given && sensible ? std::make_pair(width, height) : std::make_pair(1920, 1080);
}

std::unique_ptr<desk::ConsoleState> MakeState(const ConsoleOptions& options, Backend& backend,
                                              const Materials& materials) {
  const desk::Wiring wiring{backend.service.get(),  backend.journal.get(), backend.calls.get(),
                            backend.pictures.get(), backend.render.get(),  &backend.main,
                            &backend.clock,         backend.disk.get()};
  const StatusOr<std::filesystem::path> models = ModelFolder();
  desk::RetouchSetup setup;
  setup.assets = materials.assets;
  setup.staff = options.staff;
  setup.engines = desk::MakeLocalEngines(models.ok() ? *models : std::filesystem::path());
  if (!options.data.empty()) setup.presets = options.data / "presets";
  setup.steps = backend.folder / "steps";
  auto state = std::make_unique<desk::ConsoleState>(wiring, &materials.reasons, std::move(setup));
  state->SetLanguage(options.language);
  state->Show(options.screen);
  return state;
}

/// Says once, to whoever asks with ZJ_LOG=debug, how long the first photo took from the start.
class FirstPhoto {
 public:
  explicit FirstPhoto(const Clock* clock) : clock_(clock), begun_(clock->Now()) {}
  void Note(const App& app) {
    if (said_ || app.shown_serial() == 0) return;
    said_ = true;
    Log(LogLevel::kDebug, "console",
        "first photo wall_ms=" + std::to_string(absl::ToInt64Milliseconds(clock_->Now() - begun_)) +
            " cpu_ms=" + std::to_string(static_cast<int>(1e3 * ProcessCpuSeconds())));
  }

 private:
  const Clock* clock_;
  absl::Time begun_;
  bool said_ = false;
};

bool ScreenIsFilled(const App& app, desk::ConsoleState& state) {
  if (app.shown_serial() == 0) return false;
  if (state.screen() != desk::Screen::kRetouch) return true;
  // The gate is part of the picture that a retoucher looks at.
  return !state.retouch().gate().empty() && !state.retouch().rendering();
}

Status TakeScreenshot(const ConsoleOptions& options, const Materials& materials, Backend& backend,
                      FirstPhoto& first) {
  const auto [width, height] = SizeOf(options.size);
  ZJ_ASSIGN_OR_RETURN(auto fonts, BakeFonts(FontsFor(materials, options, options.scale)));
  ZJ_ASSIGN_OR_RETURN(auto ui, OffscreenUi::Create(width, height, std::move(fonts)));
  auto pictures = MakeGlPictureStore();
  auto state = MakeState(options, backend, materials);
  App app(state.get(), &materials.catalogue, &materials.calendar, pictures.get());
  Kit kit(ui->fonts());
  const absl::Time end = backend.clock.Now() + kScreenshotLimit;
  const auto frame = [&](const std::vector<KeyEvent>& keys) {
    backend.main.Drain();
    ui->BeginFrame();
    app.Frame(kit, keys, false);
    ui->EndFrame();
    app.Presented();
    first.Note(app);
  };
  int filled = 0;
  while (filled < kSettleFrames && backend.clock.Now() < end) {
    frame({});
    filled = ScreenIsFilled(app, *state) ? filled + 1 : 0;
    if (filled == 0) std::this_thread::sleep_for(std::chrono::milliseconds(15));
  }
  for (const char letter : options.press) {
    KeyEvent key;
    key.key = KeyOf(letter);
    frame({key});
    key.pressed = false;
    frame({key});
  }
  Status status = ui->WritePng(options.screenshot);
  if (filled < kSettleFrames) {
    status =
        MakeError(StatusCode::kDeadlineExceeded, "NOTHING_TO_SHOW",
                  "no item came to this screen within a minute; the picture shows it without one");
  }
  state->Stop();
  backend.calls.reset();
  backend.pictures.reset();
  backend.render.reset();
  backend.disk.reset();
  backend.main.Drain();
  return status;
}

Status RunWindow(const ConsoleOptions& options, const Materials& materials, Backend& backend,
                 FirstPhoto& first) {
  const auto [width, height] = SizeOf(options.size);
  WindowOptions window_options;
  window_options.title = "照鉴 Zhaojian";
  window_options.width = width;
  window_options.height = height;
  window_options.maximised = options.size.empty();
  ZJ_ASSIGN_OR_RETURN(auto window, Window::Open(window_options));
  ZJ_ASSIGN_OR_RETURN(auto fonts, BakeFonts(FontsFor(materials, options, window->ContentScale())));
  ZJ_RETURN_IF_ERROR(window->SetFonts(std::move(fonts)));
  backend.main.SetWake(&Window::Wake);
  auto pictures = MakeGlPictureStore();
  auto state = MakeState(options, backend, materials);
  App app(state.get(), &materials.catalogue, &materials.calendar, pictures.get());
  Kit kit(window->fonts());
  absl::Time last = absl::InfinitePast();
  ImVec2 mouse(-1, -1);
  while (!window->ShouldClose()) {
    const double wait = app.Moving() ? kMovingFrame : kIdleFrame;
    window->WaitEvents(wait);
    const size_t arrived = backend.main.Drain();
    const std::vector<KeyEvent> keys = window->TakeKeys();
    const absl::Time now = backend.clock.Now();
    const bool due = now - last >= absl::Seconds(wait * 0.9);
    if (!due && arrived == 0 && keys.empty() && !window->NeedsFrame()) continue;
    last = now;
    window->BeginFrame();
    const ImGuiIO& io = ImGui::GetIO();
    const bool moved = io.MousePos.x != mouse.x || io.MousePos.y != mouse.y || io.MouseDown[0] ||
                       io.MouseWheel != 0;
    mouse = io.MousePos;
    app.Frame(kit, keys, moved);
    window->EndFrame();
    app.Presented();
    first.Note(app);
  }
  state->Stop();
  backend.main.SetWake({});
  backend.calls.reset();
  backend.pictures.reset();
  backend.render.reset();
  backend.disk.reset();
  backend.main.Drain();
  pictures.reset();
  return absl::OkStatus();
}

}  // namespace

Status RunConsole(const ConsoleOptions& options) {
  // The code names a folder; the service has the last word on whether it names a person.
  const bool plain = IsCode(options.staff) && options.staff != "." && options.staff != "..";
  if (!plain) {
    return MakeError(StatusCode::kInvalidArgument, "BAD_STAFF",
                     "--as takes a staff code of at most 32 letters, digits, '.', - and _", "as");
  }
  Backend backend;
  FirstPhoto first(&backend.clock);
  ZJ_ASSIGN_OR_RETURN(const Materials materials, LoadMaterials());
  ZJ_RETURN_IF_ERROR(OpenBackend(options, backend));
  return options.screenshot.empty() ? RunWindow(options, materials, backend, first)
                                    : TakeScreenshot(options, materials, backend, first);
}

}  // namespace zhaojian
