#pragma once
// A broad muscle or fascia as data: its net (figures rNN_K), its neighbours, how thick it is where.

#include <string>
#include <vector>

#include "forge/hull_sheet.h"

namespace palpate::forge {

/// What the fascicles of a muscle hold to at one end, base ids: each takes the nearest. Net points that lie nearest to
/// a bone are drawn to it.
struct Hold {
  std::vector<std::string> at;
  std::string open;  ///< bone named by fascicles that end in what the atlas lacks, or at the picture's border; or none
};

struct Sheet {
  std::string base;                              ///< id without its side; the net is read from "<base>.rNN_K"
  std::vector<std::string> above, below;         ///< base ids of paired structures, or whole ids of single ones
  std::function<SheetStyle(float belly)> style;  ///< from the figure "<base>.belly", mm
  std::string provenance;
  Hold from, to;                   ///< muscles only; fasciae have no fascicles of their own
  std::vector<std::string> slips;  ///< nets of small sheets that join the under side of this one
  std::function<SheetStyle(float belly)> slip_style;
  float gap = 0.5f;    ///< mm kept free from neighbours
  float sided = 0.5f;  ///< by how much the two sides may differ in height, mm
};

/// One recipe a side.
void add_sheet(std::vector<Recipe>& list, const Sheet& sheet);

/// The rows of a net, left side.
SheetNet net_of(const Bench& bench, const std::string& base);

/// 0 at and below 0, 1 from `width` on.
inline float rise(float x, float width) {
  return smoothstep(0.0f, width, x);
}
/// 1 in the middle, falling to 0 at both ends over `first` and `last`.
inline float plateau(float x, float first, float last) {
  return rise(x, first) * rise(1.0f - x, last);
}

}  // namespace palpate::forge
