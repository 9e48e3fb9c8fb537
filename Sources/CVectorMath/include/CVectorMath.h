// Elementary functions and reductions over arrays, with the widest vectors that the processor has.
//
// Whatever the width, results have the same bits: the elementary functions are SLEEF's deterministic
// ones, and the reductions add in one fixed order. Pointers need no alignment. Where a function has an
// input and an output array, both may be the same; they must not overlap otherwise.
#pragma once
#include <stddef.h>

/// An elementary function. Bounds of the error in units in the last place (ULP) of the result.
typedef enum {
  vm_exp,       ///< e^x, 1.0 ULP.
  vm_expm1,     ///< e^x − 1, 1.0 ULP.
  vm_log,       ///< ln x, 1.0 ULP.
  vm_log1p,     ///< ln(1 + x), 1.0 ULP.
  vm_tanh,      ///< tanh x, 3.5 ULP.
  vm_sigmoid,   ///< 1/(1 + e^−x), 3 ULP.
  vm_softplus,  ///< ln(1 + e^x), 3 ULP.
  vm_erfc,      ///< 1 − erf x, 1.5 ULP.
} vm_function;

/// The width of the vectors to compute with.
typedef enum {
  vm_scalar,  ///< One element at a time.
  vm_narrow,  ///< AVX2, or Advanced SIMD on ARM.
  vm_wide,    ///< AVX-512, where it costs no clock rate.
} vm_width;

/// The widest vectors that this processor has.
vm_width vm_widest(void);

/// The version of SLEEF, such as "3.5.1".
const char *vm_sleef_version(void);

/// y[i] = f(x[i]) for i < n, with the widest vectors.
void vm_map_f64(vm_function f, size_t n, const double *x, double *y);
void vm_map_f32(vm_function f, size_t n, const float *x, float *y);

/// The same with vectors of the given width, or of the widest that the processor has if that is less.
void vm_map_width_f64(vm_width width, vm_function f, size_t n, const double *x, double *y);
void vm_map_width_f32(vm_width width, vm_function f, size_t n, const float *x, float *y);

/// Σ x[i].
double vm_sum_f64(size_t n, const double *x);
float vm_sum_f32(size_t n, const float *x);

/// Σ x[i]·y[i].
double vm_dot_f64(size_t n, const double *x, const double *y);
float vm_dot_f32(size_t n, const float *x, const float *y);

/// The largest |x[i]|; NaN where any x[i] is NaN; 0 where n is 0.
double vm_max_abs_f64(size_t n, const double *x);
float vm_max_abs_f32(size_t n, const float *x);

/// y[i] = y[i] + a·x[i].
void vm_axpy_f64(size_t n, double a, const double *x, double *y);
void vm_axpy_f32(size_t n, float a, const float *x, float *y);

/// z[i] = x[i] + a·y[i]; z may be x or y.
void vm_add_scaled_f64(size_t n, const double *x, double a, const double *y, double *z);
void vm_add_scaled_f32(size_t n, const float *x, float a, const float *y, float *z);

/// x[i] = a·x[i].
void vm_scale_f64(size_t n, double a, double *x);
void vm_scale_f32(size_t n, float a, float *x);

/// y = A·x for a symmetric n×n matrix A, of which a holds the lower triangle, column after column:
/// n elements, then n − 1, and so on. y must not overlap x.
void vm_symmetric_product_f64(size_t n, const double *a, const double *x, double *y);
void vm_symmetric_product_f32(size_t n, const float *a, const float *x, float *y);

/// A = A + s·vᵀ + v·sᵀ, then y = A·x, in one pass over A.
void vm_symmetric_update_f64(size_t n, double *a, const double *s, const double *v, const double *x,
                             double *y);
void vm_symmetric_update_f32(size_t n, float *a, const float *s, const float *v, const float *x,
                             float *y);

/// s = x1 − x0 and y = g1 − g0; products are sᵀy, sᵀs and yᵀy.
void vm_step_change_f64(size_t n, const double *x1, const double *x0, const double *g1,
                        const double *g0, double *s, double *y, double *products);
void vm_step_change_f32(size_t n, const float *x1, const float *x0, const float *g1,
                        const float *g0, float *s, float *y, float *products);

/// p = H·p for the inverse Hessian of limited-memory BFGS, by the two-loop recursion.
///
/// s and y hold m slots of n elements; `count` pairs are in use, from slot `newest` back, slot 0 coming
/// after slot m − 1. rho holds 1/sᵀy of every slot; H starts from scale·I. alpha is workspace of m elements.
void vm_two_loop_f64(size_t n, size_t m, size_t count, size_t newest, const double *s,
                     const double *y, const double *rho, double *alpha, double scale, double *p);
void vm_two_loop_f32(size_t n, size_t m, size_t count, size_t newest, const float *s,
                     const float *y, const float *rho, float *alpha, float scale, float *p);
