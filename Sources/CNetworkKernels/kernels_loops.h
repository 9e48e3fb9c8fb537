// The loops of kernels.c for one type and instruction set. Takes REAL, TYPE (its name), WIDTH (the
// instruction set's name), BYTES (of its vectors), MULTIPLY_ADD, and the constants of kernels_types.h.

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
// dense: tiles of 1 or 2 vectors of samples by 1 to DENSE_UNITS units stay in registers over the whole sum.

#define DENSE_UNITS (BYTES == 64 ? 8 : 4)

INLINE void NAME(dense_tile)(size_t vectors, size_t units, size_t n_in, const REAL *in, size_t ld_in,
                             const REAL *w, size_t step_out, size_t step_in, const REAL *start,
                             REAL *out, size_t ld_out) {
  VECTOR total[DENSE_UNITS][2];
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

// All samples of `units` units. The last samples are computed in a vector that goes back over some already
// computed: a sample's result does not depend on its lane.
INLINE void NAME(dense_units)(size_t units, size_t rows, size_t n_in, const REAL *in, size_t ld_in,
                              const REAL *w, size_t step_out, size_t step_in, const REAL *start,
                              REAL *out, size_t ld_out) {
#define TILE(vectors)                                                                              \
  NAME(dense_tile)(vectors, units, n_in, in + s, ld_in, w, step_out, step_in, start, out + s, ld_out)
  size_t s = 0;
  for (; s + 2 * LANES <= rows; s += 2 * LANES) TILE(2);
  for (; s + LANES <= rows; s += LANES) TILE(1);
  if (s == rows) return;
  if (rows >= LANES) {
    s = rows - LANES;
    TILE(1);
    return;
  }
#undef TILE
  for (; s < rows; s++)
    NAME(dense_sample)(n_in, units, in + s, ld_in, w, step_out, step_in, start, out + s, ld_out);
}

static void NAME(dense)(size_t rows, size_t n_in, size_t n_out, const REAL *in, size_t ld_in,
                        const REAL *w, size_t step_out, size_t step_in, const REAL *start, REAL *out,
                        size_t ld_out) {
#define UNITS(units)                                                                       \
  case units:                                                                              \
    NAME(dense_units)(units, rows, n_in, in, ld_in, w + p * step_out, step_out, step_in,   \
                      start ? start + p : 0, out + p * ld_out, ld_out);                    \
    break
  size_t tiles = (n_out + DENSE_UNITS - 1) / DENSE_UNITS;
  for (size_t p = 0, units; tiles > 0; tiles--, p += units) {
    units = (n_out - p + tiles - 1) / tiles;
    switch (units) {
#if BYTES == 64
      UNITS(8);
      UNITS(7);
      UNITS(6);
      UNITS(5);
#endif
      UNITS(4);
      UNITS(3);
      UNITS(2);
      UNITS(1);
    }
  }
#undef UNITS
}

// ---------------------------------------------------------------------------------------------------
// gradient: tiles of up to TILE_P units by TILE_Q inputs, so that the sums stay in registers. A sum over
// samples runs in 64 bytes of lanes, which is PARTS vectors; sample s goes to lane s mod 64/sizeof(REAL),
// and the lanes are added pairwise.

#define PARTS (64 / BYTES)
#define TILE_P (BYTES == 64 ? 4 : BYTES == 32 ? 3 : 2)
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
  VECTOR total[TILE_P][TILE_Q][PARTS];
#pragma clang loop unroll(full)
  for (size_t p = 0; p < units; p++)
#pragma clang loop unroll(full)
    for (size_t q = 0; q < inputs; q++)
#pragma clang loop unroll(full)
      for (size_t part = 0; part < PARTS; part++) total[p][q][part] = (VECTOR){0};
#define STEP(LOAD_D, LOAD_Z)                                                          \
  _Pragma("clang loop unroll(full)") for (size_t part = 0; part < PARTS; part++) {    \
    VECTOR y[TILE_Q];                                                                 \
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
#define INPUTS(inputs)                                                                           \
  case inputs:                                                                                   \
    NAME(gradient_tile)(rows, units, inputs, d, ld_d, z + q * ld_z, ld_z, w + q * ld_w, ld_w);   \
    break
  size_t tiles = (n_in + TILE_Q - 1) / TILE_Q;
  for (size_t q = 0, inputs; tiles > 0; tiles--, q += inputs) {
    inputs = (n_in - q + tiles - 1) / tiles;
    switch (inputs) {
#if BYTES == 64
      INPUTS(4);
      INPUTS(3);
#endif
#if BYTES >= 32
      INPUTS(2);
#endif
      INPUTS(1);
    }
  }
#undef INPUTS
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
#define UNITS(units)                                                                      \
  case units:                                                                             \
    NAME(gradient_units)(rows, units, n_in, d + p * ld_d, ld_d, z, ld_z, w + p, n_out);   \
    break
  size_t tiles = (n_out + TILE_P - 1) / TILE_P;
  for (size_t p = 0, units; tiles > 0; tiles--, p += units) {
    units = (n_out - p + tiles - 1) / tiles;
    switch (units) {
#if BYTES == 64
      UNITS(4);
#endif
#if BYTES >= 32
      UNITS(3);
#endif
      UNITS(2);
      UNITS(1);
    }
  }
#undef UNITS
  for (size_t p = 0; p < n_out; p++) NAME(gradient_bias)(rows, d + p * ld_d, b + p);
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
    case nk_leaky_relu:
      for (size_t i = 0; i < n; i++) d[i] *= z[i] > 0 ? 1 : (REAL)0.01;
      break;
    case nk_elu:
      for (size_t i = 0; i < n; i++) d[i] *= z[i] > 0 ? 1 : 1 + z[i];
      break;
  }
}

static void NAME(rectify)(size_t n, REAL *z) {
  for (size_t i = 0; i < n; i++) z[i] = z[i] <= 0 ? 0 : z[i];
}

static void NAME(multiply)(size_t n, const REAL *x, const REAL *y, REAL *z) {
  for (size_t i = 0; i < n; i++) z[i] = x[i] * y[i];
}

static void NAME(residual)(size_t n, REAL threshold, const REAL *restrict z, const REAL *restrict t,
                           REAL *restrict d, REAL *restrict losses) {
  for (size_t i = 0; i < n; i++) {
    REAL r = z[i] - t[i];
    REAL c = r > threshold ? threshold : r < -threshold ? -threshold : r;
    d[i] = c;
    losses[i] += c * (r - c / 2);
  }
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

#include "activations_loops.h"
#include "rows_loops.h"
#include "update_loops.h"

#undef NAME
#undef VECTOR
#undef LANES
#undef PARTS
#undef TILE_P
#undef TILE_Q
#undef DENSE_UNITS
