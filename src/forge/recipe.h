#pragma once
// A structure of the bundled atlas and how it is made.
//
// To add one: write a builder `Piece build_x(const Bench&)` in a file of src/forge, read its numbers with
// bench.figure(...) from assets/anatomy/figures/*.csv, take other structures with bench.input(...) (and name them in
// Recipe::inputs), and list it from a function `void add_x(std::vector<Recipe>&)` called in recipes.cpp. The workshop
// runs recipes in parallel, in the order of their inputs, keeps each in the cache (its key: the code files named here,
// the engine, the figures really read, the inputs), refuses a broken mesh and hands everything over as an
// anatomy::RawAtlas.
//   palpate-forge --only x --cache /tmp/forge --out x.glb --set x.some_figure=4      # about a second

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "anatomy/figures.h"
#include "forge/strand.h"
#include "forge/volume.h"

namespace palpate::forge {

/// What a recipe makes.
struct Piece {
  Volume volume;       ///< the solid; empty where only a mesh makes sense
  anatomy::Mesh mesh;  ///< what is seen; left empty, the workshop meshes `volume` with `adaptivity`
  float adaptivity = 0.2f;
  bool shown = true;                      ///< false: a helper for other recipes only
  bool open_surface = false;              ///< true: the mesh may have a border (never for bone, disc, muscle)
  std::map<std::string, Vec3> landmarks;  ///< by id of the catalogue
  std::map<std::string, Vec3> sites;      ///< other named places for those who build on this: "mamillary_left", "tip"
  std::map<std::string, std::vector<Vec3>>
      lines;                    ///< named curves: "iliac_crest" from ASIS to PSIS, "rib" from head to tip
  std::vector<Strand> strands;  ///< the fascicles it is made of, in the order of the mesh's `fascicle`
  std::string provenance;       ///< how the shape was made, from which figures
};
using PiecePtr = std::shared_ptr<const Piece>;

/// What a builder works with. One per running recipe; remembers which figures were read.
class Bench {
 public:
  Bench(const anatomy::Figures& figures, std::string id, std::map<std::string, PiecePtr> inputs)
      : figures_(figures), id_(std::move(id)), inputs_(std::move(inputs)) {}

  const std::string& id() const { return id_; }
  /// By full key: "vertebra_l3.canal_width".
  float figure(const std::string& key) const;
  Vec3 point(const std::string& key) const;
  bool has(const std::string& key) const;
  std::vector<std::string> names_under(const std::string& prefix) const;
  /// Throws Error when `id` is not among the recipe's inputs.
  const Piece& input(const std::string& id) const;
  /// A site, landmark included, of an input. Throws Error naming the nearest.
  Vec3 site(const std::string& id, const std::string& site) const;
  const std::set<std::string>& read_keys() const { return read_; }

 private:
  const anatomy::Figures& figures_;
  std::string id_;
  std::map<std::string, PiecePtr> inputs_;
  mutable std::set<std::string> read_;
};

struct Recipe {
  std::string id;                   ///< id of the catalogue ("vertebra_l3"), or any name for a helper
  std::vector<std::string> inputs;  ///< ids of other recipes
  std::string code;  ///< stems of the files in src/forge it is written in, comma between: "vertebra,spine"
  std::function<Piece(const Bench&)> build;
};

/// The one table of everything the forge can make.
std::vector<Recipe> recipes();

// Each family adds its own; called from recipes() only.
void add_vertebrae(std::vector<Recipe>& list);
void add_discs(std::vector<Recipe>& list);
void add_sacrum(std::vector<Recipe>& list);
void add_hip_bones(std::vector<Recipe>& list);
void add_femurs(std::vector<Recipe>& list);
void add_ribs(std::vector<Recipe>& list);
void add_ligaments(std::vector<Recipe>& list);
void add_pelvic_ligaments(std::vector<Recipe>& list);
void add_skin(std::vector<Recipe>& list);
void add_fasciae(std::vector<Recipe>& list);
void add_superficial_muscles(std::vector<Recipe>& list);
void add_wall_muscles(std::vector<Recipe>& list);
void add_gluteal_muscles(std::vector<Recipe>& list);
void add_back_muscles(std::vector<Recipe>& list);
void add_front_muscles(std::vector<Recipe>& list);
void add_piriformis(std::vector<Recipe>& list);
void add_deep_fasciae(std::vector<Recipe>& list);
void add_intercostals(std::vector<Recipe>& list);
void add_soft_parts(std::vector<Recipe>& list);

}  // namespace palpate::forge
