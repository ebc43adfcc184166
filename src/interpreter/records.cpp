#include "interpreter/records.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <unistd.h>

#include <fstream>

#include "machine/images/sha256.hpp"

namespace vmt {
namespace {

namespace fs = std::filesystem;

fs::path without_links(const fs::path& path) {
  std::error_code error;
  const auto canonical = fs::canonical(path, error);
  return error ? path : canonical;
}

}  // namespace

RecordFile::RecordFile(const fs::path& cache, const fs::path& script)
    : file_(cache / "records" / (machine::sha256(without_links(script).string()).substr(0, 32) + ".json")) {}

Records RecordFile::load() const {
  std::ifstream stream(file_);
  const auto object = nlohmann::json::parse(stream, nullptr, /*allow_exceptions=*/false);
  Records records;
  if (!object.is_object()) return records;
  for (const auto& [name, entry] : object.items()) {
    const auto seconds = entry.find("seconds");
    const auto failed = entry.find("failed");
    if (seconds == entry.end() || !seconds->is_number() || failed == entry.end() || !failed->is_boolean()) continue;
    records[name] = {seconds->get<double>(), failed->get<bool>()};
  }
  return records;
}

// By a rename, so that two runs at the same time leave the records of one of them, and never half of each.
void RecordFile::store(const Records& records) const {
  auto all = load();
  for (const auto& [name, record] : records) all[name] = record;
  nlohmann::json object = nlohmann::json::object();
  for (const auto& [name, record] : all)
    object[name] = {{"seconds", record.seconds}, {"failed", record.failed}};
  std::error_code error;
  fs::create_directories(file_.parent_path(), error);
  const fs::path unfinished = fmt::format("{}.{}", file_.string(), ::getpid());
  {
    std::ofstream stream(unfinished);
    stream << object.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
    if (!stream.good()) return;
  }
  fs::rename(unfinished, file_, error);
}

}  // namespace vmt
