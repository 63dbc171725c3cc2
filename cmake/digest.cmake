# cmake -DFOLDER=… -DOUT=… -P digest.cmake: writes the table that src/forge/cache.cpp reads.
file(GLOB files ${FOLDER}/*.cpp ${FOLDER}/*.h)
list(SORT files)
set(rows "")
foreach(file ${files})
  file(SHA1 ${file} hash)
  get_filename_component(name ${file} NAME)
  string(APPEND rows "    {\"${name}\", \"${hash}\"},\n")
endforeach()
file(WRITE ${OUT} "#include <utility>\n\nnamespace palpate::forge {\nextern const std::pair<const char*, const char*> code_digests[];\n"
  "const std::pair<const char*, const char*> code_digests[] = {\n${rows}    {nullptr, nullptr}};\n}  // namespace palpate::forge\n")
