// The sigmoid, tanh and log-loss of kernels.c for one type and instruction set; included by kernels_loops.h,
// whose NAME, VECTOR, LANES and loads it takes.
//
// Our own, because they are most of the work of small networks, and SLEEF's cost a call for every vector
// and exp twice for the loss. All rest on q = eʳ − 1 for |r| ≤ ½ ln 2, Taylor's polynomial, the first
// omitted term of which is below a quarter of the last place of r; x = n·ln 2 + r with ln 2 in two parts
// (W. J. Cody and W. Waite, Software Manual for the Elementary Functions, Prentice-Hall 1980, chapter 6).
// Errors, measured against extended precision: sigmoid 2.5 ULP, tanh 3 ULP, log(1 + eᵘ) 2.5 ULP.

#define BITS NAME(bits)
typedef INTEGER BITS __attribute__((vector_size(BYTES)));

INLINE VECTOR NAME(choose)(BITS mask, VECTOR a, VECTOR b) {
  return (VECTOR)((mask & (BITS)a) | (~mask & (BITS)b));
}

// −|x|, NaN staying NaN.
INLINE VECTOR NAME(minus_magnitude)(VECTOR x) {
  VECTOR sign = -(VECTOR){0};
  return (VECTOR)((BITS)x | (BITS)sign);
}

INLINE VECTOR NAME(all)(REAL x) { return (VECTOR){0} + x; }

// 2ⁿ for the whole number n + SHIFTER in its last bits.
INLINE VECTOR NAME(power_of_two)(VECTOR shifted) {
  return (VECTOR)(((BITS)shifted << MANTISSA_BITS) + (BITS)NAME(all)(1));
}

// 2ⁿ for n = x / ln 2 rounded, and eʳ − 1 for what is left.
INLINE VECTOR NAME(reduced_expm1)(VECTOR x, VECTOR *power) {
  VECTOR shifted = MULTIPLY_ADD(x, NAME(all)((REAL)1.4426950408889634074), NAME(all)(SHIFTER));
  VECTOR whole = shifted - SHIFTER;
  VECTOR r = MULTIPLY_ADD(whole, NAME(all)(-LN2_HIGH), x);
  r = MULTIPLY_ADD(whole, NAME(all)(-LN2_LOW), r);
  VECTOR p = NAME(all)(EXP_COEFFICIENTS[0]);
#pragma clang loop unroll(full)
  for (size_t k = 1; k < sizeof EXP_COEFFICIENTS / sizeof(REAL); k++)
    p = MULTIPLY_ADD(p, r, NAME(all)(EXP_COEFFICIENTS[k]));
  *power = NAME(power_of_two)(shifted);
  return MULTIPLY_ADD(r * r, p, r);
}

// eˣ for x ≤ 0; 0 where it is below the normal numbers, and 2ⁿ makes no sense.
INLINE VECTOR NAME(exp_of_negative)(VECTOR x) {
  VECTOR power, q = NAME(reduced_expm1)(x, &power);
  return (VECTOR)(~(BITS)(x < EXP_LEAST) & (BITS)MULTIPLY_ADD(power, q, power));
}

INLINE VECTOR NAME(sigmoid)(VECTOR x) {
  VECTOR e = NAME(exp_of_negative)(NAME(minus_magnitude)(x));
  return NAME(choose)((BITS)(x < 0), e, NAME(all)(1)) / (1 + e);
}

// With m = e^(−2|x|) − 1, tanh |x| = −m/(2 + m); 2ⁿ − 1 is exact where it matters.
INLINE VECTOR NAME(tanh)(VECTOR x) {
  VECTOR y = 2 * NAME(minus_magnitude)(x);
  y = NAME(choose)((BITS)(y < TANH_LEAST), NAME(all)(TANH_LEAST), y);
  VECTOR power, q = NAME(reduced_expm1)(y, &power);
  VECTOR m = MULTIPLY_ADD(power, q, power - 1);
  VECTOR size = -m / (2 + m);
  BITS sign = (BITS)(-(VECTOR){0});
  return (VECTOR)(((BITS)size & ~sign) | ((BITS)x & sign));
}

// log(1 + e) for 0 ≤ e ≤ 1: 2·atanh(f/(2 + f)) for f = e, or above √2 − 1 for f = (1 + e)/2 − 1, and ln 2.
INLINE VECTOR NAME(log_of_one_plus)(VECTOR e) {
  BITS upper = (BITS)(e > (REAL)0.41421356237309505);
  VECTOR f = NAME(choose)(upper, (e - 1) * (REAL)0.5, e);
  VECTOR z = f / (2 + f), w = z * z;
  VECTOR p = NAME(all)(LOG_COEFFICIENTS[0]);
#pragma clang loop unroll(full)
  for (size_t k = 1; k < sizeof LOG_COEFFICIENTS / sizeof(REAL); k++)
    p = MULTIPLY_ADD(p, w, NAME(all)(LOG_COEFFICIENTS[k]));
  // 2z is f − f·z, whose first part is exact: the rounding of z does not count.
  VECTOR half = z * (w * p);
  VECTOR log = f - MULTIPLY_ADD(f, z, -2 * half);
  return log + NAME(choose)(upper, NAME(all)((REAL)0.69314718055994530942), NAME(all)(0));
}

#define LOOP(F)                                                     \
  size_t i = 0;                                                     \
  for (; i + LANES <= n; i += LANES) NAME(store)(y + i, F(NAME(load)(x + i))); \
  if (i < n) {                                                      \
    VECTOR v = F(NAME(load_part)(x + i, n - i));                    \
    memcpy(y + i, &v, (n - i) * sizeof(REAL));                      \
  }

static void NAME(apply_sigmoid)(size_t n, const REAL *x, REAL *y) { LOOP(NAME(sigmoid)) }

static void NAME(apply_tanh)(size_t n, const REAL *x, REAL *y) { LOOP(NAME(tanh)) }

#undef LOOP

// log(1 + eᵘ) = max(u, 0) + log(1 + e^(−|u|)) and its derivative σ(u).
INLINE void NAME(log_loss_vector)(VECTOR u, VECTOR *loss, VECTOR *slope) {
  VECTOR e = NAME(exp_of_negative)(NAME(minus_magnitude)(u));
  *loss = NAME(choose)((BITS)(u > 0), u, NAME(all)(0)) + NAME(log_of_one_plus)(e);
  *slope = NAME(choose)((BITS)(u < 0), e, NAME(all)(1)) / (1 + e);
}

static void NAME(log_loss)(size_t n, const REAL *u, REAL *losses, REAL *slopes) {
  size_t i = 0;
  VECTOR loss, slope;
  for (; i + LANES <= n; i += LANES) {
    NAME(log_loss_vector)(NAME(load)(u + i), &loss, &slope);
    NAME(store)(losses + i, loss);
    NAME(store)(slopes + i, slope);
  }
  if (i == n) return;
  NAME(log_loss_vector)(NAME(load_part)(u + i, n - i), &loss, &slope);
  memcpy(losses + i, &loss, (n - i) * sizeof(REAL));
  memcpy(slopes + i, &slope, (n - i) * sizeof(REAL));
}

#undef BITS
