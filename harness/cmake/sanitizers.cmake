# tlsgauge_instrumentation: sanitizers and coverage, for our code only; the system's libraries stay as they are.
add_library(tlsgauge_instrumentation INTERFACE)
if(TLSGAUGE_SANITIZE)
  target_compile_options(tlsgauge_instrumentation INTERFACE
    -fsanitize=${TLSGAUGE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(tlsgauge_instrumentation INTERFACE -fsanitize=${TLSGAUGE_SANITIZE})
  if(TLSGAUGE_SANITIZE MATCHES "thread")
    # Asio uses atomic_thread_fence, which this sanitizer does not model; gcc says so at each use.
    target_compile_options(tlsgauge_instrumentation INTERFACE -Wno-tsan)
  endif()
endif()
if(TLSGAUGE_COVERAGE)
  target_compile_options(tlsgauge_instrumentation INTERFACE --coverage)
  target_link_options(tlsgauge_instrumentation INTERFACE --coverage)
endif()
