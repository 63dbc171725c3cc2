#include "session/hand_props.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <optional>

#include "core/log.h"
#include "core/paths.h"
#include "io/hand_file.h"
#include "tissue/dent.h"

namespace palpate::session {
namespace {

using motion::Ground;
using motion::HandPlacement;
using render::PropStyle;

/// Shares of a hand's triangles in pictures that must be quick, and up to how many pixels a millimetre, as ghosts and
/// with nails and knuckles: chosen by eye.
constexpr struct {
  float share, ghost_pixels_per_mm, solid_pixels_per_mm;
} kLighter[] = {{0.25f, 1e9f, 1e9f}, {0.10f, 1.7f, 1.0f}};
constexpr float kStoneHalfHeight_mm = 15.0f;
/// Where hands work, heights over the sacral base, and the grid of distances there.
constexpr float kLowest_mm = -240.0f, kHighest_mm = 420.0f, kSpacing_mm = 5.0f;

uint64_t hash_of(const void* data, size_t bytes, uint64_t seed) {
  const auto* p = static_cast<const unsigned char*>(data);
  uint64_t hash = seed ^ 1469598103934665603u;
  for (size_t i = 0; i < bytes; ++i) hash = (hash ^ p[i]) * 1099511628211u;
  return hash;
}

}  // namespace

Ground shown_ground(const motion::SkinDistance& skin, const std::vector<render::ContactPatch>& patches, float scale) {
  return [&skin, &patches, scale](const Vec3& p) {
    float d = skin(p);
    for (const render::ContactPatch& c : patches) {
      if (c.depth_mm == 0.0f && c.fold_mm == 0.0f) continue;
      const Vec3 from = p - c.position_mm, side = glm::cross(c.normal, c.direction);
      const float along = glm::dot(from, c.direction), across = glm::dot(from, side), depth = scale * c.depth_mm,
                  wider = tissue::dent_widening * depth;
      const float r = glm::length(Vec2(along / (c.half_length_mm + wider), across / (c.half_width_mm + wider)));
      const float q = glm::length(Vec2(along / c.half_length_mm, across / c.half_width_mm));
      if (std::min(q, r) >= tissue::dent_rim) continue;
      d += depth * tissue::dent_falloff(tissue::dent_core, tissue::dent_rim, r).x -
           c.fold_mm * tissue::dent_falloff(0.0f, 1.0f, q).x;
    }
    return d;
  };
}

namespace {

float stone_distance(const Mat4& to_stone, const Vec3& p) {
  constexpr Vec3 radii(31, 43, kStoneHalfHeight_mm);
  const Vec3 q(to_stone * Vec4(p, 1.0f));
  const float k0 = glm::length(q / radii), k1 = glm::length(q / (radii * radii));
  return k1 < 1e-6f ? -kStoneHalfHeight_mm : std::max(k0 * (k0 - 1.0f) / k1, -kStoneHalfHeight_mm);
}

class Maker {
 public:
  Maker(const HandKit& kit, const motion::SkinDistance& skin, const HandLook& look)
      : kit_(kit), skin_(skin), look_(look) {}

  void add(const technique::Contact& contact, bool paired, float depth, const Ground& ground) {
    const motion::Grip* grip = kit_.poses.grip(contact.tool);
    // Hands come and go softly, high above the body.
    opacity_ = 1.0f - smoothstep(75.0f, 115.0f, contact.lift_mm);
    anchor_ = contact.position_mm;
    if (!grip || opacity_ <= 0.004f) return;
    if (grip->mesh.empty()) {
      lay(grip->held, contact, ground);
      return;
    }
    if (grip->held == "stone") {
      const Mat4 stone = motion::rest_on(contact, skin_, depth, kStoneHalfHeight_mm);
      motion::BoneFrames still;
      still.fill(Mat4(1.0f));
      push(kit_.find("stone"), still, stone, false, PropStyle::stone);
      const Mat4 to_stone = glm::inverse(stone);
      const float lift = contact.lift_mm;
      const Vec3 up = contact.normal;
      const Ground with_stone = [&](const Vec3& p) {
        return std::min(ground(p), stone_distance(to_stone, p + lift * up));
      };
      push(motion::place(contact, *grip, kit_.poses, skin_, with_stone, depth - 2.0f * kStoneHalfHeight_mm));
      return;
    }
    for (const HandPlacement& hand : place_hands(kit_, skin_, contact, ground, depth, paired)) push(hand);
  }

  std::vector<render::Prop> take() { return std::move(props_); }

 private:
  void push(const HandPlacement& hand) {
    push(kit_.find(hand.mesh), hand.frames, hand.to_body, hand.left, look_.style);
  }

  void push(int index, const motion::BoneFrames& frames, const Mat4& to_body, bool left, PropStyle style) {
    if (index < 0) return;
    const size_t i = static_cast<size_t>(index);
    auto vertices = std::make_shared<const std::vector<anatomy::PackedVertex>>(
        motion::skin_hand(kit_.meshes[i], frames, to_body, left, kit_.levels[i][finest()].vertices));
    const uint64_t revision =
        hash_of(&to_body, sizeof to_body, hash_of(&frames, sizeof frames, i * 4 + 2 * look_.moving + left));
    finish(i, std::move(vertices), left, style, revision);
  }

  void lay(const std::string& thing, const technique::Contact& contact, const Ground& ground) {
    const int index = kit_.find(thing);
    if (index < 0 || skin_.empty()) return;
    auto vertices = std::make_shared<const std::vector<anatomy::PackedVertex>>(
        motion::lay(kit_.meshes[static_cast<size_t>(index)], contact, skin_, ground));
    const uint64_t revision = hash_of(vertices->data(), vertices->size() * sizeof(anatomy::PackedVertex), 7);
    finish(static_cast<size_t>(index), std::move(vertices), false, thing == "towel" ? PropStyle::towel : PropStyle::gel,
           revision);
  }

  /// Level of the triangles that a clean picture shows.
  size_t finest() const { return look_.moving ? 1 : 0; }

  void finish(size_t mesh, std::shared_ptr<const std::vector<anatomy::PackedVertex>> vertices, bool left,
              PropStyle style, uint64_t revision) {
    render::Prop prop;
    prop.vertices = std::move(vertices);
    const auto triangles_of = [&](const HandKit::Level& level) { return left ? level.left : level.right; };
    const std::vector<HandKit::Level>& levels = kit_.levels[mesh];
    prop.indices = triangles_of(levels[finest()]);
    prop.parts = parts_of(*prop.indices, levels[finest()].cloth_first, style);
    for (size_t k = 1; k < levels.size(); ++k) {
      const auto triangles = triangles_of(levels[k]);
      const auto& seen = kLighter[k - 1];
      prop.lighter.push_back({triangles, parts_of(*triangles, levels[k].cloth_first, style),
                              style == PropStyle::ghost ? seen.ghost_pixels_per_mm : seen.solid_pixels_per_mm});
    }
    prop.opacity = opacity_;
    prop.anchor_mm = anchor_;
    prop.revision = revision;
    prop.sorts = true;
    props_.push_back(std::move(prop));
  }

  static std::vector<render::PropPart> parts_of(const std::vector<uint32_t>& triangles, uint32_t cloth,
                                                PropStyle style) {
    const auto all = static_cast<uint32_t>(triangles.size());
    std::vector<render::PropPart> parts{{0, cloth, style}};
    if (cloth < all)
      parts.push_back({cloth, all - cloth, style == PropStyle::ghost ? PropStyle::ghost : PropStyle::sleeve});
    return parts;
  }

  const HandKit& kit_;
  const motion::SkinDistance& skin_;
  const HandLook& look_;
  float opacity_ = 1.0f;
  Vec3 anchor_{0.0f};
  std::vector<render::Prop> props_;
};

/// The charted surface as a sheet, for atlases whose skin is a hull laid round what they have.
anatomy::Mesh sheet_of(const technique::SkinSurface& surface) {
  constexpr int columns = 60;
  anatomy::Mesh mesh;
  uint32_t rows = 0;
  for (float y = surface.lowest(); y <= surface.highest(); y += 6.0f, ++rows)
    for (int i = 0; i <= columns; ++i) {
      const float share = 2.0f * static_cast<float>(i) / columns - 1.0f;
      mesh.positions.push_back(surface.position({share * 0.98f * surface.reach(y, share > 0.0f), y}));
    }
  constexpr uint32_t wide = columns + 1;
  for (uint32_t j = 0; j + 1 < rows; ++j)
    for (uint32_t i = 0; i + 1 < wide; ++i) {
      const uint32_t a = j * wide + i, b = a + wide;
      mesh.triangles.insert(mesh.triangles.end(), {a, a + 1, b, a + 1, b + 1, b});
    }
  return mesh;
}

// Puts the mesh's vertices in the order in which levels use them, from few triangles to all.
std::vector<HandKit::Level> levels_of(motion::HandMesh& mesh) {
  std::vector<HandTriangles> triangles{{mesh.triangles, mesh.cloth_first}};
  for (const auto& some : kLighter) triangles.push_back(lighter_triangles(mesh, some.share));
  std::vector<HandKit::Level> levels(triangles.size());
  std::vector<uint32_t> order;
  std::vector<uint32_t> places(mesh.positions.size(), UINT32_MAX);
  const auto place = [&](uint32_t vertex) {
    if (places[vertex] == UINT32_MAX) places[vertex] = static_cast<uint32_t>(order.size()), order.push_back(vertex);
    return places[vertex];
  };
  for (size_t k = levels.size(); k-- > 0;) {
    for (uint32_t& corner : triangles[k].triangles) corner = place(corner);
    levels[k].vertices = order.size();
    levels[k].cloth_first = triangles[k].cloth_first;
    levels[k].left = std::make_shared<const std::vector<uint32_t>>(motion::flipped_triangles(triangles[k].triangles));
    levels[k].right = std::make_shared<const std::vector<uint32_t>>(triangles[k].triangles);
  }
  for (uint32_t vertex = 0; vertex < places.size(); ++vertex) place(vertex);
  levels.front().vertices = order.size();
  mesh.reorder(order);
  mesh.triangles = std::move(triangles.front().triangles);
  return levels;
}

}  // namespace

int HandKit::find(std::string_view name) const {
  for (size_t i = 0; i < meshes.size(); ++i)
    if (meshes[i].name == name) return static_cast<int>(i);
  return -1;
}

std::shared_ptr<const HandKit> hand_kit() {
  static const std::shared_ptr<const HandKit> kit = []() -> std::shared_ptr<const HandKit> {
    const std::filesystem::path file = paths::bundled_hands();
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) {
      log(LogLevel::warning, "no hands.glb beside the program: lessons play without hands (palpate-forge --hands)");
      return nullptr;
    }
    auto made = std::make_shared<HandKit>();
    made->poses = read_hand_poses(paths::data() / "assets" / "hands");
    made->meshes = read_hands(file);
    for (motion::HandMesh& mesh : made->meshes) made->levels.push_back(levels_of(mesh));
    return made;
  }();
  return kit;
}

const motion::SkinDistance& HandGround::skin() const {
  std::call_once(once_, [this] {
    const anatomy::Structure* skin = atlas_->find("skin");
    if (skin) {
      // A coarser level is within a third of a millimetre, and quick to search.
      const size_t level =
          std::min<size_t>(skin->levels.front().triangle_count() > 150000 ? 1 : 0, skin->levels.size() - 1);
      // Hands work on the back: what lies before the body's middle, on the legs or above the ribs is left out.
      Box3 worked = skin->bounds;
      worked.lo.y = std::max(worked.lo.y, kLowest_mm), worked.hi.y = std::min(worked.hi.y, kHighest_mm);
      worked.hi.z = worked.centre().z;
      skin_ = motion::SkinDistance(anatomy::RayIndex(skin->levels[level]), worked.empty() ? skin->bounds : worked,
                                   kSpacing_mm);
    } else if (surface_ && !surface_->empty()) {
      const anatomy::Mesh sheet = sheet_of(*surface_);
      skin_ = motion::SkinDistance(anatomy::RayIndex(sheet), sheet.bounds());
    }
  });
  return skin_;
}

namespace {

/// Two hands on one side of the body: their forearms come from that side, so that neither lies on the other hand.
void make_room(motion::Grip& grip, const technique::Contact& contact) {
  if (contact.action == "tap") grip.across = true;
  grip.turn_deg = std::max(grip.turn_deg, 42.0f);
}

}  // namespace

bool is_paired(const std::vector<technique::Contact>& contacts, size_t i) {
  const technique::Contact& c = contacts[i];
  return std::any_of(contacts.begin(), contacts.end(), [&](const technique::Contact& other) {
    return &other != &c && other.tool == c.tool && other.side == c.side && other.hand != c.hand && !c.hand.empty();
  });
}

std::vector<HandPlacement> place_hands(const HandKit& kit, const motion::SkinDistance& skin,
                                       const technique::Contact& contact, const Ground& ground, float depth,
                                       bool paired) {
  std::vector<HandPlacement> hands;
  const motion::Grip* grip = kit.poses.grip(contact.tool);
  if (!grip || grip->mesh.empty()) return hands;
  if (paired) {
    motion::Grip own = *grip;
    make_room(own, contact);
    hands.push_back(motion::place(contact, own, kit.poses, skin, ground, depth));
    return hands;
  }
  hands.push_back(motion::place(contact, *grip, kit.poses, skin, ground, depth));
  if (grip->second != motion::Second::none)
    hands.push_back(motion::place_second(contact, *grip, kit.poses, skin, ground, hands.front(), depth));
  return hands;
}

std::vector<render::Prop> hand_props(const HandKit& kit, const motion::SkinDistance& skin,
                                     const std::vector<technique::Contact>& contacts,
                                     const std::vector<render::ContactPatch>& patches, const HandLook& look) {
  if (!look.shown || skin.empty()) return {};
  const Ground ground = shown_ground(skin, patches, look.dent_scale);
  Maker maker(kit, skin, look);
  for (size_t i = 0; i < contacts.size() && i < patches.size(); ++i)
    maker.add(contacts[i], is_paired(contacts, i),
              contacts[i].lift_mm > 0.0f ? 0.0f : look.dent_scale * patches[i].depth_mm, ground);
  return maker.take();
}

}  // namespace palpate::session
