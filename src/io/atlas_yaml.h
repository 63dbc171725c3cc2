#pragma once
// atlas.yaml: what an atlas folder says about itself, beside its meshes.

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "anatomy/atlas.h"

namespace palpate {

/// The file's content. Structures list only what differs from the catalogue or is unknown to it.
struct AtlasYaml {
  struct Entry {
    std::string id, name, latin, tissue, provenance;
    int layer = -1;  ///< -1: as the catalogue says
  };
  std::string name, licence, attribution, source, rest_pose;
  double unit_mm = 0.0;  ///< length of one unit of the meshes in mm; 0 = not said
  std::vector<Entry> structures;
  std::map<std::string, Vec3> landmarks;  ///< mm
};

/// Throws Error at file:line:column.
AtlasYaml read_atlas_yaml(const std::filesystem::path& file);
/// Atomic. Throws Error when the file cannot be written.
void write_atlas_yaml(const AtlasYaml& facts, const std::filesystem::path& file);

}  // namespace palpate
