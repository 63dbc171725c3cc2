# Debian's assimp config names its target assimp::assimp; some versions export a wrong library path, so ask pkg-config.
pkg_check_modules(ASSIMP REQUIRED IMPORTED_TARGET assimp)
if(NOT TARGET assimp::assimp)
  add_library(assimp::assimp ALIAS PkgConfig::ASSIMP)
endif()
