// Sums, products and updates of arrays, in one fixed order of additions.
//
// Element i is added to lane i mod 4L of 4L running sums (L lanes of 32 bytes, so 16 sums of doubles or
// 32 of floats) while whole blocks last, then to the first of the four vectors, then the last elements
// one by one. The four vectors are added as (0 + 1) + (2 + 3), and their lanes likewise. No product is
// fused with a sum. So the result depends on the numbers alone, not on the processor or the alignment,
// and its rounding error grows with n/16, not with n.
#include <math.h>
#include <string.h>

#include "CVectorMath.h"

#pragma STDC FP_CONTRACT OFF

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#define WIDTH avx2
#include "lanes.h"
#undef WIDTH
#pragma clang attribute pop
#define CALL(name, TYPE, ...) \
  (vm_widest() != vm_scalar ? name##_avx2_##TYPE(__VA_ARGS__) : name##_plain_##TYPE(__VA_ARGS__))
#else
#define CALL(name, TYPE, ...) name##_plain_##TYPE(__VA_ARGS__)
#endif

#define WIDTH plain
#include "lanes.h"

#define ENTRIES(REAL, TYPE)                                                              \
  REAL vm_sum_##TYPE(size_t n, const REAL *x) { return CALL(sum, TYPE, n, x); }          \
  REAL vm_dot_##TYPE(size_t n, const REAL *x, const REAL *y) {                           \
    return CALL(dot, TYPE, n, x, y);                                                     \
  }                                                                                      \
  REAL vm_max_abs_##TYPE(size_t n, const REAL *x) { return CALL(max_abs, TYPE, n, x); }  \
  void vm_axpy_##TYPE(size_t n, REAL a, const REAL *x, REAL *y) {                        \
    CALL(add_scaled, TYPE, n, y, a, x, y);                                               \
  }                                                                                      \
  void vm_add_scaled_##TYPE(size_t n, const REAL *x, REAL a, const REAL *y, REAL *z) {   \
    CALL(add_scaled, TYPE, n, x, a, y, z);                                               \
  }                                                                                      \
  void vm_scale_##TYPE(size_t n, REAL a, REAL *x) { CALL(scale, TYPE, n, a, x); }        \
  void vm_symmetric_product_##TYPE(size_t n, const REAL *a, const REAL *x, REAL *y) {    \
    CALL(symmetric_product, TYPE, n, a, x, y);                                           \
  }                                                                                      \
  void vm_symmetric_update_##TYPE(size_t n, REAL *a, const REAL *s, const REAL *v,       \
                                  const REAL *x, REAL *y) {                              \
    CALL(symmetric_update, TYPE, n, a, s, v, x, y);                                      \
  }                                                                                      \
  void vm_step_change_##TYPE(size_t n, const REAL *x1, const REAL *x0, const REAL *g1,   \
                             const REAL *g0, REAL *s, REAL *y, REAL *products) {         \
    CALL(step_change, TYPE, n, x1, x0, g1, g0, s, y, products);                          \
  }                                                                                      \
  void vm_two_loop_##TYPE(size_t n, size_t m, size_t count, size_t newest,               \
                          const REAL *s, const REAL *y, const REAL *rho, REAL *alpha,     \
                          REAL scale, REAL *p) {                                         \
    CALL(two_loop, TYPE, n, m, count, newest, s, y, rho, alpha, scale, p);                \
  }

ENTRIES(double, f64)
ENTRIES(float, f32)
