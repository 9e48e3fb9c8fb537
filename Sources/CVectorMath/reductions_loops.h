// The loops of reductions.c for one type. Takes REAL, TYPE (its name), INTEGER (of the same size), FABS
// and WIDTH (the name of the instruction set).

#define NAME(name) JOIN(JOIN(name##_, WIDTH), JOIN(_, TYPE))
#define VECTOR NAME(vector)
#define BITS NAME(bits)
#define LANES (sizeof(VECTOR) / sizeof(REAL))

typedef REAL VECTOR __attribute__((vector_size(32)));
typedef INTEGER BITS __attribute__((vector_size(32)));

#define LOAD(v, pointer) \
  VECTOR v;              \
  memcpy(&v, pointer, sizeof v)

// Adds the lanes of a vector pairwise, into its first lane.
#define LANE_SUM(v)                               \
  for (size_t half = LANES / 2; half > 0; half /= 2) \
    for (size_t lane = 0; lane < half; lane++) v[lane] = v[2 * lane] + v[2 * lane + 1]

// The sum of all lanes of four vectors.
#define TREE(total, a, b, c, d)   \
  VECTOR all = (a + b) + (c + d); \
  LANE_SUM(all);                  \
  REAL total = all[0]

static REAL NAME(sum)(size_t n, const REAL *x) {
  VECTOR a = {0}, b = {0}, c = {0}, d = {0};
  for (; n >= 4 * LANES; n -= 4 * LANES, x += 4 * LANES) {
    LOAD(x0, x);
    LOAD(x1, x + LANES);
    LOAD(x2, x + 2 * LANES);
    LOAD(x3, x + 3 * LANES);
    a += x0;
    b += x1;
    c += x2;
    d += x3;
  }
  for (; n >= LANES; n -= LANES, x += LANES) {
    LOAD(x0, x);
    a += x0;
  }
  TREE(total, a, b, c, d);
  for (; n > 0; n--) total += *x++;
  return total;
}

static REAL NAME(dot)(size_t n, const REAL *x, const REAL *y) {
  VECTOR a = {0}, b = {0}, c = {0}, d = {0};
  for (; n >= 4 * LANES; n -= 4 * LANES, x += 4 * LANES, y += 4 * LANES) {
    LOAD(x0, x);
    LOAD(x1, x + LANES);
    LOAD(x2, x + 2 * LANES);
    LOAD(x3, x + 3 * LANES);
    LOAD(y0, y);
    LOAD(y1, y + LANES);
    LOAD(y2, y + 2 * LANES);
    LOAD(y3, y + 3 * LANES);
    a += x0 * y0;
    b += x1 * y1;
    c += x2 * y2;
    d += x3 * y3;
  }
  for (; n >= LANES; n -= LANES, x += LANES, y += LANES) {
    LOAD(x0, x);
    LOAD(y0, y);
    a += x0 * y0;
  }
  TREE(total, a, b, c, d);
  for (; n > 0; n--) total += *x++ * *y++;
  return total;
}

// A maximum has no rounding, so its order does not matter; a NaN is remembered apart from it.
static REAL NAME(max_abs)(size_t n, const REAL *x) {
  VECTOR most = {0}, zero = {0}, nan = {0};
  const BITS sign = (BITS)-zero;
  for (; n >= LANES; n -= LANES, x += LANES) {
    LOAD(v, x);
    v = (VECTOR)((BITS)v & ~sign);
    BITS larger = (BITS)(v > most);
    most = (VECTOR)((larger & (BITS)v) | (~larger & (BITS)most));
    nan = (VECTOR)((BITS)nan | (BITS)(v != v));
  }
  REAL result = 0;
  int found = 0;
  for (size_t lane = 0; lane < LANES; lane++) {
    if (most[lane] > result) result = most[lane];
    found |= nan[lane] != 0;
  }
  for (; n > 0; n--, x++) {
    if (FABS(*x) > result) result = FABS(*x);
    found |= *x != *x;
  }
  return found ? (REAL)NAN : result;
}

static void NAME(add_scaled)(size_t n, const REAL *x, REAL a, const REAL *y, REAL *z) {
  for (; n >= LANES; n -= LANES, x += LANES, y += LANES, z += LANES) {
    LOAD(x0, x);
    LOAD(y0, y);
    x0 += a * y0;
    memcpy(z, &x0, sizeof x0);
  }
  for (; n > 0; n--) *z++ = *x++ + a * *y++;
}

static void NAME(scale)(size_t n, REAL a, REAL *x) {
  for (; n >= LANES; n -= LANES, x += LANES) {
    LOAD(x0, x);
    x0 *= a;
    memcpy(x, &x0, sizeof x0);
  }
  for (; n > 0; n--) *x++ *= a;
}

// y ← A·x for a symmetric A, of which the lower triangle is stored column after column. With UPDATE,
// first A ← A + s·vᵀ + v·sᵀ, in the same pass over A.
//
// Column j below the diagonal serves twice: as a column, it adds x[j]·A[i, j] to y[i]; as a row, it adds
// A[i, j]·x[i] to y[j], in two vectors of running sums.
#define SYMMETRIC(UPDATE)                                                       \
  for (size_t i = 0; i < n; i++) y[i] = 0;                                      \
  for (size_t j = 0; j < n; j++) {                                              \
    const REAL xj = x[j];                                                       \
    VECTOR even = {0}, odd = {0};                                               \
    UPDATE(const REAL sj = s[j]; const REAL vj = v[j]; *a += 2 * (sj * vj);)    \
    REAL total = *a++ * xj;                                                     \
    size_t i = j + 1;                                                           \
    for (; i + 2 * LANES <= n; i += 2 * LANES, a += 2 * LANES) {                \
      LOAD(a0, a);                                                              \
      LOAD(a1, a + LANES);                                                      \
      LOAD(x0, x + i);                                                          \
      LOAD(x1, x + i + LANES);                                                  \
      LOAD(y0, y + i);                                                          \
      LOAD(y1, y + i + LANES);                                                  \
      UPDATE(LOAD(s0, s + i); LOAD(s1, s + i + LANES);)                         \
      UPDATE(LOAD(v0, v + i); LOAD(v1, v + i + LANES);)                         \
      UPDATE(a0 += s0 * vj + v0 * sj; a1 += s1 * vj + v1 * sj;)                 \
      UPDATE(memcpy(a, &a0, sizeof a0); memcpy(a + LANES, &a1, sizeof a1);)     \
      even += a0 * x0;                                                          \
      odd += a1 * x1;                                                           \
      y0 += a0 * xj;                                                            \
      y1 += a1 * xj;                                                            \
      memcpy(y + i, &y0, sizeof y0);                                            \
      memcpy(y + i + LANES, &y1, sizeof y1);                                    \
    }                                                                           \
    for (; i < n; i++, a++) {                                                   \
      UPDATE(*a += s[i] * vj + v[i] * sj;)                                      \
      total += *a * x[i];                                                       \
      y[i] += *a * xj;                                                          \
    }                                                                           \
    even += odd;                                                                \
    LANE_SUM(even);                                                             \
    y[j] += total + even[0];                                                    \
  }

#define YES(...) __VA_ARGS__
#define NO(...)

static void NAME(symmetric_product)(size_t n, const REAL *a, const REAL *x, REAL *y) {
  SYMMETRIC(NO)
}

static void NAME(symmetric_update)(size_t n, REAL *a, const REAL *s, const REAL *v, const REAL *x,
                                   REAL *y) {
  SYMMETRIC(YES)
}

#undef SYMMETRIC
#undef YES
#undef NO
#undef NAME
#undef VECTOR
#undef BITS
#undef LANES
#undef LOAD
#undef TREE
#undef LANE_SUM
#undef REAL
#undef TYPE
#undef INTEGER
#undef FABS
