#include "io/glb_write.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>
#include <string>

#include "core/error.h"
#include "io/atomic_file.h"
#include "io/fascicle_text.h"
#include "io/vertex_order.h"

namespace palpate {
namespace {

using anatomy::Mesh;
using anatomy::RawAtlas;
using anatomy::RawStructure;
using anatomy::StructureInfo;
using anatomy::Tissue;
using nlohmann::json;

constexpr int component_float = 5126, component_uint = 5125;
constexpr int target_vertices = 34962, target_indices = 34963;

// Colours for other viewers only (linear RGB, design choice); the program paints tissues by itself.
std::array<float, 3> viewer_colour(Tissue tissue) {
  switch (tissue) {
    case Tissue::skin:
      return {0.80f, 0.58f, 0.46f};
    case Tissue::fat:
      return {0.90f, 0.75f, 0.38f};
    case Tissue::fascia:
      return {0.82f, 0.80f, 0.76f};
    case Tissue::muscle:
      return {0.45f, 0.10f, 0.08f};
    case Tissue::tendon:
    case Tissue::ligament:
      return {0.78f, 0.74f, 0.66f};
    case Tissue::disc:
    case Tissue::cartilage:
      return {0.60f, 0.68f, 0.72f};
    case Tissue::bone:
      return {0.80f, 0.74f, 0.60f};
    case Tissue::nerve:
      return {0.85f, 0.70f, 0.15f};
    case Tissue::artery:
      return {0.60f, 0.05f, 0.04f};
    case Tissue::vein:
      return {0.08f, 0.12f, 0.45f};
    case Tissue::organ:
      return {0.40f, 0.14f, 0.10f};
    case Tissue::other:
      break;
  }
  return {0.60f, 0.60f, 0.60f};
}

void check(const RawStructure& s) {
  const auto fail = [&](const std::string& what) { throw Error(s.info.id, what, "mend the mesh before writing it"); };
  const Mesh& m = s.mesh;
  if (m.triangles.size() < 3 || m.triangles.size() % 3 != 0) fail("the mesh has no triangles");
  const size_t n = m.positions.size();
  if (m.normals.size() != n) fail("normals are missing");
  for (const size_t size : {m.fibres.size(), m.along.size(), m.tendon.size(), m.fascicle.size(), m.depth.size()}) {
    if (size != 0 && size != n) fail("an attribute is not as long as the positions");
  }
  for (const uint32_t i : m.triangles) {
    if (i >= n) fail("a triangle names a vertex that does not exist");
  }
  for (const Vec3& p : m.positions) {
    if (!std::isfinite(p.x) || !std::isfinite(p.y) || !std::isfinite(p.z)) fail("a vertex is not a number");
  }
}

Mesh as_filed(Mesh mesh) {
  const std::vector<uint32_t> order = order_by_first_use(mesh.triangles, mesh.positions.size());
  put_in_order(order, mesh.positions, mesh.normals, mesh.fibres, mesh.along, mesh.tendon, mesh.fascicle, mesh.depth);
  return mesh;
}

class GlbWriter {
 public:
  explicit GlbWriter(const RawAtlas& atlas) : atlas_(atlas) {}

  void write(const std::filesystem::path& path) {
    json children = json::array();
    root_["nodes"] = json::array({nullptr});
    root_["materials"] = json::array();
    for (const RawStructure& s : atlas_.structures) {
      check(s);
      children.push_back(root_["nodes"].size());
      root_["nodes"].push_back({{"name", s.info.id}, {"mesh", add_mesh(s)}, {"extras", facts(s)}});
    }
    root_["nodes"][0] = {{"name", "palpate"}, {"children", children}, {"extras", atlas_extras()}};
    root_["scenes"] = json::array({{{"nodes", json::array({0})}}});
    root_["scene"] = 0;
    root_["asset"] = {{"version", "2.0"}, {"generator", "Palpate"}, {"extras", atlas_facts()}};
    if (const std::string rights = rights_line(); !rights.empty()) root_["asset"]["copyright"] = rights;
    root_["buffers"] = json::array({{{"byteLength", bytes_.size()}}});
    save(path);
  }

 private:
  json atlas_facts() const {
    json facts = json::object();
    const auto put = [&](const char* key, const std::string& value) {
      if (!value.empty()) facts[key] = value;
    };
    put("name", atlas_.name), put("licence", atlas_.licence), put("attribution", atlas_.attribution);
    put("rest_pose", atlas_.rest_pose), put("source", atlas_.source);
    return facts;
  }

  json atlas_extras() const {
    json extras = atlas_facts();
    extras["palpate_format"] = glb_format;
    json& marks = extras["landmarks_mm"] = json::object();
    for (const auto& [id, p] : atlas_.landmarks) {
      marks[id] = {{"x", static_cast<double>(p.x)}, {"y", static_cast<double>(p.y)}, {"z", static_cast<double>(p.z)}};
    }
    if (marks.empty()) extras.erase("landmarks_mm");
    return extras;
  }

  std::string rights_line() const {
    return atlas_.licence.empty() || atlas_.attribution.empty() ? atlas_.attribution + atlas_.licence
                                                                : atlas_.attribution + "; " + atlas_.licence;
  }

  static json facts(const RawStructure& s) {
    const StructureInfo& i = s.info;
    json facts = {{"title", i.name}, {"tissue", to_string(i.tissue)}, {"side", to_string(i.side)}, {"layer", i.layer}};
    const auto put = [&](const char* key, const std::string& value) {
      if (!value.empty()) facts[key] = value;
    };
    put("base_id", i.base_id), put("latin", i.latin), put("ta98", i.ta98);
    put("groups", fmt::format("{}", fmt::join(i.groups, " ")));
    put("origin", i.origin), put("insertion", i.insertion), put("innervation", i.innervation), put("action", i.action);
    put("palpation", i.palpation), put("note", i.note), put("source", i.source), put("confidence", i.confidence);
    put("provenance", s.provenance);
    for (size_t k = 0; k < s.fascicles.size(); ++k)
      facts["fascicles"][fmt::format("{:03}", k)] = fascicle_text(s.fascicles[k]);
    return facts;
  }

  size_t add_mesh(const RawStructure& s) {
    const Mesh m = as_filed(s.mesh);
    json attributes;
    attributes["POSITION"] = add_positions(m);
    attributes["NORMAL"] = add_floats(m.positions.size(), "VEC3", 3, [&](size_t i, float* out) {
      const Vec3 n = normalize_or(m.normals[i], Vec3(0.0f, 0.0f, 1.0f));
      out[0] = n.x, out[1] = n.y, out[2] = n.z;
    });
    if (!m.fibres.empty()) attributes["TANGENT"] = add_fibres(m);
    const auto pair = [&](const std::vector<float>& a, const std::vector<float>& b) {
      return add_floats(m.positions.size(), "VEC2", 2, [&](size_t i, float* out) {
        out[0] = a.empty() ? 0.0f : a[i], out[1] = b.empty() ? 0.0f : b[i];
      });
    };
    const bool second = !m.fascicle.empty() || !m.depth.empty();
    if (!m.along.empty() || !m.tendon.empty() || second) attributes["TEXCOORD_0"] = pair(m.along, m.tendon);
    if (second) attributes["TEXCOORD_1"] = pair(m.fascicle, m.depth);
    const size_t indices = add_view(m.triangles.data(), m.triangles.size() * 4, target_indices);
    root_["accessors"].push_back({{"bufferView", indices},
                                  {"componentType", component_uint},
                                  {"count", m.triangles.size()},
                                  {"type", "SCALAR"}});
    const json primitive = {
        {"attributes", attributes}, {"indices", root_["accessors"].size() - 1}, {"material", material(s.info.tissue)}};
    root_["meshes"].push_back({{"name", s.info.id}, {"primitives", json::array({primitive})}});
    return root_["meshes"].size() - 1;
  }

  size_t add_positions(const Mesh& m) {
    Box3 box;
    const size_t accessor = add_floats(m.positions.size(), "VEC3", 3, [&](size_t i, float* out) {
      const Vec3 p = m.positions[i] * 0.001f;
      box.add(p);
      out[0] = p.x, out[1] = p.y, out[2] = p.z;
    });
    // As doubles: a float printed shorter would lie outside its own bounds.
    const auto exact = [](const Vec3& v) { return json::array({double{v.x}, double{v.y}, double{v.z}}); };
    root_["accessors"][accessor]["min"] = exact(box.lo);
    root_["accessors"][accessor]["max"] = exact(box.hi);
    return accessor;
  }

  size_t add_fibres(const Mesh& m) {
    return add_floats(m.positions.size(), "VEC4", 4, [&](size_t i, float* out) {
      const bool fibre = glm::dot(m.fibres[i], m.fibres[i]) > 0.25f;
      const Vec3 f = fibre ? glm::normalize(m.fibres[i]) : Vec3(0.0f, 1.0f, 0.0f);
      out[0] = f.x, out[1] = f.y, out[2] = f.z, out[3] = fibre ? 1.0f : -1.0f;
    });
  }

  template <class Fill>
  size_t add_floats(size_t count, const char* type, size_t width, const Fill& fill) {
    std::vector<float> values(count * width);
    for (size_t i = 0; i < count; ++i) fill(i, values.data() + i * width);
    const size_t view = add_view(values.data(), values.size() * sizeof(float), target_vertices);
    root_["accessors"].push_back(
        {{"bufferView", view}, {"componentType", component_float}, {"count", count}, {"type", type}});
    return root_["accessors"].size() - 1;
  }

  size_t add_view(const void* data, size_t size, int target) {
    root_["bufferViews"].push_back(
        {{"buffer", 0}, {"byteOffset", bytes_.size()}, {"byteLength", size}, {"target", target}});
    bytes_.append(static_cast<const char*>(data), size);
    return root_["bufferViews"].size() - 1;
  }

  size_t material(Tissue tissue) {
    const std::string name(to_string(tissue));
    json& all = root_["materials"];
    for (size_t i = 0; i < all.size(); ++i) {
      if (all[i]["name"] == name) return i;
    }
    const auto [r, g, b] = viewer_colour(tissue);
    const json shade = {{"baseColorFactor", {r, g, b, 1.0f}}, {"metallicFactor", 0.0}, {"roughnessFactor", 0.7}};
    all.push_back({{"name", name}, {"pbrMetallicRoughness", shade}});
    return all.size() - 1;
  }

  void save(const std::filesystem::path& path) {
    std::string text = root_.dump(-1, ' ', false, json::error_handler_t::replace);
    text.append((4 - text.size() % 4) % 4, ' ');
    bytes_.append((4 - bytes_.size() % 4) % 4, '\0');
    const size_t total = 12 + 8 + text.size() + 8 + bytes_.size();
    if (total > 0xFFFFFFFFu)
      throw Error(path.string(), "would be larger than 4 GiB", "write fewer or coarser structures");
    AtomicFile file(path);
    const auto word = [&](size_t value) {
      const uint32_t v = static_cast<uint32_t>(value);
      file.write(&v, 4);
    };
    file.write("glTF"), word(2), word(total);
    word(text.size()), file.write("JSON"), file.write(text);
    word(bytes_.size()), file.write(std::string_view("BIN\0", 4)), file.write(bytes_);
    file.commit();
  }

  const RawAtlas& atlas_;
  json root_;
  std::string bytes_;
};

}  // namespace

void write_glb(const RawAtlas& atlas, const std::filesystem::path& path) {
  if (atlas.structures.empty()) throw Error(path.string(), "there is no structure to write");
  GlbWriter(atlas).write(path);
}

}  // namespace palpate
