# OpenVDB ships a find module outside CMake's own path; only the forge links it.
find_package(Boost QUIET COMPONENTS iostreams)
find_path(OPENVDB_INCLUDE_DIR openvdb/openvdb.h REQUIRED)
find_library(OPENVDB_LIBRARY openvdb REQUIRED)
find_library(IMATH_LIBRARY NAMES Imath Imath-3_1 REQUIRED)
add_library(palpate_vdb INTERFACE)
target_include_directories(palpate_vdb SYSTEM INTERFACE ${OPENVDB_INCLUDE_DIR})
target_link_libraries(palpate_vdb INTERFACE ${OPENVDB_LIBRARY} ${IMATH_LIBRARY} TBB::tbb)
