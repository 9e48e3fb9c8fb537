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

// The polynomials through (eʳ − 1 − r)/r² on |r| ≤ ½ ln 2 and (atanh √w − √w)/w^(3/2) on w ≤ 0.0295 at
// Chebyshev's points, highest power first. They are off by 2e-17 of eʳ and 4e-20 of atanh, for float by
// 2e-10 and 3e-9.
static const double exp_coefficients_f64[] = {
    2.5100472505694996e-8, 2.762020159103154879e-7, 2.755726827690569619e-6, 0.0000248015210578682052,
    0.0001984126986317155603, 0.001388888891736708056, 0.008333333333330038197,
    0.04166666666662382053, 0.1666666666666666746, 0.5000000000000001031};
static const float exp_coefficients_f32[] = {0.0001989108046399884204f, 0.00139337307157920825f,
                                             0.008333310844647862564f,  0.04166646419740569232f,
                                             0.1666666668170421504f,    0.5000000013538729887f};
static const double log_coefficients_f64[] = {
    0.06544017531586929106, 0.06634319174475631163, 0.07693122369190504143, 0.0909089777375358085,
    0.11111111196290588,    0.1428571428539989223,  0.2000000000000044162,  0.3333333333333333323};
static const float log_coefficients_f32[] = {0.1479049304307081378f, 0.1999437885658029203f,
                                             0.3333334254771874605f};

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
  void nk_apply_sigmoid_##TYPE(size_t n, const REAL *x, REAL *y) {                                \
    CALL(vm_widest(), apply_sigmoid, TYPE, n, x, y);                                              \
  }                                                                                               \
  void nk_apply_tanh_##TYPE(size_t n, const REAL *x, REAL *y) {                                   \
    CALL(vm_widest(), apply_tanh, TYPE, n, x, y);                                                 \
  }                                                                                               \
  void nk_log_loss_##TYPE(size_t n, const REAL *u, REAL *losses, REAL *slopes) {                  \
    nk_log_loss_width_##TYPE(vm_widest(), n, u, losses, slopes);                                  \
  }                                                                                               \
  void nk_apply_width_##TYPE(vm_width width, nk_slope f, size_t n, const REAL *x, REAL *y) {      \
    if (f == nk_sigmoid) { CALL(at_most(width), apply_sigmoid, TYPE, n, x, y); }                  \
    else { CALL(at_most(width), apply_tanh, TYPE, n, x, y); }                                     \
  }                                                                                               \
  void nk_log_loss_width_##TYPE(vm_width width, size_t n, const REAL *u, REAL *losses,            \
                                REAL *slopes) {                                                   \
    CALL(at_most(width), log_loss, TYPE, n, u, losses, slopes);                                   \
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
  }                                                                                               \
  void nk_rows_dense_##TYPE(vm_width width, size_t rows, size_t n_in, size_t n_out,               \
                            const REAL *const *x, const REAL *w, const REAL *b, REAL *out,        \
                            size_t ld_out) {                                                      \
    CALL(at_most(width), rows_dense, TYPE, rows, n_in, n_out, x, w, b, out, ld_out);              \
  }                                                                                               \
  void nk_rows_gradient_##TYPE(vm_width width, size_t rows, size_t first, size_t last,            \
                               size_t n_out, const REAL *d, size_t ld_d, const REAL *const *x,    \
                               REAL *w) {                                                         \
    CALL(at_most(width), rows_gradient, TYPE, rows, first, last, n_out, d, ld_d, x, w);           \
  }                                                                                               \
  void nk_adam_##TYPE(vm_width width, size_t n, REAL *x, const REAL *g, REAL *m, REAL *v,         \
                      REAL scale, REAL keep, REAL step, REAL beta1, REAL beta2, REAL root,        \
                      REAL epsilon) {                                                             \
    CALL(at_most(width), adam, TYPE, n, x, g, m, v, scale, keep, step, beta1, beta2, root,        \
         epsilon);                                                                                \
  }                                                                                               \
  void nk_momentum_##TYPE(size_t n, REAL *x, const REAL *g, REAL *v, REAL scale, REAL step,       \
                          REAL momentum, int nesterov) {                                          \
    CALL(vm_widest(), momentum, TYPE, n, x, g, v, scale, step, momentum, nesterov);               \
  }

ENTRIES(double, f64)
ENTRIES(float, f32)
