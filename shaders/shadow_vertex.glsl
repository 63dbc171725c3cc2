// Where a vertex lies in the shadow maps of one sample, a little off its surface: light comes straight, so places between
// vertices follow by interpolation. Pairs with shadow.glsl.
#ifdef SHADOWS
#include "sky.glsl"
out vec3 key_at, sky_at;
out float sky_mean;   // mean cosine to all directions of the sky
void find_in_shadows(vec3 p, vec3 n) {
  float slope = 1.0 - clamp(dot(n, key_direction.xyz), 0.0, 1.0);
  key_at = (key_shadow * vec4(p + n * key_direction.w * (0.6 + 1.2 * slope) + key_direction.xyz * key_direction.w, 1.0)).xyz;
  sky_at = (sky_shadow * vec4(p + n * sample_info.w * 1.2 + sky_directions[int(sample_info.z)].xyz * sample_info.w, 1.0)).xyz;
  float sum = 0.0;
  for (int i = 0; i < SKY_SAMPLES; ++i) sum += max(dot(n, sky_directions[i].xyz), 0.0);
  sky_mean = sum / float(SKY_SAMPLES);
}
#else
void find_in_shadows(vec3 p, vec3 n) {}
#endif
