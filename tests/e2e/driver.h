// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "app/desk/desk_service.h"
#include "core/base/clock.h"
#include "core/base/executor.h"
#include "core/base/file.h"
#include "core/domain/reason.h"

namespace zhaojian {

/// What a driver, a console without its window, is told on its command line.
struct DriverOrder {
  std::string address, staff;
  std::filesystem::path folder;
  std::string diary;
  /// A number for the hand's chances, or a word.
  std::string seed;
};

/// What the person was told, in a file that outlives a kill.
class Diary {
 public:
  explicit Diary(const std::string& path);
  ~Diary();
  Diary(const Diary&) = delete;
  Diary& operator=(const Diary&) = delete;
  /// One write(2): the line is with the kernel before the next key.
  void Line(const std::string& line) const;

 private:
  int fd_;
};

/// What any desk of a driver works with. Executors are to be made after it and end before it.
class DriverConsole {
  // First, so that they end last: the queue wakes them.
  std::mutex mutex_;
  std::condition_variable wake_;
  bool arrived_ = false;

 public:
  /// @param name of the program, for the folder's lock. Errors: as AssetFolder, FolderLock::Acquire
  /// and ConnectDesk.
  static StatusOr<std::unique_ptr<DriverConsole>> Open(const DriverOrder& order,
                                                       const std::string& name);
  /// Until `frame` is over, or with `early` until something came to the main queue.
  void Wait(std::chrono::milliseconds frame, bool early);

  std::filesystem::path assets;
  ReasonCatalogue reasons;
  SystemClock clock;
  MainQueue main;
  std::unique_ptr<FolderLock> lock;
  std::unique_ptr<desk::DeskService> service;
  Diary diary;

 private:
  DriverConsole(const std::string& diary_path, ReasonCatalogue catalogue);
};

/// The main of a driver: five arguments in the order of DriverOrder. @return the exit code.
int RunDriver(int argc, char** argv, const std::string& name,
              const std::function<Status(const DriverOrder&, DriverConsole&)>& work);

}  // namespace zhaojian
