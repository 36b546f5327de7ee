#include "core/result.hpp"

#include <cerrno>
#include <system_error>

namespace tlsgauge {

std::string message(const Status& status) { return std::string{status.message().data(), status.message().size()}; }

Status bad_input(const std::string& what) { return absl::InvalidArgumentError(what); }
Status missing(const std::string& what) { return absl::NotFoundError(what); }
Status unavailable(const std::string& what) { return absl::UnavailableError(what); }
Status too_late(const std::string& what) { return absl::DeadlineExceededError(what); }
Status precondition(const std::string& what) { return absl::FailedPreconditionError(what); }
Status unsupported(const std::string& what) { return absl::UnimplementedError(what); }
Status interrupted(const std::string& what) { return absl::CancelledError(what); }
Status internal(const std::string& what) { return absl::InternalError(what); }

Status system_fault(const std::string& doing) {
  const std::error_code error{errno, std::generic_category()};
  return internal("cannot " + doing + ": " + error.message());
}

}  // namespace tlsgauge
