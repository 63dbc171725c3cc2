#include "io/gltf_probe.h"

#include <cstdint>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

namespace palpate {
namespace {

using nlohmann::json;

constexpr uint32_t glb_magic = 0x46546C67, json_chunk = 0x4E4F534A;
constexpr uint32_t largest_json = 64u << 20;
constexpr uint64_t most_vertices = 65'535;

std::string json_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  uint32_t head[5] = {};
  in.read(reinterpret_cast<char*>(head), sizeof head);
  if (!in || head[0] != glb_magic || head[4] != json_chunk || head[3] > largest_json) return {};
  std::string text(head[3], '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(in.gcount()));
  return text;
}

const json& at(const json& object, const char* key) {
  static const json nothing;
  if (!object.is_object()) return nothing;
  const auto found = object.find(key);
  return found == object.end() ? nothing : *found;
}

}  // namespace

std::string draco_mesh_too_large(const std::filesystem::path& file) {
  const json all = json::parse(json_of(file), nullptr, false);
  const json& accessors = at(all, "accessors");
  const json& meshes = at(all, "meshes");
  if (!meshes.is_array() || !accessors.is_array()) return {};
  for (const json& mesh : meshes) {
    const json& primitives = at(mesh, "primitives");
    if (!primitives.is_array()) continue;
    for (const json& primitive : primitives) {
      const json& which = at(at(primitive, "attributes"), "POSITION");
      const bool draco = at(at(primitive, "extensions"), "KHR_draco_mesh_compression").is_object();
      if (!draco || !which.is_number_unsigned() || which.get<uint64_t>() >= accessors.size()) continue;
      const json& count = at(accessors[which.get<size_t>()], "count");
      const json& name = at(mesh, "name");
      if (count.is_number_unsigned() && count.get<uint64_t>() > most_vertices)
        return name.is_string() && !name.get<std::string>().empty() ? name.get<std::string>() : "(without a name)";
    }
  }
  return {};
}

}  // namespace palpate
