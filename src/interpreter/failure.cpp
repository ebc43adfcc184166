#include "interpreter/failure.hpp"

namespace vmt {
namespace {

FailureKind kind_of(machine::TroubleKind kind) {
  switch (kind) {
    case machine::TroubleKind::timed_out: return FailureKind::timed_out;
    case machine::TroubleKind::stopped: return FailureKind::stopped;
    case machine::TroubleKind::machine_lost: return FailureKind::machine_lost;
    case machine::TroubleKind::infrastructure: return FailureKind::infrastructure;
    case machine::TroubleKind::cannot_hold:
    case machine::TroubleKind::refused:
    case machine::TroubleKind::not_running: return FailureKind::failed;
  }
  return FailureKind::failed;
}

}  // namespace

Failure::Failure(FailureKind failure_kind, Span span, std::string message) : kind(failure_kind) {
  diagnostic.heading = kind == FailureKind::infrastructure ? "error" : "failed";
  diagnostic.message = std::move(message);
  diagnostic.primary.span = span;
}

bool Failure::ends_everything() const {
  return kind == FailureKind::stopped || kind == FailureKind::skipped ||
         kind == FailureKind::infrastructure;
}

Failure failure_of(const machine::Trouble& trouble, Span span) {
  Failure failure(kind_of(trouble.kind), span, trouble.message);
  failure.diagnostic.notes = trouble.notes;
  failure.diagnostic.helps = trouble.helps;
  return failure;
}

}  // namespace vmt
