// Blinn-Phong at every pixel.
in vec3 place, n;
uniform vec3 eye_place;
out vec4 colour;
void main() {
  vec3 normal = normalize(n), light = normalize(vec3(-0.5, 0.7, 0.6)), to_eye = normalize(eye_place - place);
  vec3 half_way = normalize(light + to_eye);
  float diffuse = max(dot(normal, light), 0.0), glint = pow(max(dot(normal, half_way), 0.0), 32.0);
  colour = vec4(vec3(0.7, 0.3, 0.25) * (0.2 + 0.8 * diffuse) + 0.3 * glint, 1.0);
}
