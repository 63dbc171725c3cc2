// One structure's look; src/render/tissue_look.h names and fills the rows.
// LOOKS: many structures in one draw, each vertex knows its own (render/scene_batches.h).
#ifdef LOOKS
layout(std140) uniform Looks {
  vec4 looks[1024];   // 128 structures of 8 rows; see below
};
in float structure;   // of the block
int look_at;          // set by find_look()
void find_look() { look_at = 8 * int(structure + 0.5); }
#define LOOK(row) looks[look_at + row]
#define BULGE looks[look_at + 7].x
#else
uniform vec4 look[8];
void find_look() {}
#define LOOK(row) look[row]
#define BULGE bulge
#endif
#define BASE LOOK(0).rgb
#define DENT_SHARE LOOK(0).w
#define TENDON LOOK(1).rgb
#define OPACITY LOOK(1).w
#define SPECULAR LOOK(2).x
#define GLOSS LOOK(2).y
#define WRAP LOOK(2).z
#define SHEEN LOOK(2).w
#define FIBRE_CONTRAST LOOK(3).x
#define FIBRE_RELIEF LOOK(3).y
#define FIBRE_WIDTH LOOK(3).z
#define MOTTLING LOOK(3).w
#define HIGHLIGHT LOOK(4).x
#define HEAT LOOK(4).y
#define GREYED LOOK(4).z
#define LAYER LOOK(4).w
#define BLEED LOOK(5).rgb
#define CAVITY LOOK(6).rgb
#define SEED LOOK(6).w
#define OFFSET LOOK(7).yzw   // mm, of an exploded body; x is BULGE where LOOKS

