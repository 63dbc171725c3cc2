#include "io/assimp_read.h"

#include <assimp/DefaultIOSystem.h>
#include <assimp/config.h>
#include <assimp/postprocess.h>
#include <assimp/scene.h>
#include <fmt/format.h>

#include <algorithm>
#include <assimp/Importer.hpp>
#include <assimp/ProgressHandler.hpp>
#include <chrono>
#include <string_view>
#include <utility>

#include "core/error.h"
#include "core/text.h"
#include "io/count_probe.h"
#include "io/gltf_probe.h"
#include "io/mesh_import.h"

namespace palpate {
namespace {

using anatomy::Mesh;

constexpr int max_nesting = 16;

class CancelHandler : public Assimp::ProgressHandler {
 public:
  explicit CancelHandler(const Progress& progress) : progress_(progress) {}
  bool Update(float) override { return !progress_.cancelled(); }

 private:
  const Progress& progress_;
};

// Lets the library open files of one folder only, and only for reading: a mesh file may name buffers, materials and
// pictures beside itself or in folders below, not "../../etc/passwd".
class OneFolder : public Assimp::DefaultIOSystem {
 public:
  explicit OneFolder(const std::filesystem::path& file)
      : folder_(std::filesystem::weakly_canonical(std::filesystem::absolute(file).parent_path())) {}

  bool Exists(const char* name) const override { return inside(name) && DefaultIOSystem::Exists(name); }
  Assimp::IOStream* Open(const char* name, const char* mode) override {
    if (!inside(name) || std::string_view(mode).find_first_of("wa+") != std::string_view::npos) return nullptr;
    return DefaultIOSystem::Open(name, mode);
  }
  const std::string& refused() const { return refused_; }

 private:
  bool inside(const char* name) const {
    std::error_code failed;
    const auto whole = std::filesystem::weakly_canonical(std::filesystem::absolute(name, failed), failed);
    if (failed) return false;
    const auto apart = std::mismatch(folder_.begin(), folder_.end(), whole.begin(), whole.end());
    const bool good = apart.first == folder_.end() && (!exists(whole, failed) || is_regular_file(whole, failed));
    if (!good) refused_ = name;
    return good;
  }
  std::filesystem::path folder_;
  mutable std::string refused_;
};

// Assimp walks node trees by recursion: a chain of a hundred thousand nodes would end the process. Ours do not.
constexpr unsigned deepest_tree = 1000;
unsigned depth_of(const aiNode& root) {
  unsigned deepest = 0;
  std::vector<std::pair<const aiNode*, unsigned>> stack{{&root, 1}};
  while (!stack.empty()) {
    const auto [node, depth] = stack.back();
    stack.pop_back();
    deepest = std::max(deepest, depth);
    for (unsigned i = 0; i < node->mNumChildren; ++i) stack.emplace_back(node->mChildren[i], depth + 1);
  }
  return deepest;
}

// What the library says about a mesh that it cannot decode says nothing to a person.
std::string in_plain_words(const std::string& said) {
  if (said.find("accessor without data") != std::string::npos)
    return said +
           ": a Draco-compressed mesh that this Assimp cannot decode, most likely one with more than 65,535 vertices";
  return said;
}

template <class T>
const T& as(const aiMetadataEntry& entry) {
  return *static_cast<const T*>(entry.mData);
}

void flatten(const aiMetadata& data, const std::string& prefix, Extras& out, int depth) {
  if (depth > max_nesting) return;
  for (unsigned i = 0; i < data.mNumProperties; ++i) {
    const aiMetadataEntry& e = data.mValues[i];
    if (!e.mData) continue;
    const std::string key = prefix + data.mKeys[i].C_Str();
    switch (e.mType) {
      case AI_BOOL:
        out[key] = as<bool>(e) ? "true" : "false";
        break;
      case AI_INT32:
        out[key] = fmt::format("{}", as<int32_t>(e));
        break;
      case AI_UINT64:
        out[key] = fmt::format("{}", as<uint64_t>(e));
        break;
      case AI_FLOAT:
        out[key] = fmt::format("{}", as<float>(e));
        break;
      case AI_DOUBLE:
        out[key] = fmt::format("{}", as<double>(e));
        break;
      case AI_AISTRING:
        out[key] = as<aiString>(e).C_Str();
        break;
      case AI_AIMETADATA:
        flatten(as<aiMetadata>(e), key + "/", out, depth + 1);
        break;
      default:
        break;
    }
  }
}

Extras extras_of(const aiNode& node) {
  Extras out;
  if (node.mMetaData) flatten(*node.mMetaData, "", out, 0);
  return out;
}

Vec3 to_vec(const aiVector3D& v) {
  return {v.x, v.y, v.z};
}

// Appends one Assimp mesh in the node's place.
void append(const aiMesh& from, const aiMatrix4x4& transform, bool ours, Mesh& to) {
  const aiMatrix3x3 linear(transform);
  aiMatrix3x3 for_normals = linear;
  const bool mirrored = linear.Determinant() < 0.0f;
  if (linear.Determinant() != 0.0f) for_normals.Inverse().Transpose();
  const uint32_t base = static_cast<uint32_t>(to.positions.size());
  // Foreign normals are not kept (mesh_mend.h): shading follows the mended surface.
  const bool normals = ours && from.HasNormals(), fibres = ours && from.HasTangentsAndBitangents();
  const bool first = ours && from.HasTextureCoords(0), second = ours && from.HasTextureCoords(1);
  for (unsigned i = 0; i < from.mNumVertices; ++i) {
    to.positions.push_back(to_vec(transform * from.mVertices[i]));
    if (normals) to.normals.push_back(normalize_or(to_vec(for_normals * from.mNormals[i]), Vec3(0.0f, 0.0f, 1.0f)));
    if (fibres) {
      // Assimp keeps the sign w only in the bitangent: w = -1 says "no fibre here".
      const Vec3 n = to_vec(from.mNormals[i]), t = to_vec(from.mTangents[i]), b = to_vec(from.mBitangents[i]);
      const bool none = glm::dot(glm::cross(n, t), b) < 0.0f;
      to.fibres.push_back(none ? Vec3(0.0f) : normalize_or(to_vec(linear * from.mTangents[i]), Vec3(0.0f)));
    }
    // Assimp turns the second texture coordinate upside down: undone here.
    if (first) to.along.push_back(from.mTextureCoords[0][i].x), to.tendon.push_back(1.0f - from.mTextureCoords[0][i].y);
    if (second)
      to.fascicle.push_back(from.mTextureCoords[1][i].x), to.depth.push_back(1.0f - from.mTextureCoords[1][i].y);
  }
  for (unsigned i = 0; i < from.mNumFaces; ++i) {
    const aiFace& face = from.mFaces[i];
    if (face.mNumIndices != 3) continue;  // points and lines
    to.triangles.push_back(base + face.mIndices[0]);
    to.triangles.push_back(base + face.mIndices[mirrored ? 2 : 1]);
    to.triangles.push_back(base + face.mIndices[mirrored ? 1 : 2]);
  }
}

// An attribute that only some parts of a node have is no attribute of the whole.
void drop_partial(Mesh& m) {
  const auto trim_to = [&](auto& list) {
    if (list.size() != m.positions.size()) list.clear();
  };
  trim_to(m.normals), trim_to(m.fibres), trim_to(m.along), trim_to(m.tendon), trim_to(m.fascicle), trim_to(m.depth);
}

void collect(const aiScene& scene, FoundScene& out) {
  struct Visit {
    const aiNode* node;
    aiMatrix4x4 above;
  };
  std::vector<Visit> stack{{scene.mRootNode, {}}};
  while (!stack.empty()) {
    const Visit visit = stack.back();
    stack.pop_back();
    const aiMatrix4x4 here = visit.above * visit.node->mTransformation;
    for (unsigned i = visit.node->mNumChildren; i-- > 0;) stack.push_back({visit.node->mChildren[i], here});
    if (visit.node->mNumMeshes == 0) continue;
    FoundMesh found;
    found.node = visit.node->mName.C_Str();
    found.mesh_name = scene.mMeshes[visit.node->mMeshes[0]]->mName.C_Str();
    found.extras = extras_of(*visit.node);
    found.mirrored = here.Determinant() < 0.0f;
    size_t vertices = 0, faces = 0;
    for (unsigned i = 0; i < visit.node->mNumMeshes; ++i) {
      const aiMesh& mesh = *scene.mMeshes[visit.node->mMeshes[i]];
      vertices += mesh.mNumVertices, faces += mesh.mNumFaces;
    }
    found.mesh.positions.reserve(vertices), found.mesh.triangles.reserve(3 * faces);
    for (unsigned i = 0; i < visit.node->mNumMeshes; ++i)
      append(*scene.mMeshes[visit.node->mMeshes[i]], here, out.ours, found.mesh);
    drop_partial(found.mesh);
    out.meshes.push_back(std::move(found));
  }
}

}  // namespace

bool assimp_knows(const std::filesystem::path& file) {
  static const Assimp::Importer importer;
  return file.has_extension() && importer.IsExtensionSupported(file.extension().string());
}

double assimp_serial_ms(const std::vector<std::filesystem::path>& paths) {
  const auto start = std::chrono::steady_clock::now();
  for (const auto& path : paths) {
    for (const auto& file : mesh_files(path)) {
      Assimp::Importer importer;
      importer.ReadFile(file.string(), aiProcess_Triangulate | aiProcess_JoinIdenticalVertices);
    }
  }
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

FoundScene read_with_assimp(const std::filesystem::path& file, const Progress& progress) {
  if (const std::string wrong = impossible_count(file); !wrong.empty())
    throw Error(file.string(), "cannot be read: it " + wrong, "it is damaged or cut off: export it again");
  Assimp::Importer importer;
  auto* folder = new OneFolder(file);  // the importer owns both
  importer.SetIOHandler(folder);
  importer.SetProgressHandler(new CancelHandler(progress));
  importer.SetPropertyInteger(AI_CONFIG_PP_SBP_REMOVE, aiPrimitiveType_POINT | aiPrimitiveType_LINE);
  const aiScene* scene = importer.ReadFile(file.string(), aiProcess_Triangulate);
  progress.throw_if_cancelled();
  if (!scene || !scene->mRootNode) {
    const std::string named = draco_mesh_too_large(file);
    if (!named.empty())
      throw Error(file.string(),
                  fmt::format("cannot be read: its mesh '{}' is Draco-compressed and has more than 65,535 vertices, "
                              "which this Assimp cannot decode",
                              named),
                  "split that mesh or decode the file: open it in Blender and export it as glTF without compression");
    const std::string outside = folder->refused();
    throw Error(
        file.string(),
        fmt::format(
            "cannot be read: {}{}", in_plain_words(std::string(trim(importer.GetErrorString()))),
            outside.empty() ? "" : fmt::format(" (it names '{}', outside its own folder: not opened)", outside)),
        "open it in another program and export it again, as plain glTF or OBJ without compression");
  }
  if (const unsigned depth = depth_of(*scene->mRootNode); depth > deepest_tree)
    throw Error(file.string(), fmt::format("its nodes are nested {} deep, more than {}", depth, deepest_tree),
                "flatten its node tree and export it again");
  FoundScene out;
  out.extras = extras_of(*scene->mRootNode);
  out.ours = out.extras.contains("palpate_format");
  collect(*scene, out);
  return out;
}

}  // namespace palpate
