# tlsgauge_warnings: the warnings our own code is compiled with, each with its reason. All of them are errors.
add_library(tlsgauge_warnings INTERFACE)
target_compile_options(tlsgauge_warnings INTERFACE
  -Wall -Wextra -Wpedantic
  -Werror
  -Wshadow               # a name that hides another is read wrongly
  -Wconversion           # a silent narrowing loses a peer's length field
  -Wsign-conversion      # the same, by sign
  -Wold-style-cast       # a cast says which kind it is
  -Wnon-virtual-dtor     # a lease deleted through its base must stop what it started
  -Woverloaded-virtual   # an override that is none
  -Wformat=2             # a format string from input
  -Wswitch-enum)         # a new enumerator must break the build where it is decided upon
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(tlsgauge_warnings INTERFACE
    -Wduplicated-cond      # two branches, one condition: a copy that was not finished
    -Wduplicated-branches  # two conditions, one branch: the same
    -Wlogical-op           # && where & was meant
    -Wuseless-cast         # noise in a reader's way
    -Wno-error=maybe-uninitialized  # gcc 12 sees ghosts in variants under -O2: worth a look, not a stop
    -Wno-error=null-dereference
    -Wno-restrict)         # gcc 12 takes "literal" + std::string for an overlapping copy (GCC bug 105329)
  if(CMAKE_UNITY_BUILD)
    # A type that only its own .cpp file defines: gcc knows such a file by its being the main one, and there is none here.
    target_compile_options(tlsgauge_warnings INTERFACE -Wno-subobject-linkage)
  endif()
endif()
