#pragma once
// Counts that a mesh file claims and cannot hold.

#include <filesystem>
#include <string>

namespace palpate {

/// What is wrong with the counts in the head of a PLY or OFF file, in words: "says that it holds 4000000000 'vertex',
/// more than its 1020 bytes can". Empty when they are possible, or the format has none. The mesh library believes them
/// and asks for memory, or counts for minutes.
std::string impossible_count(const std::filesystem::path& file);

}  // namespace palpate
