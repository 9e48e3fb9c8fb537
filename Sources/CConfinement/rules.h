// What the two halves of this target share: the rules of a confinement, and how they come into
// force.
#pragma once
#include "CConfinement.h"

#include <unistd.h>

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))
#define MATKIT_CAN_CONFINE
#include <linux/filter.h>
#include <linux/seccomp.h>

typedef struct {
  struct sock_filter steps[96];
  unsigned short count;
} call_filter;
#else
typedef struct {
  unsigned short count;
} call_filter;
#endif

typedef struct {
  int ruleset;  // A descriptor, which the caller closes.
  int version;  // Of Landlock's interface.
  call_filter filter;
} confinement_rules;

// Makes the rules. Returns 0, or the number of the error.
int confinement_prepare(confinement_rules *rules, const confinement_plan *plan);

// Makes the user and group of a new namespace the same as outside. Returns 0, or -1 with `errno`.
int confinement_map_user(unsigned user, unsigned group);

// Gives up all rights that the plan does not leave, for good. Returns NULL, or what failed. Where
// the processes are numbered anew, the first is the caller's parent.
const char *confinement_enter(
    const confinement_plan *plan, const confinement_rules *rules, int is_numbered_anew);

static inline pid_t fork_plainly(void) {
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 34)
  // Without what libraries have asked to be done at a fork: their threads end there.
  return _Fork();
#else
  return fork();
#endif
}
