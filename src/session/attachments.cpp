#include "session/attachments.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "session/figures.h"

namespace palpate::session {
namespace {

constexpr uint8_t kEnd = 4;  ///< of 255: so near to its end a fascicle is called its end
constexpr Vec4 kOrigin{0.80f, 0.53f, 0.08f, 0.95f}, kInsertion{0.14f, 0.36f, 0.66f, 0.95f};
constexpr float kRadius_mm = 3.4f;

}  // namespace

namespace {

// The names of both ends of all fascicles, each once, in the order met; the rest as a number.
std::string ends_in_words(const anatomy::Structure& structure, const anatomy::Atlas& atlas, bool origin) {
  constexpr size_t most = 5;
  std::vector<std::string> names;
  for (const anatomy::Fascicle& fascicle : structure.fascicles) {
    const std::string& id = origin ? fascicle.origin : fascicle.insertion;
    const anatomy::Structure* end = atlas.find(id);
    const std::string name = end && !end->info.name.empty() ? end->info.name : title_of(id);
    if (!id.empty() && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  std::string words;
  for (size_t i = 0; i < std::min(names.size(), most); ++i) words += (i ? ", " : "") + names[i];
  if (names.size() > most) words += fmt::format(" and {} more", names.size() - most);
  return words;
}

}  // namespace

std::string fascicle_words(const anatomy::Structure& structure, const anatomy::Atlas& atlas) {
  if (structure.fascicles.empty()) return {};
  float least = structure.fascicles.front().length_mm(), most = least;
  for (const anatomy::Fascicle& fascicle : structure.fascicles)
    least = std::min(least, fascicle.length_mm()), most = std::max(most, fascicle.length_mm());
  const std::string count = structure.fascicles.size() == 1 ? "one" : fmt::format("{}", structure.fascicles.size());
  const std::string length =
      most - least < 1.0f ? fmt::format("{:.0f} mm long", most) : fmt::format("{:.0f} to {:.0f} mm long", least, most);
  return fmt::format("{}, {}, as modelled: from {} to {}", count, length, ends_in_words(structure, atlas, true),
                     ends_in_words(structure, atlas, false));
}

std::vector<Attachment> attachments_of(const anatomy::Structure& structure, float apart_mm, size_t most) {
  std::vector<Attachment> all;
  if (structure.info.tissue != anatomy::Tissue::muscle || structure.levels.empty()) return all;
  for (const bool origin : {true, false}) {
    std::vector<Attachment> patches;
    for (const anatomy::PackedVertex& v : structure.levels.front().vertices) {
      if (anatomy::unpack_fibre(v.fibre) == Vec3(0.0f)) continue;
      if (origin ? v.along > kEnd : v.along < 255 - kEnd) continue;
      const auto near = std::find_if(patches.begin(), patches.end(), [&](const Attachment& p) {
        return glm::distance(p.place_mm, v.position) < apart_mm;
      });
      if (near == patches.end()) {
        patches.push_back({v.position, origin, 1});
      } else {
        ++near->weight;
        near->place_mm += (v.position - near->place_mm) / static_cast<float>(near->weight);
      }
    }
    std::stable_sort(patches.begin(), patches.end(),
                     [](const Attachment& a, const Attachment& b) { return a.weight > b.weight; });
    if (patches.size() > most) patches.resize(most);
    all.insert(all.end(), patches.begin(), patches.end());
  }
  return all;
}

const std::vector<Attachment>& AttachmentTable::of(size_t structure) const {
  const std::lock_guard lock(mutex_);
  const auto found = found_.find(structure);
  if (found != found_.end()) return found->second;
  return found_.emplace(structure, attachments_of(atlas_->structures[structure])).first->second;
}

void add_attachments(render::FrameInput& frame, const std::vector<Attachment>& attachments,
                     const render::StructureLook& look) {
  bool named[2] = {false, false};
  for (const Attachment& end : attachments) {
    const Vec3 place = end.place_mm + look.offset_mm;
    if (frame.section && !look.whole && frame.section->plane.height(place) > 0.0f) continue;
    const Vec3 to_eye = normalize_or(frame.camera.position_mm - place, Vec3(0, 0, -1));
    render::Marker marker;
    marker.position_mm = place + to_eye * 2.0f;
    marker.normal = to_eye;
    marker.radius_mm = kRadius_mm;
    marker.shape = render::MarkerShape::disc;
    marker.colour = end.origin ? kOrigin : kInsertion;
    frame.markers.push_back(marker);
    bool& done = named[end.origin ? 0 : 1];
    if (done) continue;
    done = true;
    frame.labels.push_back({end.origin ? "origin" : "insertion", "", true, place, {}});
  }
}

}  // namespace palpate::session
