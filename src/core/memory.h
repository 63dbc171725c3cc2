#pragma once
// Memory that the program has freed and the system does not know of.

namespace palpate {

/// Gives back what was freed and is kept for later requests. For moments of rest: it takes some milliseconds, and what
/// is asked for next comes a little slower.
void give_back_freed_memory();

}  // namespace palpate
