// Cairo: Debian's libcairo2-dev.
#include <cairo.h>
#include <cairo-pdf.h>
