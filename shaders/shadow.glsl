#ifdef SHADOWS
// Shadow maps of one sample: a point of the area key light, one direction of the sky. Averaged over the samples they give
// soft shadows and true sky occlusion; a single sample is hard-edged.
uniform sampler2DShadow key_map, sky_map;

#ifdef ON_GROUND
// 1 where light arrives; places beside the map are lit.
float lit_in(sampler2DShadow map, mat4 to_map, vec3 p) {
  vec3 at = (to_map * vec4(p, 1.0)).xyz;
  if (any(lessThan(at.xy, vec2(0.0))) || any(greaterThan(at.xy, vec2(1.0)))) return 1.0;
  return texture(map, vec3(at.xy, min(at.z, 1.0)));  // the sheet lies behind everything that casts
}

// The mean over a disc in the plane of a flat receiver far below: `spread` mm wide. Four places a sample, all of them
// together a spiral.
float softened(sampler2DShadow map, mat4 to_map, vec3 p, float spread) {
  float sum = 0.0;
  for (int i = 0; i < 4; ++i) {
    float k = 4.0 * sample_info.x + float(i), r = spread * sqrt(fract(0.5 + 0.618034 * k)), a = 2.39996 * k;
    sum += lit_in(map, to_map, p + r * vec3(cos(a), sin(a), 0.0));
  }
  return 0.25 * sum;
}

#else
#include "sky.glsl"
in vec3 key_at, sky_at;
in float sky_mean;

// Sixteen hard shadows of the sky would lie in each other as steps: every pixel looks a little to both sides of itself on
// its own surface, in each sample elsewhere and elsewhere than its neighbours. How far, in pixels of the screen.
vec2 beside() {
  const float wide_mm = 3.0;
  vec2 p = gl_FragCoord.xy, other = p.yx + 31.0;
  vec2 noise = fract(52.9829189 * fract(vec2(dot(p, vec2(0.06711056, 0.00583715)), dot(other, vec2(0.06711056, 0.00583715)))));
  return (fract(noise + sample_info.x * vec2(0.7548777, 0.5698403)) - 0.5) * (wide_mm * gl_FragCoord.w / eye.w);
}
float key_light() { return texture(key_map, key_at); }
float sky_seen() {
  vec2 b = beside();
  vec3 way = b.x * dFdx(sky_at) + b.y * dFdy(sky_at);
  return 0.5 * (texture(sky_map, sky_at + way) + texture(sky_map, sky_at - way));
}

float sky_light(vec3 n) {
  vec2 shares = sky_shares(n, sky_mean);
  return shares.x + shares.y * sky_seen();
}
#endif
#endif
