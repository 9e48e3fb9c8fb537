// The loops of reductions.c for one type and instruction set; see lanes.h for what it takes.

static REAL NAME(sum)(size_t n, const REAL *x) {
  VECTOR a = {0}, b = {0}, c = {0}, d = {0};
  const int blocks = n >= 4 * LANES;
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
  TREE(total, a, b, c, d, blocks);
  for (; n > 0; n--) total += *x++;
  return total;
}

static REAL NAME(dot)(size_t n, const REAL *x, const REAL *y) {
  VECTOR a = {0}, b = {0}, c = {0}, d = {0};
  const int blocks = n >= 4 * LANES;
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
  TREE(total, a, b, c, d, blocks);
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
