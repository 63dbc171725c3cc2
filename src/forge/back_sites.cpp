#include "forge/back_sites.h"

#include <cmath>

#include "core/error.h"

namespace palpate::forge {

std::vector<std::string> back_bones(bool left) {
  std::vector<std::string> ids = {"sacrum", "hip_bone" + end_of(left)};
  for (int level = 0; level < level_count; ++level) ids.push_back(bone_id(level));
  for (int rib = 8; rib <= 12; ++rib) ids.push_back("rib_" + std::to_string(rib) + end_of(left));
  return ids;
}

const anatomy::RayIndex& BackSites::index(const std::string& bone) const {
  const auto found = indices_.find(bone);
  return found != indices_.end() ? found->second
                                 : indices_.emplace(bone, anatomy::RayIndex(bench_.input(bone).mesh)).first->second;
}

Hold BackSites::on(const std::string& bone, const Vec3& near) const {
  const auto found = index(bone).nearest(near, 60.0f);
  if (!found) throw Error("forge recipe " + bench_.id(), "an attachment lies 60 mm off " + bone, "correct its site");
  return {bone, found->point};
}

Hold BackSites::vertebra(int level, const std::string& site, const Vec3& by) const {
  const std::string id = bone_id(level);
  const bool middle = site.rfind("spinous", 0) == 0 || site == "body";
  return on(id, bench_.site(id, middle ? site : with_side(site)) + sided(by));
}

Hold BackSites::sacrum(const std::string& site, const Vec3& by) const {
  const bool middle = site.rfind("median", 0) == 0;
  return on("sacrum", bench_.site("sacrum", middle ? site : with_side(site)) + sided(by));
}

Hold BackSites::hip(const std::string& site, const Vec3& by) const {
  return on(with_side("hip_bone"), bench_.site(with_side("hip_bone"), with_side(site)) + sided(by));
}

Hold BackSites::crest(float lateral, const Vec3& by) const {
  const std::string bone = with_side("hip_bone");
  const std::vector<Vec3>& line = bench_.input(bone).lines.at("iliac_crest");
  Vec3 best = line.back();
  // From the hind spine forward; the first place far enough out is meant.
  for (size_t i = line.size(); i-- > 0;) {
    if (std::abs(std::abs(line[i].x) - lateral) < std::abs(std::abs(best.x) - lateral)) best = line[i];
    if (std::abs(line[i].x) > lateral) break;
  }
  return on(bone, best + sided(by));
}

Hold BackSites::rib(int number, float lateral, const Vec3& by) const {
  const std::string bone = with_side("rib_" + std::to_string(number));
  const std::vector<Vec3>& line = bench_.input(bone).lines.at("rib");
  Vec3 best = line.front();
  for (const Vec3& p : line) {
    best = p;
    if (std::abs(p.x) >= lateral) break;
  }
  return on(bone, best + Vec3(0, 0, -9.0f) + sided(by));
}

}  // namespace palpate::forge
