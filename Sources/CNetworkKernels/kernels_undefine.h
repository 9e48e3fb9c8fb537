// What kernels_types.h defines for one type.
#undef REAL
#undef TYPE
#undef INTEGER
#undef MANTISSA_BITS
#undef SHIFTER
#undef LN2_HIGH
#undef LN2_LOW
#undef EXP_LEAST
#undef TANH_LEAST
#undef EXP_COEFFICIENTS
#undef LOG_COEFFICIENTS
