# Warnings for our own code; errors where PALPATE_WERROR says so (the dev and asan presets).
option(PALPATE_WERROR "Treat warnings as errors" OFF)
add_library(palpate_warnings INTERFACE)
target_compile_options(palpate_warnings INTERFACE -Wall -Wextra -Wshadow -Wpedantic -Wnon-virtual-dtor -Wold-style-cast)
# The same numbers with every compiler flag set: no fused multiply-add behind our back.
target_compile_options(palpate_warnings INTERFACE -ffp-contract=off)
if(PALPATE_WERROR)
  target_compile_options(palpate_warnings INTERFACE -Werror)
endif()
if(PALPATE_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=address,undefined)
endif()
