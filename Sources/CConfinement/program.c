#define _GNU_SOURCE
#include "rules.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#if defined(__linux__)
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

// The number of the call is the same on all processors.
enum { call_close_range = 436 };

// How a keeper is a keeper: what a process that it keeps can have been told.
typedef struct {
  int is_first;  // The first process of a namespace of its own, with which all others in it end.
  int is_mapped;  // Also in a namespace of users, of which it has to say who is who.
} keeper_kind;

// What a process that could not start its program tells of it.
struct failure {
  int number;
  const char *step;  // The text lies at the same place in all these processes.
};

// Writes what failed to those who wait for it, and ends.
static void fail(int ends, const char *step) {
  struct failure failed = {errno, step};
  ssize_t count = write(ends, &failed, sizeof failed);
  _exit(count < 0 ? 126 : 127);
}

// The program, from the fork to its start.
static const char *become(
    const program_plan *plan, const confinement_rules *rules, const keeper_kind *keeper) {
  if (plan->confinement) {
    // Without the terminal that the user types at, into which a program could type.
    if (setsid() < 0) return "leaving the terminal";
  } else if (setpgid(0, 0) != 0) {
    return "starting it";
  }
#if defined(__linux__)
  // Who ends the keeper ends what it keeps.
  prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
#endif
  const int handled[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ};
  for (size_t place = 0; place < sizeof handled / sizeof *handled; place++)
    signal(handled[place], SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  int input = open("/dev/null", O_RDONLY | O_CLOEXEC);
  int output = open(plan->log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (input < 0 || output < 0) return "opening its log";
  if (dup2(input, 0) < 0 || dup2(output, 1) < 0 || dup2(output, 2) < 0) return "opening its log";
  if (plan->confinement) {
#if defined(__linux__)
    // What is open is not confined: the program gets nothing else.
    const unsigned closing_at_exec = 4;
    if (syscall(call_close_range, 3, ~0u, closing_at_exec) != 0) return "closing files";
#endif
    const char *failed = confinement_enter(plan->confinement, rules, keeper->is_first);
    if (failed) return failed;
  }
  // Only now: the folder lies in the view that it has of the file system.
  if (chdir(plan->folder) != 0) return "going to its folder";
  execve(plan->program, (char *const *)plan->words, (char *const *)plan->variables);
  return "starting it";
}

// Lets go of what the keeper has open of its parent's, whose locks and pipes would outlive it.
static void close_all_but(int kept) {
#if defined(__linux__)
  const unsigned file = (unsigned)kept;
  if (syscall(call_close_range, file + 1, ~0u, 0) == 0 &&
      (file <= 3 || syscall(call_close_range, 3u, file - 1, 0) == 0))
    return;
#endif
  for (int other = 3; other < 4096; other++)
    if (other != kept) close(other);
}

#if defined(__linux__)
// Appends what a process is called, on a line of its own.
static void tell(int told, const char *number, int is_ended) {
  char path[40] = "/proc/";
  strcat(strcat(path, number), "/comm");
  char line[48] = {is_ended ? '+' : '!'};
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  ssize_t count = read(file, line + 1, 16);
  close(file);
  if (count < 1) return;
  // Its own line end is the last; the name may have others in it.
  int end = 1 + (int)count - (line[count] == '\n');
  for (int place = 0; place < end; place++)
    if ((unsigned char)line[place] < 0x20) line[place] = '?';
  line[end++] = '\n';
  // It does not block: of very many the first are told.
  ssize_t written = write(told, line, (size_t)end);
  (void)written;
}

// Ends the children of this process, and says which; how many it ended, -1 where nothing tells who
// they are. A child that was not waited for keeps its number, and what the kernel does not call a
// child of this process, as where the list is of another namespace, is left alone: nobody else is
// ever meant.
static int end_children(int told) {
  int list = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
  if (list < 0) return -1;
  char numbers[4096];
  ssize_t count = read(list, numbers, sizeof numbers - 1);
  close(list);
  int ended = 0;
  // Numbers, each with a space behind it; one that was cut comes again.
  for (char *place = numbers, *end = numbers + (count < 0 ? 0 : count); place < end;) {
    char *behind = memchr(place, ' ', (size_t)(end - place));
    if (!behind) break;
    *behind = 0;
    pid_t child = 0;
    for (const char *digit = place; *digit; digit++) child = 10 * child + (*digit - '0');
    char *number = place;
    place = behind + 1;
    siginfo_t information = {0};
    if (child <= 1 ||
        waitid(P_PID, (id_t)child, &information, WEXITED | WNOHANG | WNOWAIT) != 0)
      continue;
    int is_zombie = information.si_pid == child;
    int is_ended = is_zombie || kill(child, SIGKILL) == 0;
    if (!is_zombie) tell(told, number, is_ended);
    if (is_ended) {
      while (waitpid(child, NULL, 0) < 0 && errno == EINTR) continue;
      ended++;
    }
  }
  return ended;
}
#endif

// Ends what the program left: as those end who started a process, it becomes this process's child.
static void end_rest(pid_t program, int told) {
#if defined(__linux__)
  int ended = end_children(told);
  while (ended > 0) ended = end_children(told) > 0;
  if (ended == 0) return;
#endif
  // The program was not yet waited for, so that the number of its group is nobody else's.
  (void)told;
  kill(-program, SIGKILL);
}

// Waits for the program, passing on what it is told; its exit code.
static int keep(pid_t program, const program_plan *plan, const keeper_kind *kind, int told) {
  sigset_t all;
  sigfillset(&all);
  int is_asked = 0;
  for (;;) {
    // Not yet given up, so that the number of the program's group is nobody else's.
    siginfo_t ended = {0};
    while (waitid(P_ALL, 0, &ended, WEXITED | WNOHANG | WNOWAIT) == 0 && ended.si_pid &&
           ended.si_pid != program) {
      waitpid(ended.si_pid, NULL, 0);
      ended.si_pid = 0;
    }
    if (ended.si_pid == program) {
      // The first process of a namespace takes all others with it.
      if (!kind->is_first && (plan->ends_all || is_asked)) end_rest(program, told);
      return ended.si_code == CLD_EXITED ? ended.si_status : 128 + ended.si_status;
    }
    int number = 0;
    if (sigwait(&all, &number) != 0) continue;
    if (number == SIGUSR1) {
      is_asked = 1;
      kill(-program, SIGKILL);
      // It may have gone to another group.
      kill(program, SIGKILL);
    } else if (number == SIGINT || number == SIGTERM || number == SIGHUP) {
      is_asked = 1;
      if (kill(-program, number) != 0) kill(program, number);
    }
  }
}

static pid_t fork_keeper(const program_plan *plan, keeper_kind *kind) {
  *kind = (keeper_kind){0, 0};
#if defined(__linux__)
  if (plan->confinement && plan->confinement->protection == confinement_whole) {
    const unsigned long ways[] = {CLONE_NEWPID, CLONE_NEWPID | CLONE_NEWUSER};
    for (int way = 0; way < 2; way++) {
      *kind = (keeper_kind){1, way};
      pid_t child = (pid_t)syscall(SYS_clone, ways[way] | SIGCHLD, 0L, 0L, 0L, 0L);
      if (child >= 0) return child;
    }
    *kind = (keeper_kind){0, 0};
  }
#endif
  return fork_plainly();
}

static void be_keeper(
    const program_plan *plan, const confinement_rules *rules, const keeper_kind *kind, int ends,
    int told, unsigned user, unsigned group) {
  // Ctrl-C at the terminal is its parent's to pass on.
  setpgid(0, 0);
  signal(SIGCHLD, SIG_DFL);
#if defined(__linux__)
  prctl(PR_SET_PDEATHSIG, SIGUSR1, 0, 0, 0);
  if (!kind->is_first && prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0)
    fail(ends, "keeping what it starts");
  if (kind->is_mapped && confinement_map_user(user, group) != 0)
    fail(ends, "making the rest read-only");
#endif
  pid_t program = fork_plainly();
  if (program < 0) fail(ends, "starting it");
  if (program == 0) fail(ends, become(plan, rules, kind));
  close_all_but(told);
  _exit(keep(program, plan, kind, told));
}

static int make_pipe(int ends[2]) {
#if defined(__linux__)
  return pipe2(ends, O_CLOEXEC);
#else
  if (pipe(ends) != 0) return -1;
  for (int end = 0; end < 2; end++) fcntl(ends[end], F_SETFD, FD_CLOEXEC);
  return 0;
#endif
}

static void close_both(const int ends[2]) {
  close(ends[0]);
  close(ends[1]);
}

int program_start(pid_t *keeper, int *told, const program_plan *plan, const char **step) {
  confinement_rules rules = {.ruleset = -1};
  *step = "Landlock";
  int number = plan->confinement ? confinement_prepare(&rules, plan->confinement) : 0;
  if (number != 0) return number;
  *step = "starting it";
  int starting[2], telling[2];
  if (make_pipe(starting) != 0) {
    number = errno;
    close(rules.ruleset);
    return number;
  }
  if (make_pipe(telling) != 0) {
    number = errno;
    close_both(starting);
    close(rules.ruleset);
    return number;
  }
  for (int end = 0; end < 2; end++) fcntl(telling[end], F_SETFL, O_NONBLOCK);
  // A handler of this process is not to run in the new one.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  unsigned user = geteuid(), group = getegid();
  keeper_kind kind;
  pid_t child = fork_keeper(plan, &kind);
  if (child == 0) be_keeper(plan, &rules, &kind, starting[1], telling[1], user, group);
  number = errno;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  close(starting[1]);
  close(telling[1]);
  close(rules.ruleset);
  struct failure failed = {0, NULL};
  ssize_t count = 0;
  // The end is closed as the program starts.
  if (child > 0)
    while ((count = read(starting[0], &failed, sizeof failed)) < 0 && errno == EINTR) continue;
  close(starting[0]);
  if (child > 0 && count == 0) {
    *keeper = child;
    *told = telling[0];
    return 0;
  }
  close(telling[0]);
  if (child < 0) return number;
  while (waitpid(child, NULL, 0) < 0 && errno == EINTR) continue;
  *step = failed.step ? failed.step : "starting it";
  return failed.number ? failed.number : EIO;
}
