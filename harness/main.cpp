#include <grpc/support/log.h>
#include <openssl/ui.h>

#include <cstdlib>

#include "cli/app.hpp"

int main(int argc, char** argv) {
  UI_set_default_method(UI_null());  // a file that is encrypted is an error, not a question at the terminal
  // What gRPC has to say of peers, the report says. Not by GRPC_VERBOSITY: real clients would inherit it.
  if (std::getenv("GRPC_VERBOSITY") == nullptr) gpr_set_log_function([](gpr_log_func_args* /*message*/) {});
  return tlsgauge::cli::run(argc, argv);
}
