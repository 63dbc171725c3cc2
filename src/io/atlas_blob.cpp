#include "io/atlas_blob.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/error.h"
#include "core/parallel.h"
#include "io/content_hash.h"
#include "io/fascicle_text.h"

namespace palpate {
namespace {

using anatomy::Atlas;
using anatomy::PackedVertex;
using anatomy::Structure;
using anatomy::StructureInfo;
using nlohmann::json;

constexpr char magic[8] = {'P', 'A', 'L', 'P', 'A', 'T', 'E', '1'};
constexpr uint32_t byte_order = 0x01020304;
constexpr size_t alignment = 64;

struct Header {
  char magic[8];
  uint32_t order, version;
  uint64_t size, meta_offset, meta_size, meta_hash;
};

// One list for writing and reading: a field added here is in both.
template <class Visit>
void each_text(StructureInfo& i, const Visit& visit) {
  visit("id", i.id), visit("base", i.base_id), visit("name", i.name), visit("latin", i.latin), visit("ta98", i.ta98);
  visit("origin", i.origin), visit("insertion", i.insertion), visit("innervation", i.innervation),
      visit("action", i.action);
  visit("palpation", i.palpation), visit("note", i.note), visit("source", i.source), visit("confidence", i.confidence);
}

json point(const Vec3& p) {
  return json::array({p.x, p.y, p.z});
}
Vec3 point(const json& j) {
  return {j.at(0).get<float>(), j.at(1).get<float>(), j.at(2).get<float>()};
}

// Where every list will lie: planned first, so that the table with all places can be written in one pass with them.
class Plan {
 public:
  template <class T>
  json add(const std::vector<T>& list) {
    size_ += (alignment - size_ % alignment) % alignment;
    const json place = json::array({size_, list.size()});
    lists_.push_back({size_, {reinterpret_cast<const char*>(list.data()), list.size() * sizeof(T)}});
    size_ += list.size() * sizeof(T);
    return place;
  }
  void write(const json& meta, const ByteSink& sink) const {
    const std::string text = meta.dump(-1, ' ', false, json::error_handler_t::replace);
    Header header{};
    std::memcpy(header.magic, magic, sizeof magic);
    header.order = byte_order, header.version = blob_version;
    header.meta_offset = size_, header.meta_size = text.size();
    header.meta_hash = content_hash(text);
    header.size = size_ + text.size();
    sink({reinterpret_cast<const char*>(&header), sizeof header});
    const std::string zeros(alignment, '\0');
    size_t at = sizeof header;
    for (const auto& [place, bytes] : lists_) {
      sink({zeros.data(), place - at});
      sink(bytes);
      at = place + bytes.size();
    }
    sink({zeros.data(), size_ - at});
    sink(text);
  }

 private:
  struct List {
    size_t place;
    std::string_view bytes;
  };
  std::vector<List> lists_;
  size_t size_ = alignment;  ///< the header's room
};
static_assert(sizeof(Header) <= alignment);

json describe(const BakedStructure& s, Plan& out) {
  json j;
  StructureInfo info = s.info;
  each_text(info, [&](const char* key, const std::string& text) {
    if (!text.empty()) j[key] = text;
  });
  j["tissue"] = static_cast<int>(info.tissue), j["side"] = static_cast<int>(info.side), j["layer"] = info.layer;
  j["groups"] = info.groups, j["provenance"] = s.provenance;
  j["lo"] = point(s.bounds.lo), j["hi"] = point(s.bounds.hi);
  j["volume"] = s.volume_mm3, j["closed"] = s.closed;
  if (!s.fascicles.empty()) {
    j["fascicles"] = json::array();
    for (const auto& fascicle : s.fascicles) j["fascicles"].push_back(fascicle_text(fascicle));
  }
  j["vertices"] = out.add(s.vertices);
  j["levels"] = json::array();
  for (const DetailLevel& level : s.levels) {
    json place = level.triangles.empty() ? json() : out.add(level.triangles);
    if (!place.is_null()) place.push_back(level.error_mm);
    j["levels"].push_back(std::move(place));
  }
  return j;
}

json describe(const ImportReport& report) {
  json skipped = json::array();
  for (const auto& s : report.skipped) skipped.push_back({s.file, s.reason});
  return {{"mended", report.mended}, {"skipped", skipped}, {"unmatched", report.unmatched}, {"notes", report.notes}};
}

void read_report(const json& j, ImportReport& report) {
  report = {};
  report.mended = j.at("mended").get<std::vector<std::string>>();
  report.unmatched = j.at("unmatched").get<std::vector<std::string>>();
  report.notes = j.at("notes").get<std::vector<std::string>>();
  for (const json& s : j.at("skipped")) report.skipped.push_back({s.at(0), s.at(1)});
}

// Thrown inside on anything odd, turned into an Error by atlas_from_blob.
struct Damaged {
  std::string what;
};

template <class T>
std::span<const T> slice(std::span<const std::byte> bytes, const json& place) {
  const uint64_t offset = place.at(0).get<uint64_t>(), count = place.at(1).get<uint64_t>();
  if (offset % alignof(T) != 0 || offset > bytes.size() || count > (bytes.size() - offset) / sizeof(T)) {
    throw Damaged{"a list lies outside the file"};
  }
  return {reinterpret_cast<const T*>(bytes.data() + offset), static_cast<size_t>(count)};
}

template <class E>
E enum_value(const json& j, int count) {
  const int value = j.get<int>();
  if (value < 0 || value >= count) throw Damaged{"a kind that does not exist"};
  return static_cast<E>(value);
}

Structure structure_from(std::span<const std::byte> bytes, const json& j) {
  Structure s;
  each_text(s.info, [&](const char* key, std::string& text) {
    if (const auto found = j.find(key); found != j.end()) text = found->get<std::string>();
  });
  s.info.tissue = enum_value<anatomy::Tissue>(j.at("tissue"), static_cast<int>(anatomy::Tissue::other) + 1);
  s.info.side = enum_value<anatomy::Side>(j.at("side"), 3);
  s.info.layer = j.at("layer").get<int>();
  s.info.groups = j.at("groups").get<std::vector<std::string>>();
  s.provenance = j.at("provenance").get<std::string>();
  if (const auto found = j.find("fascicles"); found != j.end())
    for (const json& line : *found) {
      auto fascicle = fascicle_from(line.get<std::string>());
      if (!fascicle) throw Damaged{"a fascicle that is none"};
      s.fascicles.push_back(std::move(*fascicle));
    }
  s.bounds = {point(j.at("lo")), point(j.at("hi"))};
  s.volume_mm3 = j.at("volume").get<double>(), s.closed = j.at("closed").get<bool>();
  const auto vertices = slice<PackedVertex>(bytes, j.at("vertices"));
  for (const json& level : j.at("levels")) {
    if (level.is_null() && s.levels.empty()) throw Damaged{"a structure without a finest level"};
    s.levels.push_back(level.is_null()
                           ? s.levels.back()
                           : anatomy::PackedMesh{vertices, slice<uint32_t>(bytes, level), level.at(2).get<float>()});
    if (s.levels.back().indices.size() % 3 != 0 || s.levels.back().indices.empty())
      throw Damaged{"a level without triangles"};
  }
  if (s.levels.empty()) throw Damaged{"a structure without levels"};
  return s;
}

void check_indices(const std::vector<Structure>& structures) {
  std::atomic<bool> outside{false};
  parallel_for(structures.size(), 1, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      const uint32_t* before = nullptr;
      for (const anatomy::PackedMesh& level : structures[i].levels) {
        if (level.indices.data() == before) continue;  // the same list as the finer level
        before = level.indices.data();
        uint32_t largest = 0;
        for (const uint32_t index : level.indices) largest = std::max(largest, index);
        if (largest >= level.vertices.size()) outside = true;
      }
    }
  });
  if (outside) throw Damaged{"a triangle names a vertex that does not exist"};
}

std::shared_ptr<Atlas> read(std::span<const std::byte> bytes, ImportReport* report) {
  Header header{};
  if (bytes.size() < sizeof header) throw Damaged{"too short"};
  std::memcpy(&header, bytes.data(), sizeof header);
  if (std::memcmp(header.magic, magic, sizeof magic) != 0 || header.order != byte_order ||
      header.version != blob_version) {
    throw Damaged{"not a baked atlas of this version"};
  }
  if (header.size != bytes.size() || header.meta_offset > bytes.size() ||
      header.meta_size > bytes.size() - header.meta_offset) {
    throw Damaged{"cut off"};
  }
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()) + header.meta_offset, header.meta_size);
  if (content_hash(text) != header.meta_hash) throw Damaged{"its table is damaged"};
  const json meta = json::parse(text);
  auto atlas = std::make_shared<Atlas>();
  atlas->name = meta.at("name"), atlas->licence = meta.at("licence"), atlas->attribution = meta.at("attribution");
  atlas->source = meta.at("source"), atlas->rest_pose = meta.at("rest_pose");
  for (const auto& [id, place] : meta.at("landmarks").items()) atlas->landmarks[id] = point(place);
  for (const json& s : meta.at("structures")) atlas->structures.push_back(structure_from(bytes, s));
  check_indices(atlas->structures);
  if (report) read_report(meta.at("report"), *report);
  return atlas;
}

}  // namespace

void write_blob(const anatomy::RawAtlas& raw, const std::vector<BakedStructure>& baked, const ImportReport& report,
                const ByteSink& sink) {
  Plan out;
  json meta = {{"name", raw.name},
               {"licence", raw.licence},
               {"attribution", raw.attribution},
               {"source", raw.source},
               {"rest_pose", raw.rest_pose}};
  meta["landmarks"] = json::object();
  for (const auto& [id, p] : raw.landmarks) meta["landmarks"][id] = point(p);
  meta["structures"] = json::array();
  for (const BakedStructure& s : baked) meta["structures"].push_back(describe(s, out));
  meta["report"] = describe(report);
  out.write(meta, sink);
}

std::shared_ptr<const Atlas> atlas_from_blob(std::span<const std::byte> bytes, std::shared_ptr<const void> storage,
                                             const std::string& name, ImportReport* report) {
  try {
    auto atlas = read(bytes, report);
    atlas->storage = std::move(storage);
    return atlas;
  } catch (const Damaged& d) {
    throw Error(name, d.what, "delete it; it is made again");
  } catch (const json::exception&) {
    throw Error(name, "its table is damaged", "delete it; it is made again");
  }
}

MappedFile map_file(const std::filesystem::path& path) {
  const auto fail = [&] { return Error(path.string(), fmt::format("cannot be mapped: {}", std::strerror(errno))); };
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) throw fail();
  struct stat status{};
  if (fstat(fd, &status) != 0 || status.st_size <= 0) {
    close(fd);
    throw Error(path.string(), "is empty or cannot be read");
  }
  const size_t size = static_cast<size_t>(status.st_size);
  void* const data = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
  close(fd);
  if (data == MAP_FAILED) throw fail();
  std::shared_ptr<const void> storage(data, [size](const void* p) { munmap(const_cast<void*>(p), size); });
  return {{static_cast<const std::byte*>(data), size}, std::move(storage)};
}

}  // namespace palpate
