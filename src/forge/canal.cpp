#include "forge/canal.h"

#include "forge/spine.h"

namespace palpate::forge {

Field spinal_canal(const Bench& b) {
  std::vector<Station> stations;
  for (int level = 0; level < level_count; ++level) {
    const std::string id = bone_id(level);
    const auto f = [&](const char* name) { return b.figure(id + "." + name); };
    const float wall = -0.25f * (f("endplate_upper_depth") + f("endplate_lower_depth"));
    const Mat4 frame = vertebra_frame(b, level);
    stations.push_back({placed(frame, Vec3(0, f("pedicle_level"), wall - 0.5f * f("canal_depth"))),
                        0.5f * f("canal_width"), 0.5f * f("canal_depth"), -Vec3(frame[2])});
  }
  // The first one of the sacrum lies above it, where the canal of L5 goes on.
  const std::vector<Station> sacrum = sacral_canal(b);
  stations.insert(stations.end(), sacrum.begin() + 1, sacrum.end());
  return sweep(stations, {2.2f, 1.0f, 4, true});
}

}  // namespace palpate::forge
