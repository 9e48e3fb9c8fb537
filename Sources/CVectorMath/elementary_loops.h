// The loops of elementary.c for one vector type; included once for each.
//
// Takes WIDTH (the name of the width), REAL and TYPE (the element), VECTOR, BITS (an integer vector of
// the same size) and SLEEF(function, bound) (the name of SLEEF's function).

#define NAME(name) JOIN(JOIN(name##_, WIDTH), JOIN(_, TYPE))
#define LANES (sizeof(VECTOR) / sizeof(REAL))
#define HUGE_X JOIN(HUGE_X_, TYPE)
#define TINY_X JOIN(TINY_X_, TYPE)

VECTOR SLEEF(exp, u10)(VECTOR);
VECTOR SLEEF(expm1, u10)(VECTOR);
VECTOR SLEEF(log, u10)(VECTOR);
VECTOR SLEEF(log1p, u10)(VECTOR);
VECTOR SLEEF(tanh, u35)(VECTOR);
VECTOR SLEEF(erfc, u15)(VECTOR);

#define INLINE static inline __attribute__((always_inline))

// a where the mask is set, b elsewhere.
INLINE VECTOR NAME(select)(BITS mask, VECTOR a, VECTOR b) {
  return (VECTOR)((mask & (BITS)a) | (~mask & (BITS)b));
}

INLINE VECTOR NAME(minus_abs)(VECTOR x) {
  VECTOR sign = -(VECTOR){0};
  return (VECTOR)((BITS)x | (BITS)sign);
}

INLINE VECTOR NAME(log1p)(VECTOR x) {
  VECTOR a = NAME(minus_abs)(x);
  VECTOR y = NAME(select)((BITS)(a > -TINY_X), x, SLEEF(log1p, u10)(x));
  BITS huge = (BITS)(x > HUGE_X);
  return __builtin_reduce_or(huge) ? NAME(select)(huge, SLEEF(log, u10)(x), y) : y;
}

INLINE VECTOR NAME(sigmoid)(VECTOR x) {
  VECTOR one = (VECTOR){0} + 1;
  VECTOR e = SLEEF(exp, u10)(NAME(minus_abs)(x));
  return NAME(select)((BITS)(x < 0), e, one) / (one + e);
}

INLINE VECTOR NAME(softplus)(VECTOR x) {
  VECTOR e = SLEEF(exp, u10)(NAME(minus_abs)(x));
  return NAME(select)((BITS)(x > 0), x, (VECTOR){0}) + SLEEF(log1p, u10)(e);
}

// The last elements go through a vector filled up with zeros, so that they cost one call.
#define LOOP(F)                                                \
  for (; n >= LANES; n -= LANES, x += LANES, y += LANES) {     \
    VECTOR v;                                                  \
    memcpy(&v, x, sizeof v);                                   \
    v = F(v);                                                  \
    memcpy(y, &v, sizeof v);                                   \
  }                                                            \
  if (n > 0) {                                                 \
    VECTOR v = {0};                                            \
    memcpy(&v, x, n * sizeof *x);                              \
    v = F(v);                                                  \
    memcpy(y, &v, n * sizeof *y);                              \
  }                                                            \
  break

static void NAME(map)(vm_function f, size_t n, const REAL *x, REAL *y) {
  switch (f) {
    case vm_exp: LOOP(SLEEF(exp, u10));
    case vm_expm1: LOOP(SLEEF(expm1, u10));
    case vm_log: LOOP(SLEEF(log, u10));
    case vm_log1p: LOOP(NAME(log1p));
    case vm_tanh: LOOP(SLEEF(tanh, u35));
    case vm_sigmoid: LOOP(NAME(sigmoid));
    case vm_softplus: LOOP(NAME(softplus));
    case vm_erfc: LOOP(SLEEF(erfc, u15));
  }
}

#undef NAME
#undef LANES
#undef HUGE_X
#undef TINY_X
#undef INLINE
#undef LOOP
#undef REAL
#undef TYPE
#undef VECTOR
#undef BITS
#undef SLEEF
