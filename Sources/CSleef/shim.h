// SLEEF: Debian's libsleef-dev.
#include <sleef.h>
