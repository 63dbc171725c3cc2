#include "render/scene_pass.h"

#include <algorithm>
#include <span>
#include <vector>

#include "render/draw_state.h"

namespace palpate::render {

namespace {

constexpr float mapped_heat = 0.75f;  // of the field: more of it covers the drawing of tissue

DrawItem at_rest(const DrawItem& item) {
  DrawItem rest = item;
  rest.dented = rest.footprint = false;
  return rest;
}

DrawItem unmarked(const DrawItem& item) {
  DrawItem plain = item;
  plain.footprint = false;
  return plain;
}

// What cuts an item at the section plane.
void add_cut(const DrawItem& item, bool by_discard, std::vector<std::string>& defines) {
  if (item.cut) defines.push_back(by_discard ? "CUT_DISCARD" : "CUT_DISTANCE");
}

}  // namespace

gl::ProgramKey ScenePass::colour_key(const DrawItem& item, Shading shading, bool glass) const {
  if (shading == Shading::plain) {
    gl::ProgramKey key{"plain.vert", "plain.frag", {}};
    if (posture_) key.defines.push_back("POSED");
    if (exploded_) key.defines.push_back("EXPLODED");
    add_cut(item, by_discard_, key.defines);
    return key;
  }
  // Thin glass is lit at its vertices in every picture: it shows light, but no drawing of its own. So is what a map
  // covers, but for shadows; and fibres are drawn on such light: between vertices so close the eye sees no difference.
  const bool shadows = shading == Shading::pixel_with_shadows, mapped = item.field && item.heat > mapped_heat;
  const bool moving = shading == Shading::vertex || (glass && item.opacity < clear_glass) || (mapped && !shadows);
  const bool fibrous = item.material == Material::fibrous || item.material == Material::sheet;
  const bool lit = !moving && (mapped || fibrous);
  gl::ProgramKey key{moving ? "moving.vert" : "scene.vert",
                     moving ? "moving.frag"
                     : lit  ? "lit.frag"
                            : "scene.frag",
                     {}};
  if (lit) key.defines.push_back("LIT");
  if (shading == Shading::vertex) key.defines.push_back("LOOKS");
  if (!moving && !(lit && mapped)) key.defines.push_back("MATERIAL " + std::to_string(static_cast<int>(item.material)));
  if (shadows) {
    key.defines.push_back("SCENE_LIGHT");
    if (!moving) key.defines.push_back("SHADOWS");
  }
  if (plate_) key.defines.push_back("PLATE");
  if (item.window) key.defines.push_back("WINDOW");
  if (item.footprint) key.defines.push_back("FOOTPRINT");
  if (item.dented) key.defines.push_back("DENT");
  add_few_contacts(item, key);
  if (posture_) key.defines.push_back("POSED");
  if (exploded_) key.defines.push_back("EXPLODED");
  if (item.fibres && !moving) key.defines.push_back("FIBRE_LINES");
  if (item.field && !(moving && item.hatched)) key.defines.push_back("FIELD");
  if (item.field && item.hatched) key.defines.push_back("HATCHED");
  if (glass) key.defines.push_back("GLASS");
  add_cut(item, by_discard_, key.defines);
  return key;
}

// Names are long to write and to compare, and many structures share a program.
const gl::Program& ScenePass::program(const DrawItem& item, Shading shading, bool glass) {
  unsigned traits = static_cast<unsigned>(shading) << 8 | static_cast<unsigned>(item.material);
  for (const bool trait : {glass, item.window, item.cut, item.field, item.fibres, item.hatched, item.dented,
                           item.footprint, item.heat > mapped_heat, item.opacity < clear_glass})
    traits = traits << 1 | static_cast<unsigned>(trait);
  const gl::Program*& found = found_[traits];
  if (!found) found = &shaders_.get(colour_key(item, shading, glass));
  return *found;
}

const gl::Program& ScenePass::depth_program(const DrawItem& item, const char* fragment) {
  gl::ProgramKey key{"scene.vert", fragment, {"DEPTH_ONLY", "LOOKS"}};
  if (item.dented) key.defines.push_back("DENT");
  add_few_contacts(item, key);
  if (item.window) key.defines.push_back("WINDOW");
  if (posture_) key.defines.push_back("POSED");
  if (exploded_) key.defines.push_back("EXPLODED");
  add_cut(item, by_discard_, key.defines);
  return shaders_.get(key);
}

// One or two contacts, as nearly always, have programs of their own.
void ScenePass::add_few_contacts(const DrawItem& item, gl::ProgramKey& key) const {
  if ((item.dented || item.footprint) && (contacts_ == 1 || contacts_ == 2))
    key.defines.push_back("FEW_CONTACTS " + std::to_string(contacts_));
}

void ScenePass::begin(const ScenePlan& plan) {
  found_.clear();
  if (!indices_) indices_ = gl::Buffer::make();
  eye_mm_ = plan.eye_mm;
  turns_ = plan.turns;
  nearly_rigid_ = plan.nearly_rigid;
  known_facing_ = !plan.posture || (plan.nearly_rigid && !plan.exploded);
  contacts_ = plan.touches.size();
  by_discard_ = plan.clip_by_discard;
  posture_ = plan.posture;
  exploded_ = plan.exploded;
  plate_ = plan.plate;
}

void ScenePass::bind_drawing(Material material, const gl::Program& program) {
  Drawing& drawing = drawings_[static_cast<size_t>(material)];
  glActiveTexture(GL_TEXTURE4);
  if (!drawing.texture) {
    const TissueTexture made = texture_of(material);
    drawing.texture = gl::Texture::make();
    drawing.per_mm = {1.0f / made.width_mm, 1.0f / made.height_mm};
    glBindTexture(GL_TEXTURE_2D, drawing.texture.id());
    drawing.texture.label("drawing of tissue");
    glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, made.width, made.height, 0, GL_RGBA, GL_UNSIGNED_BYTE, made.rgba.data());
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
  }
  glBindTexture(GL_TEXTURE_2D, drawing.texture.id());
  glActiveTexture(GL_TEXTURE0);
  program.set("drawing", 4);
  program.set("drawing_per_mm", drawing.per_mm.x, drawing.per_mm.y);
}

void ScenePass::emit(const DrawItem& item, const GpuAtlas& gpu, int level, std::span<const GpuAtlas::Range> runs) {
  // Off where a program does not write the distance: what it then holds is undefined.
  const bool clips = item.cut && !by_discard_;
  if (clips) glEnable(GL_CLIP_DISTANCE0);
  stats_.triangles_drawn += GpuAtlas::triangles_of(runs);
  ++stats_.draw_calls;
  if (!known_facing_) {
    stats_.triangles_handed += GpuAtlas::triangles_of(runs);
    std::vector<GLsizei> counts;
    std::vector<const void*> offsets;
    for (const GpuAtlas::Range& run : runs) {
      counts.push_back(run.count);
      offsets.push_back(reinterpret_cast<const void*>(run.offset_bytes));
    }
    glMultiDrawElements(GL_TRIANGLES, counts.data(), GL_UNSIGNED_INT, offsets.data(),
                        static_cast<GLsizei>(counts.size()));
  } else {
    listed_.clear();
    gpu.append_facing(item.structure, level, runs, seen_from(item), listed_);
    stats_.triangles_handed += listed_.size() / 3;
    glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, indices_.id());
    glBufferData(GL_ELEMENT_ARRAY_BUFFER, static_cast<GLsizeiptr>(listed_.size() * sizeof(uint32_t)), listed_.data(),
                 GL_STREAM_DRAW);
    glDrawElements(GL_TRIANGLES, static_cast<GLsizei>(listed_.size()), GL_UNSIGNED_INT, nullptr);
    gpu.bind_indices();
  }
  if (clips) glDisable(GL_CLIP_DISTANCE0);
}

GpuAtlas::View ScenePass::seen_from(const DrawItem& item) const {
  const Vec3 eye =
      nearly_rigid_ ? glm::inverse(nearly_rigid_->whole.turn) * (eye_mm_ - nearly_rigid_->whole.shift) : eye_mm_;
  return {eye - item.offset_mm, item.dented ? turns_ : std::span<const GpuAtlas::Turn>(),
          nearly_rigid_ ? nearly_rigid_->sine : 0.0f};
}

ScenePass::Split ScenePass::split(const DrawItem& item, const ScenePlan& plan, const GpuAtlas& gpu, int level,
                                  const ChunkSelection& selection, bool in_order) {
  const GpuAtlas::Range whole = gpu.range(item.structure, level);
  if (!item.dented && !plan.part && !selection.known) return {{}, {}, {whole}};
  // Only the part of it that lies under a hand pays for being moved, only what shows for being drawn.
  Split out;
  const auto append = [](std::vector<GpuAtlas::Range>& runs, const GpuAtlas::Range& range) {
    if (!runs.empty() && runs.back().offset_bytes + static_cast<size_t>(runs.back().count) * 4 == range.offset_bytes) {
      runs.back().count += range.count;
    } else {
      runs.push_back(range);
    }
  };
  const std::vector<GpuAtlas::Chunk>& chunks = gpu.chunks(item.structure, level);
  const auto* known = selection.known ? &selection.known->of(item.structure, level, chunks.size()) : nullptr;
  for (size_t i = 0; i < chunks.size(); ++i) {
    const GpuAtlas::Chunk& chunk = chunks[i];
    if (known && !((*known)[i] & selection.states)) continue;
    const bool touched = item.dented && plan.touched(chunk.bounds);
    if (plan.part && !plan.part->shows(chunk.bounds) && !(touched && plan.part->shows(plan.moved(item, chunk.bounds))))
      continue;
    const bool marked = touched && item.footprint && any_reaches(plan.footprints, chunk.bounds);
    const bool as_near = in_order ? item.dented : touched, as_marked = in_order ? as_near && item.footprint : marked;
    append(as_marked ? out.marked : as_near ? out.near : out.far, chunk.range);
  }
  return out;
}

template <class Use>
void ScenePass::draw(const DrawItem& item, const ScenePlan& plan, const GpuAtlas& gpu, int level, const Use& use) {
  Split parts = split(item, plan, gpu, level, {}, false);
  const size_t marked = GpuAtlas::triangles_of(parts.marked), near = GpuAtlas::triangles_of(parts.near),
               far = GpuAtlas::triangles_of(parts.far);
  if (marked + near > 0 && 2 * far < marked + near) {  // further draws would cost more than they save
    const GpuAtlas::Range whole = gpu.range(item.structure, level);
    parts = item.footprint ? Split{{whole}, {}, {}} : Split{{}, {whole}, {}};
  }
  if (!parts.far.empty()) use(at_rest(item)), emit(at_rest(item), gpu, level, parts.far);
  if (!parts.near.empty()) use(unmarked(item)), emit(item, gpu, level, parts.near);
  if (!parts.marked.empty()) use(item), emit(item, gpu, level, parts.marked);
}

template <class ProgramOf>
void ScenePass::add_to(SceneBatches& batches, const DrawItem& item, const ScenePlan& plan, const GpuAtlas& gpu,
                       int level, const ProgramOf& program_of, const ChunkSelection& selection) {
  // Glass that lies before itself shows in the order of its triangles: contacts must not change it.
  const Split parts = split(item, plan, gpu, level, selection, batches.keeps_order());
  const bool clips = item.cut && !by_discard_;
  const auto add = [&](const DrawItem& part, std::span<const GpuAtlas::Range> runs) {
    if (runs.empty()) return;
    // Where joints bend the body far, which way triangles face is known only afterwards.
    if (!known_facing_) {
      batches.add(program_of(part), part.structure, clips, runs);
    } else {
      batches.add_facing(program_of(part), part.structure, clips, level, runs, seen_from(part));
    }
  };
  add(at_rest(item), parts.far);
  add(unmarked(item), parts.near);
  add(item, parts.marked);
}

namespace {

// Switches programs only when the next item needs another one.
class InUse {
 public:
  /// True when it is another one than before.
  bool use(const gl::Program& program) {
    if (&program == current_) return false;
    current_ = &program;
    program.use();
    set_textures(program);
    look_ = program.at("look");
    bulge_ = -1;
    return true;
  }
  /// After use(): how much this structure gains to keep its volume.
  void bulge(const BodyPosture* posture, const DrawItem& item) {
    if (!posture) return;
    if (bulge_ < 0) bulge_ = current_->at("bulge");
    glUniform1f(bulge_, posture->bulges->of(item.structure));
  }
  void look(const LookRows& rows) const { glUniform4fv(look_, static_cast<GLsizei>(rows.size()), &rows[0].x); }

 private:
  const gl::Program* current_ = nullptr;
  GLint look_ = -1, bulge_ = -1;
};

}  // namespace

template <class Use>
void ScenePass::use_colour(Use& in_use, const DrawItem& item, Shading shading, bool glass) {
  const gl::Program& wanted = program(item, shading, glass);
  if (in_use.use(wanted) && wanted.at("drawing") >= 0) bind_drawing(item.material, wanted);
}

void ScenePass::draw_opaque(const ScenePlan& plan, const GpuAtlas& gpu, Shading shading) {
  begin(plan);
  InUse in_use;
  for (const DrawItem& item : plan.opaque) {
    if (!item.in_view) continue;
    draw(item, plan, gpu, item.level, [&](const DrawItem& part) {
      use_colour(in_use, part, shading, false);
      in_use.look(part.rows);
      in_use.bulge(posture_, part);
    });
  }
}

void ScenePass::draw_glass(const ScenePlan& plan, const GpuAtlas& gpu, Shading shading, const Mat4& view_projection) {
  begin(plan);
  if (shading != Shading::pixel_with_shadows) {
    InUse in_use;
    begin_glass_state();
    for (const DrawItem& item : plan.glass) {
      if (!item.in_view) continue;
      draw(item, plan, gpu, item.level, [&](const DrawItem& part) {
        use_colour(in_use, part, shading, true);
        in_use.look(part.rows);
        in_use.bulge(posture_, part);
      });
    }
    end_glass_state();
    return;
  }
  glBlendFunc(GL_ONE, GL_ONE_MINUS_SRC_ALPHA);  // glass writes colour times coverage
  for (size_t first = 0; first < plan.glass.size();) {
    // A shell may be several structures (skin left and right): they share one depth layer.
    size_t last = first + 1;
    const anatomy::Tissue tissue = gpu.atlas().structures[plan.glass[first].structure].info.tissue;
    const bool shell =
        tissue == anatomy::Tissue::skin || tissue == anatomy::Tissue::fat || tissue == anatomy::Tissue::fascia;
    while (shell && last < plan.glass.size() &&
           gpu.atlas().structures[plan.glass[last].structure].info.tissue == tissue)
      ++last;
    InUse colour;
    SceneBatches depth(false);
    glColorMask(GL_FALSE, GL_FALSE, GL_FALSE, GL_FALSE);
    for (size_t i = first; i < last; ++i) {
      if (plan.glass[i].in_view) add_depth(depth, plan.glass[i], plan, gpu, plan.glass[i].level);
    }
    draw_depth(depth, gpu, view_projection);
    glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
    glDepthFunc(GL_EQUAL);
    glEnable(GL_BLEND);
    for (size_t i = first; i < last; ++i) {
      const DrawItem& item = plan.glass[i];
      if (!item.in_view) continue;
      draw(item, plan, gpu, item.level, [&](const DrawItem& part) {
        use_colour(colour, part, shading, true);
        colour.look(part.rows);
        colour.bulge(posture_, part);
      });
    }
    glDisable(GL_BLEND);
    glDepthFunc(GL_LESS);
    first = last;
  }
}

SceneBatches ScenePass::moving(const ScenePlan& plan, const GpuAtlas& gpu, bool glass,
                               const ChunkSelection& selection) {
  begin(plan);
  SceneBatches batches(glass);
  const bool revealed = selection.states == MovingChunks::revealed;
  for (const DrawItem& item : glass ? plan.glass : plan.opaque) {
    if (!item.in_view || (revealed && !selection.known->any_revealed(item.structure))) continue;
    add_to(
        batches, item, plan, gpu, item.level,
        [&](const DrawItem& part) -> const gl::Program& { return program(part, Shading::vertex, glass); }, selection);
  }
  return batches;
}

void ScenePass::draw(const SceneBatches& moving, const GpuAtlas& gpu) {
  moving.draw(looks_, gpu, indices_, stats_, set_textures);
}

void ScenePass::add_depth(SceneBatches& batches, const DrawItem& item, const ScenePlan& plan, const GpuAtlas& gpu,
                          int level) {
  add_to(batches, item, plan, gpu, level,
         [&](const DrawItem& part) -> const gl::Program& { return depth_program(part, "depth.frag"); });
}

void ScenePass::draw_depth(const SceneBatches& batches, const GpuAtlas& gpu, const Mat4& matrix) {
  batches.draw(looks_, gpu, indices_, stats_, [&](const gl::Program& program) {
    glUniformMatrix4fv(program.at("depth_matrix"), 1, GL_FALSE, &matrix[0].x);
  });
}

void ScenePass::draw_mask(const ScenePlan& plan, const GpuAtlas& gpu, const Mat4& view_projection,
                          const std::vector<StructureLook>& looks) {
  begin(plan);
  for (const auto* items : {&plan.opaque, &plan.glass}) {
    for (const DrawItem& item : *items) {
      const float strength = item.structure < looks.size() ? looks[item.structure].outline : 0.0f;
      if (!item.in_view || strength <= 0.0f) continue;
      SceneBatches batches(false);
      add_to(batches, item, plan, gpu, item.level,
             [&](const DrawItem& part) -> const gl::Program& { return depth_program(part, "mask.frag"); });
      batches.draw(looks_, gpu, indices_, stats_, [&](const gl::Program& program) {
        glUniformMatrix4fv(program.at("depth_matrix"), 1, GL_FALSE, &view_projection[0].x);
        program.set("strength", strength);
      });
    }
  }
}

void ScenePass::draw_casters(const ScenePlan& plan, const GpuAtlas& gpu, const Mat4& light, float sample_share) {
  begin(plan);
  // The light sees from far away along the map's depth.
  constexpr float far_mm = 1e5f;
  eye_mm_ = plan.bounds.centre() - far_mm * glm::normalize(Vec3(light[0][2], light[1][2], light[2][2]));
  SceneBatches batches(false);
  const auto cast = [&](const DrawItem& item) {
    if (item.window) return;                              // light falls in where the eye looks in
    add_depth(batches, item, plan, gpu, item.level + 3);  // a shadow is never looked at so closely
  };
  for (const DrawItem& item : plan.opaque) cast(item);
  for (const DrawItem& item : plan.glass) {
    if (item.opacity * item.opacity * item.opacity > sample_share) cast(item);
  }
  draw_depth(batches, gpu, light);
}

}  // namespace palpate::render
