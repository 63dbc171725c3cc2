# glad writes the OpenGL loader at build time from the registry that its package carries: no network.
# /usr/bin/glad by name: another Python first on PATH would miss the module.
set(GLAD_DIR ${PROJECT_BINARY_DIR}/generated/glad)
add_custom_command(
  OUTPUT ${GLAD_DIR}/src/gl.c ${GLAD_DIR}/include/glad/gl.h
  COMMAND /usr/bin/glad --api gl:core=3.3
          --extensions GL_KHR_debug,GL_EXT_texture_filter_anisotropic
          --out-path ${GLAD_DIR} --reproducible --quiet c
  COMMENT "Generating the OpenGL 3.3 loader" VERBATIM)
add_library(palpate_glad STATIC ${GLAD_DIR}/src/gl.c)
target_include_directories(palpate_glad SYSTEM PUBLIC ${GLAD_DIR}/include)
