# A table "file stem -> hash of its text" for the forge's cache: changing one recipe's code remakes that recipe only.
file(GLOB forge_code CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/forge/*.cpp ${PROJECT_SOURCE_DIR}/src/forge/*.h)
add_custom_command(
  OUTPUT ${PROJECT_BINARY_DIR}/forge_digests.cpp
  COMMAND ${CMAKE_COMMAND} -DFOLDER=${PROJECT_SOURCE_DIR}/src/forge -DOUT=${PROJECT_BINARY_DIR}/forge_digests.cpp
          -P ${PROJECT_SOURCE_DIR}/cmake/digest.cmake
  DEPENDS ${forge_code} ${PROJECT_SOURCE_DIR}/cmake/digest.cmake
  COMMENT "Hashing the forge's recipes" VERBATIM)
target_sources(palpate_forge PRIVATE ${PROJECT_BINARY_DIR}/forge_digests.cpp)
