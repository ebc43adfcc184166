// What a root shell is told: the words in which a guest without vmt's agent is asked for things. All of it
// is POSIX shell, busybox' included.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "machine/machine.hpp"

namespace vmt::machine::guest {

// A text as one word of a shell.
std::string quoted(const std::string& text);

// The line that turns whatever shell has let vmt in into one that shows no prompt and no echo, lets all bytes
// through, and runs each packet whose checksum is right. It then writes `ready_mark(nonce)`, and for a packet that
// is damaged `damaged_mark(nonce)`.
std::string takeover_line(const std::string& nonce);
std::string ready_mark(const std::string& nonce);
std::string damaged_mark(const std::string& nonce);

// A script as a line for that shell: its SHA-256, because busybox often has no `cksum`, and the script in bytes that every line lets through.
std::string packet(const std::string& script);

// Scripts. All that they write stands between marks: "\nvmt-NONCE-KIND WORDS=WORDS\n", where the words come twice
// because a mark may be damaged, too.
//
//     taken WHAT     this has been understood: `setup`, a number of a piece, or `run`. It comes again when the same
//                    is sent again, which does nothing else.
//     output OFFSET  from here on comes standard output, from this byte on
//     errors 0       then standard error
//     end STATUS LATE SUM SIZE SUM SIZE   the exit status, `late` (1: its time was over), and of standard output and
//                    of standard error the SHA-256 (anything when both are empty) and the number of bytes
std::string mark_start(const std::string& nonce);

// Defines what the other scripts use.
std::string setup_script(const std::string& nonce);
// One of the pieces of a text, in order, which `command_script` of the same nonce uses: the standard input, or a
// command that is too long for one packet.
enum class Piece : std::uint8_t { input, command };
std::string piece_script(const std::string& nonce, Piece of, std::size_t number, std::string_view base64);
// A command in a session of its own, which is killed after `limit_seconds` (0: never). What it writes goes into
// files; from them vmt is told, while it runs and in the end.
std::string command_script(const CommandRequest& request, const std::string& nonce, std::int64_t limit_seconds,
                           bool is_in_pieces);
std::string command_text(const CommandRequest& request);
// Says the end again.
std::string again_script(const std::string& nonce);
// Says a piece of what the command `of` has written, as if that were the output of another command.
inline constexpr std::size_t part_bytes = 8192;
std::string part_script(const std::string& nonce, const std::string& of, bool is_errors, std::size_t number);

// A script that ends with status 0 when the condition holds, and with 3 when it can't hold any more, after
// it has said why.
std::string condition_script(const GuestCondition& condition);

}  // namespace vmt::machine::guest
