// The loops of kernels.c for one type and instruction set. Takes REAL, TYPE (its name), WIDTH (the
// instruction set's name), BYTES (of its vectors) and MULTIPLY_ADD.

#define NAME(name) JOIN(JOIN(name##_, WIDTH), JOIN(_, TYPE))
#define VECTOR NAME(vector)
#define LANES (BYTES / sizeof(REAL))

typedef REAL VECTOR __attribute__((vector_size(BYTES)));

INLINE VECTOR NAME(load)(const REAL *pointer) {
  VECTOR v;
  memcpy(&v, pointer, sizeof v);
  return v;
}

INLINE VECTOR NAME(load_part)(const REAL *pointer, size_t count) {
  VECTOR v = {0};
  memcpy(&v, pointer, count * sizeof(REAL));
  return v;
}

INLINE void NAME(store)(REAL *pointer, VECTOR v) { memcpy(pointer, &v, sizeof v); }

// ---------------------------------------------------------------------------------------------------
// dense: tiles of 1 or 2 vectors of samples by 1 to 4 units stay in registers over the whole sum.

INLINE void NAME(dense_tile)(size_t vectors, size_t units, size_t n_in, const REAL *in, size_t ld_in,
                             const REAL *w, size_t step_out, size_t step_in, const REAL *start,
                             REAL *out, size_t ld_out) {
  VECTOR total[4][2];
#pragma clang loop unroll(full)
  for (size_t p = 0; p < units; p++)
#pragma clang loop unroll(full)
    for (size_t v = 0; v < vectors; v++) total[p][v] = (VECTOR){0} + (start ? start[p] : 0);
  for (size_t q = 0; q < n_in; q++) {
    VECTOR x[2];
#pragma clang loop unroll(full)
    for (size_t v = 0; v < vectors; v++) x[v] = NAME(load)(in + q * ld_in + v * LANES);
#pragma clang loop unroll(full)
    for (size_t p = 0; p < units; p++) {
      VECTOR weight = (VECTOR){0} + w[p * step_out + q * step_in];
#pragma clang loop unroll(full)
      for (size_t v = 0; v < vectors; v++) total[p][v] = MULTIPLY_ADD(x[v], weight, total[p][v]);
    }
  }
#pragma clang loop unroll(full)
  for (size_t p = 0; p < units; p++)
#pragma clang loop unroll(full)
    for (size_t v = 0; v < vectors; v++) NAME(store)(out + p * ld_out + v * LANES, total[p][v]);
}

// All units of the samples that fill `vectors` vectors.
INLINE void NAME(dense_samples)(size_t vectors, size_t n_in, size_t n_out, const REAL *in,
                                size_t ld_in, const REAL *w, size_t step_out, size_t step_in,
                                const REAL *start, REAL *out, size_t ld_out) {
#define TILE(units)                                                                               \
  NAME(dense_tile)(vectors, units, n_in, in, ld_in, w + p * step_out, step_out, step_in,          \
                   start ? start + p : 0, out + p * ld_out, ld_out)
  size_t p = 0;
  for (; p + 4 <= n_out; p += 4) TILE(4);
  switch (n_out - p) {
    case 3: TILE(3); break;
    case 2: TILE(2); break;
    case 1: TILE(1); break;
  }
#undef TILE
}

INLINE void NAME(dense_sample)(size_t n_in, size_t n_out, const REAL *in, size_t ld_in, const REAL *w,
                               size_t step_out, size_t step_in, const REAL *start, REAL *out,
                               size_t ld_out) {
  for (size_t p = 0; p < n_out; p++) {
    REAL total = start ? start[p] : 0;
    for (size_t q = 0; q < n_in; q++)
      total = MULTIPLY_ADD(in[q * ld_in], w[p * step_out + q * step_in], total);
    out[p * ld_out] = total;
  }
}

// The last samples are computed in a vector that goes back over some already computed: a sample's result
// does not depend on its lane.
static void NAME(dense)(size_t rows, size_t n_in, size_t n_out, const REAL *in, size_t ld_in,
                        const REAL *w, size_t step_out, size_t step_in, const REAL *start, REAL *out,
                        size_t ld_out) {
#define SAMPLES(vectors)                                                                          \
  NAME(dense_samples)(vectors, n_in, n_out, in + s, ld_in, w, step_out, step_in, start, out + s,  \
                      ld_out)
  size_t s = 0;
  for (; s + 2 * LANES <= rows; s += 2 * LANES) SAMPLES(2);
  for (; s + LANES <= rows; s += LANES) SAMPLES(1);
  if (s == rows) return;
  if (rows >= LANES) {
    s = rows - LANES;
    SAMPLES(1);
    return;
  }
  for (; s < rows; s++)
    NAME(dense_sample)(n_in, n_out, in + s, ld_in, w, step_out, step_in, start, out + s, ld_out);
#undef SAMPLES
}

// ---------------------------------------------------------------------------------------------------
// gradient: tiles of up to 4 units by 4 inputs. A sum over samples runs in 64 bytes of lanes, which is
// PARTS vectors; sample s goes to lane s mod 64/sizeof(REAL), and the lanes are added pairwise.

#define PARTS (64 / BYTES)
// The most units and inputs in a tile, so that the sums stay in registers.
#define TILE_P (BYTES == 64 ? 4 : 2)
#define TILE_Q (BYTES == 64 ? 4 : BYTES == 32 ? 2 : 1)

// The sum of all lanes of a vector of 64 bytes in parts, as ((0 + n/2) + …): halves onto halves.
INLINE REAL NAME(total)(const VECTOR *parts) {
  REAL lane[64 / sizeof(REAL)];
  memcpy(lane, parts, sizeof lane);
  for (size_t half = 32 / sizeof(REAL); half > 0; half /= 2)
    for (size_t i = 0; i < half; i++) lane[i] += lane[i + half];
  return lane[0];
}

INLINE void NAME(gradient_tile)(size_t rows, size_t units, size_t inputs, const REAL *d, size_t ld_d,
                                const REAL *z, size_t ld_z, REAL *w, size_t ld_w) {
  VECTOR total[4][4][PARTS];
#pragma clang loop unroll(full)
  for (size_t p = 0; p < units; p++)
#pragma clang loop unroll(full)
    for (size_t q = 0; q < inputs; q++)
#pragma clang loop unroll(full)
      for (size_t part = 0; part < PARTS; part++) total[p][q][part] = (VECTOR){0};
#define STEP(LOAD_D, LOAD_Z)                                                          \
  _Pragma("clang loop unroll(full)") for (size_t part = 0; part < PARTS; part++) {    \
    VECTOR y[4];                                                                      \
    _Pragma("clang loop unroll(full)") for (size_t q = 0; q < inputs; q++) y[q] = LOAD_Z; \
    _Pragma("clang loop unroll(full)") for (size_t p = 0; p < units; p++) {           \
      VECTOR x = LOAD_D;                                                              \
      _Pragma("clang loop unroll(full)") for (size_t q = 0; q < inputs; q++)          \
          total[p][q][part] = MULTIPLY_ADD(x, y[q], total[p][q][part]);               \
    }                                                                                 \
  }
  size_t s = 0;
  for (; s + PARTS * LANES <= rows; s += PARTS * LANES)
    STEP(NAME(load)(d + s + part * LANES + p * ld_d), NAME(load)(z + s + part * LANES + q * ld_z));
  if (s < rows) {
    size_t left = rows - s;
#define IN_PART (left <= part * LANES ? 0 : left - part * LANES < LANES ? left - part * LANES : LANES)
    STEP(NAME(load_part)(d + s + part * LANES + p * ld_d, IN_PART),
         NAME(load_part)(z + s + part * LANES + q * ld_z, IN_PART));
#undef IN_PART
  }
#undef STEP
#pragma clang loop unroll(full)
  for (size_t q = 0; q < inputs; q++)
#pragma clang loop unroll(full)
    for (size_t p = 0; p < units; p++) w[p + q * ld_w] += NAME(total)(total[p][q]);
}

// The tiles of `units` units over all inputs.
INLINE void NAME(gradient_units)(size_t rows, size_t units, size_t n_in, const REAL *d, size_t ld_d,
                                 const REAL *z, size_t ld_z, REAL *w, size_t ld_w) {
#define TILE(inputs) \
  NAME(gradient_tile)(rows, units, inputs, d, ld_d, z + q * ld_z, ld_z, w + q * ld_w, ld_w)
  size_t q = 0;
  for (; q + TILE_Q <= n_in; q += TILE_Q) TILE(TILE_Q);
  switch (n_in - q) {
    case 3: TILE(3); break;
    case 2: TILE(2); break;
    case 1: TILE(1); break;
  }
#undef TILE
}

INLINE void NAME(gradient_bias)(size_t rows, const REAL *d, REAL *b) {
  VECTOR total[PARTS] = {{0}};
  size_t s = 0;
  for (; s + PARTS * LANES <= rows; s += PARTS * LANES)
    for (size_t part = 0; part < PARTS; part++) total[part] += NAME(load)(d + s + part * LANES);
  for (size_t part = 0; s < rows; part++, s += LANES)
    total[part] += NAME(load_part)(d + s, rows - s < LANES ? rows - s : LANES);
  *b += NAME(total)(total);
}

static void NAME(gradient)(size_t rows, size_t n_in, size_t n_out, const REAL *d, size_t ld_d,
                           const REAL *z, size_t ld_z, REAL *w, REAL *b) {
#define UNITS(units) \
  NAME(gradient_units)(rows, units, n_in, d + p * ld_d, ld_d, z, ld_z, w + p, n_out)
  size_t p = 0;
  for (; p + TILE_P <= n_out; p += TILE_P) UNITS(TILE_P);
  switch (n_out - p) {
    case 3: UNITS(3); break;
    case 2: UNITS(2); break;
    case 1: UNITS(1); break;
  }
#undef UNITS
  for (p = 0; p < n_out; p++) NAME(gradient_bias)(rows, d + p * ld_d, b + p);
}

// ---------------------------------------------------------------------------------------------------
// Elementwise loops, which the compiler makes vectors of.

static void NAME(multiply_by_slope)(nk_slope slope, size_t n, const REAL *restrict z,
                                    REAL *restrict d) {
  switch (slope) {
    case nk_identity: break;
    case nk_sigmoid:
      for (size_t i = 0; i < n; i++) d[i] *= z[i] * (1 - z[i]);
      break;
    case nk_tanh:
      for (size_t i = 0; i < n; i++) d[i] *= (1 - z[i]) * (1 + z[i]);
      break;
    case nk_relu:
      for (size_t i = 0; i < n; i++) d[i] = z[i] > 0 ? d[i] : 0;
      break;
  }
}

static void NAME(rectify)(size_t n, REAL *z) {
  for (size_t i = 0; i < n; i++) z[i] = z[i] <= 0 ? 0 : z[i];
}

static void NAME(multiply)(size_t n, const REAL *x, const REAL *y, REAL *z) {
  for (size_t i = 0; i < n; i++) z[i] = x[i] * y[i];
}

static void NAME(row_maximum)(size_t rows, size_t units, const REAL *restrict z,
                              REAL *restrict most) {
  memcpy(most, z, rows * sizeof *most);
  for (size_t u = 1; u < units; u++)
    for (size_t s = 0; s < rows; s++) most[s] = z[s + u * rows] > most[s] ? z[s + u * rows] : most[s];
}

static void NAME(subtract_from_rows)(size_t rows, size_t units, const REAL *restrict x,
                                     REAL *restrict z) {
  for (size_t u = 0; u < units; u++)
    for (size_t s = 0; s < rows; s++) z[s + u * rows] -= x[s];
}

#undef NAME
#undef VECTOR
#undef LANES
#undef PARTS
#undef TILE_P
#undef TILE_Q
