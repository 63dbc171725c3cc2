#pragma once
// Where a muscle begins and ends, as its fascicles have it: marked for the selected structure.

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "anatomy/atlas.h"
#include "render/frame_input.h"

namespace palpate::session {

/// A patch of fascicle ends.
struct Attachment {
  Vec3 place_mm{0.0f};
  bool origin = true;  ///< false: insertion
  size_t weight = 0;   ///< vertices that it stands for
};

/// How many fascicles a muscle has, how long they are and between which structures they run; "" where it knows none.
std::string fascicle_words(const anatomy::Structure& structure, const anatomy::Atlas& atlas);

/// Ends of the fascicles, gathered to patches `apart_mm` apart, the largest first, at most `most` of each kind. Empty
/// for tissue without fascicles.
std::vector<Attachment> attachments_of(const anatomy::Structure& structure, float apart_mm = 16.0f, size_t most = 14);

/// The attachments of an atlas's structures, each found when first asked for. Safe to ask from many threads.
class AttachmentTable {
 public:
  explicit AttachmentTable(std::shared_ptr<const anatomy::Atlas> atlas) : atlas_(std::move(atlas)) {}
  const std::vector<Attachment>& of(size_t structure) const;

 private:
  std::shared_ptr<const anatomy::Atlas> atlas_;
  mutable std::mutex mutex_;
  mutable std::map<size_t, std::vector<Attachment>> found_;
};

/// Marks and names them in a picture, where their muscle is drawn; what its cut takes away goes unmarked.
void add_attachments(render::FrameInput& frame, const std::vector<Attachment>& attachments,
                     const render::StructureLook& look);

}  // namespace palpate::session
