#include <sleef.h>

#include "CVectorMath.h"

#define TEXT_(x) #x
#define TEXT(x) TEXT_(x)

const char *vm_sleef_version(void) {
  return TEXT(SLEEF_VERSION_MAJOR) "." TEXT(SLEEF_VERSION_MINOR) "." TEXT(SLEEF_VERSION_PATCHLEVEL);
}
