// The language server: which request is answered by whom. Texts are kept whole (full synchronization), each
// change is checked at once.
#pragma once

#include <cstdio>
#include <map>
#include <set>
#include <string>

#include "tools/lsp/document.hpp"

namespace vmt::tools::lsp {

class Server {
public:
  explicit Server(std::FILE* out) : out_(out) {}

  // Answers one message, if it wants an answer. Whatever is in it, nothing is thrown.
  void take(const std::string& content);
  bool has_exited() const { return has_exited_; }
  // Of the process, as the protocol has it: 0 only when `shutdown` came before `exit`.
  int status() const { return is_shut_down_ ? 0 : 1; }

private:
  void send(Json message);
  void answer(const Json& request);
  Json result_of(const std::string& method, const Json& params);
  void notified(const std::string& method, const Json& params);
  void open(const std::string& uri, std::string text);
  void close(const std::string& uri);
  void check(const std::string& uri);
  void publish(const std::string& uri, Json problems);
  const Document& document(const Json& params) const;

  std::FILE* out_;
  bool is_initialized_ = false;
  bool is_shut_down_ = false;
  bool has_exited_ = false;
  Overlay overlay_;                            // the texts of all open scripts
  std::map<std::string, Document> documents_;  // by URI
  std::map<std::string, std::set<std::string>>
      published_;  // for which files a document has problems, by its URI
};

}  // namespace vmt::tools::lsp
