// OpenBLAS: Debian's libopenblas-dev.
#include <cblas.h>
