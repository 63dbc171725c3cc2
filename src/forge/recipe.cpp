#include "forge/recipe.h"

#include <fmt/format.h>

#include "core/error.h"
#include "core/text.h"

namespace palpate::forge {

float Bench::figure(const std::string& key) const {
  read_.insert(key);
  return figures_.number(key);
}

std::vector<std::string> Bench::names_under(const std::string& prefix) const {
  // Which names there are counts like a figure.
  read_.insert(prefix + ".*");
  return figures_.names_under(prefix);
}

Vec3 Bench::point(const std::string& key) const {
  return {figure(key + ".x"), figure(key + ".y"), figure(key + ".z")};
}

bool Bench::has(const std::string& key) const {
  if (!figures_.find(key)) return false;
  read_.insert(key);
  return true;
}

const Piece& Bench::input(const std::string& id) const {
  const auto it = inputs_.find(id);
  if (it == inputs_.end())
    throw Error("forge recipe " + id_, fmt::format("takes '{}' without naming it as an input", id),
                "add it to Recipe::inputs");
  return *it->second;
}

Vec3 Bench::site(const std::string& id, const std::string& site) const {
  const Piece& piece = input(id);
  std::vector<std::string> names;
  for (const auto* table : {&piece.sites, &piece.landmarks}) {
    if (const auto it = table->find(site); it != table->end()) return it->second;
    for (const auto& [name, unused] : *table) names.push_back(name);
  }
  throw Error("forge recipe " + id_, fmt::format("'{}' has no site '{}'{}", id, site, did_you_mean(site, names)),
              "correct the name");
}

}  // namespace palpate::forge
