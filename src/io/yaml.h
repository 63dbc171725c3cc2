#pragma once
// A strict YAML tree with places, over libfyaml: what every YAML file of the program is read through.
// Refused: anchors, aliases, tags, merge keys, directives, duplicate or compound keys, a second document, bad UTF-8,
// control bytes, more than 32 levels, more than 4 MiB. What is left is plain data whose size is bounded by the text's.

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/problem.h"

namespace palpate::yaml {

inline constexpr size_t max_bytes = 4u << 20;
inline constexpr int max_depth = 32;

enum class Kind { scalar, sequence, mapping };

/// A line and a column of a file, both from 1; columns count characters, not bytes.
struct Place {
  int line = 1;
  int column = 1;
};

struct Entry;

/// A value and where it stands. Mappings keep the order of the file.
struct Node {
  Kind kind = Kind::scalar;
  Place place;
  std::string text;            ///< of a scalar: unescaped, unfolded; empty for null
  bool quoted = false;         ///< scalar in quotes or a block: text even when it reads like a number
  std::vector<Node> items;     ///< of a sequence
  std::vector<Entry> entries;  ///< of a mapping

  bool is_scalar() const { return kind == Kind::scalar; }
  bool is_sequence() const { return kind == Kind::sequence; }
  bool is_mapping() const { return kind == Kind::mapping; }
  /// Nothing was written, or a bare ~ or null.
  bool is_null() const;
  /// The value under a key of this mapping, or null.
  const Node* find(std::string_view key) const;
  const Entry* find_entry(std::string_view key) const;
};

struct Entry {
  std::string key;
  Place key_place;
  Node value;
};

struct Document {
  std::string file;  ///< as given, for messages
  Node root;         ///< a null scalar for an empty file

  /// "file:line:column", the form that editors jump to.
  std::string at(const Place& place) const;
  /// An Error at a place of this file.
  Error error(const Place& place, std::string what, std::string cure = {}) const;
  Problem problem(const Place& place, Severity severity, std::string message, std::string code) const;
};

/// Reads one document. `file` only names the text in messages. Throws Error at file:line:column.
Document parse_yaml(std::string text, std::string file);
/// Like parse_yaml, but says what is wrong as a Problem (code "yaml-syntax", "yaml-duplicate-key", "yaml-refused" or
/// "yaml-encoding") instead of throwing; the tree is then empty.
Document parse_yaml(std::string text, std::string file, std::vector<Problem>& problems);
/// read_text_file and parse_yaml.
Document read_yaml(const std::filesystem::path& path);

}  // namespace palpate::yaml

namespace palpate {

/// The bytes of a file. Throws Error when it is missing, a folder, unreadable or larger than `max_bytes`.
std::string read_text_file(const std::filesystem::path& path, size_t max_bytes = yaml::max_bytes);

}  // namespace palpate
