#include "session/handout.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace palpate::session {
namespace {

using knowledge::Badge;

// A4 in print, a readable column on a screen; one accent, the evidence badges told by word as well as by tone.
constexpr std::string_view style = R"(
@page { size: A4; margin: 14mm }
* { box-sizing: border-box }
body { font: 10.5pt/1.42 Inter, "Noto Sans", "Helvetica Neue", sans-serif; color: #2b2723; background: #fff;
       max-width: 190mm; margin: 8mm auto; padding: 0 6mm }
h1 { font-size: 19pt; line-height: 1.15; margin: 0 0 1mm; letter-spacing: -0.01em }
h2 { font-size: 10.5pt; margin: 4.5mm 0 1.2mm; color: #0f6470 }
p, ul, ol { margin: 0 0 1.6mm } ul, ol { padding-left: 5mm } li { margin-bottom: 0.6mm }
.lead { color: #5d554d; margin-bottom: 3mm }
.pictures { display: grid; grid-template-columns: repeat(3, 1fr); gap: 3mm; margin: 3mm 0 }
figure { margin: 0 } figure img { width: 100%; border-radius: 1.5mm; display: block }
figcaption { font-size: 8.5pt; color: #5d554d; margin-top: 0.8mm }
.two { display: grid; grid-template-columns: 1fr 1fr; gap: 0 7mm }
.badge { display: inline-block; font-size: 7.5pt; font-weight: 600; border: 0.3mm solid; border-radius: 1mm; padding: 0 1.2mm;
         margin-right: 1.2mm; white-space: nowrap }
.supported { color: #0f6470 } .mixed { color: #7a5b12 } .not_supported { color: #6b3b6e }
.tradition { color: #5d554d } .no_source { color: #5d554d; border-style: dashed }
.source { font-size: 7.5pt; color: #7b7168 }
.lines span { display: block; border-bottom: 0.2mm solid #b9b0a6; height: 7mm }
footer { font-size: 7.5pt; color: #7b7168; border-top: 0.2mm solid #d9d2ca; margin-top: 4mm; padding-top: 1.5mm }
@media print { body { margin: 0; padding: 0; max-width: none } }
)";

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
std::string list(const Items& items, Text&& text) {
  std::string out;
  for (const auto& item : items) out += "<li>" + text(item) + "</li>\n";
  return out.empty() ? out : "<ul>\n" + out + "</ul>\n";
}

// Claims of the lesson and of its steps, each once, in order of first mention.
std::vector<const knowledge::Claim*> claims_of(const technique::Scene& scene, const knowledge::Library& library) {
  std::vector<const knowledge::Claim*> claims;
  std::set<std::string> seen;
  const auto add = [&](const std::string& id) {
    const knowledge::Claim* claim = library.claim(id);
    if (claim && seen.insert(id).second) claims.push_back(claim);
  };
  for (const std::string& id : scene.evidence) add(id);
  for (const technique::Step& step : scene.steps) {
    for (const std::string& id : step.evidence) add(id);
  }
  return claims;
}

std::string what_was_done(const technique::Scene& scene) {
  std::string out;
  for (const technique::Step& step : scene.steps) {
    out += fmt::format("<li><b>{}</b> {}</li>\n", escaped(step.name), escaped(step.say));
  }
  return "<ol>\n" + out + "</ol>\n";
}

std::string evidence(const std::vector<const knowledge::Claim*>& claims) {
  return list(claims, [](const knowledge::Claim* claim) {
    const std::string unverified =
        claim->confidence == knowledge::Confidence::from_memory ? " (not re-checked at its source)" : "";
    return fmt::format("<span class=\"badge {}\">{}</span>&ldquo;{}&rdquo; {} <span class=\"source\">{}{}</span>",
                       to_string(claim->badge), badge_word(claim->badge), escaped(claim->claim),
                       escaped(claim->finding), escaped(claim->source), unverified);
  });
}

std::string advice(const knowledge::Library& library, std::string_view topic, size_t most) {
  std::vector<const knowledge::Advice*> items;
  for (const knowledge::Advice& item : library.advice) {
    if (item.topic == topic && items.size() < most) items.push_back(&item);
  }
  return list(items, [](const knowledge::Advice* item) { return escaped(item->text); });
}

}  // namespace

std::vector<size_t> handout_steps(const technique::Scene& scene, size_t count) {
  std::vector<size_t> chosen;
  std::set<std::string> techniques;
  const auto touches = [](const technique::Step& step) {
    return std::any_of(step.actions.begin(), step.actions.end(),
                       [](const technique::Action& a) { return a.kind != technique::ActionKind::wait; });
  };
  for (size_t i = 0; i < scene.steps.size() && chosen.size() < count; ++i) {
    if (touches(scene.steps[i]) && techniques.insert(scene.steps[i].technique).second) chosen.push_back(i);
  }
  for (size_t i = 0; i < scene.steps.size() && chosen.empty(); ++i) chosen.push_back(i);
  return chosen;
}

std::string handout_html(const technique::Scene& scene, const knowledge::Library& library,
                         const std::vector<HandoutPicture>& pictures, const std::string& credit) {
  std::string page = fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta "
      "charset=\"utf-8\">\n<title>{0}</title>\n<style>{1}</style>\n</head>\n<body>\n"
      "<h1>{0}</h1>\n<p class=\"lead\">{2}</p>\n",
      escaped(scene.title), style, escaped(scene.summary));
  if (!pictures.empty()) {
    page += "<div class=\"pictures\">\n";
    for (const HandoutPicture& picture : pictures) {
      page += fmt::format(
          "<figure><img alt=\"{0}\" src=\"data:image/png;base64,{1}\"><figcaption>{0}</figcaption></figure>\n",
          escaped(picture.caption), base64(picture.png));
    }
    page += "</div>\n";
  }
  page += "<h2>What was done</h2>\n" + what_was_done(scene);
  const auto claims = claims_of(scene, library);
  if (!claims.empty()) page += "<h2>What is known about it</h2>\n" + evidence(claims);
  page += "<div class=\"two\">\n<div><h2>In the hours after</h2>\n" + advice(library, "after_a_session", 5);
  if (!scene.stop_if.empty()) {
    page +=
        "<h2>Say stop at once for</h2>\n" + list(scene.stop_if, [](const std::string& sign) { return escaped(sign); });
  }
  page += "</div>\n<div><h2>See a doctor first, or now, for</h2>\n" + advice(library, "see_a_doctor", 7) +
          "</div>\n</div>\n";
  page += "<h2>Your notes</h2>\n<div class=\"lines\"><span></span><span></span></div>\n";
  page += fmt::format(
      "<footer>Pictures and forces are teaching models, not measurements of you. This page promises no cure and "
      "replaces no medical "
      "advice; ask your health-care provider. Made with Palpate. {}</footer>\n</body>\n</html>\n",
      escaped(credit));
  return page;
}

}  // namespace palpate::session
