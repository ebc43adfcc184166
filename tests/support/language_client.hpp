// An editor's side of the language server: the real `vmt lsp` behind pipes.
#pragma once

#include <nlohmann/json.hpp>

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <charconv>
#include <deque>
#include <stdexcept>
#include <string>

namespace vmt::test {

class LanguageClient {
public:
  using Json = nlohmann::json;

  explicit LanguageClient(const char* vmt) {
    int to[2], from[2];
    if (::pipe(to) != 0 || ::pipe(from) != 0) throw std::runtime_error("no pipe");
    process_ = ::fork();
    if (process_ == 0) {
      ::dup2(to[0], STDIN_FILENO);
      ::dup2(from[1], STDOUT_FILENO);
      for (const int end : {to[0], to[1], from[0], from[1]}) ::close(end);
      ::execl(vmt, vmt, "lsp", nullptr);
      ::_exit(127);
    }
    ::close(to[0]);
    ::close(from[1]);
    to_ = to[1];
    from_ = from[0];
  }
  ~LanguageClient() {
    if (process_ > 0) ::kill(process_, SIGKILL);
    exit_status();
  }
  LanguageClient(const LanguageClient&) = delete;
  LanguageClient& operator=(const LanguageClient&) = delete;

  void send_bytes(const std::string& bytes) {
    for (std::size_t sent = 0; sent < bytes.size();) {
      const auto count = ::write(to_, bytes.data() + sent, bytes.size() - sent);
      if (count <= 0) throw std::runtime_error("the server has gone");
      sent += static_cast<std::size_t>(count);
    }
  }
  static std::string framed(const std::string& content) {
    return "Content-Length: " + std::to_string(content.size()) + "\r\n\r\n" + content;
  }
  static std::string framed(Json message) {
    message["jsonrpc"] = "2.0";
    return framed(message.dump());
  }

  void notify(const std::string& method, Json params) {
    send_bytes(framed({{"method", method}, {"params", std::move(params)}}));
  }
  // The whole answer: `result` or `error`.
  Json request(const std::string& method, Json params) {
    send_bytes(framed({{"id", ++last_id_}, {"method", method}, {"params", std::move(params)}}));
    for (;;) {
      auto message = receive();
      if (message.contains("id") && message["id"] == last_id_) return message;
      notifications_.push_back(std::move(message));
    }
  }
  Json ask(const std::string& method, Json params) { return request(method, std::move(params)).at("result"); }

  // The next notification.
  Json notification() {
    if (notifications_.empty()) return receive();
    auto message = std::move(notifications_.front());
    notifications_.pop_front();
    return message;
  }
  Json receive() {
    for (;;) {
      const auto header = unread_.find("\r\n\r\n");
      if (header != std::string::npos) {
        const auto begin = unread_.find(": ") + 2;
        std::size_t length = 0;
        std::from_chars(unread_.data() + begin, unread_.data() + header, length);
        if (unread_.size() >= header + 4 + length) {
          auto message = Json::parse(unread_.substr(header + 4, length));
          unread_.erase(0, header + 4 + length);
          return message;
        }
      }
      pollfd watched{from_, POLLIN, 0};
      char bytes[65536];
      const auto count = ::poll(&watched, 1, 60'000) > 0 ? ::read(from_, bytes, sizeof bytes) : 0;
      if (count <= 0) throw std::runtime_error("the server says nothing");
      unread_.append(bytes, static_cast<std::size_t>(count));
    }
  }

  void initialize() {
    ask("initialize", {{"processId", nullptr}, {"rootUri", nullptr}, {"capabilities", Json::object()}});
    notify("initialized", Json::object());
  }
  // The problems that are published of it.
  Json open(const std::string& uri, const std::string& text) {
    notify("textDocument/didOpen",
           {{"textDocument", {{"uri", uri}, {"languageId", "vmt"}, {"version", 1}, {"text", text}}}});
    return problems(uri);
  }
  Json change(const std::string& uri, const std::string& text) {
    notify("textDocument/didChange",
           {{"textDocument", {{"uri", uri}, {"version", 2}}}, {"contentChanges", {{{"text", text}}}}});
    return problems(uri);
  }
  Json problems(const std::string& uri) {
    for (;;) {
      const auto message = notification();
      if (message.at("method") == "textDocument/publishDiagnostics" && message.at("params").at("uri") == uri)
        return message.at("params").at("diagnostics");
    }
  }

  // 128 and the signal's number when one ended it. Closes the connection.
  int exit_status() {
    if (process_ <= 0) return -1;
    ::close(to_);
    int status = 0;
    ::waitpid(std::exchange(process_, 0), &status, 0);
    ::close(from_);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

private:
  pid_t process_ = 0;
  int to_ = -1;
  int from_ = -1;
  int last_id_ = 0;
  std::string unread_;
  std::deque<Json> notifications_;
};

}  // namespace vmt::test
