#pragma once

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <string>

namespace tlsgauge {

/// A harness fault or a value: *we* could not do the job. What a peer does, refusal and silence included, is never a
/// fault; see model::Observation. Codes in use: InvalidArgument (bad input), NotFound (a file or program is missing),
/// Unavailable (the target does not answer), DeadlineExceeded, FailedPrecondition (the machine lacks something),
/// Unimplemented (the target does not support what was asked: a skip), Cancelled (interrupted), Internal.
template <class T>
using Result = absl::StatusOr<T>;
using Status = absl::Status;

/// The sentence of a fault. Debian builds Abseil with a string_view of its own, hence a copy.
[[nodiscard]] std::string message(const Status& status);

// Makers of faults that take a std::string, for the same reason. Each names the file or key, what is wrong, what to do.
// What it quotes of a file or a peer may be anything: the sentence is made fit for one line, see core/text.hpp.
[[nodiscard]] Status bad_input(const std::string& what);
[[nodiscard]] Status missing(const std::string& what);
[[nodiscard]] Status unavailable(const std::string& what);
[[nodiscard]] Status too_late(const std::string& what);
[[nodiscard]] Status precondition(const std::string& what);
[[nodiscard]] Status unsupported(const std::string& what);
[[nodiscard]] Status interrupted(const std::string& what);
[[nodiscard]] Status internal(const std::string& what);

/// `fault`, with `where` in front of its sentence.
[[nodiscard]] Status located(const std::string& where, const Status& fault);

/// A fault of the operating system: "cannot `doing`: strerror(errno)".
[[nodiscard]] Status system_fault(const std::string& doing);

/// Lambdas as one visitor. Name every alternative; never write a generic `auto` arm.
template <class... Ts>
struct overloaded : Ts... {
  using Ts::operator()...;
};
// C++20 deduces this by itself; clang learnt that with version 17 only.
template <class... Ts>
overloaded(Ts...) -> overloaded<Ts...>;

}  // namespace tlsgauge
