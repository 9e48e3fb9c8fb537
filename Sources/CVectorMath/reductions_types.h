// The loops of reductions.c for both types; included once for each instruction set.

#define REAL double
#define TYPE f64
#define INTEGER long long
#define FABS fabs
#include "reductions_loops.h"

#define REAL float
#define TYPE f32
#define INTEGER int
#define FABS fabsf
#include "reductions_loops.h"
