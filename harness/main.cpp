#include "cli/app.hpp"

int main(int argc, char** argv) { return tlsgauge::cli::run(argc, argv); }
