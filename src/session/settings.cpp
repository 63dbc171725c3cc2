#include "session/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/error.h"
#include "core/text.h"

namespace palpate::session {
namespace {

std::vector<std::string> all_keys() {
  std::vector<std::string> keys;
  for (const SettingSpec& spec : setting_table()) keys.emplace_back(spec.key);
  return keys;
}

Error bad_value(const SettingSpec& spec, std::string_view text) {
  std::string hint;
  if (spec.type == SettingType::choice) {
    hint = did_you_mean(text, std::vector<std::string>(spec.choices.begin(), spec.choices.end()));
  }
  return Error(std::string(spec.key), fmt::format("'{}' is not a value{}", text, hint),
               fmt::format("give {}", domain_of(spec)), Exit::wrong_usage);
}

/// The number, with the row's unit or, for a fraction, a percent sign behind it.
double parse_number(const SettingSpec& spec, std::string_view text) {
  std::string_view body = trim(text);
  double factor = 1.0;
  if (!spec.unit.empty() && body.ends_with(spec.unit)) {
    body = trim(body.substr(0, body.size() - spec.unit.size()));
  } else if (body.ends_with('%') && spec.unit.empty()) {
    body = trim(body.substr(0, body.size() - 1));
    factor = 0.01;
  }
  double number = 0.0;
  const auto [end, problem] = std::from_chars(body.data(), body.data() + body.size(), number);
  if (problem != std::errc() || end != body.data() + body.size() || !std::isfinite(number)) throw bad_value(spec, text);
  number *= factor;
  if (number < spec.low || number > spec.high) throw bad_value(spec, text);
  if (spec.type == SettingType::whole && number != std::floor(number)) throw bad_value(spec, text);
  return number;
}

}  // namespace

std::string_view to_string(SettingType type) {
  switch (type) {
    case SettingType::toggle:
      return "on or off";
    case SettingType::whole:
      return "whole number";
    case SettingType::number:
      return "number";
    case SettingType::choice:
      return "choice";
    case SettingType::text:
      return "text";
  }
  return "";
}

const SettingSpec* find_setting(std::string_view key) {
  for (const SettingSpec& spec : setting_table()) {
    if (spec.key == key) return &spec;
  }
  return nullptr;
}

std::string domain_of(const SettingSpec& spec) {
  switch (spec.type) {
    case SettingType::toggle:
      return "on | off";
    case SettingType::whole:
    case SettingType::number:
      return fmt::format("{} .. {}{}{}", spec.low, spec.high, spec.unit.empty() ? "" : " ", spec.unit);
    case SettingType::choice:
      return fmt::format("{}", fmt::join(spec.choices, " | "));
    case SettingType::text:
      return "text";
  }
  return "";
}

SettingValue parse_setting(const SettingSpec& spec, std::string_view text) {
  const std::string word = to_lower(trim(text));
  switch (spec.type) {
    case SettingType::toggle:
      if (word == "on" || word == "true" || word == "yes") return true;
      if (word == "off" || word == "false" || word == "no") return false;
      throw bad_value(spec, text);
    case SettingType::whole:
    case SettingType::number:
      return parse_number(spec, text);
    case SettingType::choice:
      if (std::find(spec.choices.begin(), spec.choices.end(), word) == spec.choices.end()) throw bad_value(spec, text);
      return word;
    case SettingType::text:
      break;
  }
  if (!is_utf8(text)) throw bad_value(spec, "…");
  return std::string(text);
}

std::string format_setting(const SettingSpec& spec, const SettingValue& value) {
  if (spec.type == SettingType::toggle) return std::get<bool>(value) ? "on" : "off";
  if (const auto* number = std::get_if<double>(&value)) return fmt::format("{}", std::round(*number * 1e6) / 1e6);
  return std::get<std::string>(value);
}

Settings::Settings() {
  for (const SettingSpec& spec : setting_table()) {
    slots_[std::string(spec.key)].value = parse_setting(spec, spec.initial);
  }
}

const Settings::Slot& Settings::slot(std::string_view key) const {
  const auto found = slots_.find(key);
  if (found == slots_.end()) throw Error("settings", fmt::format("no setting '{}'", key), "", Exit::our_fault);
  return found->second;
}

Settings::Slot& Settings::slot(std::string_view key) {
  return const_cast<Slot&>(const_cast<const Settings*>(this)->slot(key));
}

const SettingValue& Settings::value(std::string_view key) const {
  return slot(key).value;
}

bool Settings::on(std::string_view key) const {
  if (const bool* value = std::get_if<bool>(&slot(key).value)) return *value;
  throw Error("settings", fmt::format("'{}' is not on or off", key), "", Exit::our_fault);
}

double Settings::number(std::string_view key) const {
  if (const double* value = std::get_if<double>(&slot(key).value)) return *value;
  throw Error("settings", fmt::format("'{}' is not a number", key), "", Exit::our_fault);
}

int Settings::whole(std::string_view key) const {
  return static_cast<int>(std::lround(number(key)));
}

const std::string& Settings::text(std::string_view key) const {
  if (const auto* value = std::get_if<std::string>(&slot(key).value)) return *value;
  throw Error("settings", fmt::format("'{}' is not a text", key), "", Exit::our_fault);
}

void Settings::set(std::string_view key, std::string_view text) {
  const SettingSpec* spec = find_setting(key);
  if (!spec) {
    throw Error("", fmt::format("unknown setting '{}'{}", key, did_you_mean(key, all_keys())),
                "see: palpate list settings", Exit::wrong_usage);
  }
  set_value(key, parse_setting(*spec, text));
}

void Settings::set_value(std::string_view key, SettingValue value) {
  Slot& target = slot(key);
  const SettingSpec& spec = *find_setting(key);
  if (value.index() != target.value.index()) {
    throw Error("settings", fmt::format("wrong type for '{}'", key), "", Exit::our_fault);
  }
  if (double* number = std::get_if<double>(&value)) *number = std::clamp(*number, spec.low, spec.high);
  if (target.value == value) return;
  target.value = std::move(value);
  target.overridden = false;
  ++revision_;
}

void Settings::reset(std::string_view key) {
  set_value(key, parse_setting(*find_setting(key), find_setting(key)->initial));
}

void Settings::apply_override(std::string_view key_value) {
  const size_t equals = key_value.find('=');
  if (equals == std::string_view::npos) {
    throw Error("--set", fmt::format("'{}' has no '='", key_value), "write --set KEY=VALUE", Exit::wrong_usage);
  }
  const std::string_view key = trim(key_value.substr(0, equals));
  set(key, key_value.substr(equals + 1));
  slot(key).overridden = true;
}

std::map<std::string, SettingValue> Settings::of_view() const {
  std::map<std::string, SettingValue> values;
  for (const SettingSpec& spec : setting_table()) {
    if (spec.of_view) values[std::string(spec.key)] = value(spec.key);
  }
  return values;
}

bool Settings::is_default(std::string_view key) const {
  return slot(key).value == parse_setting(*find_setting(key), find_setting(key)->initial);
}

bool Settings::is_override(std::string_view key) const {
  return slot(key).overridden;
}

}  // namespace palpate::session
