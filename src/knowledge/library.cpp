#include "knowledge/library.h"

#include <algorithm>
#include <set>

#include "core/error.h"
#include "core/text.h"

namespace palpate::knowledge {
namespace {

template <class T>
const T* find_in(const std::vector<T>& list, std::string_view id) {
  const auto found = std::find_if(list.begin(), list.end(), [&](const T& item) { return item.id == id; });
  return found == list.end() ? nullptr : &*found;
}

template <class T>
std::vector<std::string> ids_of(const std::vector<T>& list) {
  std::vector<std::string> ids;
  for (const T& item : list) ids.push_back(item.id);
  return ids;
}

}  // namespace

const Technique* Library::technique(std::string_view id) const {
  return find_in(techniques, id);
}
const Point* Library::point(std::string_view id) const {
  return find_in(points, id);
}
const Region* Library::region(std::string_view id) const {
  return find_in(regions, id);
}
const Claim* Library::claim(std::string_view id) const {
  return find_in(claims, id);
}
const Screening* Library::screen(std::string_view id) const {
  return find_in(screening, id);
}
const Caution* Library::caution(std::string_view id) const {
  return find_in(cautions, id);
}
const StartingState* Library::starting_state(std::string_view id) const {
  return find_in(starting_states, id);
}

double Library::figure(std::string_view id) const {
  const Figure* found = find_in(figures, id);
  if (!found)
    throw Error("tissue figures", "'" + std::string(id) + "' is missing", "assets/knowledge/tissue.yaml lists it");
  return found->value;
}

std::vector<std::string> Library::technique_ids() const {
  return ids_of(techniques);
}
std::vector<std::string> Library::point_ids() const {
  return ids_of(points);
}

std::vector<const Point*> Library::points_for_pain(std::string_view wanted) const {
  std::vector<const Point*> found;
  for (const PointKind kind : {PointKind::trigger_point, PointKind::acupoint}) {
    for (const Point& p : points) {
      if (p.kind == kind && std::find(p.regions.begin(), p.regions.end(), wanted) != p.regions.end())
        found.push_back(&p);
    }
  }
  return found;
}

const std::vector<std::string>& lesson_families() {
  static const std::vector<std::string> families{
      "swedish", "deep tissue", "trigger point", "myofascial release", "acupressure",
      "heat",    "stretching",  "mobility",      "combined sessions"};
  return families;
}

std::string landmark_for(const std::string& landmark, anatomy::Side side, const anatomy::Catalogue& catalogue) {
  if (catalogue.find_landmark(landmark)) return landmark;
  if (side == anatomy::Side::midline) return "";
  const std::string sided = landmark + "_" + std::string(anatomy::to_string(side));
  return catalogue.find_landmark(sided) ? sided : "";
}

namespace {

class Checker {
 public:
  Checker(const Library& library, const anatomy::Catalogue* catalogue) : lib_(library), catalogue_(catalogue) {}

  void all() {
    techniques();
    points();
    claims();
    cautions();
    states();
    unique("screening", lib_.screening), unique("causes", lib_.causes), unique("advice", lib_.advice);
    unique("tissue figures", lib_.figures);
    sourced("screening", lib_.screening), sourced("advice", lib_.advice), sourced("tissue figures", lib_.figures);
    for (const Cause& c : lib_.causes) {
      if (!c.starting_state.empty())
        known("causes", c.id, "starting state", lib_.starting_state(c.starting_state), c.starting_state);
      for (const std::string& id : c.claims) known("causes", c.id, "claim", lib_.claim(id), id);
    }
  }

 private:
  [[noreturn]] static void fail(const std::string& kind, const std::string& id, const std::string& what) {
    throw Error("knowledge", kind + ": '" + id + "' " + what, "assets/knowledge holds the entry");
  }
  template <class T>
  static void unique(const std::string& kind, const std::vector<T>& list) {
    std::set<std::string> seen;
    for (const T& item : list) {
      if (item.id.empty()) fail(kind, "", "has no id");
      if (!seen.insert(item.id).second) fail(kind, item.id, "is listed twice");
    }
  }
  template <class T>
  static void sourced(const std::string& kind, const std::vector<T>& list) {
    for (const T& item : list) {
      if (trim(item.source).empty()) fail(kind, item.id, "has no source");
    }
  }
  static void known(const std::string& kind, const std::string& id, const std::string& what, const void* found,
                    const std::string& name) {
    if (!found) fail(kind, id, "names the unknown " + what + " '" + name + "'");
  }
  static void ordered(const std::string& id, const std::string& what, const std::optional<Range>& r) {
    if (r && !(r->low <= r->typical && r->typical <= r->high)) fail("techniques", id, "has " + what + " out of order");
  }
  void structure(const std::string& kind, const std::string& id, const std::string& name) const {
    if (catalogue_ && catalogue_->expand(name).empty()) fail(kind, id, "names the unknown structure '" + name + "'");
  }
  void landmark(const std::string& kind, const std::string& id, const std::string& name) const {
    if (!catalogue_ || name.empty()) return;
    if (landmark_for(name, anatomy::Side::left, *catalogue_).empty())
      fail(kind, id, "names the unknown landmark '" + name + "'");
  }

  void techniques() const {
    unique("techniques", lib_.techniques), sourced("techniques", lib_.techniques);
    for (const Technique& t : lib_.techniques) {
      const auto& families = lesson_families();
      if (std::find(families.begin(), families.end(), t.lesson_family) == families.end()) {
        fail("techniques", t.id,
             "has the unknown lesson family '" + t.lesson_family + "'" + did_you_mean(t.lesson_family, families));
      }
      ordered(t.id, "force", t.force_N), ordered(t.id, "pressure", t.pressure_kPa),
          ordered(t.id, "speed", t.speed_cm_s);
      ordered(t.id, "rhythm", t.rhythm_Hz), ordered(t.id, "hold", t.hold_s), ordered(t.id, "minutes", t.minutes);
      for (const std::string& id : t.claims) known("techniques", t.id, "claim", lib_.claim(id), id);
      for (const std::string& id : t.contraindications) known("techniques", t.id, "screening", lib_.screen(id), id);
      for (const std::string& name : t.targets) structure("techniques", t.id, name);
    }
  }
  void points() const {
    unique("points", lib_.points), sourced("points", lib_.points), unique("regions", lib_.regions);
    for (const Point& p : lib_.points) {
      if (p.location.rule.empty()) fail("points", p.id, "has no location rule");
      for (const std::string& id : p.regions) known("points", p.id, "region", lib_.region(id), id);
      if (!p.structure.empty()) structure("points", p.id, p.structure);
      landmark("points", p.id, p.location.landmark);
    }
    for (const Region& r : lib_.regions) landmark("regions", r.id, r.landmark);
  }
  void claims() const {
    unique("claims", lib_.claims), sourced("claims", lib_.claims);
    for (const Claim& c : lib_.claims) {
      if (c.claim.empty() || c.finding.empty()) fail("claims", c.id, "needs what is told and what was found");
    }
  }
  void cautions() const {
    unique("cautions", lib_.cautions), sourced("cautions", lib_.cautions);
    for (const Caution& c : lib_.cautions) {
      if (c.shapes.empty()) fail("cautions", c.id, "has no volume");
      if (c.limit_kPa <= 0.0 || c.near_fraction <= 0.0 || c.near_fraction >= 1.0)
        fail("cautions", c.id, "has a limit out of range");
      if (c.reason.empty() || c.gentler.empty()) fail("cautions", c.id, "needs a reason and a gentler way");
      for (const ZoneShape& s : c.shapes) landmark("cautions", c.id, s.from), landmark("cautions", c.id, s.to);
    }
  }
  void states() const {
    unique("starting states", lib_.starting_states), sourced("starting states", lib_.starting_states);
    for (const StartingState& s : lib_.starting_states) {
      for (const Tense& t : s.tense) {
        if (t.tension < 0.0 || t.tension > 1.0) fail("starting states", s.id, "has a tension outside 0..1");
        structure("starting states", s.id, t.structure);
      }
    }
  }

  const Library& lib_;
  const anatomy::Catalogue* catalogue_;
};

}  // namespace

void check(const Library& library, const anatomy::Catalogue* catalogue) {
  Checker(library, catalogue).all();
}

}  // namespace palpate::knowledge
