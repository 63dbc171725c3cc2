#include "forge/cache.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstring>
#include <fstream>

#include "core/error.h"
#include "core/text.h"

namespace palpate::forge {

extern const std::pair<const char*, const char*> code_digests[];

namespace fs = std::filesystem;

namespace {

constexpr uint64_t magic = 0x32656365'69506c50ull;
constexpr uint64_t most = uint64_t{1} << 30;

uint64_t mix(uint64_t hash, const void* data, size_t size) {
  const auto* bytes = static_cast<const unsigned char*>(data);
  for (size_t i = 0; i < size; ++i) hash = (hash ^ bytes[i]) * 0x100000001B3ull;
  return hash;
}
uint64_t mix(uint64_t hash, std::string_view text) {
  return mix(mix(hash, text.data(), text.size()), "\n", 1);
}

template <class T>
void put(std::ostream& out, const T& value) {
  out.write(reinterpret_cast<const char*>(&value), sizeof value);
}
template <class T>
void put(std::ostream& out, const std::vector<T>& values) {
  put(out, static_cast<uint64_t>(values.size()));
  out.write(reinterpret_cast<const char*>(values.data()), static_cast<std::streamsize>(values.size() * sizeof(T)));
}
void put(std::ostream& out, const std::string& text) {
  put(out, std::vector<char>(text.begin(), text.end()));
}

template <class T>
void get(std::istream& in, T& value) {
  in.read(reinterpret_cast<char*>(&value), sizeof value);
  if (!in) throw Error("forge cache", "truncated", "");
}
template <class T>
void get(std::istream& in, std::vector<T>& values) {
  uint64_t size = 0;
  get(in, size);
  if (size * sizeof(T) > most) throw Error("forge cache", "damaged", "");
  values.resize(size);
  in.read(reinterpret_cast<char*>(values.data()), static_cast<std::streamsize>(size * sizeof(T)));
  if (!in) throw Error("forge cache", "truncated", "");
}
void get(std::istream& in, std::string& text) {
  std::vector<char> bytes;
  get(in, bytes);
  text.assign(bytes.begin(), bytes.end());
}

template <class Value>
void put(std::ostream& out, const std::map<std::string, Value>& map) {
  put(out, static_cast<uint64_t>(map.size()));
  for (const auto& [name, value] : map) put(out, name), put(out, value);
}
template <class Value>
void get(std::istream& in, std::map<std::string, Value>& map) {
  uint64_t size = 0;
  get(in, size);
  for (uint64_t i = 0; i < size; ++i) {
    std::string name;
    get(in, name);
    get(in, map[name]);
  }
}

void put(std::ostream& out, const std::vector<Strand>& strands) {
  put(out, static_cast<uint64_t>(strands.size()));
  for (const Strand& s : strands) {
    put(out, s.muscle), put(out, s.fascicle.origin), put(out, s.fascicle.insertion), put(out, s.fascicle.path);
    put(out, s.fascicle.origin_radius_mm), put(out, s.fascicle.insertion_radius_mm);
    put(out, s.fascicle.origin_cut), put(out, s.fascicle.insertion_cut);
    put(out, s.girth), put(out, s.tendon_origin), put(out, s.tendon_insertion);
  }
}
void get(std::istream& in, std::vector<Strand>& strands) {
  uint64_t size = 0;
  get(in, size);
  if (size > 10000) throw Error("forge cache", "damaged", "");
  strands.resize(size);
  for (Strand& s : strands) {
    get(in, s.muscle), get(in, s.fascicle.origin), get(in, s.fascicle.insertion), get(in, s.fascicle.path);
    get(in, s.fascicle.origin_radius_mm), get(in, s.fascicle.insertion_radius_mm);
    get(in, s.fascicle.origin_cut), get(in, s.fascicle.insertion_cut);
    get(in, s.girth), get(in, s.tendon_origin), get(in, s.tendon_insertion);
  }
}

template <class File, class PieceRef, class Do>
void each_member(File& file, PieceRef& piece, Do with) {
  auto& m = piece.mesh;
  with(file, m.positions), with(file, m.normals), with(file, m.fibres), with(file, m.along), with(file, m.tendon);
  with(file, m.fascicle), with(file, m.depth), with(file, m.triangles);
  with(file, piece.landmarks), with(file, piece.sites), with(file, piece.lines), with(file, piece.strands);
  with(file, piece.provenance);
  with(file, piece.adaptivity), with(file, piece.shown), with(file, piece.open_surface);
}

fs::path file_of(const fs::path& folder, const std::string& id) {
  return folder / (id + ".piece");
}

}  // namespace

uint64_t code_digest(const Recipe& recipe) {
  std::vector<std::string> stems = {"field", "primitives", "volume", "recipe", "cache", "strand"};
  for (const std::string& stem : split(recipe.code, ',')) stems.push_back(stem);
  uint64_t hash = 0xCBF29CE484222325ull;
  for (const auto* row = code_digests; row->first; ++row)
    for (const std::string& stem : stems)
      if (stem + ".cpp" == row->first || stem + ".h" == row->first) hash = mix(mix(hash, row->first), row->second);
  return hash;
}

uint64_t piece_digest(uint64_t code, const anatomy::Figures& figures, const std::set<std::string>& read,
                      const std::map<std::string, uint64_t>& inputs) {
  uint64_t hash = code;
  for (const std::string& key : read) {
    if (key.ends_with(".*")) {
      hash = mix(hash, key);
      for (const std::string& name : figures.names_under(key.substr(0, key.size() - 2))) hash = mix(hash, name);
      continue;
    }
    const float value = figures.number(key);
    hash = mix(mix(hash, key), &value, sizeof value);
  }
  for (const auto& [id, digest] : inputs) hash = mix(mix(hash, id), &digest, sizeof digest);
  return hash;
}

std::optional<Kept> load(const fs::path& folder, const Recipe& recipe, const anatomy::Figures& figures,
                         const std::map<std::string, uint64_t>& inputs) {
  if (folder.empty()) return std::nullopt;
  std::ifstream in(file_of(folder, recipe.id), std::ios::binary);
  if (!in) return std::nullopt;
  try {
    uint64_t word = 0, digest = 0;
    std::map<std::string, uint8_t> read;
    get(in, word);
    get(in, digest);
    get(in, read);
    if (word != magic) return std::nullopt;
    std::set<std::string> keys;
    for (const auto& [key, unused] : read) {
      if (!key.ends_with(".*") && !figures.find(key)) return std::nullopt;
      keys.insert(key);
    }
    if (piece_digest(code_digest(recipe), figures, keys, inputs) != digest) return std::nullopt;
    auto piece = std::make_shared<Piece>();
    each_member(in, *piece, [](auto& file, auto& member) { get(file, member); });
    piece->volume = Volume::read(in);
    return Kept{piece, digest};
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

void keep(const fs::path& folder, const Recipe& recipe, const Kept& kept, const std::set<std::string>& read) {
  if (folder.empty()) return;
  std::error_code error;
  fs::create_directories(folder, error);
  fs::path temporary = file_of(folder, recipe.id);
  temporary += fmt::format(".{}", getpid());
  {
    std::ofstream out(temporary, std::ios::binary);
    if (!out) return;
    std::map<std::string, uint8_t> keys;
    for (const std::string& key : read) keys[key] = 1;
    put(out, magic);
    put(out, kept.digest);
    put(out, keys);
    each_member(out, *kept.piece, [](auto& file, const auto& member) { put(file, member); });
    kept.piece->volume.write(out);
    if (!out) {
      fs::remove(temporary, error);
      return;
    }
  }
  fs::rename(temporary, file_of(folder, recipe.id), error);
  if (error) fs::remove(temporary, error);
}

}  // namespace palpate::forge
