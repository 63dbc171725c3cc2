#pragma once
// The page a client takes home: one self-contained, printable HTML file. No script, no network, nobody's name in it.

#include <string>
#include <vector>

#include "knowledge/library.h"
#include "technique/scene.h"

namespace palpate::session {

/// A picture for the page: PNG bytes and what it shows.
struct HandoutPicture {
  std::string caption;
  std::string png;
};

/// At most `count` steps that tell the lesson best: touching steps, one of each technique, in order.
std::vector<size_t> handout_steps(const technique::Scene& scene, size_t count = 3);

/// The whole page as UTF-8 HTML. `credit`: licence line of the atlas shown in the pictures.
std::string handout_html(const technique::Scene& scene, const knowledge::Library& library,
                         const std::vector<HandoutPicture>& pictures, const std::string& credit);

}  // namespace palpate::session
