// The loops of reductions.c for both types; included once for each instruction set, with its name as WIDTH.
//
// The loops take REAL, TYPE (its name), INTEGER (of the same size) and FABS, and from here: NAME(f), the
// name of f for this type and instruction set; VECTOR, LANES elements; BITS, as many integers.

#define NAME(name) JOIN(JOIN(name##_, WIDTH), JOIN(_, TYPE))
#define VECTOR NAME(vector)
#define BITS NAME(bits)
#define LANES (sizeof(VECTOR) / sizeof(REAL))

#define LOAD(v, pointer) \
  VECTOR v;              \
  memcpy(&v, pointer, sizeof v)

// Adds the lanes of a vector pairwise, into its first lane.
#define LANE_SUM(v)                               \
  for (size_t half = LANES / 2; half > 0; half /= 2) \
    for (size_t lane = 0; lane < half; lane++) v[lane] = v[2 * lane] + v[2 * lane + 1]

// The sum of all lanes of four vectors, of which the last three are zero unless `blocks`.
#define TREE(total, a, b, c, d, blocks) \
  VECTOR all = a;                       \
  if (blocks) all = (a + b) + (c + d);  \
  LANE_SUM(all);                        \
  REAL total = all[0]

#define REAL double
#define TYPE f64
#define INTEGER long long
#define FABS fabs
typedef REAL VECTOR __attribute__((vector_size(32)));
typedef INTEGER BITS __attribute__((vector_size(32)));
#include "reductions_loops.h"
#include "quasi_newton_loops.h"
#undef REAL
#undef TYPE
#undef INTEGER
#undef FABS

#define REAL float
#define TYPE f32
#define INTEGER int
#define FABS fabsf
typedef REAL VECTOR __attribute__((vector_size(32)));
typedef INTEGER BITS __attribute__((vector_size(32)));
#include "reductions_loops.h"
#include "quasi_newton_loops.h"
#undef REAL
#undef TYPE
#undef INTEGER
#undef FABS

#undef NAME
#undef VECTOR
#undef BITS
#undef LANES
#undef LOAD
#undef LANE_SUM
#undef TREE
