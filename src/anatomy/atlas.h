#pragma once
// A body to look at: structures with their meshes at several levels of detail, landmarks, provenance and licence.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "anatomy/catalogue.h"
#include "anatomy/fascicle.h"
#include "anatomy/mesh.h"

namespace palpate::anatomy {

/// One structure of an atlas. levels[0] is the finest; each next has fewer triangles. At least one level, never empty.
struct Structure {
  StructureInfo info;
  std::string provenance;           ///< how the shape was made, from which figures
  std::vector<Fascicle> fascicles;  ///< of muscles that know theirs, rest pose
  std::vector<PackedMesh> levels;
  Box3 bounds;
  double volume_mm3 = 0.0;  ///< 0 where the mesh is open
  bool closed = false;
};

/// Immutable once made; share it by std::shared_ptr<const Atlas>.
struct Atlas {
  std::string name;
  std::string licence;
  std::string attribution;
  std::string source;                     ///< the file or folder it came from
  std::string rest_pose;                  ///< "prone on a table, …"
  std::vector<Structure> structures;      ///< sorted by layer, then id
  std::map<std::string, Vec3> landmarks;  ///< id -> position, mm
  std::shared_ptr<const void> storage;    ///< keeps what the spans point into alive

  const Structure* find(std::string_view id) const;
  /// Index in `structures`, or -1.
  int index_of(std::string_view id) const;
  Box3 bounds() const;
  size_t triangle_count(size_t level) const;
};

/// An atlas as the forge or an importer makes it, before levels of detail and baking.
struct RawStructure {
  StructureInfo info;
  std::string provenance;
  std::vector<Fascicle> fascicles;  ///< in the order of Mesh::fascicle
  Mesh mesh;
};
struct RawAtlas {
  std::string name, licence, attribution, source, rest_pose;
  std::vector<RawStructure> structures;
  std::map<std::string, Vec3> landmarks;
};

}  // namespace palpate::anatomy
