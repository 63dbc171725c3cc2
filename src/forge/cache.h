#pragma once
// Finished pieces on disk. A piece is taken from here only when its code, the figures it read and its inputs are all
// unchanged.

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "forge/recipe.h"

namespace palpate::forge {

/// A piece with the hash of everything that went into it.
struct Kept {
  PiecePtr piece;
  uint64_t digest = 0;
};

/// Hash of the source text a recipe rests on: the engine and the files it names.
uint64_t code_digest(const Recipe& recipe);
/// Hash of code, figures (values) and inputs.
uint64_t piece_digest(uint64_t code, const anatomy::Figures& figures, const std::set<std::string>& read,
                      const std::map<std::string, uint64_t>& inputs);

/// The kept piece when it is still true, else nothing. A damaged file counts as none.
std::optional<Kept> load(const std::filesystem::path& folder, const Recipe& recipe, const anatomy::Figures& figures,
                         const std::map<std::string, uint64_t>& inputs);
/// Writes under a temporary name and renames. A folder that cannot be written is no error: the next run makes the piece
/// again.
void keep(const std::filesystem::path& folder, const Recipe& recipe, const Kept& kept,
          const std::set<std::string>& read);

}  // namespace palpate::forge
