// One script that is open in an editor, as it is typed.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ide/complete.hpp"
#include "tools/lsp/places.hpp"
#include "tools/scripts.hpp"

namespace vmt::tools::lsp {

// What is known of the place of the cursor.
struct Cursor {
  ide::Where where{};
  bool may_declare = false;  // declarations may stand here, too
  bool is_somewhere = true;  // false: in the middle of something, where nothing begins
  std::vector<program::VisibleName> names;
  std::vector<program::VisiblePhrase> phrases;
  std::shared_ptr<const Scripts> scripts;  // holds what `names` point into
  std::string before;                      // the line up to the cursor
  std::string after;                       // and the rest of it
};

class Document {
public:
  // `overlay`: the texts of all open scripts; this one's is among them.
  Document(std::string uri, const Overlay& overlay);

  const std::string& uri() const { return uri_; }
  const std::string& path() const { return path_; }
  // The script as it stands; null when it could not be loaded.
  const Source* source() const { return scripts_->files.empty() ? nullptr : scripts_->files.front().source; }
  const ast::File* file() const { return scripts_->files.empty() ? nullptr : &scripts_->files.front(); }
  const Scripts& scripts() const { return *scripts_; }

  // The place, and the names that could be used there. The line with the cursor is set aside for that: it is
  // being written, and what is wrong in it must not hide what is around it.
  Cursor cursor_at(std::uint32_t offset) const;

private:
  // False when no statement can stand at `at` in the text.
  bool look_around(std::string text, std::uint32_t at, Cursor& cursor) const;

  std::string uri_;
  std::string path_;
  Overlay overlay_;
  std::shared_ptr<Scripts> scripts_;
};

}  // namespace vmt::tools::lsp
