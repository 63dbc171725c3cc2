#include "render/tissue_look.h"

#include <algorithm>
#include <cmath>

#include "tissue/dent.h"

namespace palpate::render {

using anatomy::Tissue;

namespace {

struct Appearance {
  Vec3 base;    // sRGB 0..255
  Vec3 tendon;  // sRGB where the tendon byte is full
  float specular, gloss, wrap, sheen;
  float contrast, relief, width, mottling;  // fibres: brightness, slope, size factor; blotches
  Vec3 bleed;
  Vec3 cavity;  // factor of the albedo where the baked occlusion is deep
};

const Appearance& appearance(Tissue tissue) {
  static const Vec3 none(0.0f), ivory(226, 216, 196);
  static const Appearance skin{// its "tendon": the flesh of a cut face
                               {214, 172, 146},       {158, 84, 72},        0.10f, 18, 0.10f, 0.12f, 0, 0, 1, 0.20f,
                               {0.17f, 0.06f, 0.03f}, {0.86f, 0.66f, 0.60f}};
  static const Appearance fat{
      {222, 190, 120}, ivory, 0.22f, 26, 0.15f, 0.10f, 0, 0, 1, 0.22f, {0.14f, 0.10f, 0.02f}, {0.80f, 0.62f, 0.45f}};
  static const Appearance fascia{{183, 176, 162}, {196, 188, 173}, 0.42f, 26,    0.04f, 0.20f,
                                 0.40f,           0.16f,           1.0f,  0.08f, none,  {0.74f, 0.60f, 0.52f}};
  static const Appearance muscle{{166, 88, 75}, {200, 189, 170}, 0.20f, 20,    0.06f,         0.06f,
                                 0.52f,         0.24f,           1.0f,  0.14f, {0.05f, 0, 0}, {0.66f, 0.50f, 0.50f}};
  static const Appearance tendon{{212, 201, 182}, {212, 201, 182}, 0.36f, 26,    0.05f, 0.20f,
                                 0.16f,           0.12f,           0.8f,  0.08f, none,  {0.78f, 0.66f, 0.58f}};
  static const Appearance ligament{{206, 190, 162}, {214, 200, 176}, 0.24f, 20,    0.05f, 0.10f,
                                   0.16f,           0.12f,           0.8f,  0.10f, none,  {0.74f, 0.62f, 0.52f}};
  static const Appearance disc{{176, 188, 196}, {200, 206, 208}, 0.26f, 24,    0.08f, 0.10f,
                               0.08f,           0.05f,           1.0f,  0.10f, none,  {0.72f, 0.72f, 0.74f}};
  static const Appearance cartilage{{196, 206, 210},      ivory, 0.40f, 40, 0.08f, 0.14f, 0, 0, 1, 0.08f, none,
                                    {0.76f, 0.76f, 0.78f}};
  static const Appearance bone{{208, 196, 172},      ivory, 0.16f, 18, 0.05f, 0.08f, 0, 0, 1, 0.13f, {0.03f, 0.01f, 0},
                               {0.66f, 0.55f, 0.43f}};
  static const Appearance nerve{{226, 200, 110},      ivory, 0.26f, 26, 0.08f, 0.10f, 0, 0, 1, 0.10f, none,
                                {0.80f, 0.66f, 0.50f}};
  static const Appearance artery{{176, 48, 42},        ivory, 0.34f, 34, 0.06f, 0.10f, 0, 0, 1, 0.08f, none,
                                 {0.70f, 0.55f, 0.55f}};
  static const Appearance vein{{84, 92, 138},        ivory, 0.34f, 34, 0.06f, 0.10f, 0, 0, 1, 0.08f, none,
                               {0.64f, 0.64f, 0.76f}};
  static const Appearance organ{{150, 84, 72},        ivory, 0.34f, 30, 0.08f, 0.12f, 0, 0, 1, 0.20f, {0.05f, 0, 0},
                                {0.68f, 0.55f, 0.55f}};
  static const Appearance other{{184, 178, 170},      ivory, 0.18f, 20, 0.05f, 0.08f, 0, 0, 1, 0.08f, none,
                                {0.72f, 0.70f, 0.68f}};
  switch (tissue) {
    case Tissue::skin:
      return skin;
    case Tissue::fat:
      return fat;
    case Tissue::fascia:
      return fascia;
    case Tissue::muscle:
      return muscle;
    case Tissue::tendon:
      return tendon;
    case Tissue::ligament:
      return ligament;
    case Tissue::disc:
      return disc;
    case Tissue::cartilage:
      return cartilage;
    case Tissue::bone:
      return bone;
    case Tissue::nerve:
      return nerve;
    case Tissue::artery:
      return artery;
    case Tissue::vein:
      return vein;
    case Tissue::organ:
      return organ;
    case Tissue::other:
      return other;
  }
  return other;
}

Vec3 linear(const Vec3& srgb255) {
  return {std::pow(srgb255.x / 255.0f, 2.2f), std::pow(srgb255.y / 255.0f, 2.2f), std::pow(srgb255.z / 255.0f, 2.2f)};
}

// 0..1 from a name: neighbours differ a little, both sides of a pair agree.
float chance(std::string_view name, uint32_t salt) {
  uint32_t h = 2166136261u ^ (salt * 0x9E3779B9u);
  for (const char c : name) h = (h ^ static_cast<unsigned char>(c)) * 16777619u;
  h ^= h >> 15, h *= 0x2C1B3C6Du, h ^= h >> 13;
  return static_cast<float>(h & 0xFFFFu) / 65535.0f;
}

}  // namespace

Material material_of(Tissue tissue) {
  switch (tissue) {
    case Tissue::skin:
      return Material::skin;
    case Tissue::fat:
      return Material::fat;
    case Tissue::muscle:
    case Tissue::tendon:
    case Tissue::ligament:
      return Material::fibrous;
    case Tissue::fascia:
      return Material::sheet;
    case Tissue::bone:
    case Tissue::cartilage:
    case Tissue::disc:
      return Material::bone;
    default:
      return Material::smooth;
  }
}

LookRows look_rows(const anatomy::StructureInfo& info, const StructureLook& look) {
  const Appearance& a = appearance(info.tissue);
  Vec3 base = a.base;
  if (info.tissue == Tissue::muscle) {
    // As in a plate: neighbouring muscles lean to terracotta or to crimson, lighter or darker.
    const float warm = chance(info.base_id, 1) - 0.5f, light = chance(info.base_id, 2) - 0.5f;
    base += Vec3(14, 12, 10) * (2.0f * light) + Vec3(3, 8, 1) * (2.0f * warm);
  } else if (info.tissue == Tissue::bone || info.tissue == Tissue::ligament) {
    base += Vec3(5, 5, 5) * (2.0f * chance(info.base_id, 3) - 1.0f);
  }
  base = linear(base) * look.tint;
  const Vec3 tendon = linear(a.tendon) * look.tint;
  const float seed = std::floor(chance(info.base_id, 4) * 97.0f);
  return {Vec4(base, look.dent_share * tissue::dent_share(info.tissue)),
          Vec4(tendon, look.opacity),
          Vec4(a.specular, a.gloss, a.wrap, a.sheen),
          Vec4(a.contrast, a.relief, a.width, a.mottling),
          Vec4(look.highlight, look.heat, look.greyed ? 1.0f : 0.0f, static_cast<float>(info.layer)),
          Vec4(a.bleed, 0.0f),
          Vec4(a.cavity, seed),
          Vec4(0.0f, look.offset_mm)};
}

}  // namespace palpate::render
