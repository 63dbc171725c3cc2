#include "render/section_pass.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "render/tissue_look.h"

namespace palpate::render {

using anatomy::Outline;
using anatomy::Tissue;

namespace {

constexpr float k_visible = 0.004f;
constexpr float k_sheet_mm = 3000.0f;  // half size of the square that fills a face; the stencil bounds it

int size_of(const std::vector<SectionVertex>& vertices) {
  return static_cast<int>(vertices.size());
}

// Direction of an outline at each of its points: the mean of the two pieces that meet there.
std::vector<Vec3> tangents(const Outline& line) {
  const std::vector<Vec3>& p = line.points_mm;
  const size_t n = p.size();
  std::vector<Vec3> out(n);
  for (size_t i = 0; i < n; ++i) {
    const Vec3 before = line.closed || i > 0 ? p[i] - p[(i + n - 1) % n] : Vec3(0.0f);
    const Vec3 after = line.closed || i + 1 < n ? p[(i + 1) % n] - p[i] : Vec3(0.0f);
    const Vec3 none(0.0f);
    out[i] = normalize_or(normalize_or(before, none) + normalize_or(after, none), normalize_or(after, Vec3(1, 0, 0)));
  }
  return out;
}

void add_fan(const Outline& line, std::vector<SectionVertex>& out) {
  for (size_t i = 1; i + 1 < line.points_mm.size(); ++i) {
    for (const size_t k : {size_t{0}, i, i + 1}) out.push_back({line.points_mm[k], Vec3(0.0f), Vec4(0.0f)});
  }
}

// A strip along the line: `inside` mm to its left, or with the two sides of a line that is as wide as the shader makes
// it.
void add_strip(const Outline& line, const std::vector<Vec3>& along, const Vec3& normal, float inside_mm,
               std::vector<SectionVertex>& out) {
  const size_t n = line.points_mm.size(), pieces = line.closed ? n : n - 1;
  float length = 0.0f;
  for (size_t i = 0; i < pieces; ++i) {
    const size_t j = (i + 1) % n;
    const float next = length + glm::distance(line.points_mm[i], line.points_mm[j]);
    const auto corner = [&](size_t k, float side, float at) {
      SectionVertex v{line.points_mm[k], along[k], Vec4(side, at, 0.0f, 0.0f)};
      if (inside_mm > 0.0f && side > 0.0f) {
        v.position += glm::cross(normal, along[k]) * inside_mm;
        v.form.z = inside_mm;
      }
      return v;
    };
    const SectionVertex q[4] = {corner(i, -1, length), corner(j, -1, next), corner(j, 1, next), corner(i, 1, length)};
    for (const int k : {0, 1, 2, 0, 2, 3}) out.push_back(q[k]);
    length = next;
  }
}

// Those of the pixels `within` that the face can cover; false when none.
bool scissor_to(const Box3& box, const Mat4& matrix, const GLint viewport[4], const Rectangle& within) {
  const auto clip = [&](const Rectangle& face) {
    const Rectangle both = common(face, within);
    glScissor(both.x, both.y, both.width, both.height);
    return both.width > 0 && both.height > 0;
  };
  const int left = viewport[0], bottom = viewport[1], width = viewport[2], height = viewport[3];
  Vec2 lo(1.0f), hi(-1.0f);
  for (int k = 0; k < 8; ++k) {
    const Vec4 p =
        matrix * Vec4(k & 1 ? box.hi.x : box.lo.x, k & 2 ? box.hi.y : box.lo.y, k & 4 ? box.hi.z : box.lo.z, 1.0f);
    if (p.w <= 1.0f) return clip({left, bottom, width, height});
    lo = glm::min(lo, Vec2(p) / p.w), hi = glm::max(hi, Vec2(p) / p.w);
  }
  const Vec2 size(width, height);
  const Vec2 from = glm::floor((glm::clamp(lo, -1.0f, 1.0f) * 0.5f + 0.5f) * size) - 3.0f;
  const Vec2 to = glm::ceil((glm::clamp(hi, -1.0f, 1.0f) * 0.5f + 0.5f) * size) + 3.0f;
  const Vec2 start = glm::max(from, Vec2(0.0f)), end = glm::min(to, size);
  if (end.x <= start.x || end.y <= start.y) return false;
  return clip({left + static_cast<int>(start.x), bottom + static_cast<int>(start.y), static_cast<int>(end.x - start.x),
               static_cast<int>(end.y - start.y)});
}

// Which way a muscle's fibres run on the whole: cut across they show as bundles, cut along as streaks.
Vec3 mean_fibre(const anatomy::Structure& structure) {
  Vec3 sum(0.0f);
  const auto& vertices = structure.levels.front().vertices;
  for (size_t i = 0; i < vertices.size(); i += 1 + vertices.size() / 200) {
    const Vec3 f = anatomy::unpack_fibre(vertices[i].fibre);
    sum += glm::dot(f, sum) < 0.0f ? -f : f;
  }
  return normalize_or(sum, Vec3(0.0f));
}

}  // namespace

float wall_thickness_mm(Tissue tissue) {
  switch (tissue) {
    case Tissue::skin:
      return 2.0f;
    case Tissue::bone:
      return 1.6f;
    case Tissue::disc:
      return 7.0f;
    case Tissue::artery:
      return 1.2f;
    case Tissue::vein:
      return 0.6f;
    case Tissue::nerve:
    case Tissue::organ:
      return 0.8f;
    case Tissue::muscle:
      return 0.5f;
    default:
      return 0.0f;
  }
}

std::vector<SectionFace> section_faces(const SectionCut& cut, const anatomy::Atlas& atlas,
                                       std::vector<SectionVertex>& vertices) {
  std::vector<SectionFace> faces;
  const auto [x, y] = anatomy::plane_axes(cut.plane);
  for (const float corner : {0.0f, 1.0f, 2.0f, 0.0f, 2.0f, 3.0f}) {  // the sheet comes first in the buffer
    const Vec2 at(corner == 1.0f || corner == 2.0f ? 1.0f : -1.0f, corner > 1.5f ? 1.0f : -1.0f);
    vertices.push_back({cut.plane.point_mm + (x * at.x + y * at.y) * k_sheet_mm, Vec3(0.0f), Vec4(0.0f)});
  }
  for (size_t s = 0; s < cut.sections.size() && s < atlas.structures.size(); ++s) {
    const anatomy::Section& section = cut.sections[s];
    if (section.empty()) continue;
    SectionFace face;
    face.structure = s;
    const float wall = wall_thickness_mm(atlas.structures[s].info.tissue);
    const auto range = [&](SectionFace::Range& into, auto&& add) {
      into.first = size_of(vertices);
      for (const Outline& line : section.outlines) add(line);
      into.count = size_of(vertices) - into.first;
    };
    range(face.fan, [&](const Outline& line) {
      for (const Vec3& p : line.points_mm) face.bounds.add(p);
      if (line.closed) add_fan(line, vertices);
    });
    range(face.wall, [&](const Outline& line) {
      if (line.closed && wall > 0.0f) add_strip(line, tangents(line), cut.plane.normal, wall, vertices);
    });
    range(face.line, [&](const Outline& line) {
      if (line.closed) add_strip(line, tangents(line), cut.plane.normal, 0.0f, vertices);
    });
    range(face.loose, [&](const Outline& line) {
      if (!line.closed) add_strip(line, tangents(line), cut.plane.normal, 0.0f, vertices);
    });
    faces.push_back(face);
  }
  return faces;
}

void SectionPass::upload(const std::shared_ptr<const SectionCut>& cut, const anatomy::Atlas& atlas) {
  std::vector<SectionVertex> vertices;
  faces_ = section_faces(*cut, atlas, vertices);
  if (!array_) {
    array_ = gl::VertexArray::make();
    glBindVertexArray(array_.id());
    array_.label("section");
    vertices_ = gl::Buffer::make();
    glBindBuffer(GL_ARRAY_BUFFER, vertices_.id());
    vertices_.label("section vertices");
    const auto attribute = [](GLuint place, GLint size, size_t offset) {
      glEnableVertexAttribArray(place);
      glVertexAttribPointer(place, size, GL_FLOAT, GL_FALSE, sizeof(SectionVertex),
                            reinterpret_cast<const void*>(offset));
    };
    attribute(0, 3, offsetof(SectionVertex, position));
    attribute(6, 3, offsetof(SectionVertex, tangent));
    attribute(7, 4, offsetof(SectionVertex, form));
  }
  glBindBuffer(GL_ARRAY_BUFFER, vertices_.id());
  glBufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(vertices.size() * sizeof(SectionVertex)), vertices.data(),
               GL_DYNAMIC_DRAW);
  shown_ = cut;
}

const gl::Program& SectionPass::program(const char* part, bool scene_light, const LookRows& rows) {
  gl::ProgramKey key{"section_face.vert", "section_face.frag", {part}};
  if (scene_light) key.defines.push_back("SCENE_LIGHT");
  const gl::Program& program = shaders_.get(key);
  program.use();
  glUniform4fv(program.at("look"), static_cast<GLsizei>(rows.size()), &rows[0].x);
  return program;
}

void SectionPass::draw_face(const SectionFace& face, const Mat4& view_projection, const FrameInput& input,
                            const LookRows& rows, const anatomy::Structure& structure, bool scene_light,
                            const Rectangle& within) {
  GLint viewport[4];
  glGetIntegerv(GL_VIEWPORT, viewport);
  if (!scissor_to(face.bounds, view_projection, viewport, within)) return;
  const auto tissue = static_cast<float>(structure.info.tissue);
  const Vec3 fibre = mean_fibre(structure);
  const auto fill = [&](const char* part, const SectionFace::Range& range) {
    const gl::Program& p = program(part, scene_light, rows);
    p.set("tissue", tissue);
    p.set("fibre", fibre.x, fibre.y, fibre.z, 0.0f);
    p.set("wall", wall_thickness_mm(structure.info.tissue));
    p.set("width", 0.65f * std::max(input.ui_scale, static_cast<float>(viewport[3]) / 720.0f));
    p.set("picture", static_cast<float>(viewport[2]), static_cast<float>(viewport[3]));
    glDrawArrays(GL_TRIANGLES, range.first, range.count);
  };
  if (face.fan.count > 0) {
    glEnable(GL_STENCIL_TEST);
    glColorMask(GL_FALSE, GL_FALSE, GL_FALSE, GL_FALSE);
    glDepthFunc(GL_ALWAYS);
    glDepthMask(GL_FALSE);
    glStencilFunc(GL_ALWAYS, 0, 0xFF);
    glStencilOpSeparate(GL_FRONT, GL_KEEP, GL_KEEP, GL_INCR_WRAP);
    glStencilOpSeparate(GL_BACK, GL_KEEP, GL_KEEP, GL_DECR_WRAP);
    fill("FAN", face.fan);
    glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
    glDepthFunc(GL_LEQUAL);  // every face is part of the same sheet: equal depths, the later one on top
    glStencilFunc(GL_NOTEQUAL, 0, 0xFF);
    glStencilOp(GL_KEEP, GL_KEEP, GL_KEEP);
    glEnable(GL_BLEND);
    glDepthMask(GL_TRUE);
    fill("SHEET", {0, 6});
    glDepthMask(GL_FALSE);
    if (face.wall.count > 0) fill("WALL", face.wall);
    glColorMask(GL_FALSE, GL_FALSE, GL_FALSE, GL_FALSE);
    glDepthFunc(GL_ALWAYS);
    glStencilOp(GL_ZERO, GL_ZERO, GL_ZERO);
    fill("FAN", {0, 6});
    glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
    glDepthFunc(GL_LEQUAL);
    glDisable(GL_STENCIL_TEST);
  }
  glEnable(GL_BLEND);
  glDepthMask(GL_FALSE);
  if (face.line.count > 0) fill("LINE", face.line);
  if (face.loose.count > 0) fill("LOOSE", face.loose);
  glDisable(GL_BLEND);
  glDepthMask(GL_TRUE);
}

void SectionPass::draw(const FrameInput& input, const anatomy::Atlas& atlas, const Mat4& view_projection,
                       bool scene_light, const Rectangle& within) {
  if (!input.section || input.section->plane.height(input.camera.position_mm) <= 0.0f) return;
  if (input.section != shown_) upload(input.section, atlas);
  if (faces_.empty()) return;
  glBindVertexArray(array_.id());
  glDisable(GL_CULL_FACE);
  glClearStencil(0);
  glClear(GL_STENCIL_BUFFER_BIT);
  glEnable(GL_SCISSOR_TEST);
  glBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  for (const SectionFace& face : faces_) {
    const StructureLook look = face.structure < input.looks.size() ? input.looks[face.structure] : StructureLook{};
    if (look.opacity < k_visible) continue;
    const anatomy::Structure& structure = atlas.structures[face.structure];
    draw_face(face, view_projection, input, look_rows(structure.info, look), structure, scene_light, within);
  }
  glDisable(GL_SCISSOR_TEST);
  glDepthFunc(GL_LESS);
  glEnable(GL_CULL_FACE);
}

}  // namespace palpate::render
