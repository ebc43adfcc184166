#include "tools/lsp/server.hpp"

#include <exception>
#include <utility>

#include "tools/lsp/answers.hpp"
#include "tools/lsp/problems.hpp"
#include "tools/lsp/wire.hpp"

namespace vmt::tools::lsp {
namespace {

// Of JSON-RPC 2.0 and of the protocol.
constexpr int parse_error = -32700, invalid_request = -32600, method_not_found = -32601,
              invalid_params = -32602, internal_error = -32603, server_not_initialized = -32002;

struct RequestError {
  int code;
  std::string message;
};

Json error_json(int code, const std::string& message) {
  return {{"code", code}, {"message", message}};
}

Json capabilities() {
  return {{"positionEncoding", "utf-16"},
          {"textDocumentSync", {{"openClose", true}, {"change", 1}}},  // 1: the whole text each time
          {"completionProvider", {{"triggerCharacters", {".", " "}}}},
          {"hoverProvider", true},
          {"definitionProvider", true},
          {"documentSymbolProvider", true},
          {"documentFormattingProvider", true},
          {"codeActionProvider", {{"codeActionKinds", {"quickfix"}}}}};
}

std::filesystem::path key_of(const std::string& uri) {
  std::error_code error;
  const auto path = path_of(uri);
  const auto key = std::filesystem::weakly_canonical(path, error);
  return error ? std::filesystem::path(path) : key;
}

std::uint32_t offset_in(const Document& document, const Json& params) {
  return document.source() ? offset_of(*document.source(), params.at("position")) : 0;
}

}  // namespace

void Server::send(Json message) {
  message["jsonrpc"] = "2.0";
  write_message(out_, message.dump(-1, ' ', false, Json::error_handler_t::replace));
}

void Server::take(const std::string& content) {
  const auto message = Json::parse(content, nullptr, false);
  if (message.is_discarded())
    return send({{"id", nullptr}, {"error", error_json(parse_error, "this is no JSON")}});
  if (!message.is_object() || !message.contains("method") || !message["method"].is_string()) {
    if (message.is_object() && (message.contains("result") || message.contains("error")))
      return;  // an answer
    return send({{"id", nullptr}, {"error", error_json(invalid_request, "this is no request")}});
  }
  if (message.contains("id")) return answer(message);
  try {
    notified(message["method"].get<std::string>(), message.value("params", Json::object()));
  } catch (const std::exception&) {  // nobody waits for an answer
  } catch (const RequestError&) {
  }
}

void Server::answer(const Json& request) {
  Json reply = {{"id", request["id"]}};
  try {
    const auto params = request.value("params", Json::object());
    reply["result"] = result_of(request["method"].get<std::string>(), params);
  } catch (const RequestError& error) {
    reply["error"] = error_json(error.code, error.message);
  } catch (const Json::exception&) {
    reply["error"] = error_json(invalid_params, "the parameters are not those that the protocol has for this request");
  } catch (const std::exception&) {
    reply["error"] = error_json(internal_error, "a fault of vmt itself, please report it");
  }
  send(std::move(reply));
}

const Document& Server::document(const Json& params) const {
  const auto found = documents_.find(params.at("textDocument").at("uri").get<std::string>());
  if (found == documents_.end()) throw RequestError{invalid_params, "this document is not open"};
  return found->second;
}

Json Server::result_of(const std::string& method, const Json& params) {
  if (method == "initialize") {
    is_initialized_ = true;
    return {{"capabilities", capabilities()}, {"serverInfo", {{"name", "vmt"}, {"version", VMT_VERSION}}}};
  }
  if (!is_initialized_) throw RequestError{server_not_initialized, "`initialize` comes first"};
  if (is_shut_down_) throw RequestError{invalid_request, "the server is shut down"};
  if (method == "shutdown") {
    is_shut_down_ = true;
    return nullptr;
  }
  if (method == "textDocument/documentSymbol") return document_symbols(document(params));
  if (method == "textDocument/formatting") return formatting(document(params));
  if (method == "textDocument/codeAction") return code_actions(document(params), params.at("range"));
  const bool is_known = method == "textDocument/completion" || method == "textDocument/hover" ||
                        method == "textDocument/definition";
  if (!is_known) throw RequestError{method_not_found, "`" + method + "` is not known"};
  const auto& asked = document(params);
  const auto offset = offset_in(asked, params);
  if (method == "textDocument/completion") return completion(asked, offset);
  return method == "textDocument/hover" ? hover(asked, offset) : definition(asked, offset);
}

void Server::notified(const std::string& method, const Json& params) {
  if (method == "exit") {
    has_exited_ = true;
    return;
  }
  if (!is_initialized_ || !method.starts_with("textDocument/")) return;
  const auto& changed = params.at("textDocument");
  const auto uri = changed.at("uri").get<std::string>();
  if (method == "textDocument/didOpen") open(uri, changed.at("text").get<std::string>());
  if (method == "textDocument/didChange") {
    const auto& changes = params.at("contentChanges");
    if (changes.is_array() && !changes.empty()) open(uri, changes.back().at("text").get<std::string>());
  }
  if (method == "textDocument/didClose") close(uri);
}

// Scripts that use this one are checked again, too.
void Server::open(const std::string& uri, std::string text) {
  overlay_[key_of(uri)] = std::move(text);
  check(uri);
  std::vector<std::string> users;
  for (const auto& [other, document] : documents_)
    if (other != uri && document.scripts().sources.all().size() > 1) users.push_back(other);
  for (const auto& other : users) check(other);
}

void Server::close(const std::string& uri) {
  overlay_.erase(key_of(uri));
  documents_.erase(uri);
  for (const auto& file : std::exchange(published_[uri], {})) publish(file, Json::array());
}

void Server::check(const std::string& uri) {
  documents_.insert_or_assign(uri, Document(uri, overlay_));
  auto problems = problems_of(documents_.at(uri));
  // What is open itself tells its own problems.
  std::erase_if(problems,
                [&](const auto& entry) { return entry.first != uri && documents_.contains(entry.first); });
  std::set<std::string> now;
  for (const auto& [file, list] : problems) now.insert(file);
  for (const auto& file : std::exchange(published_[uri], now))
    if (!now.contains(file) && !documents_.contains(file)) publish(file, Json::array());
  for (auto& [file, list] : problems) publish(file, std::move(list));
}

void Server::publish(const std::string& uri, Json problems) {
  send({{"method", "textDocument/publishDiagnostics"},
        {"params", {{"uri", uri}, {"diagnostics", std::move(problems)}}}});
}

}  // namespace vmt::tools::lsp
