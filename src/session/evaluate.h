#pragma once
// A document at one moment, as panels read it and pictures show it. Pure.

#include "session/document.h"
#include "session/moment.h"
#include "session/settings.h"
#include "session/view.h"

namespace palpate::session {

/// Lets a moving picture keep fields that are a little old: computing them is the dear part.
struct FieldReuse {
  const Moment* previous = nullptr;  ///< of the same document and lesson
  double max_age_s = 0.0;            ///< above 0: the moment is for a moving picture alone
};

/// `view` and `settings` only decide which field is computed, and for which structures. Without a lesson: an empty
/// Moment with its field, if one is asked for.
Moment evaluate(const Document& document, const View& view, const Settings& settings, double time_s,
                const FieldReuse& reuse = {});

/// What the settings say about the body.
tissue::Settings tissue_settings(const Settings& settings);

}  // namespace palpate::session
