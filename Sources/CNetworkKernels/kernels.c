// Each loop is compiled once for every instruction set and type, and chosen when the program runs.
#include <string.h>

#include "CNetworkKernels.h"
#include "CVectorMath.h"

// Only the sums written as MULTIPLY_ADD are fused, so that every build fuses the same ones.
#pragma STDC FP_CONTRACT OFF

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define INLINE static inline __attribute__((always_inline))

#define FUSED(a, b, c) __builtin_elementwise_fma(a, b, c)
#define UNFUSED(a, b, c) ((a) * (b) + (c))

#if defined(__x86_64__)
#define MULTIPLY_ADD FUSED
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define WIDTH narrow
#define BYTES 32
#include "kernels_types.h"
#undef WIDTH
#undef BYTES
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl,avx2,fma"))), \
                             apply_to = function)
#define WIDTH wide
#define BYTES 64
#include "kernels_types.h"
#undef WIDTH
#undef BYTES
#pragma clang attribute pop
#undef MULTIPLY_ADD
#endif

#if defined(__aarch64__)
#define MULTIPLY_ADD FUSED
#else
#define MULTIPLY_ADD UNFUSED
#endif
#define WIDTH plain
#define BYTES 16
#include "kernels_types.h"

#if defined(__x86_64__)
#define CALL(width, name, TYPE, ...)                           \
  switch (width) {                                             \
    case vm_wide: name##_wide_##TYPE(__VA_ARGS__); break;      \
    case vm_narrow: name##_narrow_##TYPE(__VA_ARGS__); break;  \
    case vm_scalar: name##_plain_##TYPE(__VA_ARGS__); break;   \
  }
#else
#define CALL(width, name, TYPE, ...) name##_plain_##TYPE(__VA_ARGS__)
#endif

static vm_width at_most(vm_width width) { return width < vm_widest() ? width : vm_widest(); }

#define ENTRIES(REAL, TYPE)                                                                       \
  void nk_dense_##TYPE(size_t rows, size_t n_in, size_t n_out, const REAL *in, size_t ld_in,      \
                       const REAL *w, size_t step_out, size_t step_in, const REAL *start,         \
                       REAL *out, size_t ld_out) {                                                \
    nk_dense_width_##TYPE(vm_widest(), rows, n_in, n_out, in, ld_in, w, step_out, step_in, start, \
                          out, ld_out);                                                           \
  }                                                                                               \
  void nk_dense_width_##TYPE(vm_width width, size_t rows, size_t n_in, size_t n_out,              \
                             const REAL *in, size_t ld_in, const REAL *w, size_t step_out,        \
                             size_t step_in, const REAL *start, REAL *out, size_t ld_out) {       \
    CALL(at_most(width), dense, TYPE, rows, n_in, n_out, in, ld_in, w, step_out, step_in, start,  \
         out, ld_out);                                                                            \
  }                                                                                               \
  void nk_gradient_##TYPE(size_t rows, size_t n_in, size_t n_out, const REAL *d, size_t ld_d,     \
                          const REAL *z, size_t ld_z, REAL *w, REAL *b) {                         \
    nk_gradient_width_##TYPE(vm_widest(), rows, n_in, n_out, d, ld_d, z, ld_z, w, b);             \
  }                                                                                               \
  void nk_gradient_width_##TYPE(vm_width width, size_t rows, size_t n_in, size_t n_out,           \
                                const REAL *d, size_t ld_d, const REAL *z, size_t ld_z, REAL *w,  \
                                REAL *b) {                                                        \
    CALL(at_most(width), gradient, TYPE, rows, n_in, n_out, d, ld_d, z, ld_z, w, b);              \
  }                                                                                               \
  void nk_multiply_by_slope_##TYPE(nk_slope slope, size_t n, const REAL *z, REAL *d) {            \
    CALL(vm_widest(), multiply_by_slope, TYPE, slope, n, z, d);                                                \
  }                                                                                               \
  void nk_rectify_##TYPE(size_t n, REAL *z) { CALL(vm_widest(), rectify, TYPE, n, z); }                        \
  void nk_multiply_##TYPE(size_t n, const REAL *x, const REAL *y, REAL *z) {                      \
    CALL(vm_widest(), multiply, TYPE, n, x, y, z);                                                             \
  }                                                                                               \
  void nk_residual_##TYPE(size_t n, REAL threshold, const REAL *z, const REAL *t, REAL *d,        \
                          REAL *losses) {                                                         \
    CALL(vm_widest(), residual, TYPE, n, threshold, z, t, d, losses);                             \
  }                                                                                               \
  void nk_row_maximum_##TYPE(size_t rows, size_t units, const REAL *z, REAL *most) {              \
    CALL(vm_widest(), row_maximum, TYPE, rows, units, z, most);                                                \
  }                                                                                               \
  void nk_subtract_from_rows_##TYPE(size_t rows, size_t units, const REAL *x, REAL *z) {          \
    CALL(vm_widest(), subtract_from_rows, TYPE, rows, units, x, z);                                            \
  }

ENTRIES(double, f64)
ENTRIES(float, f32)
