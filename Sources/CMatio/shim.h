// libmatio: Debian's libmatio-dev. HDF5's headers come with libhdf5-dev.
#include <matio.h>

#ifdef __linux__
#include <linux/falloc.h>
#include <linux/memfd.h>
#include <sys/types.h>

// glibc declares these for _GNU_SOURCE alone, which Swift's importer does not define.
extern int memfd_create(const char *name, unsigned int flags);
extern int fallocate(int descriptor, int mode, off_t offset, off_t length);
extern int sync_file_range(int descriptor, off_t offset, off_t length, unsigned int flags);

// A new file in memory, closed on exec; -1 and errno where the kernel gives none.
static inline int cmatio_memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC); }

// Takes room on the disk for a file's first bytes and leaves its length; -1 and errno where that fails.
static inline int cmatio_reserve(int descriptor, off_t length) {
  return fallocate(descriptor, FALLOC_FL_KEEP_SIZE, 0, length);
}

// Begins to bring bytes of a file to the disk, and does not wait (SYNC_FILE_RANGE_WRITE).
static inline int cmatio_begin_sync(int descriptor, off_t offset, off_t length) {
  return sync_file_range(descriptor, offset, length, 2);
}
#endif
