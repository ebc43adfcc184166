#include "check/body.hpp"

#include "check/problems.hpp"

namespace vmt::checking {

namespace {

bool is_reported_when_unused(const Local& local) {
  return (local.bound == Bound::let || local.bound == Bound::var) && !local.is_used &&
         !local.name.starts_with('_');
}

}  // namespace

const Local* Body::peek(std::string_view name) const {
  const auto found = innermost_.find(name);
  if (found != innermost_.end()) return &locals_[found->second];
  return enclosing_ ? enclosing_->peek(name) : nullptr;
}

Local* Body::find(std::string_view name) {
  const auto found = innermost_.find(name);
  if (found != innermost_.end()) return &locals_[found->second];
  if (!enclosing_) return nullptr;
  const Local* outer = enclosing_->find(name);
  if (!outer) return nullptr;

  // A small function carries a copy of what it uses, made when the function is made.
  Local captured = *outer;
  enclosing_->find(name)->is_used = true;
  captured.slot = new_slot();
  captured.is_used = true;
  captured.hidden = std::nullopt;
  captures_.push_back({{false, outer->slot}, captured.slot});
  const auto index = static_cast<std::uint32_t>(locals_.size());
  innermost_.emplace(captured.name, index);
  return &locals_.emplace_back(captured);
}

Local& Body::declare(const ast::Name& name, Type type, Bound bound, std::optional<std::uint32_t> slot) {
  report_earlier(name);
  Local local{name.text,       name.span, type,        bound, slot ? *slot : new_slot(),
              around.parallel, false,     std::nullopt};
  const auto index = static_cast<std::uint32_t>(locals_.size());
  const auto [known, is_new] = innermost_.emplace(local.name, index);
  if (!is_new) {
    local.hidden = known->second;
    known->second = index;
  }
  return locals_.emplace_back(local);
}

void Body::report_earlier(const ast::Name& name) const {
  Span earlier;
  std::string_view what;
  const auto known = innermost_.find(name.text);
  if (known != innermost_.end() && !scopes_.empty() && known->second >= scopes_.back()) {
    context_.report(name.span, duplicate_name, name.text)
        .label("declared again here")
        .label(locals_[known->second].span, "first declared here");
    return;
  }
  if (const Local* local = peek(name.text)) {
    earlier = local->span;
    what = "variable";
  } else if (FileName* global = context_.names.find(name.text)) {
    earlier = global->span;
    what = kind_of(*global);
  } else {
    return;
  }
  // What a file that is used calls its parameters is its own business.
  if (earlier.source != name.span.source) return;
  context_.report(name.span, hidden_name, name.text, what)
      .label("hides the outer one from here on")
      .label(earlier, "the outer one");
}

void Body::close_scope() {
  const std::size_t first = scopes_.back();
  scopes_.pop_back();
  while (locals_.size() > first) {
    const Local& local = locals_.back();
    if (is_reported_when_unused(local)) {
      context_.report(local.span, unused_name, local.name)
          .label("never read")
          .fix("a leading `_` says that this is meant", before(local.span), "_");
    }
    if (local.hidden)
      innermost_[local.name] = *local.hidden;
    else
      innermost_.erase(local.name);
    locals_.pop_back();
  }
}

Span Body::bound_later(std::string_view name) const {
  for (const auto& statements : ahead)
    for (const ast::Statement& statement : statements)
      if (const auto* binding = std::get_if<ast::Binding>(&statement.node);
          binding && binding->name.text == name)
        return binding->name.span;
  return enclosing_ ? enclosing_->bound_later(name) : Span{};
}

std::vector<std::string_view> Body::visible_names() const {
  std::vector<std::string_view> names;
  for (const auto& [name, index] : innermost_) names.push_back(name);
  if (!enclosing_) return names;
  const auto outer = enclosing_->visible_names();
  names.insert(names.end(), outer.begin(), outer.end());
  return names;
}

}  // namespace vmt::checking
