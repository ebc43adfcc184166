// What stands behind a dot: fields of results, failures and maps, and methods without operands.
#include <algorithm>
#include <array>
#include <iterator>

#include "check/commands.hpp"
#include "check/expressions.hpp"
#include "check/fields.hpp"
#include "check/foreign.hpp"
#include "check/problems.hpp"

namespace vmt::checking {

namespace {

struct FieldOf {
  Kind kind;
  std::string_view name;
  Type type;
};

// As field_of() of the interpreter reads them.
constexpr auto fields = std::to_array<FieldOf>({
    {Kind::result, "status", Kind::integer},
    {Kind::result, "output", Kind::text},
    {Kind::result, "errors", Kind::text},
    {Kind::result, "ok", Kind::boolean},
    {Kind::result, "duration", Kind::duration},
    {Kind::failure, "message", Kind::text},
    {Kind::failure, "output", Kind::text},
});

// The type of the field; nothing when such values have no field of that name.
std::optional<Type> field_type(Type object, std::string_view name) {
  for (const FieldOf& field : fields)
    if (object.is(field.kind) && field.name == name) return field.type;
  if (object.is(Kind::map)) return object.element();
  if (object.is(Kind::any)) return Type(Kind::any);
  return std::nullopt;
}

// The names that may stand behind the dot.
std::vector<std::string_view> members_of(const Context& context, Type object) {
  auto names = context.phrases.method_names(object);
  std::ranges::copy(fields_of(object), std::back_inserter(names));
  return names;
}

bool needs_no_operand(const Shape& shape) {
  return std::ranges::all_of(shape.pieces, [](const ShapePiece& piece) { return piece.group != 0; });
}

}  // namespace

std::vector<std::string_view> fields_of(Type object) {
  std::vector<std::string_view> names;
  for (const FieldOf& field : fields)
    if (object.is(field.kind)) names.push_back(field.name);
  return names;
}

program::Expression check_receiver(Body& body, const ast::Expression& object, std::string_view method) {
  const auto* variable = std::get_if<ast::Variable>(&object.node);
  if (!variable) return check_value(body, object);
  // `wbe.succeed`: only machines have such a method, so the name was meant to be one.
  const auto& shapes = body.context().phrases.methods(method);
  const Role role = shapes.empty() ? Role::any : shapes.front()->receiver;
  return load(body, variable->name, role);
}

void report_unknown_method(Body& body, const ast::Name& method, Type receiver, Span receiver_span, Span whole,
                           std::span<const Given> given) {
  Context& context = body.context();
  if (report_foreign_member(context, method, receiver, receiver_span, whole, given) ||
      report_foreign_method(context, method, receiver_span, whole, given))
    return;
  const auto& others = context.phrases.methods(method.text);
  if (!others.empty()) {
    context.report(method.span, wrong_receiver, method.text, show(receiver))
        .label(fmt::format("belongs to {}", noun(others.front()->receiver)))
        .label(receiver_span, fmt::format("this is {}", with_article(receiver)));
    return;
  }
  const bool is_first = context.is_first_mention("." + method.text);
  if (!is_first) return;
  const auto near = context.nearest(method.text, members_of(context, receiver));
  Diagnostic& diagnostic = context.report(method.span, unknown_method, show(receiver), method.text);
  diagnostic.label("not found").label(receiver_span, fmt::format("this is {}", with_article(receiver)));
  if (near) diagnostic.fix(fmt::format("there is `{}`", *near), method.span, *near);
}

program::Expression check_member(Body& body, const ast::Member& member, Span span) {
  Context& context = body.context();
  auto object = check_receiver(body, *member.object, member.name.text);
  const Type type = object.type;
  if (type.is(Kind::unknown)) return broken(span);

  const bool has_fields = type.is(Kind::result) || type.is(Kind::failure);
  const auto field = field_type(type, member.name.text);
  const auto shapes = methods_of(context, member.name.text, type);
  const bool is_field = field && (has_fields || shapes.empty());
  if (is_field)
    return expression(span, *field, program::Field{pointer_to(std::move(object)), member.name.text});

  if (shapes.empty()) {
    report_unknown_method(body, member.name, type, member.object->span, span, {});
    return broken(span);
  }
  const auto fitting = std::ranges::find_if(shapes, [](auto* shape) { return needs_no_operand(*shape); });
  if (fitting == shapes.end()) {
    report_mismatch(body, shapes, {}, span, {});
    return broken(span);
  }
  const Attempt without_operands = attempt(**fitting, {});
  return bind_call(body, without_operands, {}, pointer_to(std::move(object)), span);
}

}  // namespace vmt::checking
