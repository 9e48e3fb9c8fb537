// The first layer on samples that lie in rows, each row its features one after the other, wherever it is; for one
// type and instruction set, included by kernels_loops.h, whose NAME, VECTOR, LANES and loads it takes.
//
// Vectors run along units, so that neither weights nor samples have to be copied or packed: a tile of
// ROW_UNITS vectors of units by ROW_TILE samples (or features, for the gradient) stays in registers. Each sum runs over features
// (or samples) in order, so that the bits are the same whatever the width of the vectors.

#define ROW_UNITS (BYTES == 64 ? 4 : 2)
#define ROW_TILE (BYTES == 16 ? 4 : 6)

// Weights of the units from p on; the lanes beyond `units` are anything.
INLINE void NAME(rows_tile)(size_t samples, size_t vectors, size_t units, size_t n_in, size_t n_out,
                            const REAL *const *x, const REAL *w, const REAL *b, REAL *out, size_t ld_out) {
  VECTOR total[ROW_TILE][ROW_UNITS];
  REAL lanes[ROW_UNITS * LANES];
  memcpy(lanes, b, units * sizeof(REAL));
  memset(lanes + units, 0, (vectors * LANES - units) * sizeof(REAL));
#pragma clang loop unroll(full)
  for (size_t s = 0; s < samples; s++)
#pragma clang loop unroll(full)
    for (size_t v = 0; v < vectors; v++) total[s][v] = NAME(load)(lanes + v * LANES);
  for (size_t q = 0; q < n_in; q++) {
    VECTOR weight[ROW_UNITS];
#pragma clang loop unroll(full)
    for (size_t v = 0; v < vectors; v++) weight[v] = NAME(load)(w + q * n_out + v * LANES);
#pragma clang loop unroll(full)
    for (size_t s = 0; s < samples; s++) {
      VECTOR feature = (VECTOR){0} + x[s][q];
#pragma clang loop unroll(full)
      for (size_t v = 0; v < vectors; v++) total[s][v] = MULTIPLY_ADD(feature, weight[v], total[s][v]);
    }
  }
#pragma clang loop unroll(full)
  for (size_t s = 0; s < samples; s++) {
#pragma clang loop unroll(full)
    for (size_t v = 0; v < vectors; v++) NAME(store)(lanes + v * LANES, total[s][v]);
    for (size_t p = 0; p < units; p++) out[s + p * ld_out] = lanes[p];
  }
}

#define SAMPLES(vectors)                                                                               \
  {                                                                                                    \
    size_t s = 0;                                                                                      \
    for (; s + ROW_TILE <= rows; s += ROW_TILE)                                                        \
      NAME(rows_tile)(ROW_TILE, vectors, units, n_in, n_out, x + s, w + p, b + p, out + s + p * ld_out, \
                      ld_out);                                                                         \
    for (; s < rows; s++)                                                                              \
      NAME(rows_tile)(1, vectors, units, n_in, n_out, x + s, w + p, b + p, out + s + p * ld_out, ld_out); \
    break;                                                                                             \
  }

static void NAME(rows_dense)(size_t rows, size_t n_in, size_t n_out, const REAL *const *x, const REAL *w,
                             const REAL *b, REAL *out, size_t ld_out) {
  size_t vectors = (n_out + LANES - 1) / LANES, tiles = (vectors + ROW_UNITS - 1) / ROW_UNITS;
  for (size_t p = 0, done = 0, width; tiles > 0; tiles--, done += width, p = done * LANES) {
    width = (vectors - done + tiles - 1) / tiles;
    size_t units = n_out - p < width * LANES ? n_out - p : width * LANES;
    switch (width) {
#if BYTES == 64
      case 4: SAMPLES(4)
      case 3: SAMPLES(3)
#endif
      case 2: SAMPLES(2)
      case 1: SAMPLES(1)
    }
  }
}

#undef SAMPLES

// The derivatives of `features` weights of the units from p on, δ a row a sample.
INLINE void NAME(rows_gradient_tile)(size_t features, size_t vectors, size_t units, size_t rows, size_t n_out,
                                     const REAL *d, size_t ld_d, const REAL *const *x, size_t q, REAL *w) {
  VECTOR total[ROW_TILE][ROW_UNITS];
#pragma clang loop unroll(full)
  for (size_t f = 0; f < features; f++)
#pragma clang loop unroll(full)
    for (size_t v = 0; v < vectors; v++) total[f][v] = (VECTOR){0};
  for (size_t s = 0; s < rows; s++) {
    VECTOR delta[ROW_UNITS];
    const REAL *sample = x[s] + q;
#pragma clang loop unroll(full)
    for (size_t v = 0; v < vectors; v++) delta[v] = NAME(load)(d + s * ld_d + v * LANES);
#pragma clang loop unroll(full)
    for (size_t f = 0; f < features; f++) {
      VECTOR feature = (VECTOR){0} + sample[f];
#pragma clang loop unroll(full)
      for (size_t v = 0; v < vectors; v++) total[f][v] = MULTIPLY_ADD(feature, delta[v], total[f][v]);
    }
  }
#pragma clang loop unroll(full)
  for (size_t f = 0; f < features; f++) memcpy(w + (q + f) * n_out, total[f], units * sizeof(REAL));
}

#define FEATURES(vectors)                                                                                \
  {                                                                                                      \
    size_t q = first;                                                                                    \
    for (; q + ROW_TILE <= last; q += ROW_TILE)                                                          \
      NAME(rows_gradient_tile)(ROW_TILE, vectors, units, rows, n_out, d + p, ld_d, x, q, w + p);         \
    for (; q < last; q++)                                                                                \
      NAME(rows_gradient_tile)(1, vectors, units, rows, n_out, d + p, ld_d, x, q, w + p);                \
    break;                                                                                               \
  }

static void NAME(rows_gradient)(size_t rows, size_t first, size_t last, size_t n_out, const REAL *d, size_t ld_d,
                                const REAL *const *x, REAL *w) {
  size_t vectors = (n_out + LANES - 1) / LANES, tiles = (vectors + ROW_UNITS - 1) / ROW_UNITS;
  for (size_t p = 0, done = 0, width; tiles > 0; tiles--, done += width, p = done * LANES) {
    width = (vectors - done + tiles - 1) / tiles;
    size_t units = n_out - p < width * LANES ? n_out - p : width * LANES;
    switch (width) {
#if BYTES == 64
      case 4: FEATURES(4)
      case 3: FEATURES(3)
#endif
      case 2: FEATURES(2)
      case 1: FEATURES(1)
    }
  }
}

#undef FEATURES
#undef ROW_UNITS
#undef ROW_TILE
