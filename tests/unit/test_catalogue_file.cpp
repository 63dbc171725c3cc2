#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "core/error.h"
#include "core/text.h"
#include "io/catalogue_file.h"

using namespace palpate;
namespace fs = std::filesystem;

namespace {

const anatomy::Catalogue& shipped() {
  static const anatomy::Catalogue catalogue = read_catalogue(fs::path(PALPATE_SOURCE_DIR) / "assets" / "anatomy");
  return catalogue;
}

size_t count(std::string_view name) {
  return shipped().expand(name).size();
}

}  // namespace

TEST_CASE("the shipped catalogue holds every id that atlases and scenes rely on") {
  std::vector<std::string> ids{"skin", "subcutaneous_fat", "sacrum", "coccyx"};
  for (const char* v : {"t9", "t10", "t11", "t12", "l1", "l2", "l3", "l4", "l5"})
    ids.push_back(std::string("vertebra_") + v);
  for (const char* d : {"t9_t10", "t10_t11", "t11_t12", "t12_l1", "l1_l2", "l2_l3", "l3_l4", "l4_l5", "l5_s1"})
    ids.push_back(std::string("disc_") + d);
  for (const char* p : {"hip_bone",
                        "femur",
                        "rib_8",
                        "rib_9",
                        "rib_10",
                        "rib_11",
                        "rib_12",
                        "thoracolumbar_fascia_posterior_superficial",
                        "thoracolumbar_fascia_posterior_deep",
                        "thoracolumbar_fascia_middle",
                        "thoracolumbar_fascia_anterior",
                        "latissimus_dorsi",
                        "longissimus_thoracis_pars_lumborum",
                        "longissimus_thoracis_pars_thoracis",
                        "iliocostalis_lumborum_pars_lumborum",
                        "iliocostalis_lumborum_pars_thoracis",
                        "multifidus_l1",
                        "multifidus_l5",
                        "quadratus_lumborum",
                        "gluteus_maximus",
                        "gluteus_medius",
                        "erector_spinae_aponeurosis",
                        "spinal_nerve_l5",
                        "kidney",
                        "serratus_posterior_inferior"}) {
    ids.push_back(std::string(p) + "_left"), ids.push_back(std::string(p) + "_right");
  }
  for (const std::string& id : ids) CHECK_MESSAGE(shipped().find(id) != nullptr, id);
}

TEST_CASE("groups are names for their parts, sided and not") {
  CHECK(count("multifidus") == 10);
  CHECK(count("multifidus_left") == 5);
  CHECK(count("erector_spinae_right") == 5);
  CHECK(count("thoracolumbar_fascia") == 8);
  CHECK(count("thoracolumbar_fascia_posterior_left") == 2);
  CHECK(count("intervertebral_discs") == 9);
  CHECK(shipped().find("multifidus") == nullptr);
  const std::vector<std::string> chain{"thoracolumbar_fascia_posterior", "thoracolumbar_fascia"};
  CHECK(shipped().find("thoracolumbar_fascia_posterior_deep_left")->groups == chain);
}

TEST_CASE("every structure and landmark is complete, sided names say the side") {
  for (const auto& s : shipped().structures()) {
    CHECK_MESSAGE(!s.name.empty(), s.id);
    CHECK_MESSAGE(!s.source.empty(), s.id);
    CHECK_MESSAGE(!s.confidence.empty(), s.id);
    CHECK_MESSAGE(s.name.find('{') == std::string::npos, s.name);
    CHECK_MESSAGE(s.latin.find('{') == std::string::npos, s.latin);
    CHECK_MESSAGE((s.side == anatomy::Side::left) == s.id.ends_with("_left"), s.id);
  }
  CHECK(shipped().find("vertebra_l3")->name == "L3 vertebra");
  CHECK(shipped().find("disc_l4_l5")->latin == "Discus intervertebralis L4-L5");
  CHECK(shipped().find("multifidus_l1_left")->name == "Multifidus from L1, left");
  CHECK(shipped().find("multifidus_l4_left")->innervation == "medial branch of the posterior ramus of L4");
  CHECK(shipped().layers().size() == 13);
  for (const char* id :
       {"spinous_process_t9", "spinous_process_l5", "transverse_process_l1_left", "psis_left", "asis_right",
        "iliac_crest_top_right", "sacral_base", "sacral_hiatus", "posterior_sacral_foramen_s4_left", "coccyx_tip",
        "rib_11_tip_left", "rib_12_tip_right", "greater_trochanter_left", "ischial_tuberosity_right"}) {
    CHECK_MESSAGE(shipped().find_landmark(id) != nullptr, id);
  }
  CHECK(shipped().find_landmark("psis_left")->structure == "hip_bone_left");
}

TEST_CASE("a bad catalogue is refused at its place") {
  const fs::path folder = fs::temp_directory_path() / "palpate_test_catalogue";
  fs::create_directories(folder);
  const auto complaint = [&](const std::string& row) {
    std::ofstream(folder / "layers.yaml") << "format: 1\nlayers:\n  - {index: 0, id: integument, name: Skin}\n";
    std::ofstream(folder / "structures.yaml") << "format: 1\nstructures:\n" << row;
    std::ofstream(folder / "landmarks.yaml") << "format: 1\nlandmarks: []\n";
    try {
      read_catalogue(folder);
    } catch (const Error& e) {
      return std::string(e.what());
    }
    return std::string();
  };
  CHECK(complaint("  - {id: skin, name: Skin, tissue: skin, layer: 0}\n").empty());
  CHECK(complaint("  - {id: skin, nam: Skin, tissue: skin, layer: 0}\n")
            .find("structures.yaml:3:16: unknown key 'nam' (did you mean 'name'?)") != std::string::npos);
  CHECK(complaint("  - {id: skin, name: Skin, tissue: skn, layer: 0}\n").find("unknown tissue 'skn'") !=
        std::string::npos);
  CHECK(complaint("  - {id: skin, name: Skin, tissue: skin, layer: 3}\n").find("no layer 3") != std::string::npos);
  CHECK(complaint("  - {id: Skin, name: Skin, tissue: skin, layer: 0}\n").find("lower snake case") !=
        std::string::npos);
  CHECK(complaint("  - {id: skin, name: Skin, tissue: skin, layer: 0, groups: [x]}\n").find("unknown group 'x'") !=
        std::string::npos);
  CHECK(complaint("  - {id: rib, name: R, tissue: bone, layer: 0, levels: [a]}\n").find("need each other") !=
        std::string::npos);
  CHECK(complaint("  - {id: a, name: R, tissue: bone, layer: 0}\n  - {id: a, name: R, tissue: bone, layer: 0}\n")
            .find(":4:10: 'a' is listed twice") != std::string::npos);
  fs::remove_all(folder);
}
