#include "render/scene_pass.h"

#include <algorithm>
#include <vector>

namespace palpate::render {

namespace {

// What cuts an item at the section plane.
void add_cut(const DrawItem& item, bool by_discard, std::vector<std::string>& defines) {
  if (item.cut) defines.push_back(by_discard ? "CUT_DISCARD" : "CUT_DISTANCE");
}

}  // namespace

const gl::Program& ScenePass::program(const DrawItem& item, Shading shading, bool glass) {
  if (shading == Shading::plain) {
    gl::ProgramKey key{"plain.vert", "plain.frag", {}};
    add_cut(item, by_discard_, key.defines);
    return shaders_.get(key);
  }
  const bool moving = shading == Shading::vertex;
  gl::ProgramKey key{moving ? "moving.vert" : "scene.vert", moving ? "moving.frag" : "scene.frag", {}};
  if (moving) {
    if (item.footprint) key.defines.push_back("FOOTPRINT");
  } else {
    key.defines.push_back("MATERIAL " + std::to_string(static_cast<int>(item.material)));
  }
  if (shading == Shading::pixel_with_shadows) key.defines.insert(key.defines.end(), {"SHADOWS", "SCENE_LIGHT"});
  if (item.dented) key.defines.push_back("DENT");
  if (item.field) key.defines.push_back(moving && item.hatched ? "HATCHED" : "FIELD");
  if (glass) key.defines.push_back("GLASS");
  add_cut(item, by_discard_, key.defines);
  return shaders_.get(key);
}

const gl::Program& ScenePass::depth_program(const DrawItem& item) {
  gl::ProgramKey key{"scene.vert", "depth.frag", {"DEPTH_ONLY"}};
  if (item.dented) key.defines.push_back("DENT");
  add_cut(item, by_discard_, key.defines);
  return shaders_.get(key);
}

void ScenePass::emit(const DrawItem& item, const GpuAtlas::Range& range) {
  // Off where a program does not write the distance: what it then holds is undefined.
  const bool clips = item.cut && !by_discard_;
  if (clips) glEnable(GL_CLIP_DISTANCE0);
  glDrawElements(GL_TRIANGLES, range.count, GL_UNSIGNED_INT, reinterpret_cast<const void*>(range.offset_bytes));
  if (clips) glDisable(GL_CLIP_DISTANCE0);
  stats_.triangles_drawn += static_cast<size_t>(range.count) / 3;
  ++stats_.draw_calls;
}

template <class Use>
void ScenePass::draw(const DrawItem& item, const ScenePlan& plan, const GpuAtlas& gpu, int level, const Use& use) {
  if (!item.dented) {
    use(item);
    emit(item, gpu.range(item.structure, level));
    return;
  }
  // Only the part of it that lies under a hand pays for being moved.
  DrawItem at_rest = item;
  at_rest.dented = at_rest.footprint = false;
  std::vector<GpuAtlas::Range> near, far;
  const auto append = [](std::vector<GpuAtlas::Range>& runs, const GpuAtlas::Range& range) {
    if (!runs.empty() && runs.back().offset_bytes + static_cast<size_t>(runs.back().count) * 4 == range.offset_bytes) {
      runs.back().count += range.count;
    } else {
      runs.push_back(range);
    }
  };
  for (const GpuAtlas::Chunk& chunk : gpu.chunks(item.structure, level)) {
    const bool touched = std::any_of(plan.touches.begin(), plan.touches.end(),
                                     [&](const Touch& touch) { return touch.reaches(chunk.bounds); });
    append(touched ? near : far, chunk.range);
  }
  if (!far.empty()) use(at_rest);
  for (const GpuAtlas::Range& range : far) emit(at_rest, range);
  if (!near.empty()) use(item);
  for (const GpuAtlas::Range& range : near) emit(item, range);
}

namespace {

// Switches programs only when the next item needs another one.
class InUse {
 public:
  void use(const gl::Program& program) {
    if (&program == current_) return;
    current_ = &program;
    program.use();
    program.set("key_map", 0);
    program.set("sky_map", 1);
    program.set("colour_map", 2);
    program.set("contour_count", 10.0f);
    look_ = program.at("look");
  }
  void look(const LookRows& rows) const { glUniform4fv(look_, static_cast<GLsizei>(rows.size()), &rows[0].x); }
  void matrix(const Mat4& m) const { glUniformMatrix4fv(current_->at("depth_matrix"), 1, GL_FALSE, &m[0].x); }

 private:
  const gl::Program* current_ = nullptr;
  GLint look_ = -1;
};

}  // namespace

void ScenePass::draw_opaque(const ScenePlan& plan, const GpuAtlas& gpu, Shading shading) {
  by_discard_ = plan.clip_by_discard;
  InUse in_use;
  for (const DrawItem& item : plan.opaque) {
    if (!item.in_view) continue;
    draw(item, plan, gpu, item.level, [&](const DrawItem& part) {
      in_use.use(program(part, shading, false));
      in_use.look(part.rows);
    });
  }
}

void ScenePass::draw_glass(const ScenePlan& plan, const GpuAtlas& gpu, Shading shading, const Mat4& view_projection) {
  by_discard_ = plan.clip_by_discard;
  glBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  if (shading == Shading::vertex) {
    // Moving: front faces in known order. A fold of skin behind skin shows twice, which is rare; a pass of depth for
    // every shell would cost as much as all else.
    InUse in_use;
    glEnable(GL_BLEND);
    glDepthMask(GL_FALSE);
    for (const DrawItem& item : plan.glass) {
      if (!item.in_view) continue;
      draw(item, plan, gpu, item.level, [&](const DrawItem& part) {
        in_use.use(program(part, shading, true));
        in_use.look(part.rows);
      });
    }
    glDepthMask(GL_TRUE);
    glDisable(GL_BLEND);
    return;
  }
  for (size_t first = 0; first < plan.glass.size();) {
    // A shell may be several structures (skin left and right): they share one depth layer.
    size_t last = first + 1;
    const anatomy::Tissue tissue = gpu.atlas().structures[plan.glass[first].structure].info.tissue;
    const bool shell =
        tissue == anatomy::Tissue::skin || tissue == anatomy::Tissue::fat || tissue == anatomy::Tissue::fascia;
    while (shell && last < plan.glass.size() &&
           gpu.atlas().structures[plan.glass[last].structure].info.tissue == tissue)
      ++last;
    InUse depth, colour;
    glColorMask(GL_FALSE, GL_FALSE, GL_FALSE, GL_FALSE);
    for (size_t i = first; i < last; ++i) {
      const DrawItem& item = plan.glass[i];
      if (!item.in_view) continue;
      draw(item, plan, gpu, item.level, [&](const DrawItem& part) {
        depth.use(depth_program(part));
        depth.matrix(view_projection);
        depth.look(part.rows);
      });
    }
    glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
    glDepthFunc(GL_EQUAL);
    glEnable(GL_BLEND);
    for (size_t i = first; i < last; ++i) {
      const DrawItem& item = plan.glass[i];
      if (!item.in_view) continue;
      draw(item, plan, gpu, item.level, [&](const DrawItem& part) {
        colour.use(program(part, shading, true));
        colour.look(part.rows);
      });
    }
    glDisable(GL_BLEND);
    glDepthFunc(GL_LESS);
    first = last;
  }
}

void ScenePass::draw_casters(const ScenePlan& plan, const GpuAtlas& gpu, const Mat4& light, float sample_share) {
  by_discard_ = plan.clip_by_discard;
  InUse in_use;
  const auto cast = [&](const DrawItem& item) {
    // A shadow is never looked at so closely.
    draw(item, plan, gpu, item.level + 2, [&](const DrawItem& part) {
      in_use.use(depth_program(part));
      in_use.matrix(light);
      in_use.look(part.rows);
    });
  };
  for (const DrawItem& item : plan.opaque) cast(item);
  for (const DrawItem& item : plan.glass) {
    if (item.opacity * item.opacity * item.opacity > sample_share) cast(item);
  }
}

}  // namespace palpate::render
