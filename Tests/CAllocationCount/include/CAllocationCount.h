// Counts the calls of malloc, calloc and realloc that a thread makes: a program linked with this gets
// these functions from here, which count and pass on to the C library's own.
#pragma once
#include <stddef.h>

/// Whether calls are counted: only with glibc, and not beside a sanitizer, which has its own.
int allocation_count_works(void);

/// The calls made by the calling thread so far.
size_t allocation_count(void);
