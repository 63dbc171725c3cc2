# Embeds every file of shaders/ into one object, so that the program runs from any folder.
file(GLOB PALPATE_SHADER_FILES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/shaders/*)
set(EMBEDDED ${PROJECT_BINARY_DIR}/generated/embedded_shaders.cpp)
add_custom_command(
  OUTPUT ${EMBEDDED}
  COMMAND ${CMAKE_COMMAND} -DOUT=${EMBEDDED} "-DFILES=${PALPATE_SHADER_FILES}" -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
  DEPENDS ${PALPATE_SHADER_FILES} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
  COMMENT "Embedding shaders" VERBATIM)
add_library(palpate_shaders STATIC ${EMBEDDED})
