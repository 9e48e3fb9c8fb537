// The inner loops of dense layers small enough that a call of BLAS costs more than its work, with the
// widest vectors that the processor has.
//
// A block holds some samples of some units in column-major order: sample s of unit u at [s + u·ld], so
// that vectors run along samples. Results have the same bits whatever the width of the vectors, on every
// processor with fused multiply-add; pointers need no alignment, and arrays must not overlap.
#pragma once
#include <stddef.h>

#include "CVectorMath.h"

/// Tells the processor that the loop it is in waits for another thread.
static inline void nk_relax(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/// The derivative f′ of an activation, by its value z = f(a).
typedef enum {
  nk_identity,    ///< 1
  nk_sigmoid,     ///< z(1 − z)
  nk_tanh,        ///< (1 − z)(1 + z)
  nk_relu,        ///< 1 where z > 0, else 0
  nk_leaky_relu,  ///< 1 where z > 0, else 0.01
  nk_elu,         ///< 1 where z > 0, else 1 + z
} nk_slope;

/// out[s, p] = start[p] + Σ_q in[s, q] · w[p·step_out + q·step_in], for p < n_out and q < n_in in order.
///
/// A layer forward (w column-major n_out×n_in: step_out 1, step_in n_out, start the biases) and back
/// (step_out and step_in exchanged, start NULL for zeros).
void nk_dense_f64(size_t rows, size_t n_in, size_t n_out, const double *in, size_t ld_in,
                  const double *w, size_t step_out, size_t step_in, const double *start, double *out,
                  size_t ld_out);
void nk_dense_f32(size_t rows, size_t n_in, size_t n_out, const float *in, size_t ld_in,
                  const float *w, size_t step_out, size_t step_in, const float *start, float *out,
                  size_t ld_out);

/// The same with vectors of the given width, or of the widest that the processor has if that is less.
void nk_dense_width_f64(vm_width width, size_t rows, size_t n_in, size_t n_out, const double *in,
                        size_t ld_in, const double *w, size_t step_out, size_t step_in,
                        const double *start, double *out, size_t ld_out);
void nk_dense_width_f32(vm_width width, size_t rows, size_t n_in, size_t n_out, const float *in,
                        size_t ld_in, const float *w, size_t step_out, size_t step_in,
                        const float *start, float *out, size_t ld_out);

/// w[p + q·n_out] += Σ_s d[s, p] · z[s, q] and b[p] += Σ_s d[s, p].
///
/// The sums over samples run in 64-byte lanes (8 of double, 16 of float), added pairwise at the end.
void nk_gradient_f64(size_t rows, size_t n_in, size_t n_out, const double *d, size_t ld_d,
                     const double *z, size_t ld_z, double *w, double *b);
void nk_gradient_f32(size_t rows, size_t n_in, size_t n_out, const float *d, size_t ld_d,
                     const float *z, size_t ld_z, float *w, float *b);

/// The same with vectors of the given width, or of the widest that the processor has if that is less.
void nk_gradient_width_f64(vm_width width, size_t rows, size_t n_in, size_t n_out, const double *d,
                           size_t ld_d, const double *z, size_t ld_z, double *w, double *b);
void nk_gradient_width_f32(vm_width width, size_t rows, size_t n_in, size_t n_out, const float *d,
                           size_t ld_d, const float *z, size_t ld_z, float *w, float *b);

/// y[i] = 1/(1 + exp(−x[i])) and y[i] = tanh x[i], within 2.5 and 3 ULP, 0 in place of
/// what is below the normal numbers; y may be x.
void nk_apply_sigmoid_f64(size_t n, const double *x, double *y);
void nk_apply_sigmoid_f32(size_t n, const float *x, float *y);
void nk_apply_tanh_f64(size_t n, const double *x, double *y);
void nk_apply_tanh_f32(size_t n, const float *x, float *y);

/// losses[i] = log(1 + exp(u[i])) and its derivative, slopes[i] = 1/(1 + exp(−u[i])), each
/// within 2.5 ULP, 0 in place of what is below the normal numbers.
void nk_log_loss_f64(size_t n, const double *u, double *losses, double *slopes);
void nk_log_loss_f32(size_t n, const float *u, float *losses, float *slopes);

/// The same with vectors of the given width, or of the widest that the processor has; f is nk_sigmoid or
/// nk_tanh.
void nk_apply_width_f64(vm_width width, nk_slope f, size_t n, const double *x, double *y);
void nk_apply_width_f32(vm_width width, nk_slope f, size_t n, const float *x, float *y);
void nk_log_loss_width_f64(vm_width width, size_t n, const double *u, double *losses,
                           double *slopes);
void nk_log_loss_width_f32(vm_width width, size_t n, const float *u, float *losses, float *slopes);

/// d[i] *= f′, for z[i] = f(a[i]).
void nk_multiply_by_slope_f64(nk_slope slope, size_t n, const double *z, double *d);
void nk_multiply_by_slope_f32(nk_slope slope, size_t n, const float *z, float *d);

/// z[i] = z[i] where it is above zero or NaN, else 0.
void nk_rectify_f64(size_t n, double *z);
void nk_rectify_f32(size_t n, float *z);

/// z[i] = x[i] · y[i]; z may be x or y.
void nk_multiply_f64(size_t n, const double *x, const double *y, double *z);
void nk_multiply_f32(size_t n, const float *x, const float *y, float *z);

/// d[s] = z[s] − t[s] cut off at ±threshold, and losses[s] += d·(z − t − d/2): half the square for an
/// infinite threshold, else Huber's loss.
void nk_residual_f64(size_t n, double threshold, const double *z, const double *t, double *d,
                     double *losses);
void nk_residual_f32(size_t n, float threshold, const float *z, const float *t, float *d,
                     float *losses);

/// most[s] = the largest z[s, u] over the units u, anything where one is NaN; the block has no gaps between
/// units.
void nk_row_maximum_f64(size_t rows, size_t units, const double *z, double *most);
void nk_row_maximum_f32(size_t rows, size_t units, const float *z, float *most);

/// z[s, u] = z[s, u] − x[s] for all units u; the block has no gaps between units.
void nk_subtract_from_rows_f64(size_t rows, size_t units, const double *x, double *z);
void nk_subtract_from_rows_f32(size_t rows, size_t units, const float *x, float *z);

/// out[s + p·ld_out] = b[p] + Σ_q x[s][q] · w[p + q·n_out], samples in rows that x points to. w is followed
/// by as many numbers as a vector has lanes but one, which are read and have no effect: the biases, where
/// there are 16 or more of them.
///
/// With vectors of the given width, or of the widest that the processor has if that is less.
void nk_rows_dense_f64(vm_width width, size_t rows, size_t n_in, size_t n_out,
                       const double *const *x, const double *w, const double *b, double *out,
                       size_t ld_out);
void nk_rows_dense_f32(vm_width width, size_t rows, size_t n_in, size_t n_out,
                       const float *const *x, const float *w, const float *b, float *out,
                       size_t ld_out);

/// w[p + q·n_out] = Σ_s d[p + s·ld_d] · x[s][q] for first ≤ q < last, δ in rows too, whose gap up to ld_d is of
/// at least as many numbers as fill the last vector.
void nk_rows_gradient_f64(vm_width width, size_t rows, size_t first, size_t last, size_t n_out,
                          const double *d, size_t ld_d, const double *const *x, double *w);
void nk_rows_gradient_f32(vm_width width, size_t rows, size_t first, size_t last, size_t n_out,
                          const float *d, size_t ld_d, const float *const *x, float *w);

/// A step of Adam with the gradient scale·g: m = β₁m + (1 − β₁)g, v = β₂v + (1 − β₂)g²,
/// x = keep·x − step·m/(root·√v + ε).
void nk_adam_f64(vm_width width, size_t n, double *x, const double *g, double *m, double *v,
                 double scale, double keep, double step, double beta1, double beta2, double root,
                 double epsilon);
void nk_adam_f32(vm_width width, size_t n, float *x, const float *g, float *m, float *v,
                 float scale, float keep, float step, float beta1, float beta2, float root,
                 float epsilon);

/// A step with momentum and the gradient scale·g: v = momentum·v − step·g, x = x + v, or with Nesterov's
/// x = x + momentum·v − step·g for the new v.
void nk_momentum_f64(size_t n, double *x, const double *g, double *v, double scale, double step,
                     double momentum, int nesterov);
void nk_momentum_f32(size_t n, float *x, const float *g, float *v, float scale, float step,
                     float momentum, int nesterov);
