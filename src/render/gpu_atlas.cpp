#include "render/gpu_atlas.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace palpate::render {

using anatomy::PackedMesh;
using anatomy::PackedVertex;

namespace {

// A vertex's shares of the segments.
struct ShareRow {
  motion::PackedWeights shares;
  motion::PackedFlesh flesh;
};
static_assert(sizeof(ShareRow) == 32);

constexpr GLuint k_field_place = 5, k_owner_place = 14;
constexpr GLuint k_share_places[] = {10, 11, 12, 13};

void enable_field(bool on) {
  on ? glEnableVertexAttribArray(k_field_place) : glDisableVertexAttribArray(k_field_place);
  if (!on) glVertexAttrib1f(k_field_place, -1.0f);
}

void enable(std::span<const GLuint> places, bool on) {
  for (const GLuint place : places) on ? glEnableVertexAttribArray(place) : glDisableVertexAttribArray(place);
}

}  // namespace

std::vector<std::string> scene_attributes() {
  return {"position", "normal_octahedral", "fibre",   "baked",   "fibre_uv", "field",    "normal", "form", "tint",
          "glyph",    "share_a",           "share_b", "share_c", "flesh",    "structure"};
}

void bind_packed_vertices() {
  const auto attribute = [](GLuint place, GLint size, GLenum type, GLboolean normalized, size_t offset) {
    glEnableVertexAttribArray(place);
    glVertexAttribPointer(place, size, type, normalized, sizeof(PackedVertex), reinterpret_cast<const void*>(offset));
  };
  attribute(0, 3, GL_FLOAT, GL_FALSE, offsetof(PackedVertex, position));
  attribute(1, 2, GL_SHORT, GL_TRUE, offsetof(PackedVertex, normal));
  attribute(2, 4, GL_INT_2_10_10_10_REV, GL_TRUE, offsetof(PackedVertex, fibre));
  attribute(3, 4, GL_UNSIGNED_BYTE, GL_TRUE, offsetof(PackedVertex, occlusion));
  attribute(4, 2, GL_UNSIGNED_SHORT, GL_FALSE, offsetof(PackedVertex, fibre_uv));
}

GpuAtlas::GpuAtlas(std::shared_ptr<const anatomy::Atlas> atlas) : atlas_(std::move(atlas)) {
  upload();
}

void GpuAtlas::upload() {
  struct Block {
    std::span<const PackedVertex> vertices;
    size_t first;
  };
  std::vector<Block> blocks;
  std::vector<uint32_t> indices;
  size_t index_count = 0;
  for (const auto& structure : atlas_->structures) {
    for (const PackedMesh& level : structure.levels) index_count += level.indices.size();
  }
  indices.reserve(index_count);
  for (const auto& structure : atlas_->structures) {
    first_vertex_.push_back(vertex_count_);
    std::vector<Range>& ranges = ranges_.emplace_back();
    size_t first = 0;
    const PackedVertex* shared = nullptr;
    const uint32_t* before = nullptr;
    for (const PackedMesh& level : structure.levels) {
      if (level.vertices.data() != shared || ranges.empty()) {  // levels share one block of vertices where they can
        first = vertex_count_, shared = level.vertices.data();
        blocks.push_back({level.vertices, first});
        blocks_.push_back({ranges_.size() - 1, level.vertices, first});
        vertex_count_ += level.vertices.size();
      }
      if (!ranges.empty() && level.indices.data() == before) {  // the same list as the finer level
        ranges.push_back(ranges.back());
        continue;
      }
      before = level.indices.data();
      ranges.push_back({indices.size() * sizeof(uint32_t), static_cast<GLsizei>(level.indices.size()),
                        static_cast<uint32_t>(first)});
      for (const uint32_t index : level.indices) indices.push_back(index + static_cast<uint32_t>(first));
    }
  }
  array_ = gl::VertexArray::make();
  glBindVertexArray(array_.id());
  array_.label("atlas");
  vertices_ = gl::Buffer::make();
  glBindBuffer(GL_ARRAY_BUFFER, vertices_.id());
  vertices_.label("atlas vertices");
  glBufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(vertex_count_ * sizeof(PackedVertex)), nullptr, GL_STATIC_DRAW);
  for (const Block& block : blocks) {
    glBufferSubData(GL_ARRAY_BUFFER, static_cast<GLintptr>(block.first * sizeof(PackedVertex)),
                    static_cast<GLsizeiptr>(block.vertices.size_bytes()), block.vertices.data());
  }
  bind_packed_vertices();
  upload_owners();
  indices_ = gl::Buffer::make();
  glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, indices_.id());
  indices_.label("atlas indices");
  glBufferData(GL_ELEMENT_ARRAY_BUFFER, static_cast<GLsizeiptr>(indices.size() * sizeof(uint32_t)), indices.data(),
               GL_STATIC_DRAW);
  glBindVertexArray(0);
}

// Which structure of its block of looks a vertex belongs to.
void GpuAtlas::upload_owners() {
  static_assert(looks_a_block <= 256);
  std::vector<uint8_t> owners(vertex_count_);
  for (const VertexBlock& block : blocks_) {
    std::fill_n(owners.begin() + static_cast<std::ptrdiff_t>(block.first), block.vertices.size(),
                static_cast<uint8_t>(block.structure % looks_a_block));
  }
  owners_ = gl::Buffer::make();
  glBindBuffer(GL_ARRAY_BUFFER, owners_.id());
  owners_.label("atlas structures");
  glBufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(owners.size()), owners.data(), GL_STATIC_DRAW);
  point_owners();
}

void GpuAtlas::point_owners() const {
  glEnableVertexAttribArray(k_owner_place);
  glVertexAttribPointer(k_owner_place, 1, GL_UNSIGNED_BYTE, GL_FALSE, 1, nullptr);
}

size_t GpuAtlas::triangles_of(std::span<const Range> runs) {
  size_t indices = 0;
  for (const Range& run : runs) indices += static_cast<size_t>(run.count);
  return indices / 3;
}

GpuAtlas::Range GpuAtlas::range(size_t structure, int level) const {
  const std::vector<Range>& ranges = ranges_[structure];
  return ranges[std::min(static_cast<size_t>(std::max(level, 0)), ranges.size() - 1)];
}

const PackedMesh& GpuAtlas::mesh(size_t structure, int level) const {
  const auto& levels = atlas_->structures[structure].levels;
  return levels[std::min(static_cast<size_t>(std::max(level, 0)), levels.size() - 1)];
}

std::span<const uint32_t> GpuAtlas::corners(size_t structure, int level, const Range& run) const {
  const size_t first = (run.offset_bytes - range(structure, level).offset_bytes) / sizeof(uint32_t);
  return mesh(structure, level).indices.subspan(first, static_cast<size_t>(run.count));
}

const std::vector<GpuAtlas::Chunk>& GpuAtlas::chunks(size_t structure, int level) const {
  const auto& levels = atlas_->structures[structure].levels;
  const size_t at = std::min(static_cast<size_t>(std::max(level, 0)), levels.size() - 1);
  const std::scoped_lock lock(making_);
  std::vector<Chunk>& made = chunks_[{structure, at}];
  if (!made.empty()) return made;
  constexpr size_t length = 3 * 8;
  const PackedMesh& mesh = levels[at];
  const Range all = range(structure, level);
  for (size_t first = 0; first < mesh.indices.size(); first += length) {
    const size_t count = std::min(length, mesh.indices.size() - first);
    Chunk chunk{{}, {all.offset_bytes + first * sizeof(uint32_t), static_cast<GLsizei>(count), all.first_vertex}};
    for (const uint32_t i : mesh.indices.subspan(first, count)) chunk.bounds.add(mesh.vertices[i].position);
    made.push_back(chunk);
  }
  return made;
}

const std::vector<Vec4>& GpuAtlas::planes(size_t structure, int level) const {
  const auto& levels = atlas_->structures[structure].levels;
  const size_t at = std::min(static_cast<size_t>(std::max(level, 0)), levels.size() - 1);
  const std::scoped_lock lock(making_);
  std::vector<Vec4>& made = planes_[{structure, at}];
  if (!made.empty()) return made;
  const PackedMesh& mesh = levels[at];
  made.reserve(mesh.indices.size() / 3);
  const auto corner = [&](size_t i) -> const Vec3& { return mesh.vertices[mesh.indices[i]].position; };
  for (size_t i = 0; i + 2 < mesh.indices.size(); i += 3) {
    const Vec3 a = corner(i), normal = normalize_or(glm::cross(corner(i + 1) - a, corner(i + 2) - a), Vec3(0.0f));
    made.emplace_back(normal, -glm::dot(normal, a));
  }
  return made;
}

void GpuAtlas::append_facing(size_t structure, int level, std::span<const Range> runs, const View& from,
                             std::vector<uint32_t>& to) const {
  const std::vector<Vec4>& all = planes(structure, level);
  const Box3& box = atlas_->structures[structure].bounds;
  const float furthest = glm::length(glm::max(glm::abs(from.eye_mm - box.lo), glm::abs(from.eye_mm - box.hi)));
  const size_t start = range(structure, level).offset_bytes;
  for (const Range& run : runs) {
    const std::span<const uint32_t> from_mesh = corners(structure, level, run);
    const Vec4* planes_of_run = all.data() + (run.offset_bytes - start) / sizeof(uint32_t) / 3;
    const size_t before = to.size();
    to.resize(before + from_mesh.size());
    uint32_t* out = to.data() + before;
    for (size_t i = 0; i < from_mesh.size(); i += 3) {
      const Vec4& plane = planes_of_run[i / 3];
      const Vec3 normal(plane);
      float turned = edge_on + from.any_sine;
      for (const Turn& turn : from.turns) turned += turn.sine * std::abs(glm::dot(normal, turn.along));
      for (size_t k = 0; k < 3; ++k) out[k] = from_mesh[i + k] + run.first_vertex;
      // No branch: which triangles face the eye is anybody's guess.
      out += glm::dot(normal, from.eye_mm) + plane.w < -turned * furthest ? 0 : 3;
    }
    to.resize(static_cast<size_t>(out - to.data()));
  }
}

float GpuAtlas::long_edge_mm(size_t structure, int level) const {
  const auto& levels = atlas_->structures[structure].levels;
  const size_t at = std::min(static_cast<size_t>(std::max(level, 0)), levels.size() - 1);
  const auto [known, fresh] = long_edges_.try_emplace({structure, at}, 0.0f);
  if (!fresh) return known->second;
  const PackedMesh& mesh = levels[at];
  double area = 0.0, sum = 0.0;
  for (size_t i = 0; i + 2 < mesh.indices.size(); i += 3) {
    const Vec3 a = mesh.vertices[mesh.indices[i]].position, b = mesh.vertices[mesh.indices[i + 1]].position,
               c = mesh.vertices[mesh.indices[i + 2]].position;
    const float longest = std::max({glm::dot(b - a, b - a), glm::dot(c - b, c - b), glm::dot(a - c, a - c)});
    const double own = static_cast<double>(glm::length(glm::cross(b - a, c - a)));
    area += own, sum += own * static_cast<double>(longest);
  }
  return known->second = area > 0.0 ? static_cast<float>(std::sqrt(sum / area)) : 0.0f;
}

float GpuAtlas::mean_depth_mm(size_t structure) const {
  const auto [known, fresh] = depths_.try_emplace(structure, 0.0f);
  if (!fresh) return known->second;
  const anatomy::Structure& s = atlas_->structures[structure];
  const PackedMesh& mesh = s.levels.front();
  double area = 0.0;
  for (size_t i = 0; i + 2 < mesh.indices.size(); i += 3) {
    const Vec3 a = mesh.vertices[mesh.indices[i]].position;
    area += 0.5 * static_cast<double>(glm::length(glm::cross(mesh.vertices[mesh.indices[i + 1]].position - a,
                                                             mesh.vertices[mesh.indices[i + 2]].position - a)));
  }
  if (s.closed && area > 0.0) known->second = static_cast<float>(std::max(s.volume_mm3, 0.0) / area);
  return known->second;
}

void GpuAtlas::bind_posture(const BodyPosture* posture) {
  if (posture && rig_ != posture->rig) upload_shares(posture->rig);
  enable(k_share_places, posture != nullptr);
}

void GpuAtlas::upload_shares(const std::shared_ptr<const motion::BodyRig>& rig) {
  if (!shares_) shares_ = gl::Buffer::make();
  glBindBuffer(GL_ARRAY_BUFFER, shares_.id());
  shares_.label("atlas shares of segments");
  glBufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(vertex_count_ * sizeof(ShareRow)), nullptr, GL_STATIC_DRAW);
  std::vector<ShareRow> rows;
  for (const VertexBlock& block : blocks_) {
    const auto shares = rig->weights(block.structure, block.vertices);
    const auto flesh = rig->flesh(block.structure, block.vertices);
    rows.resize(block.vertices.size());
    for (size_t i = 0; i < rows.size(); ++i) rows[i] = {shares[i], flesh[i]};
    glBufferSubData(GL_ARRAY_BUFFER, static_cast<GLintptr>(block.first * sizeof(ShareRow)),
                    static_cast<GLsizeiptr>(rows.size() * sizeof(ShareRow)), rows.data());
  }
  point_shares();
  rig_ = rig;
}

void GpuAtlas::point_shares() const {
  for (GLuint i = 0; i < 3; ++i) {
    glVertexAttribPointer(10 + i, 4, GL_UNSIGNED_SHORT, GL_TRUE, sizeof(ShareRow),
                          reinterpret_cast<const void*>(size_t{8} * i));
  }
  glVertexAttribPointer(13, 4, GL_SHORT, GL_FALSE, sizeof(ShareRow), reinterpret_cast<const void*>(size_t{24}));
}

void GpuAtlas::point(bool field, bool posed) const {
  glBindBuffer(GL_ARRAY_BUFFER, vertices_.id());
  bind_packed_vertices();
  glBindBuffer(GL_ARRAY_BUFFER, owners_.id());
  point_owners();
  if (field) {
    glBindBuffer(GL_ARRAY_BUFFER, field_.id());
    glVertexAttribPointer(k_field_place, 1, GL_FLOAT, GL_FALSE, sizeof(float), nullptr);
  }
  enable_field(field);
  if (posed) {
    glBindBuffer(GL_ARRAY_BUFFER, shares_.id());
    point_shares();
  }
  enable(k_share_places, posed);
  bind_indices();
}

void GpuAtlas::bind(const ScalarField* field) {
  glBindVertexArray(array_.id());
  if (field && (!field_ || field_shown_ != field || field_revision_ != field->revision)) upload_field(*field);
  enable_field(field != nullptr);
}

void GpuAtlas::upload_field(const ScalarField& field) {
  std::vector<float> scaled(vertex_count_, -1.0f);
  const float scale = field.high > field.low ? 1.0f / (field.high - field.low) : 0.0f;
  for (size_t s = 0; s < atlas_->structures.size() && s < field.values.size(); ++s) {
    if (!field.values[s]) continue;
    const std::vector<float>& values = *field.values[s];
    const size_t count = std::min(values.size(), atlas_->structures[s].levels.front().vertices.size());
    for (size_t i = 0; i < count; ++i) {
      const float value = values[i];
      if (std::isfinite(value)) scaled[first_vertex_[s] + i] = glm::clamp((value - field.low) * scale, 0.0f, 1.0f);
    }
  }
  const auto bytes = static_cast<GLsizeiptr>(scaled.size() * sizeof(float));
  const bool fresh = !field_;
  if (fresh) field_ = gl::Buffer::make();
  glBindBuffer(GL_ARRAY_BUFFER, field_.id());
  if (fresh) {
    field_.label("atlas field");
    glBufferData(GL_ARRAY_BUFFER, bytes, scaled.data(), GL_DYNAMIC_DRAW);
    glVertexAttribPointer(k_field_place, 1, GL_FLOAT, GL_FALSE, sizeof(float), nullptr);
  } else {
    glBufferSubData(GL_ARRAY_BUFFER, 0, bytes, scaled.data());
  }
  field_revision_ = field.revision, field_shown_ = &field;
}

}  // namespace palpate::render
