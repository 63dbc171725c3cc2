#include "io/yaml.h"

#include <fmt/format.h>
#include <libfyaml.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>
#include <unordered_set>
#include <utility>

#include "core/text.h"

namespace palpate::yaml {
namespace {

struct Refusal {
  Place place;
  std::string what, cure, code;
};

struct Free {
  void operator()(fy_parser* p) const { fy_parser_destroy(p); }
  void operator()(fy_diag* d) const { fy_diag_destroy(d); }
};
using Diagnostics = std::unique_ptr<fy_diag, Free>;
using Parser = std::unique_ptr<fy_parser, Free>;

Place place_of(const fy_mark* mark) {
  return mark ? Place{mark->line + 1, mark->column + 1} : Place{};
}

// Marks of anchors and aliases stand behind their & or *.
Place before(const Place& place) {
  return {place.line, std::max(1, place.column - 1)};
}

// Line and column of a byte: used for what is found before the parser has run.
Place place_of_byte(std::string_view text, size_t offset) {
  Place place;
  for (size_t i = 0; i < offset && i < text.size(); ++i) {
    if (text[i] == '\n') {
      ++place.line, place.column = 1;
    } else if ((static_cast<unsigned char>(text[i]) & 0xC0u) != 0x80u) {
      ++place.column;
    }
  }
  return place;
}

size_t first_bad_byte(std::string_view text) {
  size_t good = 0;  // grow by lines, then by bytes: a bad file is told to the character without a second decoder
  while (good < text.size()) {
    const size_t end = std::min(text.find('\n', good), text.size() - 1) + 1;
    if (!is_utf8(text.substr(good, end - good))) break;
    good = end;
  }
  while (good < text.size()) {
    size_t step = 1;
    while (step <= 4 && good + step <= text.size() && !is_utf8(text.substr(good, step))) ++step;
    if (step > 4 || good + step > text.size()) break;
    good += step;
  }
  return good;
}

void check_bytes(std::string_view text) {
  if (text.size() > max_bytes) {
    throw Refusal{{}, fmt::format("is larger than {} MiB", max_bytes >> 20), "split it", "yaml-refused"};
  }
  if (!is_utf8(text)) {
    throw Refusal{place_of_byte(text, first_bad_byte(text)), "is not UTF-8 text here", "save the file as UTF-8",
                  "yaml-encoding"};
  }
  const auto control = std::find_if(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\n' && c != '\r' && c != '\t') || byte == 0x7F;
  });
  if (control != text.end()) {
    const Place place = place_of_byte(text, static_cast<size_t>(control - text.begin()));
    throw Refusal{place, fmt::format("control byte 0x{:02X}", static_cast<unsigned char>(*control)), "delete it",
                  "yaml-encoding"};
  }
}

// Turns the parser's events into a tree. Own stack: the depth of a file never becomes depth of calls.
class Builder {
 public:
  explicit Builder(std::string_view text) {
    fy_diag_cfg quiet;
    fy_diag_cfg_default(&quiet);
    quiet.fp = nullptr;
    quiet.output_fn = [](fy_diag*, void*, const char*, size_t) {};
    diagnostics_.reset(fy_diag_create(&quiet));
    if (!diagnostics_) throw std::bad_alloc();
    fy_diag_set_collect_errors(diagnostics_.get(), true);
    fy_parse_cfg config{};
    config.flags = static_cast<fy_parse_cfg_flags>(FYPCF_COLLECT_DIAG | FYPCF_DEFAULT_VERSION_1_2 | FYPCF_JSON_NONE);
    config.diag = diagnostics_.get();
    parser_.reset(fy_parser_create(&config));
    if (!parser_ || fy_parser_set_string(parser_.get(), text.data(), text.size()) != 0) throw std::bad_alloc();
  }

  Node build() {
    bool ended = false;
    while (!ended) {
      fy_event* event = fy_parser_parse(parser_.get());
      if (!event) break;
      const auto free_event = [this](fy_event* e) { fy_parser_event_free(parser_.get(), e); };
      const std::unique_ptr<fy_event, decltype(free_event)> owner(event, free_event);
      ended = event->type == FYET_STREAM_END;
      take(*event);
    }
    if (!ended) throw_syntax_error();
    return std::move(root_);
  }

 private:
  struct Open {
    Node node;
    std::optional<std::pair<std::string, Place>> key;  ///< of a mapping: read, its value still to come
    std::unordered_set<std::string> keys;
  };

  [[noreturn]] void throw_syntax_error() {
    void* at = nullptr;
    const fy_diag_error* first = fy_diag_errors_iterate(diagnostics_.get(), &at);
    if (!first) throw Refusal{{}, "is not YAML", "", "yaml-syntax"};
    const Place place{std::max(1, first->line), std::max(1, first->column)};
    throw Refusal{place, first->msg ? std::string(trim(first->msg)) : "is not YAML", "", "yaml-syntax"};
  }

  void take(fy_event& event) {
    const Place place = place_of(fy_event_start_mark(&event));
    switch (event.type) {
      case FYET_DOCUMENT_START:
        if (documents_++ > 0)
          throw Refusal{place, "a second document", "one file holds one document: delete the ---", "yaml-refused"};
        if (fy_document_state_version_explicit(event.document_start.document_state) ||
            fy_document_state_tags_explicit(event.document_start.document_state)) {
          throw Refusal{place, "YAML directives are not used here", "delete the line that begins with %",
                        "yaml-refused"};
        }
        break;
      case FYET_MAPPING_START:
        refuse_marks(event.mapping_start.anchor, event.mapping_start.tag, place);
        open(Kind::mapping, place);
        break;
      case FYET_SEQUENCE_START:
        refuse_marks(event.sequence_start.anchor, event.sequence_start.tag, place);
        open(Kind::sequence, place);
        break;
      case FYET_MAPPING_END:
      case FYET_SEQUENCE_END:
        close();
        break;
      case FYET_SCALAR:
        take_scalar(event, place);
        break;
      case FYET_ALIAS:
        throw Refusal{before(place), "aliases (*name) are not used here", "write the value out", "yaml-refused"};
      default:
        break;
    }
  }

  static void refuse_marks(fy_token* anchor, fy_token* tag, const Place& place) {
    if (anchor) {
      throw Refusal{before(place_of(fy_token_start_mark(anchor))), "anchors (&name) are not used here",
                    "write the value out", "yaml-refused"};
    }
    if (tag) throw Refusal{place, "tags (!name) are not used here", "delete the tag", "yaml-refused"};
  }

  void take_scalar(fy_event& event, Place place) {
    refuse_marks(event.scalar.anchor, event.scalar.tag, place);
    Node node;
    if (fy_token* token = event.scalar.value) {
      size_t length = 0;
      const char* text = fy_token_get_text(token, &length);
      if (text) node.text.assign(text, length);
      node.quoted = fy_token_scalar_style(token) != FYSS_PLAIN;
    } else if (!stack_.empty() && stack_.back().key) {
      place = stack_.back().key->second;  // nothing written after the colon
    }
    node.place = place;
    if (is_key()) {
      take_key(node);
    } else {
      put(std::move(node));
    }
  }

  bool is_key() const { return !stack_.empty() && stack_.back().node.is_mapping() && !stack_.back().key; }

  void take_key(const Node& node) {
    Open& mapping = stack_.back();
    if (node.text == "<<" && !node.quoted)
      throw Refusal{node.place, "merge keys (<<) are not used here", "write the values out", "yaml-refused"};
    if (node.text.empty()) throw Refusal{node.place, "an empty key", "name what the value is", "yaml-refused"};
    if (!mapping.keys.insert(node.text).second) {
      const Entry& first = *mapping.node.find_entry(node.text);
      throw Refusal{node.place, fmt::format("'{}' is given twice (first in line {})", node.text, first.key_place.line),
                    "keep one of them", "yaml-duplicate-key"};
    }
    mapping.key = {node.text, node.place};
  }

  void open(Kind kind, const Place& place) {
    if (is_key()) throw Refusal{place, "a list or mapping cannot be a key", "use a word as the key", "yaml-refused"};
    if (stack_.size() >= static_cast<size_t>(max_depth)) {
      throw Refusal{place, fmt::format("more than {} levels deep", max_depth), "flatten it", "yaml-refused"};
    }
    Open& top = stack_.emplace_back();
    top.node.kind = kind, top.node.place = place;
  }

  void close() {
    if (stack_.empty()) return;
    Node done = std::move(stack_.back().node);
    stack_.pop_back();
    put(std::move(done));
  }

  void put(Node node) {
    if (stack_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& top = stack_.back();
    if (top.node.is_sequence()) {
      top.node.items.push_back(std::move(node));
    } else if (top.key) {
      top.node.entries.push_back({std::move(top.key->first), top.key->second, std::move(node)});
      top.key.reset();
    }
  }

  Diagnostics diagnostics_;
  Parser parser_;
  std::vector<Open> stack_;
  Node root_;
  int documents_ = 0;
};

}  // namespace

bool Node::is_null() const {
  return is_scalar() && !quoted && (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL");
}

const Entry* Node::find_entry(std::string_view key) const {
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const Entry& e) { return e.key == key; });
  return found == entries.end() ? nullptr : &*found;
}

const Node* Node::find(std::string_view key) const {
  const Entry* entry = find_entry(key);
  return entry ? &entry->value : nullptr;
}

std::string Document::at(const Place& place) const {
  return fmt::format("{}:{}:{}", file, place.line, place.column);
}

Error Document::error(const Place& place, std::string what, std::string cure) const {
  return Error(at(place), std::move(what), std::move(cure));
}

Problem Document::problem(const Place& place, Severity severity, std::string message, std::string code) const {
  return {file, place.line, place.column, severity, std::move(message), std::move(code)};
}

namespace {

Document parse_or_refuse(const std::string& text, std::string file) {
  check_bytes(text);
  return {std::move(file), Builder(text).build()};
}

}  // namespace

Document parse_yaml(std::string text, std::string file) {
  try {
    return parse_or_refuse(text, file);
  } catch (const Refusal& r) {
    throw Error(fmt::format("{}:{}:{}", file, r.place.line, r.place.column), r.what, r.cure);
  }
}

Document parse_yaml(std::string text, std::string file, std::vector<Problem>& problems) {
  try {
    return parse_or_refuse(text, file);
  } catch (const Refusal& r) {
    const std::string message = r.cure.empty() ? r.what : fmt::format("{} ({})", r.what, r.cure);
    problems.push_back({file, r.place.line, r.place.column, Severity::error, message, r.code});
    return {std::move(file), {}};
  }
}

Document read_yaml(const std::filesystem::path& path) {
  return parse_yaml(read_text_file(path), path.string());
}

}  // namespace palpate::yaml

namespace palpate {

std::string read_text_file(const std::filesystem::path& path, size_t max_bytes) {
  const std::string name = path.string();
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) throw Error(name, "no such file", "check the path");
  if (std::filesystem::is_directory(status)) throw Error(name, "is a folder, not a file", "name a file inside it");
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(name.c_str(), "rb"), &std::fclose);
  if (!file) throw Error(name, fmt::format("cannot be read: {}", std::strerror(errno)), "check its permissions");
  std::string text;
  char buffer[65536];
  while (const size_t got = std::fread(buffer, 1, sizeof buffer, file.get())) {
    text.append(buffer, got);
    if (text.size() > max_bytes) {
      throw Error(name, fmt::format("is larger than {} KiB", max_bytes >> 10), "is it the right file? Split it if so");
    }
  }
  if (std::ferror(file.get()))
    throw Error(name, fmt::format("cannot be read: {}", std::strerror(errno)), "check the disk");
  return text;
}

}  // namespace palpate
