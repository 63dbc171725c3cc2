#include "io/shadow_tree.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace palpate {
namespace {

constexpr float endless = std::numeric_limits<float>::infinity();
constexpr size_t deepest = 40;  // of the tree; each level divides by four or nearly so

}  // namespace

// Halves of halves, along the longest side of the middles.
struct ShadowTree::Builder {
  ShadowTree& tree;
  const std::vector<Vec3>& corners;
  const std::vector<int>& layers;
  std::vector<Vec3> middles;
  std::vector<uint32_t> order;

  struct Range {
    uint32_t first = 0, count = 0;
  };

  std::array<Range, 2> halves(const Range& range) {
    if (range.count <= wide) return {range, Range{}};
    Box3 box;
    for (uint32_t i = range.first; i < range.first + range.count; ++i) box.add(middles[order[i]]);
    const Vec3 size = box.size();
    const int axis = size.x >= size.y && size.x >= size.z ? 0 : size.y >= size.z ? 1 : 2;
    // Whole leaves to the left, so that few places stay empty.
    const uint32_t left = std::max<uint32_t>(range.count / 2 / wide, 1) * wide;
    const auto begin = order.begin() + range.first;
    std::nth_element(begin, begin + left, begin + range.count, [&](uint32_t a, uint32_t b) {
      return middles[a][axis] != middles[b][axis] ? middles[a][axis] < middles[b][axis] : a < b;
    });
    return {Range{range.first, left}, Range{range.first + left, range.count - left}};
  }

  uint32_t add_leaf(const Range& range) {
    Leaf leaf{};
    for (size_t k = 0; k < wide; ++k) {
      leaf.layer[k] = -1;
      if (k >= range.count) continue;
      const uint32_t t = order[range.first + k];
      const Vec3 &a = corners[3 * t], e1 = corners[3 * t + 1] - a, e2 = corners[3 * t + 2] - a;
      for (int axis = 0; axis < 3; ++axis)
        leaf.corner[axis][k] = a[axis], leaf.edge1[axis][k] = e1[axis], leaf.edge2[axis][k] = e2[axis];
      leaf.layer[k] = layers[t];
    }
    tree.leaves_.push_back(leaf);
    return static_cast<uint32_t>(tree.leaves_.size() - 1) | leaf_mark;
  }

  uint32_t add_node(const Range& whole) {
    const auto index = static_cast<uint32_t>(tree.nodes_.size());
    tree.nodes_.emplace_back();
    const auto [left, right] = halves(whole);
    const auto [a, b] = halves(left);
    const auto [c, d] = halves(right);
    const std::array<Range, wide> parts{a, b, c, d};
    Node node{};
    for (size_t k = 0; k < wide; ++k) {
      Box3 box;
      node.layer[k] = -1;
      for (uint32_t i = parts[k].first; i < parts[k].first + parts[k].count; ++i) {
        const size_t t = order[i];
        for (size_t corner = 0; corner < 3; ++corner) box.add(corners[3 * t + corner]);
        node.layer[k] = std::max(node.layer[k], layers[t]);
      }
      const bool empty = parts[k].count == 0;
      for (int axis = 0; axis < 3; ++axis) {
        node.lo[axis][k] = empty ? endless : box.lo[axis];
        node.hi[axis][k] = empty ? -endless : box.hi[axis];
      }
      if (!empty) node.child[k] = parts[k].count <= wide ? add_leaf(parts[k]) : add_node(parts[k]);
    }
    tree.nodes_[index] = node;
    return index;
  }
};

ShadowTree::ShadowTree(const std::vector<Vec3>& corners, const std::vector<int>& layers) {
  const auto count = static_cast<uint32_t>(layers.size());
  if (count == 0) return;
  Builder builder{*this, corners, layers, std::vector<Vec3>(count), std::vector<uint32_t>(count)};
  std::iota(builder.order.begin(), builder.order.end(), 0u);
  for (size_t t = 0; t < count; ++t)
    builder.middles[t] = (corners[3 * t] + corners[3 * t + 1] + corners[3 * t + 2]) / 3.0f;
  builder.add_node({0, count});
}

// Möller and Trumbore's test, for four triangles at once.
void ShadowTree::enter_leaf(const Leaf& leaf, const Vec3& o, const Vec3& d, int layer, float& nearest) const {
  const Four *a = leaf.edge1, *b = leaf.edge2;
  const Four px = d.y * b[2] - d.z * b[1], py = d.z * b[0] - d.x * b[2], pz = d.x * b[1] - d.y * b[0];
  const Four area = a[0] * px + a[1] * py + a[2] * pz, scale = 1.0f / area;
  const Four sx = o.x - leaf.corner[0], sy = o.y - leaf.corner[1], sz = o.z - leaf.corner[2];
  const Four u = (sx * px + sy * py + sz * pz) * scale;
  const Four qx = sy * a[2] - sz * a[1], qy = sz * a[0] - sx * a[2], qz = sx * a[1] - sy * a[0];
  const Four v = (d.x * qx + d.y * qy + d.z * qz) * scale;
  const Four way = (b[0] * qx + b[1] * qy + b[2] * qz) * scale;
  // What has no area gives no numbers, and no comparison with them holds.
  constexpr float edge = 1e-5f;
  const FourInts hit =
      (u >= -edge) & (v >= -edge) & (u + v <= 1.0f + edge) & (way >= 0.0f) & (way < nearest) & (leaf.layer >= layer);
  for (size_t k = 0; k < wide; ++k) {
    if (hit[k]) nearest = std::min(nearest, way[k]);
  }
}

float ShadowTree::first_hit(const Vec3& origin, const Vec3& direction, int layer, float far) const {
  if (nodes_.empty()) return far;
  const Vec3 inverse = 1.0f / direction;
  struct Waiting {
    uint32_t child;
    float enter;
  };
  std::array<Waiting, 3 * deepest> stack;
  size_t top = 0;
  stack[top++] = {0, 0.0f};
  while (top > 0) {
    const Waiting next = stack[--top];
    if (next.enter >= far) continue;  // what was hit meanwhile lies before it
    if (next.child & leaf_mark) {
      enter_leaf(leaves_[next.child & ~leaf_mark], origin, direction, layer, far);
      continue;
    }
    const Node& node = nodes_[next.child];
    Four enter = {0.0f, 0.0f, 0.0f, 0.0f}, leave = {far, far, far, far};
    for (int axis = 0; axis < 3; ++axis) {
      const bool forward = inverse[axis] >= 0.0f;
      const Four in = ((forward ? node.lo : node.hi)[axis] - origin[axis]) * inverse[axis];
      const Four out = ((forward ? node.hi : node.lo)[axis] - origin[axis]) * inverse[axis];
      enter = in > enter ? in : enter, leave = out < leave ? out : leave;
    }
    const FourInts met = enter <= leave * 1.000001f;
    // The nearest on top of the stack.
    const size_t first = top;
    for (size_t k = 0; k < wide; ++k) {
      if (!met[k] || node.layer[k] < layer) continue;
      size_t place = top++;
      for (; place > first && stack[place - 1].enter < enter[k]; --place) stack[place] = stack[place - 1];
      stack[place] = {node.child[k], enter[k]};
    }
  }
  return far;
}

}  // namespace palpate
