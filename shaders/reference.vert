// The yardstick of `palpate bench`: plain transform, nothing of our own pipeline.
in vec3 position;
in vec3 normal;
uniform mat4 view_projection;
out vec3 place, n;
void main() {
  place = position;
  n = normal;
  gl_Position = view_projection * vec4(position, 1.0);
}
