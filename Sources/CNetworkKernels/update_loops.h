// The update rules of kernels.c for one type and instruction set; included by kernels_loops.h, whose NAME,
// VECTOR, LANES and loads it takes.

// m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², x ← keep·x − step·m/(root·√v + ε).
INLINE VECTOR NAME(adam_vector)(VECTOR x, VECTOR g, VECTOR *m, VECTOR *v, REAL keep, REAL step,
                                REAL beta1, REAL beta2, REAL root, REAL epsilon) {
  *m = beta1 * *m + (1 - beta1) * g;
  *v = beta2 * *v + (1 - beta2) * g * g;
  return keep * x - step * *m / (root * __builtin_elementwise_sqrt(*v) + epsilon);
}

static void NAME(adam)(size_t n, REAL *x, const REAL *g, REAL *m, REAL *v, REAL scale, REAL keep, REAL step,
                       REAL beta1, REAL beta2, REAL root, REAL epsilon) {
  size_t i = 0;
  VECTOR mean, square;
  for (; i + LANES <= n; i += LANES) {
    mean = NAME(load)(m + i);
    square = NAME(load)(v + i);
    VECTOR y = NAME(adam_vector)(NAME(load)(x + i), scale * NAME(load)(g + i), &mean, &square, keep, step,
                                 beta1, beta2, root, epsilon);
    NAME(store)(m + i, mean);
    NAME(store)(v + i, square);
    NAME(store)(x + i, y);
  }
  if (i == n) return;
  size_t left = n - i;
  mean = NAME(load_part)(m + i, left);
  square = NAME(load_part)(v + i, left);
  VECTOR y = NAME(adam_vector)(NAME(load_part)(x + i, left), scale * NAME(load_part)(g + i, left), &mean,
                               &square, keep, step, beta1, beta2, root, epsilon);
  memcpy(m + i, &mean, left * sizeof(REAL));
  memcpy(v + i, &square, left * sizeof(REAL));
  memcpy(x + i, &y, left * sizeof(REAL));
}

// v ← μv − η·scale·g, x ← x + v, or Nesterov's x ← x + μv − η·scale·g for the new v.
static void NAME(momentum)(size_t n, REAL *x, const REAL *g, REAL *v, REAL scale, REAL step, REAL momentum,
                           int nesterov) {
  for (size_t i = 0; i < n; i++) {
    REAL push = step * (scale * g[i]);
    v[i] = momentum * v[i] - push;
    x[i] += nesterov ? momentum * v[i] - push : v[i];
  }
}
