// Programs that are started with a keeper, a process that ends whatever they leave running; and,
// where it is asked for, with less than the user's rights: they write in one folder alone, read
// what they are given and the system's programs, and have no network.
//
// Three parts of Linux's kernel take the rights away, none of which needs an administrator:
// Landlock forbids files, seccomp the calls that Landlock does not see (sockets above all), and
// namespaces make everything else read-only, so that permissions and dates cannot be changed
// either, and hide other processes. In C because a process may call next to nothing between fork
// and exec, and because none of these calls is imported by Swift.
#pragma once
#include <sys/types.h>

/// What can be had of this kernel.
typedef enum {
  confinement_none = 0,   ///< Nothing: it has no Landlock, or does not let it be used.
  confinement_files = 1,  ///< Writing, reading and the network. Permissions and dates stay changeable.
  confinement_whole = 2,  ///< These, too.
} confinement_protection;

/// What a program may do.
typedef struct {
  confinement_protection protection;  ///< `files` or `whole`.
  int newest_landlock;          ///< The newest version of Landlock's interface to make use of.
  const char *writable;         ///< The folder that alone it may write in.
  const char *const *readable;  ///< Files and folders that it may read and run; ends with NULL.
} confinement_plan;

/// The most that this kernel lets a process have, found by trying in a process of its own.
confinement_protection confinement_find(int newest_landlock);

/// A program that is to be started.
typedef struct {
  const char *program;     ///< Its path.
  char *const *words;      ///< Its name and arguments; ends with NULL.
  char *const *variables;  ///< Its environment; ends with NULL.
  const char *folder;      ///< The folder that it starts in.
  const char *log;         ///< The file that what it prints goes to; made anew.
  int ends_all;  ///< Whether what it leaves running is ended with it; else only where its end was asked for.
  const confinement_plan *confinement;  ///< What it may do; NULL for all that the user may.
} program_plan;

/// Starts a program in a group of processes of its own, with nothing to read at its standard input.
/// Returns 0, or the number of the error, and in `step` what failed; the program has not run then.
///
/// `keeper` is a process that is to be waited for in its place. It ends when the program and all
/// that has to end with it have ended, with the program's exit code, or 128 and the number of the
/// signal that ended it. SIGINT, SIGTERM and SIGHUP sent to it reach the program's group; SIGUSR1
/// ends all at once, and so does the end of the thread that started it. All it ends are processes
/// that the program started, whatever group or session they went to: on Linux orphans become the
/// keeper's, or its namespace goes with it.
///
/// From `told` the names of those that it ended after the program can be read when it has ended, a
/// line each, with a `+` before it, or a `!` before one that could not be ended. The caller closes
/// it.
int program_start(pid_t *keeper, int *told, const program_plan *plan, const char **step);
