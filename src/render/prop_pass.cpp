#include "render/prop_pass.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "render/gpu_atlas.h"
#include "render/prop_glass.h"

namespace palpate::render {

namespace {

// Sorts triangles from the nearest to the eye to the furthest, as far as the distance of their middles can tell.
void sort_by_distance(std::vector<uint32_t>& corners, const std::vector<anatomy::PackedVertex>& vertices,
                      const Vec3& eye) {
  constexpr float steps = 2048.0f;
  const size_t count = corners.size() / 3;
  std::vector<float> distances(count);
  for (size_t i = 0; i < count; ++i) {
    const uint32_t* at = corners.data() + 3 * i;
    const Vec3 from = vertices[at[0]].position + vertices[at[1]].position + vertices[at[2]].position - 3.0f * eye;
    distances[i] = glm::dot(from, from);
  }
  const auto [nearest, furthest] = std::minmax_element(distances.begin(), distances.end());
  if (nearest == distances.end()) return;
  const float low = *nearest, scale = (steps - 1.0f) / std::max(*furthest - low, 1e-6f);
  const auto step_of = [&](float distance) { return static_cast<size_t>((distance - low) * scale); };
  std::vector<uint32_t> starts(static_cast<size_t>(steps) + 1, 0);
  for (const float distance : distances) ++starts[step_of(distance) + 1];
  std::partial_sum(starts.begin(), starts.end(), starts.begin());
  std::vector<uint32_t> sorted(corners.size());
  for (size_t i = 0; i < count; ++i)
    std::copy_n(corners.data() + 3 * i, 3, sorted.data() + 3 * size_t{starts[step_of(distances[i])]++});
  corners.swap(sorted);
}

// Rows of `look` (shaders/look.glsl); TENDON carries the nail's colour. All design estimates.
LookRows prop_rows(const Prop& prop, PropStyle style) {
  const auto colour = [](float r, float g, float b) {
    return Vec3(std::pow(r / 255.0f, 2.2f), std::pow(g / 255.0f, 2.2f), std::pow(b / 255.0f, 2.2f));
  };
  struct Row {
    Vec3 base, nail, bleed;
    float specular, gloss, wrap, sheen;
  };
  const auto row = [&]() -> Row {
    switch (style) {
      case PropStyle::mannequin:
        return {colour(196, 189, 180), colour(206, 199, 190), Vec3(0.03f), 0.20f, 22, 0.10f, 0.14f};
      case PropStyle::ghost:
        return {colour(146, 186, 208), colour(176, 208, 224), Vec3(0.0f), 0.35f, 30, 0.20f, 0.60f};
      case PropStyle::skin_light:
        return {colour(214, 172, 148), colour(222, 186, 172), {0.24f, 0.09f, 0.05f}, 0.14f, 20, 0.10f, 0.12f};
      case PropStyle::skin_brown:
        return {colour(164, 116, 86), colour(196, 152, 130), {0.18f, 0.07f, 0.04f}, 0.20f, 22, 0.10f, 0.12f};
      case PropStyle::skin_dark:
        return {colour(104, 70, 54), colour(160, 118, 100), {0.12f, 0.05f, 0.03f}, 0.26f, 24, 0.08f, 0.14f};
      case PropStyle::sleeve:
        return {colour(92, 118, 124), colour(92, 118, 124), Vec3(0.0f), 0.04f, 8, 0.16f, 0.22f};
      case PropStyle::stone:
        return {colour(58, 57, 58), colour(58, 57, 58), Vec3(0.0f), 0.42f, 40, 0.02f, 0.10f};
      case PropStyle::towel:
        return {colour(222, 214, 198), colour(92, 138, 146), Vec3(0.04f), 0.02f, 6, 0.22f, 0.24f};
      case PropStyle::gel:
        return {colour(96, 146, 164), colour(96, 146, 164), Vec3(0.05f), 0.60f, 60, 0.16f, 0.30f};
    }
    return {colour(196, 189, 180), colour(206, 199, 190), Vec3(0.03f), 0.20f, 22, 0.10f, 0.14f};
  }();
  const float opacity = style == PropStyle::ghost ? 0.42f * prop.opacity : prop.opacity;
  LookRows rows{};
  rows[0] = Vec4(row.base, 0.0f);
  rows[1] = Vec4(row.nail, opacity);
  rows[2] = Vec4(row.specular, row.gloss, row.wrap, row.sheen);
  rows[5] = Vec4(row.bleed, 0.0f);
  rows[6] = Vec4(0.70f, 0.55f, 0.50f, static_cast<float>(style));
  return rows;
}

}  // namespace

void PropPass::update(const std::vector<Prop>& props, Style drawn, const Vec3& eye_mm) {
  drawn_ = drawn;
  bounds_ = Box3{};
  if (slots_.size() < props.size()) slots_.resize(props.size());
  for (size_t i = 0; i < props.size(); ++i) {
    const Prop& prop = props[i];
    Slot& slot = slots_[i];
    if (!prop.vertices || !prop.indices) continue;
    if (!slot.array) {
      slot.array = gl::VertexArray::make();
      slot.vertices = gl::Buffer::make();
      slot.indices = gl::Buffer::make();
      glBindVertexArray(slot.array.id());
      glBindBuffer(GL_ARRAY_BUFFER, slot.vertices.id());
      bind_packed_vertices();
      glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, slot.indices.id());
    }
    glBindVertexArray(slot.array.id());
    if (slot.shown_vertices != prop.vertices.get() || slot.revision != prop.revision) {
      glBindBuffer(GL_ARRAY_BUFFER, slot.vertices.id());
      glBufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(prop.vertices->size() * sizeof(anatomy::PackedVertex)),
                   prop.vertices->data(), GL_DYNAMIC_DRAW);
      slot.shown_vertices = prop.vertices.get(), slot.revision = prop.revision;
      slot.bounds = Box3{};
      for (const anatomy::PackedVertex& v : *prop.vertices) slot.bounds.add(v.position);
    }
    if (slot.shown_indices != prop.indices.get()) {
      glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, slot.indices.id());
      glBufferData(GL_ELEMENT_ARRAY_BUFFER, static_cast<GLsizeiptr>(prop.indices->size() * sizeof(uint32_t)),
                   prop.indices->data(), GL_STATIC_DRAW);
      slot.shown_indices = prop.indices.get();
    }
    if (prop.opacity > least_prop_opacity) bounds_.add(slot.bounds);
    list_facing(prop, slot, eye_mm);
  }
  glBindVertexArray(0);
}

std::vector<Box3> PropPass::boxes(size_t count) const {
  std::vector<Box3> all;
  for (size_t i = 0; i < count; ++i) all.push_back(slots_[i].bounds);
  return all;
}

// The list of what faces the eye is made once a picture: a ghost is drawn twice, a still one sixteen times.
void PropPass::list_facing(const Prop& prop, Slot& slot, const Vec3& eye) {
  if (slot.listed_for == prop.vertices.get() && slot.listed_revision == prop.revision && slot.listed_eye == eye &&
      slot.listed_indices == prop.indices.get())
    return;
  const std::vector<anatomy::PackedVertex>& vertices = *prop.vertices;
  const std::vector<uint32_t>& indices = *prop.indices;
  slot.facing.clear(), slot.runs.clear();
  for (const PropPart& part : prop.parts) {
    const auto first = static_cast<uint32_t>(slot.facing.size());
    for (size_t i = part.first; i + 2 < part.first + part.count; i += 3) {
      const Vec3 a = vertices[indices[i]].position, b = vertices[indices[i + 1]].position,
                 c = vertices[indices[i + 2]].position, normal = glm::cross(b - a, c - a), to_eye = eye - a;
      const float facing = glm::dot(normal, to_eye);
      if (facing < 0.0f && facing * facing > edge_on * edge_on * glm::dot(normal, normal) * glm::dot(to_eye, to_eye))
        continue;
      slot.facing.insert(slot.facing.end(), {indices[i], indices[i + 1], indices[i + 2]});
    }
    if (slot.runs.empty() || slot.runs.back().style != part.style) slot.runs.push_back({part.style, first, 0, 0});
    slot.runs.back().count += static_cast<uint32_t>(slot.facing.size()) - first;
    slot.runs.back().triangles += part.count / 3;
  }
  if (drawn_at_once(prop)) sort_by_distance(slot.facing, vertices, eye);
  if (!slot.facing_buffer) slot.facing_buffer = gl::Buffer::make();
  glBindVertexArray(slot.array.id());
  glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, slot.facing_buffer.id());
  glBufferData(GL_ELEMENT_ARRAY_BUFFER, static_cast<GLsizeiptr>(slot.facing.size() * sizeof(uint32_t)),
               slot.facing.data(), GL_STREAM_DRAW);
  slot.listed_for = prop.vertices.get(), slot.listed_indices = prop.indices.get();
  slot.listed_revision = prop.revision, slot.listed_eye = eye;
}

void PropPass::draw(const Slot& slot, const PropPart& part) {
  glBindVertexArray(slot.array.id());
  glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, slot.indices.id());
  glDrawElements(GL_TRIANGLES, static_cast<GLsizei>(part.count), GL_UNSIGNED_INT,
                 reinterpret_cast<const void*>(part.first * sizeof(uint32_t)));
  stats_.triangles_drawn += part.count / 3, stats_.triangles_handed += part.count / 3;
  ++stats_.draw_calls;
}

void PropPass::draw_facing(const Slot& slot, const Run& run) {
  glBindVertexArray(slot.array.id());
  glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, slot.facing_buffer.id());
  glDrawElements(GL_TRIANGLES, static_cast<GLsizei>(run.count), GL_UNSIGNED_INT,
                 reinterpret_cast<const void*>(run.first * sizeof(uint32_t)));
  stats_.triangles_drawn += run.triangles, stats_.triangles_handed += run.count / 3;
  ++stats_.draw_calls;
}

namespace {

gl::ProgramKey colour_key(Shading shading, bool glass, PropStyle style, Style drawn) {
  // Like thin glass of the body, a ghost is lit at its vertices in every picture.
  const bool moving = shading == Shading::vertex || shading == Shading::plain || style == PropStyle::ghost;
  gl::ProgramKey key{moving ? "prop_moving.vert" : "prop.vert", moving ? "moving.frag" : "prop.frag", {}};
  if (shading == Shading::pixel_with_shadows) {
    key.defines.push_back("SCENE_LIGHT");
    if (!moving) key.defines.push_back("SHADOWS");
  }
  if (glass) key.defines.push_back("GLASS");
  if (drawn == Style::plate) key.defines.push_back("PLATE");
  const bool skin = style == PropStyle::skin_light || style == PropStyle::skin_brown || style == PropStyle::skin_dark;
  if (skin && !moving) key.defines.push_back("SKIN");
  if (style == PropStyle::towel && !moving) key.defines.push_back("TOWEL");
  return key;
}

void set_look(const gl::Program& program, const LookRows& rows) {
  glUniform4fv(program.at("look"), static_cast<GLsizei>(rows.size()), &rows[0].x);
}

}  // namespace

void PropPass::draw_solid(const std::vector<Prop>& props, Shading shading) {
  for (size_t i = 0; i < props.size(); ++i) {
    if (!slots_[i].array) continue;
    for (const Run& run : slots_[i].runs) {
      if (!is_glass(props[i], run.style)) draw_colour(props[i], slots_[i], run, shading, false);
    }
  }
}

void PropPass::draw_colour(const Prop& prop, const Slot& slot, const Run& run, Shading shading, bool glass) {
  const gl::Program& program = shaders_.get(colour_key(shading, glass, run.style, drawn_));
  program.use();
  program.set("key_map", 0), program.set("sky_map", 1);
  set_look(program, prop_rows(prop, run.style));
  draw_facing(slot, run);
}

// Depth of the whole prop, so that only its nearest surface is tinted.
void PropPass::draw_depth(const Prop& prop, const Slot& slot, const Mat4& view_projection) {
  const gl::Program& depth = shaders_.get({"scene.vert", "depth.frag", {"DEPTH_ONLY"}});
  depth.use();
  glUniformMatrix4fv(depth.at("depth_matrix"), 1, GL_FALSE, &view_projection[0].x);
  glColorMask(GL_FALSE, GL_FALSE, GL_FALSE, GL_FALSE);
  for (const Run& run : slot.runs) {
    if (is_glass(prop, run.style)) draw_facing(slot, run);
  }
  glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
}

void PropPass::draw_glass(const std::vector<Prop>& props, Shading shading, const Mat4& view_projection) {
  for (size_t i = 0; i < props.size(); ++i) {
    const Prop& prop = props[i];
    const Slot& slot = slots_[i];
    if (!slot.array || prop.opacity <= least_prop_opacity) continue;
    const bool at_once = shading == Shading::vertex && drawn_at_once(prop);
    if (!at_once) draw_depth(prop, slot, view_projection), glDepthFunc(GL_EQUAL);
    glEnable(GL_BLEND);
    glBlendFunc(GL_ONE, GL_ONE_MINUS_SRC_ALPHA);  // glass writes colour times coverage
    for (const Run& run : slot.runs) {
      if (is_glass(prop, run.style)) draw_colour(prop, slot, run, shading, true);
    }
    glDisable(GL_BLEND);
    glDepthFunc(GL_LESS);
  }
}

size_t PropPass::glass_triangles(const std::vector<Prop>& props) {
  size_t all = 0;
  for (const Prop& prop : props) {
    for (const PropPart& part : prop.parts) all += is_glass(prop, part.style) ? part.count / 3 : 0;
  }
  return all;
}

void PropPass::draw_casters(const std::vector<Prop>& props, const Mat4& light, float sample_share) {
  for (size_t i = 0; i < props.size(); ++i) {
    if (!slots_[i].array || props[i].opacity <= sample_share) continue;
    for (const PropPart& part : props[i].parts) {
      if (part.style == PropStyle::ghost) continue;
      const gl::Program& depth = shaders_.get({"scene.vert", "depth.frag", {"DEPTH_ONLY"}});
      depth.use();
      glUniformMatrix4fv(depth.at("depth_matrix"), 1, GL_FALSE, &light[0].x);
      draw(slots_[i], part);
    }
  }
}

}  // namespace palpate::render
