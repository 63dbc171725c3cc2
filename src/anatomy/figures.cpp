#include "anatomy/figures.h"

#include <fmt/format.h>

#include <cmath>

#include "core/error.h"
#include "core/text.h"

namespace palpate::anatomy {

namespace {
std::string place(const Figure& f) {
  return f.line > 0 ? fmt::format("{}:{}", f.file, f.line) : f.file;
}

void check_range(const std::string& where, const std::string& key, const Figure& f, float value) {
  if (!std::isfinite(value))
    throw Error(where, fmt::format("figure '{}' is not a finite number", key), "write a plain number");
  if (f.lo < f.hi && (value < f.lo || value > f.hi))
    throw Error(where, fmt::format("figure '{}' is {:g} {}, outside {:g} to {:g}", key, value, f.unit, f.lo, f.hi),
                "correct the value, or widen lo and hi with a reason");
}
}  // namespace

void Figures::add(const std::string& key, const Figure& figure) {
  check_range(place(figure), key, figure, figure.value);
  const auto [it, fresh] = figures_.emplace(key, figure);
  if (!fresh)
    throw Error(place(figure), fmt::format("figure '{}' is given twice, first at {}", key, place(it->second)),
                "keep one");
}

void Figures::set(const std::string& key, float value) {
  const auto it = figures_.find(key);
  if (it == figures_.end()) {
    number(key);  // throws with a suggestion
    return;
  }
  check_range("--set " + key, key, it->second, value);
  it->second.value = value;
}

const Figure* Figures::find(std::string_view key) const {
  const auto it = figures_.find(key);
  return it == figures_.end() ? nullptr : &it->second;
}

float Figures::number(std::string_view key) const {
  if (const Figure* figure = find(key)) return figure->value;
  std::vector<std::string> keys;
  for (const auto& [name, unused] : figures_) keys.push_back(name);
  throw Error("assets/anatomy/figures", fmt::format("no figure '{}'{}", key, did_you_mean(key, keys)),
              "add a row for it");
}

Vec3 Figures::point(std::string_view key) const {
  const std::string base(key);
  return {number(base + ".x"), number(base + ".y"), number(base + ".z")};
}

std::vector<std::string> Figures::names_under(std::string_view prefix) const {
  const std::string start = std::string(prefix) + ".";
  std::vector<std::string> out;
  for (auto it = figures_.lower_bound(start); it != figures_.end() && it->first.rfind(start, 0) == 0; ++it) {
    const std::string name = it->first.substr(start.size(), it->first.find('.', start.size()) - start.size());
    if (out.empty() || out.back() != name) out.push_back(name);
  }
  return out;
}

}  // namespace palpate::anatomy
