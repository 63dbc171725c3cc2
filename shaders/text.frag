// Coverage from the glyph atlas; x < 0 means plain ink; x >= 2 the colour map of the legend.
uniform sampler2D glyphs, colour_map;
in vec2 at;
in vec4 ink;
out vec4 colour;
void main() {
  float cover = at.x < 0.0 ? 1.0 : texture(glyphs, at).r;
  vec3 rgb = at.x >= 2.0 ? texture(colour_map, vec2((at.x - 2.0) * 255.0 / 256.0 + 0.5 / 256.0, 0.5)).rgb : ink.rgb;
  if (at.x >= 2.0) cover = 1.0;
  colour = vec4(rgb, ink.a * cover);
}
