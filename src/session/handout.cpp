#include "session/handout.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace palpate::session {
namespace {

using knowledge::Badge;

// One A4 page in print, a sheet of paper on a screen; one accent, one ochre for caution, badges told by word and tone.
constexpr std::string_view style = R"(
@page { size: A4; margin: 0 }
* { box-sizing: border-box }
html { background: #e9e5e0; -webkit-print-color-adjust: exact; print-color-adjust: exact }
body { font: 9.4pt/1.4 Inter, "Noto Sans", "Helvetica Neue", sans-serif; color: #2b2723; background: #fff; width: 210mm;
       min-height: 297mm; margin: 8mm auto; padding: 13mm 15mm 9mm; display: flex; flex-direction: column }
.eyebrow { font-size: 8pt; font-weight: 600; color: #0f6470; margin: 0 0 1mm }
h1 { font-size: 21pt; line-height: 1.12; margin: 0 0 2mm; letter-spacing: -0.015em; font-weight: 700 }
h2 { font-size: 9.8pt; margin: 0 0 1.4mm; color: #0f6470; font-weight: 700 }
p, ul { margin: 0 0 1.4mm } ul { padding: 0; list-style: none }
.lead { font-size: 11pt; line-height: 1.45; margin-bottom: 4mm; max-width: 165mm }
.pictures { display: grid; grid-template-columns: repeat(3, 1fr); gap: 4mm; margin-bottom: 5mm }
figure { margin: 0 }
figure img { width: 100%; aspect-ratio: 4 / 3; object-fit: cover; border-radius: 2mm; display: block }
figcaption { font-size: 8pt; color: #6a6159; margin-top: 1mm }
.two { display: grid; grid-template-columns: 1.12fr 1fr; gap: 0 8mm; margin-bottom: 4mm }
table { border-collapse: collapse; width: 100% }
td { padding: 0.75mm 0; vertical-align: top; border-bottom: 0.2mm solid #ece7e1 }
tr:last-child td { border-bottom: 0 }
td.name { font-weight: 600; padding-right: 3mm } td.how { color: #6a6159 }
td.time { text-align: right; white-space: nowrap; padding-left: 2mm; font-variant-numeric: tabular-nums; color: #6a6159 }
.plain li { padding-left: 3.6mm; position: relative; margin-bottom: 0.9mm }
.plain li::before { content: ""; position: absolute; left: 0; top: 1.75mm; width: 1.4mm; height: 1.4mm;
                    border-radius: 50%; background: #0f6470 }
.care { background: #fbf3e2; border-left: 1mm solid #b97f1a; border-radius: 0 2mm 2mm 0; padding: 2.6mm 3.4mm 1.8mm;
        margin-top: 2.4mm }
.care h2 { color: #7a5b12 } .care li::before { background: #b97f1a }
.claims li { display: grid; grid-template-columns: 25mm 1fr; gap: 0 2.5mm; margin-bottom: 1.2mm }
.badge { font-size: 7.3pt; font-weight: 600; border: 0.3mm solid; border-radius: 1.2mm; padding: 0.15mm 1.4mm;
         white-space: nowrap; justify-self: start; align-self: start; margin-top: 0.3mm }
.supported { color: #0f6470 } .mixed { color: #7a5b12 } .not_supported { color: #6b3b6e }
.tradition { color: #5d554d } .no_source { color: #5d554d; border-style: dashed }
.said { color: #6a6159 } .source { font-size: 7.2pt; color: #877d73 }
.notes { margin-top: auto } .notes span { display: block; border-bottom: 0.2mm solid #cfc7bd; height: 6.5mm }
footer { font-size: 7.2pt; line-height: 1.35; color: #877d73; margin-top: 3mm }
@media print { html { background: #fff } body { margin: 0; height: 297mm; overflow: hidden } }
@media screen and (max-width: 820px) { body { width: auto; margin: 0; padding: 8mm 6mm }
                                       .two, .pictures { grid-template-columns: 1fr } }
)";
// What one page holds.
constexpr size_t kMostClaims = 5, kMostSteps = 9, kMostCare = 4;

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string base64(std::string_view bytes) {
  static constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](size_t at) -> uint32_t { return at < bytes.size() ? static_cast<uint8_t>(bytes[at]) : 0u; };
    const uint32_t group = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
    out += digits[group >> 18 & 63];
    out += digits[group >> 12 & 63];
    out += i + 1 < bytes.size() ? digits[group >> 6 & 63] : '=';
    out += i + 2 < bytes.size() ? digits[group & 63] : '=';
  }
  return out;
}

std::string_view badge_word(Badge badge) {
  switch (badge) {
    case Badge::supported:
      return "supported";
    case Badge::mixed:
      return "mixed evidence";
    case Badge::not_supported:
      return "not supported";
    case Badge::tradition:
      return "tradition";
    case Badge::no_source:
      break;
  }
  return "no source found";
}

template <class Items, class Text>
std::string list(std::string_view kind, const Items& items, Text&& text) {
  std::string out;
  for (const auto& item : items) out += "<li>" + text(item) + "</li>\n";
  return out.empty() ? out : fmt::format("<ul class=\"{}\">\n{}</ul>\n", kind, out);
}

// Claims of the lesson, then of its steps, each once, as many as the page holds.
std::vector<const knowledge::Claim*> claims_of(const technique::Scene& scene, const knowledge::Library& library) {
  std::vector<const knowledge::Claim*> claims;
  std::set<std::string> seen;
  const auto add = [&](const std::string& id) {
    const knowledge::Claim* claim = library.claim(id);
    if (claim && claims.size() < kMostClaims && seen.insert(id).second) claims.push_back(claim);
  };
  for (const std::string& id : scene.evidence) add(id);
  for (const technique::Step& step : scene.steps) {
    for (const std::string& id : step.evidence) add(id);
  }
  return claims;
}

bool touches(const technique::Step& step) {
  return std::any_of(step.actions.begin(), step.actions.end(),
                     [](const technique::Action& a) { return a.kind != technique::ActionKind::wait; });
}

/// Time at the table: "3 min", "40 s".
std::string table_time(const technique::Step& step) {
  const float seconds = std::max(step.stands_for_s, step.duration_s.value);
  return seconds >= 90.0f ? fmt::format("{:.0f} min", seconds / 60.0f) : fmt::format("{:.0f} s", seconds);
}

std::string what_was_done(const technique::Scene& scene, const knowledge::Library& library) {
  std::string rows;
  size_t count = 0;
  for (const technique::Step& step : scene.steps) {
    if (!touches(step) || count++ >= kMostSteps) continue;
    const knowledge::Technique* technique = library.technique(step.technique);
    rows += fmt::format("<tr><td class=\"name\">{}</td><td class=\"how\">{}</td><td class=\"time\">{}</td></tr>\n",
                        escaped(step.name), escaped(technique ? technique->name : ""), table_time(step));
  }
  return "<table>\n" + rows + "</table>\n";
}

std::string evidence(const std::vector<const knowledge::Claim*>& claims) {
  return list("claims", claims, [](const knowledge::Claim* claim) {
    const std::string unverified =
        claim->confidence == knowledge::Confidence::from_memory ? " (not re-checked at its source)" : "";
    return fmt::format(
        "<span class=\"badge {}\">{}</span><span><span class=\"said\">&ldquo;{}&rdquo;</span> {} "
        "<span class=\"source\">{}{}</span></span>",
        to_string(claim->badge), badge_word(claim->badge), escaped(claim->claim), escaped(claim->finding),
        escaped(claim->source), unverified);
  });
}

std::string advice(const knowledge::Library& library, std::string_view topic, size_t most) {
  std::vector<const knowledge::Advice*> items;
  for (const knowledge::Advice& item : library.advice) {
    if (item.topic == topic && items.size() < most) items.push_back(&item);
  }
  return list("plain", items, [](const knowledge::Advice* item) { return escaped(item->text); });
}

}  // namespace

std::vector<size_t> handout_steps(const technique::Scene& scene, size_t count) {
  std::vector<size_t> chosen;
  std::set<std::string> techniques;
  for (size_t i = 0; i < scene.steps.size() && chosen.size() < count; ++i) {
    if (touches(scene.steps[i]) && techniques.insert(scene.steps[i].technique).second) chosen.push_back(i);
  }
  for (size_t i = 0; i < scene.steps.size() && chosen.empty(); ++i) chosen.push_back(i);
  return chosen;
}

std::string handout_html(const technique::Scene& scene, const knowledge::Library& library,
                         const std::vector<HandoutPicture>& pictures, const std::string& credit) {
  const auto record = scene.record.entries.find("handout");
  const bool told = record != scene.record.entries.end() && record->second.applies;
  const std::string lead = told ? record->second.text : scene.summary;
  std::string page = fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" "
      "content=\"width=device-width\">\n<title>{0}</title>\n<style>{1}</style>\n</head>\n<body>\n"
      "<p class=\"eyebrow\">For you to take home</p>\n<h1>{0}</h1>\n<p class=\"lead\">{2}</p>\n",
      escaped(scene.title), style, escaped(lead));
  if (!pictures.empty()) {
    page += "<div class=\"pictures\">\n";
    for (const HandoutPicture& picture : pictures) {
      page += fmt::format(
          "<figure><img alt=\"{0}\" src=\"data:image/png;base64,{1}\"><figcaption>{0}</figcaption></figure>\n",
          escaped(picture.caption), base64(picture.png));
    }
    page += "</div>\n";
  }
  page += "<div class=\"two\">\n<div><h2>What was done</h2>\n" + what_was_done(scene, library) + "</div>\n";
  page += "<div><h2>Today and tomorrow</h2>\n" + advice(library, "after_a_session", kMostCare);
  if (!scene.stop_if.empty()) {
    page += fmt::format("<p><b>Next time, say stop at once for:</b> {}.</p>\n",
                        escaped(fmt::format("{}", fmt::join(scene.stop_if, ", "))));
  }
  page += "<div class=\"care\"><h2>See a doctor</h2>\n" + advice(library, "see_a_doctor", kMostCare) + "</div>\n";
  page += "</div>\n</div>\n";
  const auto claims = claims_of(scene, library);
  if (!claims.empty()) page += "<h2>What people say, and what is known</h2>\n" + evidence(claims);
  page += "<div class=\"notes\"><h2>Your notes</h2>\n<span></span><span></span></div>\n";
  page += fmt::format(
      "<footer>The times are those at a table. Pictures are teaching models, not measurements of you. This page "
      "promises "
      "no cure and replaces no medical advice; ask your health-care provider. It names nobody and nothing of it is "
      "stored. Made with Palpate. {}</footer>\n</body>\n</html>\n",
      escaped(credit));
  return page;
}

}  // namespace palpate::session
