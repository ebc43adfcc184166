// The text of scripts, and places in it.
//
// A place is a pair of byte offsets. Lines and columns are computed when somebody asks, because
// nearly nobody does: only a message that is drawn, or an editor.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace vmt {

class Source;

// A stretch of one source: bytes [begin, end). A span without a source points nowhere; it belongs to
// things that no script wrote, such as the machine of a catalogue example.
struct Span {
  const Source* source = nullptr;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  std::uint32_t size() const { return end - begin; }
  bool is_somewhere() const { return source != nullptr; }
  friend bool operator==(const Span&, const Span&) = default;
};

// The stretch from the start of `first` to the end of `last`; both lie in one source.
Span join(Span first, Span last);

// A place as people and editors count it. Everything starts at 1 but `offset` and `utf16_column`,
// which start at 0 as the Language Server Protocol has them.
struct Position {
  std::uint32_t offset = 0;
  std::uint32_t line = 1;
  std::uint32_t column = 1;          // in characters (code points)
  std::uint32_t display_column = 1;  // in terminal cells: a tab goes to the next multiple of 4, 漢 takes two
  std::uint32_t utf16_column = 0;
};

// One script: its name as the user gave it, and its bytes. Sources never move and never change, so
// spans and string views into `text()` stay good for as long as `Sources` lives.
class Source {
public:
  explicit Source(std::string name, std::string text, bool is_module = false);
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  const std::string& name() const { return name_; }
  std::string_view text() const { return text_; }
  std::string_view text(Span span) const;

  // Of the standard library: no file, and not what the user wrote.
  bool is_module() const { return is_module_; }

  Span span(std::size_t begin, std::size_t end) const;
  Position position(std::uint32_t offset) const;

  std::uint32_t line_count() const { return static_cast<std::uint32_t>(line_starts_.size()); }
  // The line without its line end. Lines count from 1.
  std::string_view line(std::uint32_t line) const;
  std::uint32_t line_start(std::uint32_t line) const { return line_starts_[line - 1]; }

private:
  std::string name_;
  std::string text_;
  bool is_module_ = false;
  std::vector<std::uint32_t> line_starts_;
};

// The number of terminal cells that `text` takes when it starts at cell `from` (counted from 0).
std::uint32_t display_width(std::string_view text, std::uint32_t from = 0);

// Every source of one run. It owns them; nothing that holds a Span may outlive it.
class Sources {
public:
  const Source& add(std::string name, std::string text);
  const Source& add_module(std::string name, std::string text);
  const std::deque<Source>& all() const { return all_; }

private:
  std::deque<Source> all_;
};

}  // namespace vmt
