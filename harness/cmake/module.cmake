# tlsgauge_module(NAME USES public dependencies… PRIVATE dependencies that its headers do not show…)
#
# Declares the library tlsgauge::NAME from harness/NAME, whose CMakeLists.txt lists its sources with target_sources. The
# calls in harness/CMakeLists.txt, one a line, are the dependency matrix.
function(tlsgauge_module name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "USES;PRIVATE")
  add_library(tlsgauge_${name} STATIC)
  add_library(tlsgauge::${name} ALIAS tlsgauge_${name})
  target_include_directories(tlsgauge_${name} PUBLIC "${PROJECT_SOURCE_DIR}/harness")
  target_link_libraries(tlsgauge_${name}
    PUBLIC ${arg_USES}
    PRIVATE ${arg_PRIVATE} tlsgauge_warnings tlsgauge_instrumentation)
  add_subdirectory(${name})
endfunction()

# tlsgauge_program(NAME SOURCES files… USES dependencies…): an executable of ours.
function(tlsgauge_program name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;USES")
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_USES} tlsgauge_warnings tlsgauge_instrumentation)
endfunction()
