#include "io/figure_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <set>

#include "core/error.h"
#include "core/text.h"

namespace palpate::io {

namespace fs = std::filesystem;
using anatomy::Figure;
using anatomy::Figures;

namespace {

std::vector<std::string> cells(const std::string& line, const std::string& where) {
  std::vector<std::string> out(1);
  bool quoted = false;
  for (size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') {
      if (quoted && i + 1 < line.size() && line[i + 1] == '"')
        out.back() += line[i++];
      else
        quoted = !quoted;
    } else if (line[i] == ',' && !quoted) {
      out.emplace_back();
    } else if (line[i] != '\r') {
      out.back() += line[i];
    }
  }
  if (quoted) throw Error(where, "a quotation mark is not closed", "close it on the same line");
  for (std::string& cell : out) cell = std::string(trim(cell));
  return out;
}

float number(const std::string& text, const std::string& where, const std::string& column) {
  float value = 0.0f;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end)
    throw Error(where, fmt::format("column '{}' holds '{}'", column, text), "write a plain number with a point");
  return value;
}

struct Header {
  std::vector<std::string> names;
  bool points = false;
  std::string at(const std::vector<std::string>& row, std::string_view name) const {
    const auto it = std::find(names.begin(), names.end(), name);
    const size_t i = static_cast<size_t>(it - names.begin());
    return it == names.end() || i >= row.size() ? std::string() : row[i];
  }
};

Header header_of(const std::vector<std::string>& names, const std::string& where) {
  Header header{names, !names.empty() && names[0] == "point"};
  if (names.empty() || (names[0] != "figure" && names[0] != "point"))
    throw Error(where, "the first column is not 'figure' or 'point'", "begin the header with one of them");
  for (const char* needed : {"source", "confidence"})
    if (std::find(names.begin(), names.end(), needed) == names.end())
      throw Error(where, fmt::format("no column '{}'", needed), "every figure names its source and how sure it is");
  return header;
}

void read_row(Figures& figures, const Header& header, const std::vector<std::string>& row, const std::string& file,
              int line) {
  const std::string where = fmt::format("{}:{}", file, line);
  if (row.size() != header.names.size())
    throw Error(where, fmt::format("{} cells where the header has {}", row.size(), header.names.size()),
                "quote cells that hold commas");
  Figure figure;
  figure.file = file;
  figure.line = line;
  figure.unit = header.points ? "mm" : header.at(row, "unit");
  figure.source = header.at(row, "source");
  figure.confidence = header.at(row, "confidence");
  if (figure.source.empty() || figure.confidence.empty())
    throw Error(where, "no source or confidence", "a chosen figure says 'design estimate'");
  if (const std::string lo = header.at(row, "lo"); !lo.empty()) figure.lo = number(lo, where, "lo");
  if (const std::string hi = header.at(row, "hi"); !hi.empty()) figure.hi = number(hi, where, "hi");
  static const std::set<std::string> words = {"figure", "point",  "structure",  "unit", "lo",
                                              "hi",     "source", "confidence", "note"};
  for (size_t i = 0; i < row.size(); ++i) {
    if (words.count(header.names[i]) || row[i].empty()) continue;
    figure.value = number(row[i], where, header.names[i]);
    figures.add(header.points ? header.at(row, "structure") + "." + row[0] + "." + header.names[i]
                              : header.names[i] + "." + row[0],
                figure);
  }
}

void read_file(Figures& figures, const fs::path& path) {
  std::ifstream in(path);
  if (!in) throw Error(path.string(), "cannot be read", "check the file and its permissions");
  const std::string file = path.filename().string();
  Header header;
  std::string text;
  for (int line = 1; std::getline(in, text); ++line) {
    if (trim(text).empty() || trim(text).front() == '#') continue;
    const std::string where = fmt::format("{}:{}", file, line);
    if (header.names.empty())
      header = header_of(cells(text, where), where);
    else
      read_row(figures, header, cells(text, where), file, line);
  }
}

}  // namespace

Figures read_figures(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error))
    if (entry.path().extension() == ".csv") files.push_back(entry.path());
  if (files.empty()) throw Error(folder.string(), "no figures here", "the forge needs assets/anatomy/figures/*.csv");
  std::sort(files.begin(), files.end());
  Figures figures;
  for (const fs::path& file : files) read_file(figures, file);
  return figures;
}

}  // namespace palpate::io
