// Glyphs, plates and leader lines in pixels from the top left corner.
in vec2 position;
in vec2 glyph;
in vec4 tint;
uniform vec2 picture;
out vec2 at;
out vec4 ink;
void main() {
  at = glyph;
  ink = tint;
  gl_Position = vec4(2.0 * position.x / picture.x - 1.0, 1.0 - 2.0 * position.y / picture.y, 0.0, 1.0);
}
