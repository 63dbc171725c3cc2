// Opacity of glass where its surface turns away (edge: 1 - cosine to the eye): its rim reads as an edge of glass. An
// x-ray keeps little but the rim.
float glass_alpha(float edge) {
  float glass = OPACITY * mix(0.55 + 2.4 * edge * edge, 1.0, OPACITY * OPACITY * OPACITY);
  float xray = OPACITY * (0.05 + 0.95 * edge * edge);
  return min(mix(glass, xray, style.y), 0.96);
}
