#include "core/result.hpp"

#include <cerrno>
#include <system_error>

#include "core/text.hpp"

namespace tlsgauge {

using core::terminal_line;

std::string message(const Status& status) { return std::string{status.message().data(), status.message().size()}; }

Status bad_input(const std::string& what) { return absl::InvalidArgumentError(terminal_line(what)); }
Status missing(const std::string& what) { return absl::NotFoundError(terminal_line(what)); }
Status unavailable(const std::string& what) { return absl::UnavailableError(terminal_line(what)); }
Status too_late(const std::string& what) { return absl::DeadlineExceededError(terminal_line(what)); }
Status precondition(const std::string& what) { return absl::FailedPreconditionError(terminal_line(what)); }
Status unsupported(const std::string& what) { return absl::UnimplementedError(terminal_line(what)); }
Status interrupted(const std::string& what) { return absl::CancelledError(terminal_line(what)); }
Status internal(const std::string& what) { return absl::InternalError(terminal_line(what)); }

Status located(const std::string& where, const Status& fault) {
  return {fault.code(), terminal_line(where + message(fault))};
}

Status system_fault(const std::string& doing) {
  const std::error_code error{errno, std::generic_category()};
  return internal("cannot " + doing + ": " + error.message());
}

}  // namespace tlsgauge
