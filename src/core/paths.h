#pragma once
// Where things lie: the program's own data, the user's cache and settings.

#include <filesystem>

namespace palpate::paths {

/// Folder holding assets/, scenes/ and docs/: $PALPATE_DATA, else the nearest ancestor of the program that has
/// assets/anatomy, else <program>/../share/palpate. Throws Error when none exists.
std::filesystem::path data();
/// The program's own file.
std::filesystem::path program();
/// $PALPATE_CACHE, else $XDG_CACHE_HOME/palpate, else ~/.cache/palpate. May be unwritable: callers go on without a cache.
std::filesystem::path cache();
/// $PALPATE_CONFIG, else $XDG_CONFIG_HOME/palpate, else ~/.config/palpate.
std::filesystem::path config();
/// The bundled atlas: lumbar.glb beside the program, else in data().
std::filesystem::path bundled_atlas();
/// The forged hands: hands.glb beside the program, else in data().
std::filesystem::path bundled_hands();

}  // namespace palpate::paths
