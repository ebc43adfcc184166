// What the grammar matched, as a flat list: each node stands behind its children.
//
// Appending a node is cheap, and so is forgetting those of a branch that the grammar gave up (the list
// is cut), which is what happens at every choice. The builder reads the finished tree and makes the AST
// of it; nothing else sees it.
#pragma once

#include <cstdint>
#include <vector>

namespace vmt {

enum class Shape : std::uint8_t {
  none,
  // Leaves.
  name, word, map_key, used_file, sign, number, literal_word, line_chunk, block_chunk, plain_chunk,
  // Expressions.
  variable, line_text, block_text, interpolation, list, map, map_entry, parenthesized, expect_failure,
  member, call, index, named_argument, binary, range, unary, lambda, lambda_parameters,
  phrase_command, method_command, until_condition, broken,
  // Statements.
  statement, skipped, block, let, var, assign, foreign_update, if_, for_, while_, break_, continue_,
  return_, expect, step, within, eventually, retry, every, throughout, parallel, parallel_for, finally,
  skip, fail, log, pause, sleep, within_part,
  // Declarations.
  machine, machine_name, like, setting, network, setup, test, tags, timeout, loop, after, function,
  phrase, phrase_option, hole, parameter, type, param, secret, use,
};

struct Node {
  Shape shape = Shape::none;
  std::uint16_t height = 1;  // of the tree below, itself included
  std::uint32_t begin = 0;   // bytes of the source
  std::uint32_t end = 0;
  std::uint32_t size = 1;  // nodes of the tree below, itself included
};

// Taller than anything that people write, and low enough that walking it by recursion is safe: a sum of a
// thousand terms is a tree of that height.
inline constexpr std::uint16_t tallest_tree = 1000;

class Tree {
public:
  using Index = std::uint32_t;

  std::size_t size() const { return nodes_.size(); }
  void cut(std::size_t size) {
    if (size < nodes_.size()) nodes_.erase(nodes_.begin() + static_cast<std::ptrdiff_t>(size), nodes_.end());
  }
  const Node& operator[](Index index) const { return nodes_[index]; }

  // Appends a node with everything from `first` on as its children. False when that makes the tree too
  // tall; then nothing is appended.
  bool append(Shape shape, std::uint32_t begin, std::uint32_t end, std::size_t first);

  // The place of the first node of the tree whose root is the last one: appending from there adopts it.
  std::size_t start_of_last() const { return nodes_.size() - nodes_.back().size; }

  // The roots in [first, last), in order.
  std::vector<Index> roots(std::size_t first, std::size_t last) const;
  std::vector<Index> children(Index index) const {
    return roots(index + 1 - nodes_[index].size, index);
  }

private:
  std::vector<Node> nodes_;
};

}  // namespace vmt
