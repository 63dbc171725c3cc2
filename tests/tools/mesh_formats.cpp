// Not a test: writes one small body (two closed balls under turned nodes) in every format that the mesh library can
// export, for tests that damage them. write_mesh_formats FOLDER: FOLDER/<kind>.<ending>

#include <assimp/scene.h>

#include <array>
#include <assimp/Exporter.hpp>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <numbers>
#include <string>

namespace {

constexpr unsigned around = 16, rows = 10;

aiMesh* ball(const char* name, float radius) {
  auto* mesh = new aiMesh;
  mesh->mName.Set(name);
  mesh->mPrimitiveTypes = aiPrimitiveType_TRIANGLE;
  mesh->mNumVertices = around * (rows - 1) + 2;
  mesh->mVertices = new aiVector3D[mesh->mNumVertices];
  mesh->mNormals = new aiVector3D[mesh->mNumVertices];
  const auto put = [&](unsigned i, float x, float y, float z) {
    mesh->mNormals[i] = aiVector3D(x, y, z);
    mesh->mVertices[i] = mesh->mNormals[i] * radius;
  };
  put(0, 0, 1, 0);
  for (unsigned r = 1; r < rows; ++r) {
    for (unsigned a = 0; a < around; ++a) {
      const float v = std::numbers::pi_v<float> * static_cast<float>(r) / rows;
      const float u = 2.0f * std::numbers::pi_v<float> * static_cast<float>(a) / around;
      put(1 + (r - 1) * around + a, std::sin(v) * std::sin(u), std::cos(v), std::sin(v) * std::cos(u));
    }
  }
  const unsigned last = mesh->mNumVertices - 1;
  put(last, 0, -1, 0);
  const auto at = [](unsigned r, unsigned a) { return 1 + (r - 1) * around + a % around; };
  mesh->mNumFaces = 2 * around * (rows - 1);
  mesh->mFaces = new aiFace[mesh->mNumFaces];
  unsigned n = 0;
  const auto face = [&](unsigned a, unsigned b, unsigned c) {
    mesh->mFaces[n].mNumIndices = 3;
    mesh->mFaces[n++].mIndices = new unsigned[3]{a, b, c};
  };
  for (unsigned a = 0; a < around; ++a)
    face(0, at(1, a), at(1, a + 1)), face(last, at(rows - 1, a + 1), at(rows - 1, a));
  for (unsigned r = 1; r + 1 < rows; ++r) {
    for (unsigned a = 0; a < around; ++a)
      face(at(r, a), at(r + 1, a), at(r + 1, a + 1)), face(at(r, a), at(r + 1, a + 1), at(r, a + 1));
  }
  return mesh;
}

aiNode* node(const char* name, aiNode* parent, const aiVector3D& place) {
  auto* made = new aiNode(name);
  made->mParent = parent;
  aiMatrix4x4::Translation(place, made->mTransformation);
  return made;
}

void fill(aiScene& scene) {
  scene.mNumMaterials = 1;
  scene.mMaterials = new aiMaterial*[1]{new aiMaterial};
  const aiString name("plain");
  scene.mMaterials[0]->AddProperty(&name, AI_MATKEY_NAME);
  scene.mNumMeshes = 2;
  scene.mMeshes = new aiMesh*[2]{ball("sacrum", 40.0f), ball("femur_left", 25.0f)};
  scene.mRootNode = new aiNode("root");
  const std::array<aiVector3D, 2> places{aiVector3D(0, 0, 0), aiVector3D(120, -80, 10)};
  scene.mRootNode->mNumChildren = 2;
  scene.mRootNode->mChildren = new aiNode*[2];
  for (unsigned i = 0; i < 2; ++i) {
    aiNode* child = node(scene.mMeshes[i]->mName.C_Str(), scene.mRootNode, places[i]);
    child->mNumMeshes = 1;
    child->mMeshes = new unsigned[1]{i};
    scene.mRootNode->mChildren[i] = child;
  }
}

struct Kind {
  const char* exporter;  ///< the library's id
  const char* file;
};
constexpr std::array<Kind, 12> kinds{{{"fbx", "binary.fbx"},
                                      {"fbxa", "text.fbx"},
                                      {"collada", "collada.dae"},
                                      {"x3d", "x3d.x3d"},
                                      {"3ds", "studio.3ds"},
                                      {"obj", "wave.obj"},
                                      {"stl", "text.stl"},
                                      {"stlb", "binary.stl"},
                                      {"ply", "text.ply"},
                                      {"plyb", "binary.ply"},
                                      {"gltf2", "gl.gltf"},
                                      {"glb2", "gl.glb"}}};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return std::fputs("usage: write_mesh_formats FOLDER\n", stderr), 2;
  const std::filesystem::path folder = argv[1];
  aiScene scene;
  fill(scene);
  int failed = 0;
  for (const Kind& kind : kinds) {
    Assimp::Exporter exporter;
    if (exporter.Export(&scene, kind.exporter, (folder / kind.file).string()) == aiReturn_SUCCESS) continue;
    std::fprintf(stderr, "%s: %s\n", kind.file, exporter.GetErrorString());
    failed = 1;
  }
  return failed;
}
