#pragma once
// A 64-bit fingerprint of bytes, for cache keys: tells versions of a file apart, keeps no secret.

#include <cstdint>
#include <cstring>
#include <string_view>

namespace palpate {

/// Fingerprint of `bytes`, continued from `seed`. Eight bytes a step, multiply and fold (as in wyhash and its kin).
inline uint64_t content_hash(std::string_view bytes, uint64_t seed = 0x9E3779B97F4A7C15ull) {
  const auto mix = [](uint64_t a, uint64_t b) {
    a = (a ^ b) * 0xD6E8FEB86659FD93ull;
    return a ^ (a >> 32);
  };
  uint64_t h = mix(seed, bytes.size());
  while (bytes.size() >= 8) {
    uint64_t word;
    std::memcpy(&word, bytes.data(), 8);
    h = mix(h, word);
    bytes.remove_prefix(8);
  }
  uint64_t rest = 0;
  if (!bytes.empty()) std::memcpy(&rest, bytes.data(), bytes.size());
  return mix(mix(h, rest), 0xA0761D6478BD642Full);
}

}  // namespace palpate
