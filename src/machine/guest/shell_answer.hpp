// What a guest's shell says about one command, taken apart: the marks of shell_text.hpp, and what stands between them.
// Bytes of it may be missing; then a checksum tells.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "machine/guest/command.hpp"

namespace vmt::machine::guest {

class ShellAnswer {
public:
  // `on_output` is told standard output as it comes, each byte once, damaged or not.
  ShellAnswer(std::string nonce, Command::OnOutput on_output);

  void take(std::string_view bytes);

  const std::string& nonce() const { return nonce_; }
  // The guest has said that it has understood this; what comes later says it of all before.
  bool has_taken(const std::string& what) const { return taken_ == what || (what == "run" && section_ != Section::none); }
  bool has_ended() const { return has_ended_; }

  const std::string& output() const { return output_.text; }
  const std::string& errors() const { return errors_.text; }
  int status() const { return status_; }
  bool is_late() const { return is_late_; }

  // Of standard output or standard error, after the end: whether all has come, and how many bytes that are.
  bool is_whole(bool is_errors);
  std::size_t size(bool is_errors) const { return (is_errors ? errors_ : output_).size; }
  void replace(bool is_errors, std::string text) { (is_errors ? errors_ : output_).text = std::move(text); }

private:
  enum class Section : std::uint8_t { none, output, errors, end };
  struct Stream {
    std::string text;
    std::string checksum;
    std::size_t size = 0;
  };

  void keep(std::string_view bytes);
  bool take_mark(std::string_view line);
  bool take_end(std::string_view words);

  const std::string nonce_;
  const Command::OnOutput on_output_;
  const std::string start_;  // of a mark
  std::string pending_;      // received, not yet understood
  std::string taken_;
  Section section_ = Section::none;
  Stream output_, errors_;
  std::size_t told_ = 0;  // bytes of the output
  int status_ = 0;
  bool is_late_ = false;
  bool has_ended_ = false;
};

}  // namespace vmt::machine::guest
