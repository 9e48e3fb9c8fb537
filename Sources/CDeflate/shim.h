// libdeflate: Debian's libdeflate-dev.
#include <libdeflate.h>
