// One structure's look; src/render/tissue_look.h names and fills the rows.
uniform vec4 look[7];
#define BASE look[0].rgb
#define DENT_SHARE look[0].w
#define TENDON look[1].rgb
#define OPACITY look[1].w
#define SPECULAR look[2].x
#define GLOSS look[2].y
#define WRAP look[2].z
#define SHEEN look[2].w
#define FIBRE_CONTRAST look[3].x
#define FIBRE_RELIEF look[3].y
#define FIBRE_WIDTH look[3].z
#define MOTTLING look[3].w
#define HIGHLIGHT look[4].x
#define HEAT look[4].y
#define GREYED look[4].z
#define LAYER look[4].w
#define BLEED look[5].rgb
#define HAS_FIELD look[5].w
#define CAVITY look[6].rgb
#define SEED look[6].w

const vec3 ACCENT = vec3(0.06, 0.42, 0.52);   // sRGB; what the hand does now
