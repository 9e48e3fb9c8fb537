// The loops for both types. Takes WIDTH (the name of the instruction set), BYTES (of its vectors) and
// MULTIPLY_ADD.

#define REAL double
#define TYPE f64
#define INTEGER long long
#define MANTISSA_BITS 52
#define SHIFTER 0x1.8p52
#define LN2_HIGH 6.93147180369123816490e-01
#define LN2_LOW 1.90821492927058770002e-10
#define EXP_LEAST -708.0
#define TANH_LEAST -80.0
#define EXP_COEFFICIENTS exp_coefficients_f64
#define LOG_COEFFICIENTS log_coefficients_f64
#include "kernels_loops.h"
#include "kernels_undefine.h"

#define REAL float
#define TYPE f32
#define INTEGER int
#define MANTISSA_BITS 23
#define SHIFTER 0x1.8p23f
#define LN2_HIGH 0.693359375f
#define LN2_LOW -2.12194440e-4f
#define EXP_LEAST -87.0f
#define TANH_LEAST -40.0f
#define EXP_COEFFICIENTS exp_coefficients_f32
#define LOG_COEFFICIENTS log_coefficients_f32
#include "kernels_loops.h"
#include "kernels_undefine.h"
