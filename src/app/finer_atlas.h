#pragma once
// The same body in finer triangles: what `palpate bench` measures large atlases with.

#include <memory>

#include "anatomy/atlas.h"

namespace palpate::app {

/// Every triangle of the finest level in four, as a new finest level before the others. Shapes stay as they are.
std::shared_ptr<const anatomy::Atlas> in_four(const std::shared_ptr<const anatomy::Atlas>& atlas);

}  // namespace palpate::app
