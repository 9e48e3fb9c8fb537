// The loops for both types. Takes WIDTH (the name of the instruction set), BYTES (of its vectors) and
// MULTIPLY_ADD.

#define REAL double
#define TYPE f64
#include "kernels_loops.h"
#undef REAL
#undef TYPE

#define REAL float
#define TYPE f32
#include "kernels_loops.h"
#undef REAL
#undef TYPE
