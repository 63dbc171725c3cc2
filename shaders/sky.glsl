// Light from this sample's sky direction over the mean cosine to all of them, averages to the visible share of the sky:
// x what always arrives, y what arrives where nothing stands before it.
vec2 sky_shares(vec3 n, float mean_) {
  float cosine = max(dot(n, sky_directions[int(sample_info.z)].xyz), 0.0), mean = max(mean_, 1e-3);
  float weight = 0.80 * smoothstep(0.02, 0.20, mean);
  return vec2(1.0 - weight, weight * cosine / mean);
}
