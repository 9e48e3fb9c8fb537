// zlib: Debian's zlib1g-dev.
#include <zlib.h>

// inflateInit is a macro that passes the header's version along; Swift imports functions only.
static inline int czlib_inflate_init(z_stream *stream) { return inflateInit(stream); }
