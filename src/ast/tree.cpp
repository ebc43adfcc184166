#include "ast/tree.hpp"

#include <algorithm>

namespace vmt {

bool Tree::append(Shape shape, std::uint32_t begin, std::uint32_t end, std::size_t first) {
  Node node{shape, 1, begin, end, static_cast<std::uint32_t>(nodes_.size() - first + 1)};
  for (auto last = nodes_.size(); last > first; last -= nodes_[last - 1].size)
    node.height = std::max<std::uint16_t>(node.height, nodes_[last - 1].height + 1);
  if (node.height > tallest_tree) return false;
  nodes_.push_back(node);
  return true;
}

std::vector<Tree::Index> Tree::roots(std::size_t first, std::size_t last) const {
  std::vector<Index> found;
  for (; last > first; last -= nodes_[last - 1].size) found.push_back(static_cast<Index>(last - 1));
  std::reverse(found.begin(), found.end());
  return found;
}

}  // namespace vmt
