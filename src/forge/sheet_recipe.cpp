#include "forge/sheet_recipe.h"

#include <algorithm>
#include <set>

#include "core/error.h"
#include "forge/spine.h"

namespace palpate::forge {

namespace {

std::string on_side(const std::string& id, bool left) {
  static const std::set<std::string> single = {"sacrum", "coccyx"};
  return single.count(id) || id.rfind("vertebra_", 0) == 0 ? id : id + (left ? "_left" : "_right");
}

/// The same places on either side differ a little, as they do in a person.
SheetNet sided(SheetNet net, bool left, const std::string& id, float by) {
  for (size_t j = 0; j < net.rows.size(); ++j)
    for (size_t i = 0; i < net.rows[j].size(); ++i) {
      const std::string key = id + (left ? "l" : "r") + std::to_string(j) + "." + std::to_string(i);
      net.rows[j][i].y += by * whim(key);
      if (!left) net.rows[j][i].x = -net.rows[j][i].x;
    }
  return net;
}

}  // namespace

SheetNet net_of(const Bench& b, const std::string& base) {
  SheetNet net;
  for (const std::string& name : b.names_under(base)) {
    const size_t line = name.find('_');
    if (name.size() < 5 || name[0] != 'r' || line == std::string::npos) continue;
    const size_t row = static_cast<size_t>(std::stoi(name.substr(1, line - 1)));
    if (net.rows.size() <= row) net.rows.resize(row + 1);
    net.rows[row].push_back(b.point(base + "." + name));
  }
  for (size_t row = 0; row < net.rows.size(); ++row)
    if (net.rows[row].size() < 2)
      throw Error("sheet_points.csv", "row " + std::to_string(row) + " of '" + base + "' has fewer than two points",
                  "number the rows r00, r01, … without gaps");
  if (net.rows.size() < 2)
    throw Error("sheet_points.csv", "'" + base + "' has fewer than two rows", "a sheet needs two rows of points");
  return net;
}

void add_sheet(std::vector<Recipe>& list, const Sheet& sheet) {
  for (const bool left : {true, false}) {
    std::vector<std::string> above, below, inputs = {"fascia_form"};
    for (const auto& name : sheet.above) above.push_back(on_side(name, left));
    for (const auto& name : sheet.below) below.push_back(on_side(name, left));
    inputs.insert(inputs.end(), above.begin(), above.end());
    inputs.insert(inputs.end(), below.begin(), below.end());
    list.push_back(
        {on_side(sheet.base, left), inputs,
         "muscle_superficial,muscle_wall,muscle_gluteal,fascia,sheet_recipe,hull_sheet,spine", [=](const Bench& b) {
           SheetStyle style = sheet.style(b.figure(sheet.base + ".belly"));
           style.seed = left ? 17u : 91u;
           style.crop_top = std::min(style.crop_top, b.figure("skin.top") - 2.5f);
           style.crop_bottom = std::max(style.crop_bottom, b.figure("skin.bottom") + 2.5f);
           Obstacles around;
           around.gap = sheet.gap;
           for (const auto& id : above) around.above.emplace_back(b.input(id).mesh);
           for (const auto& id : below) around.below.emplace_back(b.input(id).mesh);
           Piece piece;
           piece.mesh = sheet_under(b.input("fascia_form").volume,
                                    sided(net_of(b, sheet.base), left, sheet.base, sheet.sided), style, around);
           piece.provenance = sheet.provenance;
           return piece;
         }});
  }
}

}  // namespace palpate::forge
