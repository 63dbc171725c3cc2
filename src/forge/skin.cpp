// The outer form: a trunk of superelliptic sections along the levels, buttocks and thighs joined to it, the furrow and
// the dimples pressed in. The fat lies between it and the body's fascia, thick and thin by region. Everything fibrous
// is built inwards from that fascia, so nothing can break through the skin.

#include <algorithm>
#include <cmath>

#include "forge/cut_face.h"
#include "forge/profile.h"
#include "forge/spine.h"

namespace palpate::forge {

namespace {

float bell(float x, float half_width) {
  return std::exp(-x * x / (half_width * half_width));
}

constexpr std::array<const char*, 11> skin_levels = {"t8", "t9", "t12", "l1", "l2",  "l3",
                                                     "l4", "s1", "s2",  "s4", "fold"};

Profile profile(const Bench& b, const char* figure) {
  std::vector<std::pair<float, float>> knots;
  for (const char* level : skin_levels) {
    const std::string id = std::string("skin_") + level;
    knots.emplace_back(b.figure(id + ".height"), b.figure(id + "." + figure));
  }
  return Profile(knots);
}

/// The midline of the back: over the spinous tips of T9 to L5, then over the sacrum.
Profile midline(const Bench& b) {
  const auto f = [&](const char* name) { return b.figure(std::string("skin.") + name); };
  const float cover = f("fat_over_spines") + f("thickness") + 0.8f;
  std::vector<std::pair<float, float>> knots;
  // Every second tip: the skin bridges the unevenness between neighbours.
  for (const int level : {0, 3, 5, 7}) {
    const Vec3 tip = spinous_tip(b, level);
    knots.emplace_back(tip.y, tip.z - cover);
  }
  knots.emplace_back(5.0f, f("sacrum_s1_z"));
  knots.emplace_back(-22.0f, f("sacrum_s2_z"));
  knots.emplace_back(-48.0f, f("sacrum_s3_z"));
  knots.emplace_back(-75.0f, f("sacrum_s4_z"));
  knots.emplace_back(-105.0f, f("sacrum_s5_z"));
  knots.emplace_back(-150.0f, f("sacrum_s5_z") + 30.0f);
  return Profile(knots);
}

Field trunk(const Bench& b) {
  const Profile breadth = profile(b, "breadth"), belly = profile(b, "front"), furrow = profile(b, "furrow");
  const Profile half_furrow = profile(b, "furrow_half_width"), square = profile(b, "squareness"), mid = midline(b);
  const auto f = [&](const char* name) { return b.figure(std::string("skin.") + name); };
  const float front_square = f("front_squareness"), groove_x = f("groove_off_midline"),
              groove_depth = f("groove_depth"), groove_half = f("groove_half_width");
  const float top = f("top"), bottom = -150.0f;
  const Box3 box{Vec3(-190.0f, bottom - 40.0f, -130.0f), Vec3(190.0f, top + 40.0f, 205.0f)};
  return {[=](const Vec3& p) {
            const float y = p.y, a = 0.5f * breadth(y), dip = furrow(y);
            const float back = mid(y) - dip, front = belly(y), centre = back + 0.46f * (front - back);
            const float x = std::abs(p.x);
            float z = p.z;
            if (z < centre) {
              z -= dip * bell(x, half_furrow(y));
              // The groove beside the erector column, from the last rib to the crest.
              z -= groove_depth * bell(x - groove_x - 0.06f * (y - 90.0f), groove_half) * smoothstep(25.0f, 62.0f, y) *
                   smoothstep(190.0f, 130.0f, y);
            }
            const float half = z < centre ? centre - back : front - centre;
            const float e = z < centre ? square(y) : front_square;
            const float u = x / a, v = std::abs(z - centre) / half;
            const float ue = std::pow(u, e - 1.0f), ve = std::pow(v, e - 1.0f), sum = u * ue + v * ve;
            const float k = std::pow(std::max(sum, 1e-5f), 1.0f / e);
            const float slope = std::pow(k, 1.0f - e) * std::sqrt(ue * ue / (a * a) + ve * ve / (half * half));
            const float side = k < 0.3f ? -0.5f * std::min(a, half) : (k - 1.0f) / slope;
            // The crop comes later: below its own end the form must be fair.
            return std::max(smooth_max(0.8f * side, bottom - y, 40.0f), y - top - 34.0f);
          },
          box};
}

Field buttocks_and_thighs(const Bench& b) {
  const auto f = [&](const char* name) { return b.figure(std::string("skin.") + name); };
  const float bottom = f("bottom");
  const auto side = [&](float s) {
    const Vec3 centre(s * f("buttock_off_midline"), f("buttock_height"), f("buttock_z"));
    // The lobe hangs a little outward and back.
    const Vec3 down = glm::normalize(Vec3(s * 0.16f, -1.0f, 0.05f)),
               back = glm::normalize(glm::cross(Vec3(1, 0, 0), down));
    const Mat3 axes(glm::cross(down, back), down, back);
    const Field lobe =
        ellipsoid(centre, Vec3(f("buttock_half_width"), f("buttock_half_height"), f("buttock_half_depth")), axes);
    const float x = f("thigh_off_midline"), z = f("thigh_z"), w = f("thigh_half_width"), h = f("thigh_half_depth");
    const Field thigh = sweep({{Vec3(s * (x - 6), -70, z + 8), w - 4, h - 6, Vec3(0, 0, 1)},
                               {Vec3(s * x, -150, z + 3), w, h, Vec3(0, 0, 1)},
                               {Vec3(s * x, -220, z), w - 1, h - 3, Vec3(0, 0, 1)},
                               {Vec3(s * (x - 3), bottom - 60, z - 2), w - 8, h - 9, Vec3(0, 0, 1)}},
                              {2.15f, 20.0f});
    return join(lobe, thigh, f("fold_blend"));
  };
  return join(side(1.0f), side(-1.0f), f("cleft_blend"));
}

Volume skin_form(const Bench& b) {
  const float voxel = b.figure("skin.voxel");
  Blend form(trunk(b));
  form.add(buttocks_and_thighs(b), b.figure("skin.buttock_blend"));
  const Field whole = form.field();
  // Bones keep their cover, whatever the sections say.
  const Field bones = b.input("bone_form").volume.field();
  const float back_cover = b.figure("skin.bone_cover"), rib_cover = b.figure("skin.rib_cover");
  const auto cover = [=](const Vec3& p) {
    return glm::mix(back_cover, rib_cover, smoothstep(80.0f, 108.0f, std::abs(p.x)) * smoothstep(96.0f, 120.0f, p.y));
  };
  const auto f = [&](const char* name) { return b.figure(std::string("skin.") + name); };
  const float cleft = f("cleft_depth"), narrow = f("cleft_half_width"), fold_y = f("fold_height"),
              fold = f("fold_depth");
  const float hollow_depth = f("hollow_depth"), hollow_y = f("hollow_height");
  const auto pressed = [=](const Vec3& p) {
    if (p.z > 60.0f || p.y > -20.0f) return 0.0f;
    const float x = std::abs(p.x), behind = smoothstep(0.0f, -25.0f, p.z);
    const float along = smoothstep(-45.0f, -105.0f, p.y) * smoothstep(-215.0f, -165.0f, p.y);
    const float line = fold_y + 7.0f * smoothstep(60.0f, 120.0f, x);
    const float crease = bell(p.y - line, 10.0f) * smoothstep(4.0f, 24.0f, x) * smoothstep(122.0f, 76.0f, x);
    // The hollow behind the trochanter, where gluteus maximus turns into its tendon.
    const float hollow =
        hollow_depth * bell(std::hypot(0.8f * (p.y - hollow_y), p.z + 22.0f), 34.0f) * smoothstep(105.0f, 140.0f, x);
    return behind * (cleft * along * bell(x, narrow) + fold * crease) + hollow;
  };
  const Field fair{
      [=](const Vec3& p) { return smooth_min(0.75f * (whole(p) + pressed(p)), bones(p) - cover(p), 24.0f); },
      whole.box()};
  // Re-distanced before the crop, so that the crop's edge stays crisp.
  return Volume::of(fair, voxel).redistanced().blurred(5).redistanced(4.0f, 42.0f);
}

/// The skin with what only its fat is pressed in by: the furrow over the spinous tips, the dimples of Venus.
Field skin_surface(const Bench& b) {
  const auto f = [&](const char* name) { return b.figure(std::string("skin.") + name); };
  const float dimple_x = f("dimple_off_midline"), dimple_y = f("dimple_height"), dimple = f("dimple_depth"),
              dimple_half = f("dimple_half_width"), furrow = f("furrow_in_fat"),
              furrow_half = f("furrow_in_fat_half_width");
  const Field form = b.input("skin_form").volume.field();
  return {[=](const Vec3& p) {
            const float d = form(p);
            if (p.z > -20.0f || std::abs(d) > 15.0f) return d;
            const float x = std::abs(p.x);
            const float line = smoothstep(-25.0f, 30.0f, p.y) * smoothstep(330.0f, 220.0f, p.y);
            return d + furrow * line * bell(x, furrow_half) +
                   dimple * bell(std::hypot(x - dimple_x, 0.8f * (p.y - dimple_y)), dimple_half);
          },
          form.box()};
}

/// The form a little beyond both ends of the picture, where its mesh is then cut: a grid could not hold a sharp edge.
Volume longer(const Field& form, float top, float bottom, float voxel) {
  const float high = top + 4.0f * voxel, low = bottom - 4.0f * voxel;
  Box3 box = form.box();
  box.hi.y = std::min(box.hi.y, high), box.lo.y = std::max(box.lo.y, low);
  return Volume::of({[=](const Vec3& p) { return std::max(form(p), std::max(p.y - high, low - p.y)); }, box}, voxel);
}

/// The skin between both ends of the picture, closed by faces that show what is cut there.
anatomy::Mesh cut_skin(const Bench& b) {
  const auto f = [&](const char* name) { return b.figure(std::string("skin.") + name); };
  const float top = f("top"), bottom = f("bottom");
  const Volume fascia = b.input("fascia_form").volume;
  CutFace face;
  face.rim = f("thickness"), face.bevel = f("cut_bevel"), face.wall = f("cut_wall");
  face.within_fascia = [fascia](const Vec3& p) { return fascia.sample(p) < 0.0f; };
  // The vertebra above T9, and both femora.
  const Plate plate = upper_plate(b, 0);
  const Vec3 up = Vec3(plate.frame[1]), on = Vec3(plate.frame[3]);
  const Vec3 body = on + up * ((top - on.y) / up.y);
  face.bones.push_back({body, plate.half_width, plate.half_depth, 0.88f, true});
  const Vec3 shaft = b.point("femur.shaft_4");
  const float half = 0.5f * b.figure("femur.shaft_4.thick");
  for (const float side : {1.0f, -1.0f})
    face.bones.push_back({Vec3(side * shaft.x, bottom, shaft.z), half, half, 0.48f, false});
  const Volume form = longer(b.input("skin_surface").volume.field(), top, bottom, f("mesh_voxel"));
  anatomy::Mesh mesh = between_heights(form.mesh(), bottom + face.bevel, top - face.bevel);
  close_with_face(mesh, face, form);
  return mesh;
}

std::vector<std::string> bone_ids() {
  std::vector<std::string> ids = {"sacrum", "coccyx"};
  for (int level = 0; level < level_count; ++level) ids.push_back(bone_id(level));
  for (const char* side : {"_left", "_right"}) {
    for (const char* bone : {"hip_bone", "femur"}) ids.push_back(std::string(bone) + side);
    for (int rib = 8; rib <= 12; ++rib) ids.push_back("rib_" + std::to_string(rib) + side);
  }
  return ids;
}

/// Thickness of the fat under the skin at p, mm.
std::function<float(const Vec3&)> fat_map(const Bench& b) {
  const auto f = [&](const char* name) { return b.figure(std::string("skin.") + name); };
  const Profile back = profile(b, "fat");
  const float spines = f("fat_over_spines"), strip = f("fat_over_spines_half_width"), sacral = f("fat_sacrum_midline"),
              psis = f("fat_over_psis"), flank = f("fat_flank"), trochanter = f("fat_trochanter"),
              front = f("fat_front"), dimple_x = f("dimple_off_midline"), dimple_y = f("dimple_height");
  return [=](const Vec3& p) {
    const float x = std::abs(p.x);
    const float lateral = smoothstep(75.0f, 125.0f, x) * smoothstep(-60.0f, 10.0f, p.z);
    float t = back(p.y);
    const float above_crest = smoothstep(28.0f, 72.0f, p.y) * (1.0f - smoothstep(92.0f, 140.0f, p.y));
    t = glm::mix(t, glm::mix(glm::min(t, 5.5f), flank, above_crest), lateral);
    const float hip = bell(p.y + 115.0f, 70.0f) * smoothstep(110.0f, 150.0f, x) * smoothstep(-50.0f, 0.0f, p.z);
    t = glm::mix(t, trochanter, hip);
    t = glm::mix(t, front, smoothstep(20.0f, 80.0f, p.z));
    if (p.z < 0.0f) {
      const float lumbar = smoothstep(0.0f, 45.0f, p.y);
      const float middle = glm::mix(sacral, spines, lumbar);
      const float reach = glm::mix(24.0f, strip, lumbar);
      const float fades = smoothstep(-130.0f, -80.0f, p.y);
      t = glm::mix(t, middle, fades * bell(x, reach));
      t = glm::mix(t, psis, bell(std::hypot(x - dimple_x, p.y - dimple_y), 26.0f));
    }
    return t;
  };
}

Volume fascia_form(const Bench& b) {
  const Volume& skin = b.input("skin_form").volume;
  const float thickness = b.figure("skin.thickness"), voxel = b.figure("skin.voxel");
  const auto fat = fat_map(b);
  const Field bones = b.input("bone_form").volume.field();
  const float flank = b.figure("skin.rib_flesh");
  const auto over = [flank](const Vec3& p) {
    return glm::mix(1.9f, flank, smoothstep(80.0f, 105.0f, std::abs(p.x)) * smoothstep(98.0f, 118.0f, p.y));
  };
  const Field inner{[=](const Vec3& p) {
                      const float under = skin.sample(p) + thickness;
                      return std::max(smooth_min(0.8f * (under + fat(p)), bones(p) - over(p), 7.0f),
                                      0.8f * (under + 4.4f));
                    },
                    skin.box()};
  const Volume open = Volume::of(inner, voxel).redistanced().blurred(1);
  // Fat alone makes the gluteal fold: the fascia of the buttock runs on over it. Not so in the cleft.
  const Volume bridged = open.closed(45.0f).blurred(1).redistanced(12.0f, 12.0f);
  const Volume narrow = open.redistanced(12.0f, 12.0f);
  const Field mixed{[=](const Vec3& p) {
                      const float share =
                          smoothstep(14.0f, 46.0f, std::abs(p.x)) * (1.0f - smoothstep(-30.0f, 20.0f, p.y));
                      return glm::mix(narrow.sample(p), bridged.sample(p), share);
                    },
                    bridged.box()};
  return Volume::of(mixed, voxel).redistanced().blurred(4).redistanced(30.0f, 48.0f);
}

}  // namespace

void add_skin(std::vector<Recipe>& list) {
  const std::string code = "skin,cut_face,profile,spine";
  list.push_back({"bone_form", bone_ids(), code, [](const Bench& b) {
                    Blend all;
                    for (const std::string& id : bone_ids()) all.add(b.input(id).volume.field());
                    Piece piece;
                    piece.volume = Volume::of(all.field(), b.figure("skin.voxel")).closed(16.0f).redistanced(26.0f);
                    piece.shown = false;
                    return piece;
                  }});
  list.push_back({"skin_form", {"bone_form"}, code, [](const Bench& b) {
                    Piece piece;
                    piece.volume = skin_form(b);
                    piece.shown = false;
                    return piece;
                  }});
  list.push_back({"skin_surface", {"skin_form"}, code, [](const Bench& b) {
                    Piece piece;
                    // Faired once more: distances of a grid have its facets.
                    piece.volume = Volume::of(skin_surface(b), b.figure("skin.voxel")).blurred(4);
                    piece.shown = false;
                    return piece;
                  }});
  list.push_back({"fascia_form", {"skin_form", "bone_form"}, code, [](const Bench& b) {
                    Piece piece;
                    piece.volume = fascia_form(b);
                    piece.shown = false;
                    return piece;
                  }});
  list.push_back(
      {"skin", {"skin_surface", "fascia_form", bone_id(0)}, code, [](const Bench& b) {
         Piece piece;
         piece.mesh = cut_skin(b);
         piece.provenance =
             "Superelliptic sections by level (breadth and depth: means of ANSUR II men of BMI 22 to 25, carried "
             "between the measured heights), joined with ellipsoidal buttocks and swept thighs; furrow, dimples, "
             "natal cleft and gluteal fold by design estimate.";
         return piece;
       }});
  list.push_back(
      {"subcutaneous_fat", {"skin_surface", "fascia_form"}, code, [](const Bench& b) {
         const Field outer = b.input("skin_surface").volume.field();
         const Volume inner = b.input("fascia_form").volume;
         const float thickness = b.figure("skin.thickness");
         const Field shell{[=](const Vec3& p) {  // Coarse levels of detail cut across the narrow grooves of the skin:
                                                 // the fat keeps away there.
                             const float aside =
                                 0.5f * bell(p.x, 16.0f) + 1.6f * bell(p.x, 20.0f) * smoothstep(-55.0f, -85.0f, p.y);
                             return std::max(outer(p) + thickness + aside, 0.4f - inner.sample(p));
                           },
                           outer.box()};
         const float top = b.figure("skin.top"), bottom = b.figure("skin.bottom"), low = b.figure("skin.cut_fat");
         Piece piece;
         const Volume form = longer(shell, top, bottom, b.figure("skin.fat_voxel"));
         piece.mesh = between_heights(form.mesh(0.03f), bottom + low, top - low);
         close_with_rings(piece.mesh, form);
         piece.provenance =
             "Between the under side of the skin and the body's outer fascia; thickness by region from published "
             "figures where there are some (PSIS, lumbar levels) and design estimates elsewhere.";
         return piece;
       }});
}

}  // namespace palpate::forge
