#include "tissue/posture_stretch.h"

#include <algorithm>
#include <cmath>

#include "core/parallel.h"

namespace palpate::tissue {
namespace {

constexpr const char* k_title = "stretch along the fibres";
constexpr const char* k_note =
    "How much longer the posture makes the tissue along its fibres, from the shape of the body alone. Aponeuroses and "
    "fascia are shown as if they gave way like muscle.";
constexpr double k_low = -30.0, k_high = 30.0;

// Length along the fibre after the posture over that before, by a small step along it each way.
float stretch_at(const motion::BodyRig& rig, const motion::PoseBlock& pose, const anatomy::PackedVertex& v) {
  constexpr float step_mm = 2.0f;
  const Vec3 fibre = anatomy::unpack_fibre(v.fibre);
  if (fibre == Vec3(0.0f)) return std::nanf("");
  const Vec3 a = v.position - fibre * step_mm, b = v.position + fibre * step_mm;
  const Vec3 moved = rig.carry(pose, b).point(b) - rig.carry(pose, a).point(a);
  return 100.0f * (glm::length(moved) / (2.0f * step_mm) - 1.0f);
}

bool fibrous(const anatomy::Structure& s) {
  return s.info.tissue == anatomy::Tissue::muscle || s.info.tissue == anatomy::Tissue::fascia ||
         s.info.tissue == anatomy::Tissue::ligament || s.info.tissue == anatomy::Tissue::tendon;
}

}  // namespace

VertexField posture_stretch(const motion::BodyRig& rig, const motion::PoseBlock& pose,
                            const std::vector<bool>& wanted) {
  VertexField field;
  field.title = k_title, field.unit = "%", field.note = k_note, field.low = k_low, field.high = k_high;
  const auto& structures = rig.atlas().structures;
  field.values.resize(structures.size());
  for (size_t s = 0; s < structures.size(); ++s) {
    if (!fibrous(structures[s]) || (s < wanted.size() && !wanted[s])) continue;
    const auto vertices = structures[s].levels.front().vertices;
    auto values = std::make_shared<std::vector<float>>(vertices.size());
    parallel_for(vertices.size(), 512, [&](size_t begin, size_t end) {
      for (size_t i = begin; i < end; ++i) (*values)[i] = stretch_at(rig, pose, vertices[i]);
    });
    field.values[s] = std::move(values);
  }
  return field;
}

FieldAnswer posture_stretch_summary(const motion::BodyRig& rig, const motion::PoseBlock& pose) {
  FieldAnswer field;
  field.title = k_title, field.unit = "%", field.note = k_note, field.low = k_low, field.high = k_high;
  field.basis = "design estimate";
  const auto& structures = rig.atlas().structures;
  std::vector<MeanMax> found(structures.size());
  std::vector<char> has(structures.size(), 0);
  parallel_for(structures.size(), 1, [&](size_t begin, size_t end) {
    for (size_t s = begin; s < end; ++s) {
      if (!fibrous(structures[s])) continue;
      const anatomy::PackedMesh& mesh = structures[s].levels.back();
      double sum = 0.0, largest = -1e9;
      size_t count = 0;
      for (const uint32_t index : mesh.indices) {
        const float value = stretch_at(rig, pose, mesh.vertices[index]);
        if (!std::isfinite(value)) continue;
        sum += static_cast<double>(value), largest = std::max(largest, static_cast<double>(value)), ++count;
      }
      if (count == 0) continue;
      found[s].mean = sum / static_cast<double>(count), found[s].max = largest;
      has[s] = 1;
    }
  });
  for (size_t s = 0; s < structures.size(); ++s) {
    if (has[s]) field.by_structure[structures[s].info.id] = found[s];
  }
  return field;
}

}  // namespace palpate::tissue
