#pragma once
// Fills the faces of a cut body: each structure's outlines as a fan into the stencil, tissue where it is not zero, a
// wall inside the outline, the outline itself. Outer structures first, so that what lies in them is drawn over them.

#include <memory>
#include <vector>

#include "anatomy/atlas.h"
#include "gl/shader_library.h"
#include "render/frame_input.h"
#include "render/screen_rectangle.h"
#include "render/tissue_look.h"

namespace palpate::render {

/// A vertex of a cut face. `form`: side of a line (-1, 1), mm along it, mm inside the outline, 0.
struct SectionVertex {
  Vec3 position{0.0f}, tangent{0.0f};
  Vec4 form{0.0f};
};

/// The triangles of one structure's face, as ranges of one buffer.
struct SectionFace {
  struct Range {
    int first = 0, count = 0;
  };
  size_t structure = 0;
  Range fan, wall, line, loose;  ///< `loose`: lines of a mesh that is open here, drawn dashed
  Box3 bounds;
};

/// Thickness of what lines a structure's cut face: skin, cortex, annulus, vessel wall, mm. Design estimates within
/// anatomical ranges, chosen to be seen.
float wall_thickness_mm(anatomy::Tissue tissue);

/// The triangles of all faces, in drawing order. Pure.
std::vector<SectionFace> section_faces(const SectionCut& cut, const anatomy::Atlas& atlas,
                                       std::vector<SectionVertex>& vertices);

class SectionPass {
 public:
  explicit SectionPass(gl::ShaderLibrary& shaders) : shaders_(shaders) {}
  /// Into these pixels of the bound target, which has a stencil; nothing while the eye is on the kept side. Leaves the
  /// scene's state, but the scissor off.
  void draw(const FrameInput& input, const anatomy::Atlas& atlas, const Mat4& view_projection, bool scene_light,
            const Rectangle& within);

 private:
  void upload(const std::shared_ptr<const SectionCut>& cut, const anatomy::Atlas& atlas);
  void draw_face(const SectionFace& face, const Mat4& view_projection, const FrameInput& input, const LookRows& rows,
                 const anatomy::Structure& structure, bool scene_light, const Rectangle& within);
  const gl::Program& program(const char* part, bool scene_light, const LookRows& rows);

  gl::ShaderLibrary& shaders_;
  gl::VertexArray array_;
  gl::Buffer vertices_;
  std::shared_ptr<const SectionCut> shown_;
  std::vector<SectionFace> faces_;
};

}  // namespace palpate::render
