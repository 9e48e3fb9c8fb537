// libmatio: Debian's libmatio-dev. HDF5's headers come with libhdf5-dev.
#include <matio.h>

#ifdef __linux__
#include <linux/memfd.h>

// glibc declares memfd_create for _GNU_SOURCE alone, which Swift's importer does not define.
extern int memfd_create(const char *name, unsigned int flags);

// A new file in memory, closed on exec; -1 and errno where the kernel gives none.
static inline int cmatio_memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC); }
#endif
