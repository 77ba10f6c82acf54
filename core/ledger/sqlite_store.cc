// SPDX-License-Identifier: Apache-2.0
#include "core/ledger/sqlite_store.h"

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>

#include "core/base/file.h"
#include "core/base/log.h"
#include "core/ledger/sqlite_database.h"
#include "core/ledger/sqlite_schema.h"
#include "core/ledger/sqlite_transaction.h"

namespace zhaojian {
namespace {

// Most commands in one commit. Group commit pays off up to a few dozen (stack reference: 64 made
// appends 50 times faster); more would only make the first of them wait.
constexpr size_t kMaxGroup = 64;
// Readers beside the writer; a console's reads take well under a millisecond.
constexpr size_t kMaxReaders = 4;

Status Guarded(const std::function<Status(Transaction&)>& work, Transaction& transaction) {
  try {
    return work(transaction);
  } catch (const std::exception& error) {
    return MakeError(StatusCode::kInternal, "INTERNAL",
                     std::string("the ledger met an unexpected value: ") + error.what());
  }
}

struct Job {
  const std::function<Status(Transaction&)>* work = nullptr;
  Status result;
  bool done = false;
};

class SqliteStore final : public Store {
 public:
  SqliteStore(std::filesystem::path path, std::unique_ptr<SqliteDatabase> writer)
      : path_(std::move(path)), writer_(std::move(writer)), transaction_(*writer_) {
    thread_ = std::thread([this] { WriteLoop(); });
  }

  ~SqliteStore() override {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      closing_ = true;
    }
    wake_.notify_all();
    thread_.join();
  }

  Status Write(const std::function<Status(Transaction&)>& work) override {
    Job job;
    job.work = &work;
    std::unique_lock<std::mutex> lock(mutex_);
    if (closing_) {
      return MakeError(StatusCode::kUnavailable, "SHUTTING_DOWN", "the store is closing");
    }
    jobs_.push_back(&job);
    wake_.notify_one();
    finished_.wait(lock, [&] { return job.done; });
    return job.result;
  }

  Status Read(const std::function<Status(Transaction&)>& work) override {
    ZJ_ASSIGN_OR_RETURN(std::unique_ptr<SqliteDatabase> reader, TakeReader());
    Status status = reader->Run("BEGIN");
    if (status.ok()) {
      SqliteTransaction transaction(*reader);
      status = Guarded(work, transaction);
      const Status end = reader->Run("COMMIT");
      if (status.ok()) status = end;
    }
    const std::lock_guard<std::mutex> lock(readers_mutex_);
    if (readers_.size() < kMaxReaders && !reader->InTransaction()) {
      readers_.push_back(std::move(reader));
    }
    return status;
  }

 private:
  StatusOr<std::unique_ptr<SqliteDatabase>> TakeReader() {
    {
      const std::lock_guard<std::mutex> lock(readers_mutex_);
      if (!readers_.empty()) {
        auto reader = std::move(readers_.back());
        readers_.pop_back();
        return reader;
      }
    }
    ZJ_ASSIGN_OR_RETURN(auto reader, SqliteDatabase::Open(path_));
    ZJ_RETURN_IF_ERROR(reader->Script("PRAGMA query_only = 1"));
    return reader;
  }

  void WriteLoop() {
    std::unique_lock<std::mutex> lock(mutex_);
    for (;;) {
      wake_.wait(lock, [this] { return closing_ || !jobs_.empty(); });
      if (jobs_.empty()) return;
      std::vector<Job*> group;
      while (!jobs_.empty() && group.size() < kMaxGroup) {
        group.push_back(jobs_.front());
        jobs_.pop_front();
      }
      lock.unlock();
      RunGroup(group);
      lock.lock();
      for (Job* job : group) job->done = true;
      finished_.notify_all();
    }
  }

  // One database transaction for the whole group, one savepoint per command: what a refused command
  // wrote goes, what the others wrote stays, and one sync to disk serves all.
  void RunGroup(const std::vector<Job*>& group) {
    Status status = writer_->Run("BEGIN IMMEDIATE");
    for (size_t i = 0; status.ok() && i < group.size(); ++i) status = RunOne(*group[i]);
    if (status.ok()) status = writer_->Run("COMMIT");
    if (status.ok()) return;
    if (writer_->InTransaction()) (void)writer_->Run("ROLLBACK");
    Log(LogLevel::kError, "ledger", "commit failed: " + MessageOf(status));
    for (Job* job : group) job->result = status;
  }

  // The status is about the transaction; the command's own answer is in the job.
  Status RunOne(Job& job) {
    ZJ_RETURN_IF_ERROR(writer_->Run("SAVEPOINT command"));
    transaction_.Begin();
    job.result = Guarded(*job.work, transaction_);
    if (!writer_->InTransaction() || ReasonOf(job.result) == "LOG_NOT_WRITABLE") {
      return job.result.ok() ? MakeError(StatusCode::kUnavailable, "LOG_NOT_WRITABLE",
                                         "the database ended the transaction")
                             : job.result;
    }
    if (!job.result.ok() && !transaction_.KeptDespiteError()) {
      ZJ_RETURN_IF_ERROR(writer_->Run("ROLLBACK TO command"));
    }
    return writer_->Run("RELEASE command");
  }

  const std::filesystem::path path_;
  std::unique_ptr<SqliteDatabase> writer_;
  SqliteTransaction transaction_;
  std::mutex readers_mutex_;
  std::vector<std::unique_ptr<SqliteDatabase>> readers_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable finished_;
  std::deque<Job*> jobs_;
  bool closing_ = false;
  std::thread thread_;
};

// One connection, no files, no second thread.
class MemoryStore final : public Store {
 public:
  explicit MemoryStore(std::unique_ptr<SqliteDatabase> database)
      : database_(std::move(database)), transaction_(*database_) {}

  Status Write(const std::function<Status(Transaction&)>& work) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    ZJ_RETURN_IF_ERROR(database_->Run("BEGIN"));
    transaction_.Begin();
    const Status result = Guarded(work, transaction_);
    const bool keep = result.ok() || transaction_.KeptDespiteError();
    ZJ_RETURN_IF_ERROR(database_->Run(keep ? "COMMIT" : "ROLLBACK"));
    return result;
  }

  Status Read(const std::function<Status(Transaction&)>& work) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return Guarded(work, transaction_);
  }

 private:
  std::mutex mutex_;
  std::unique_ptr<SqliteDatabase> database_;
  SqliteTransaction transaction_;
};

// SQLite makes its files readable for everybody; its journals take the rights of the database. So
// the file is made before SQLite opens it, and files of an older store are closed to others.
Status KeepPrivate(const std::filesystem::path& database) {
  ZJ_RETURN_IF_ERROR(AppendFile::Open(database).status());
  for (const char* suffix : {"", "-wal", "-shm"}) {
    const std::filesystem::path path = database.string() + suffix;
    std::error_code error;
    if (!std::filesystem::exists(path, error)) continue;
    std::filesystem::permissions(
        path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, error);
    if (error) {
      return MakeError(StatusCode::kUnavailable, "LOG_NOT_WRITABLE",
                       "the rights of the store's files cannot be set: " + error.message());
    }
  }
  return absl::OkStatus();
}

}  // namespace

StatusOr<std::unique_ptr<Store>> OpenSqliteStore(const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / "ledger.db";
  ZJ_RETURN_IF_ERROR(KeepPrivate(path));
  ZJ_ASSIGN_OR_RETURN(auto database, SqliteDatabase::Open(path));
  ZJ_RETURN_IF_ERROR(database->Script(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;"));
  ZJ_RETURN_IF_ERROR(UpgradeSchema(*database));
  return std::unique_ptr<Store>(new SqliteStore(path, std::move(database)));
}

StatusOr<std::unique_ptr<Store>> OpenMemoryStore() {
  ZJ_ASSIGN_OR_RETURN(auto database, SqliteDatabase::OpenInMemory());
  // Nothing outlives the process, so nothing is synced. 8 MiB of pages hold what one day touches.
  ZJ_RETURN_IF_ERROR(database->Script(
      "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA cache_size = -8192;"));
  ZJ_RETURN_IF_ERROR(UpgradeSchema(*database));
  return std::unique_ptr<Store>(std::make_unique<MemoryStore>(std::move(database)));
}

}  // namespace zhaojian
