// OpenBLAS: Debian's libopenblas-dev.
#include <cblas.h>

// LAPACK's Fortran entry points, which Debian's OpenBLAS carries without a header. The last argument is the
// length of the character argument, as Fortran compilers pass it.
void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info, unsigned long);
void spotrf_(const char *uplo, const int *n, float *a, const int *lda, int *info, unsigned long);

// Ends the threads of the variant that has any; the others lack it.
#ifdef __APPLE__
extern int blas_thread_shutdown_(void) __attribute__((weak_import));
#else
extern int blas_thread_shutdown_(void) __attribute__((weak));
#endif
static inline void copenblas_end_threads(void) {
  if (blas_thread_shutdown_) blas_thread_shutdown_();
}
