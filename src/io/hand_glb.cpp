#include <assimp/postprocess.h>
#include <assimp/scene.h>

#include <algorithm>
#include <assimp/Importer.hpp>
#include <cstring>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "io/atomic_file.h"
#include "io/hand_file.h"
#include "io/vertex_order.h"

namespace palpate {
namespace {

using motion::bone_count;
using motion::HandMesh;
using nlohmann::json;

constexpr float to_metres = 0.001f;
constexpr int vertex_buffer = 34962, index_buffer = 34963;

/// Bind frames in metres, as other programs expect them.
Mat4 in_metres(Mat4 m) {
  m[3] = Vec4(Vec3(m[3]) * to_metres, 1.0f);
  return m;
}

HandMesh as_filed(HandMesh mesh) {
  const std::vector<uint32_t> order = order_by_first_use(mesh.triangles, mesh.positions.size());
  put_in_order(order, mesh.positions, mesh.normals, mesh.joints, mesh.weights, mesh.cues);
  return mesh;
}

class HandWriter {
 public:
  explicit HandWriter(const std::vector<HandMesh>& meshes) {
    document_ = {{"asset", {{"version", "2.0"}, {"generator", "palpate-forge"}}}, {"scene", 0}};
    document_["materials"] = {material("hand", 0.80f, 0.75f, 0.66f), material("cloth", 0.06f, 0.30f, 0.32f)};
    json roots = json::array();
    for (const HandMesh& mesh : meshes) roots.push_back(add(as_filed(mesh)));
    document_["scenes"] = {{{"nodes", roots}}};
    document_["buffers"] = {{{"byteLength", bytes_.size()}}};
  }

  std::string glb() {
    std::string text = document_.dump();
    text.resize((text.size() + 3) / 4 * 4, ' ');
    bytes_.resize((bytes_.size() + 3) / 4 * 4, '\0');
    std::string out;
    const auto word = [&out](size_t v) {
      const uint32_t w = static_cast<uint32_t>(v);
      out.append(reinterpret_cast<const char*>(&w), 4);
    };
    out += "glTF";
    word(2);
    word(28 + text.size() + bytes_.size());
    word(text.size());
    out += "JSON" + text;
    word(bytes_.size());
    out += std::string("BIN\0", 4) + bytes_;
    return out;
  }

 private:
  static json material(const char* name, float r, float g, float b) {
    return {{"name", name},
            {"pbrMetallicRoughness",
             {{"baseColorFactor", {r, g, b, 1.0f}}, {"metallicFactor", 0.0f}, {"roughnessFactor", 0.8f}}}};
  }

  template <class T>
  int accessor(const std::vector<T>& data, const char* type, int component, int target, json extra = json::object()) {
    document_["bufferViews"].push_back(
        {{"buffer", 0}, {"byteOffset", bytes_.size()}, {"byteLength", data.size() * sizeof(T)}});
    if (target) document_["bufferViews"].back()["target"] = target;
    bytes_.append(reinterpret_cast<const char*>(data.data()), data.size() * sizeof(T));
    bytes_.resize((bytes_.size() + 3) / 4 * 4, '\0');
    extra["bufferView"] = document_["bufferViews"].size() - 1;
    extra["componentType"] = component;
    extra["type"] = type;
    extra["count"] = data.size();
    document_["accessors"].push_back(extra);
    return static_cast<int>(document_["accessors"].size()) - 1;
  }

  json primitive(const HandMesh& mesh, size_t first_vertex, size_t end_vertex, size_t first_index, size_t end_index) {
    std::vector<Vec3> positions, normals;
    std::vector<Vec2> nail_red, groove;
    Box3 box;
    for (size_t i = first_vertex; i < end_vertex; ++i) {
      positions.push_back(mesh.positions[i] * to_metres);
      normals.push_back(mesh.normals[i]);
      nail_red.emplace_back(mesh.cues[i].x, mesh.cues[i].y);
      groove.emplace_back(mesh.cues[i].z, 0.0f);
      box.add(positions.back());
    }
    const auto part = [&](const auto& all) {
      using List = std::decay_t<decltype(all)>;
      return List(all.begin() + static_cast<std::ptrdiff_t>(first_vertex),
                  all.begin() + static_cast<std::ptrdiff_t>(end_vertex));
    };
    std::vector<uint32_t> indices(mesh.triangles.begin() + static_cast<std::ptrdiff_t>(first_index),
                                  mesh.triangles.begin() + static_cast<std::ptrdiff_t>(end_index));
    for (uint32_t& i : indices) i -= static_cast<uint32_t>(first_vertex);
    const json bounds{{"min", {box.lo.x, box.lo.y, box.lo.z}}, {"max", {box.hi.x, box.hi.y, box.hi.z}}};
    json attributes{{"POSITION", accessor(positions, "VEC3", 5126, vertex_buffer, bounds)},
                    {"NORMAL", accessor(normals, "VEC3", 5126, vertex_buffer)},
                    {"TEXCOORD_0", accessor(nail_red, "VEC2", 5126, vertex_buffer)},
                    {"TEXCOORD_1", accessor(groove, "VEC2", 5126, vertex_buffer)},
                    {"JOINTS_0", accessor(part(mesh.joints), "VEC4", 5121, vertex_buffer)},
                    {"WEIGHTS_0", accessor(part(mesh.weights), "VEC4", 5126, vertex_buffer)}};
    return {{"attributes", attributes},
            {"indices", accessor(indices, "SCALAR", 5125, index_buffer)},
            {"material", first_index == 0 ? 0 : 1}};
  }

  int add(const HandMesh& mesh) {
    json joints = json::array();
    std::vector<Mat4> inverse;
    json children = json::array();
    for (int b = 0; b < bone_count; ++b) {
      const Mat4 frame = in_metres(mesh.bind[static_cast<size_t>(b)]);
      inverse.push_back(glm::inverse(frame));
      inverse.back()[0].w = inverse.back()[1].w = inverse.back()[2].w = 0.0f;
      inverse.back()[3].w = 1.0f;
      json matrix = json::array();
      for (int c = 0; c < 4; ++c)
        for (int r = 0; r < 4; ++r) matrix.push_back(frame[c][r]);
      document_["nodes"].push_back({{"name", mesh.name + "." + std::string(motion::bone_name(b))}, {"matrix", matrix}});
      joints.push_back(document_["nodes"].size() - 1);
      children.push_back(joints.back());
    }
    const int matrices = accessor(inverse, "MAT4", 5126, 0);
    document_["skins"].push_back({{"name", mesh.name}, {"joints", joints}, {"inverseBindMatrices", matrices}});
    // Cloth vertices follow the skin's: the first one that a cloth triangle names.
    const size_t split = mesh.cloth_first;
    size_t first_cloth = mesh.positions.size();
    for (size_t i = split; i < mesh.triangles.size(); ++i)
      first_cloth = std::min<size_t>(first_cloth, mesh.triangles[i]);
    json primitives = json::array({primitive(mesh, 0, first_cloth, 0, split)});
    if (split < mesh.triangles.size())
      primitives.push_back(primitive(mesh, first_cloth, mesh.positions.size(), split, mesh.triangles.size()));
    document_["meshes"].push_back({{"name", mesh.name}, {"primitives", primitives}});
    document_["nodes"].push_back({{"name", mesh.name + ".skin"},
                                  {"mesh", document_["meshes"].size() - 1},
                                  {"skin", document_["skins"].size() - 1}});
    children.push_back(document_["nodes"].size() - 1);
    document_["nodes"].push_back({{"name", mesh.name}, {"children", children}});
    return static_cast<int>(document_["nodes"].size()) - 1;
  }

  json document_;
  std::string bytes_;
};

int bone_of(const std::string& name) {
  const std::string tail = name.substr(name.find('.') + 1);
  for (int b = 0; b < bone_count; ++b)
    if (tail == motion::bone_name(b)) return b;
  return -1;
}

void find_frames(const aiNode& node, HandMesh& out) {
  for (unsigned i = 0; i < node.mNumChildren; ++i) {
    const aiNode& child = *node.mChildren[i];
    const int bone = bone_of(child.mName.C_Str());
    if (bone < 0) continue;
    const aiMatrix4x4& m = child.mTransformation;
    Mat4& frame = out.bind[static_cast<size_t>(bone)];
    for (unsigned r = 0; r < 4; ++r)
      for (unsigned c = 0; c < 4; ++c) frame[static_cast<int>(c)][static_cast<int>(r)] = m[r][c];
    frame[3] = Vec4(Vec3(frame[3]) / to_metres, 1.0f);
  }
}

void append(const aiMesh& mesh, HandMesh& out, const std::string& file) {
  if (!mesh.HasNormals() || !mesh.HasBones() || !mesh.HasTextureCoords(0) || !mesh.HasTextureCoords(1))
    throw Error(file, "a hand's mesh lacks normals, weights or cues", "forge it again: palpate-forge --hands");
  const uint32_t base = static_cast<uint32_t>(out.positions.size());
  if (base) out.cloth_first = static_cast<uint32_t>(out.triangles.size());
  for (unsigned i = 0; i < mesh.mNumVertices; ++i) {
    const auto vec = [](const aiVector3D& v) { return Vec3(v.x, v.y, v.z); };
    out.positions.push_back(vec(mesh.mVertices[i]) / to_metres);
    out.normals.push_back(vec(mesh.mNormals[i]));
    const aiVector3D &a = mesh.mTextureCoords[0][i], &b = mesh.mTextureCoords[1][i];
    out.cues.emplace_back(a.x, 1.0f - a.y, b.x);  // Assimp turns the second coordinate round
  }
  out.joints.resize(out.positions.size(), {0, 0, 0, 0});
  out.weights.resize(out.positions.size(), {0, 0, 0, 0});
  for (unsigned b = 0; b < mesh.mNumBones; ++b) {
    const int bone = bone_of(mesh.mBones[b]->mName.C_Str());
    if (bone < 0) throw Error(file, "unknown bone '" + std::string(mesh.mBones[b]->mName.C_Str()) + "'");
    for (unsigned w = 0; w < mesh.mBones[b]->mNumWeights; ++w) {
      const aiVertexWeight& weight = mesh.mBones[b]->mWeights[w];
      if (weight.mWeight <= 0.0f) continue;
      auto& joints = out.joints[base + weight.mVertexId];
      auto& weights = out.weights[base + weight.mVertexId];
      for (size_t k = 0; k < 4; ++k)  // sorted, heaviest first
        if (weight.mWeight > weights[k]) {
          std::copy_backward(joints.begin() + static_cast<std::ptrdiff_t>(k), joints.end() - 1, joints.end());
          std::copy_backward(weights.begin() + static_cast<std::ptrdiff_t>(k), weights.end() - 1, weights.end());
          joints[k] = static_cast<uint8_t>(bone), weights[k] = weight.mWeight;
          break;
        }
    }
  }
  for (unsigned f = 0; f < mesh.mNumFaces; ++f) {
    if (mesh.mFaces[f].mNumIndices != 3) throw Error(file, "a hand's mesh holds more than triangles");
    for (unsigned k = 0; k < 3; ++k) out.triangles.push_back(base + mesh.mFaces[f].mIndices[k]);
  }
  if (!base) out.cloth_first = static_cast<uint32_t>(out.triangles.size());
}

}  // namespace

void write_hands(const std::vector<HandMesh>& meshes, const std::filesystem::path& path) {
  const std::string bytes = HandWriter(meshes).glb();
  AtomicFile file(path);
  file.write(bytes);
  file.commit();
}

std::vector<HandMesh> read_hands(const std::filesystem::path& path) {
  Assimp::Importer importer;
  importer.SetPropertyBool("IMPORT_NO_SKELETON_MESHES", true);
  const aiScene* scene = importer.ReadFile(path.string(), 0);
  if (!scene || !scene->mRootNode)
    throw Error(path.string(), std::string("cannot be read as hands: ") + importer.GetErrorString(),
                "forge it again: palpate-forge --hands");
  std::vector<HandMesh> out;
  const auto visit = [&](const auto& self, const aiNode& node) -> void {
    const std::string name = node.mName.C_Str();
    const size_t dot = name.find(".skin");
    if (dot != std::string::npos && node.mNumMeshes > 0) {
      HandMesh mesh;
      mesh.name = name.substr(0, dot);
      mesh.bind.fill(Mat4(1.0f));
      if (node.mParent) find_frames(*node.mParent, mesh);
      for (unsigned i = 0; i < node.mNumMeshes; ++i) append(*scene->mMeshes[node.mMeshes[i]], mesh, path.string());
      out.push_back(std::move(mesh));
    }
    for (unsigned i = 0; i < node.mNumChildren; ++i) self(self, *node.mChildren[i]);
  };
  visit(visit, *scene->mRootNode);
  if (out.empty()) throw Error(path.string(), "holds no hands", "forge it again: palpate-forge --hands");
  return out;
}

}  // namespace palpate
