// The loops of quasi-Newton methods for one type and instruction set; see lanes.h for what it takes.

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

// s ← x₁ − x₀ and y ← g₁ − g₀, and sᵀy, sᵀs, yᵀy, each in two vectors of running sums.
static void NAME(step_change)(size_t n, const REAL *x1, const REAL *x0, const REAL *g1,
                              const REAL *g0, REAL *s, REAL *y, REAL *products) {
  VECTOR sy[2] = {{0}}, ss[2] = {{0}}, yy[2] = {{0}};
  size_t i = 0;
  for (size_t half = 0; i + LANES <= n; i += LANES, half = 1 - half) {
    LOAD(a1, x1 + i);
    LOAD(a0, x0 + i);
    LOAD(b1, g1 + i);
    LOAD(b0, g0 + i);
    a1 -= a0;
    b1 -= b0;
    memcpy(s + i, &a1, sizeof a1);
    memcpy(y + i, &b1, sizeof b1);
    sy[half] += a1 * b1;
    ss[half] += a1 * a1;
    yy[half] += b1 * b1;
  }
  VECTOR sums[3] = {sy[0] + sy[1], ss[0] + ss[1], yy[0] + yy[1]};
  for (int k = 0; k < 3; k++) {
    LANE_SUM(sums[k]);
    products[k] = sums[k][0];
  }
  for (; i < n; i++) {
    s[i] = x1[i] - x0[i];
    y[i] = g1[i] - g0[i];
    products[0] += s[i] * y[i];
    products[1] += s[i] * s[i];
    products[2] += y[i] * y[i];
  }
}

// p ← p + a·x, then p·z, as add_scaled and dot one after the other would.
static REAL NAME(axpy_dot)(size_t n, REAL a, const REAL *x, REAL *p, const REAL *z) {
  VECTOR sums[4] = {{0}};
  const int blocks = n >= 4 * LANES;
  for (; n >= 4 * LANES; n -= 4 * LANES, x += 4 * LANES, p += 4 * LANES, z += 4 * LANES) {
    for (size_t k = 0; k < 4; k++) {
      LOAD(xk, x + k * LANES);
      LOAD(pk, p + k * LANES);
      LOAD(zk, z + k * LANES);
      pk += a * xk;
      memcpy(p + k * LANES, &pk, sizeof pk);
      sums[k] += pk * zk;
    }
  }
  for (; n >= LANES; n -= LANES, x += LANES, p += LANES, z += LANES) {
    LOAD(x0, x);
    LOAD(p0, p);
    LOAD(z0, z);
    p0 += a * x0;
    memcpy(p, &p0, sizeof p0);
    sums[0] += p0 * z0;
  }
  TREE(total, sums[0], sums[1], sums[2], sums[3], blocks);
  for (; n > 0; n--, x++, p++, z++) {
    *p += a * *x;
    total += *p * *z;
  }
  return total;
}

// Algorithm 7.4 of Nocedal and Wright. Each pass over p updates it and takes the product that comes next.
static void NAME(two_loop)(size_t n, size_t m, size_t count, size_t newest, const REAL *s,
                           const REAL *y, const REAL *rho, REAL *alpha, REAL scale, REAL *p) {
  if (count == 0) return;
  size_t slot = newest;
  REAL product = NAME(dot)(n, s + slot * n, p);
  for (size_t back = 0; back + 1 < count; back++) {
    size_t older = slot == 0 ? m - 1 : slot - 1;
    alpha[slot] = product * rho[slot];
    product = NAME(axpy_dot)(n, -alpha[slot], y + slot * n, p, s + older * n);
    slot = older;
  }
  alpha[slot] = product * rho[slot];
  NAME(add_scaled)(n, p, -alpha[slot], y + slot * n, p);
  NAME(scale)(n, scale, p);
  product = NAME(dot)(n, y + slot * n, p);
  for (size_t back = 0; back + 1 < count; back++) {
    size_t newer = slot + 1 == m ? 0 : slot + 1;
    REAL beta = product * rho[slot];
    product = NAME(axpy_dot)(n, alpha[slot] - beta, s + slot * n, p, y + newer * n);
    slot = newer;
  }
  NAME(add_scaled)(n, p, alpha[slot] - product * rho[slot], s + slot * n, p);
}
