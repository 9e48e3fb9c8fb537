// Programs that are run with less than the user's rights: they write in one folder alone, read what they
// are given and the system's programs, and have no network. Linux only; elsewhere there is none of it.
//
// Three parts of the kernel do it, none of which needs an administrator: Landlock forbids files, seccomp
// the calls that Landlock does not see (sockets above all), and a mount namespace makes everything else
// read-only, so that permissions and dates cannot be changed either. In C because a process may call next
// to nothing between fork and exec, and because none of these calls is imported by Swift.
#pragma once
#include <sys/types.h>

/// What can be had of this kernel.
typedef enum {
  confinement_none = 0,   ///< Nothing: it has no Landlock, or does not let it be used.
  confinement_files = 1,  ///< Writing, reading and the network. Permissions and dates stay changeable.
  confinement_whole = 2,  ///< These, too.
} confinement_protection;

/// How a program is confined.
typedef struct {
  confinement_protection protection;  ///< `files` or `whole`.
  int newest_landlock;          ///< The newest version of Landlock's interface to make use of.
  const char *folder;           ///< The folder that the program starts in.
  const char *log;              ///< The file that what it prints goes to; made anew.
  const char *writable;         ///< The folder that alone it may write in.
  const char *const *readable;  ///< Files and folders that it may read and run; ends with NULL.
} confinement_plan;

/// The most that this kernel lets a process have, found by trying in a process of its own.
confinement_protection confinement_find(int newest_landlock);

/// Starts a program, confined, in a session and a group of processes of its own, with nothing to read at
/// its standard input. `program` is a path. Returns 0, or the number of the error, and in `step` what
/// failed; the program has not run then.
int confinement_spawn(
    pid_t *process, const confinement_plan *plan, const char *program, char *const words[],
    char *const variables[], const char **step);
