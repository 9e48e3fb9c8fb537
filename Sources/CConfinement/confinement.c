#define _GNU_SOURCE
#include "CConfinement.h"

#include <errno.h>

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// The numbers and structs of Linux's headers linux/landlock.h and linux/mount.h, of which a system that
// this is built on may have older ones than the kernel that it runs on. Numbers of calls since 5.0 are the
// same on all processors.
enum {
  call_create_ruleset = 444,
  call_add_rule = 445,
  call_restrict_self = 446,
  call_close_range = 436,
  call_mount_setattr = 442,
  call_openat2 = 437,
};

struct ruleset {
  uint64_t files, network, scope;
};

struct path_rule {
  uint64_t access;
  int32_t parent;
} __attribute__((packed));

struct mount_attributes {
  uint64_t set, clear, propagation, namespace;
};

enum {
  execute = 1 << 0,
  write_file = 1 << 1,
  read_file = 1 << 2,
  read_folder = 1 << 3,
  first_version = (1 << 13) - 1,  // Those above, and making and removing each kind of file.
  make_device = 1 << 6 | 1 << 11,
  refer = 1 << 13,      // Since version 2: renaming from one folder to another.
  truncate_file = 1 << 14,  // Since version 3.
  control_device = 1 << 15,  // Since version 5.
  bind_and_connect = 3,      // Since version 4: TCP.
  sockets_and_signals = 3,   // Since version 6: to processes that are not confined.
};

static int landlock_version(int newest) {
  long version = syscall(call_create_ruleset, NULL, 0, 1);
  if (version < 1) return 0;
  return version < newest ? (int)version : newest;
}

static uint64_t handled_files(int version) {
  uint64_t files = first_version;
  if (version >= 2) files |= refer;
  if (version >= 3) files |= truncate_file;
  if (version >= 5) files |= control_device;
  return files;
}

// What a program may do in a folder of its own: all but with devices.
static uint64_t write_access(int version) {
  return handled_files(version) & ~(uint64_t)(make_device | control_device);
}

// Allows `access` at and beneath a path, of that what its kind can have. What is not there is left out.
static int allow(int ruleset, const char *path, uint64_t access) {
  int parent = open(path, O_PATH | O_CLOEXEC);
  if (parent < 0) return 0;
  struct stat status;
  int result = fstat(parent, &status);
  if (result == 0) {
    const uint64_t of_files = execute | write_file | read_file | truncate_file | control_device;
    if (!S_ISDIR(status.st_mode)) access &= of_files;
    struct path_rule rule = {.access = access, .parent = parent};
    if (access) result = (int)syscall(call_add_rule, ruleset, 1, &rule, 0);
  }
  int number = errno;
  close(parent);
  errno = number;
  return result;
}

static const char *const devices[] = {
    "/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", NULL};

// The rules for files; below 0 with `errno` where they can't be had.
static int make_ruleset(const confinement_plan *plan, int version) {
  uint64_t files = handled_files(version);
  struct ruleset attributes = {files, bind_and_connect, sockets_and_signals};
  size_t size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
  int ruleset = (int)syscall(call_create_ruleset, &attributes, size, 0);
  if (ruleset < 0) return -1;
  int failed = allow(ruleset, plan->writable, write_access(version));
  for (const char *const *path = plan->readable; *path && !failed; path++)
    failed = allow(ruleset, *path, execute | read_file | read_folder);
  for (const char *const *path = devices; *path && !failed; path++)
    failed = allow(ruleset, *path, files & (write_file | read_file | truncate_file | control_device));
  if (!failed) return ruleset;
  int number = errno;
  close(ruleset);
  errno = number;
  return -1;
}

// What Landlock does not see. Sockets: a path's socket leads to services that start programs with all of
// the user's rights. io_uring opens sockets past this filter; keys are secrets of the user.
static const int forbidden[] = {
    __NR_socket, __NR_add_key, __NR_request_key, __NR_keyctl,
    425, 426, 427,  // io_uring
};

#if defined(__x86_64__)
#define THIS_ARCHITECTURE AUDIT_ARCH_X86_64
#else
#define THIS_ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#define LOAD(field) \
  (struct sock_filter) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define REFUSE(number) \
  (struct sock_filter) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (number))
// Goes on with the next step where `value` is what was loaded, else skips `skipped`.
#define WHERE(value, skipped) \
  (struct sock_filter) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 0, (skipped))

typedef struct {
  struct sock_filter steps[96];
  unsigned short count;
} call_filter;

static void add(call_filter *filter, struct sock_filter step) { filter->steps[filter->count++] = step; }

static void refuse(call_filter *filter, int call, int number) {
  add(filter, WHERE(call, 1));
  add(filter, REFUSE(number));
}

// Refuses to open a file for nothing but reading and yet to empty it, which Landlock sees since version 3.
static void refuse_emptying(call_filter *filter, int call, size_t flags_place) {
  add(filter, WHERE(call, 6));
  add(filter, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, flags_place));
  add(filter, (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, O_ACCMODE | O_TRUNC));
  add(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, O_TRUNC, 1, 0));
  add(filter, WHERE(O_ACCMODE | O_TRUNC, 1));
  add(filter, REFUSE(EPERM));
  add(filter, LOAD(nr));
}

static void make_filter(call_filter *filter, int version) {
  filter->count = 0;
  // Calls by the numbers of another processor are not looked through.
  add(filter, LOAD(arch));
  add(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, THIS_ARCHITECTURE, 1, 0));
  add(filter, REFUSE(EPERM));
  add(filter, LOAD(nr));
#if defined(__x86_64__)
  // Those of x32.
  add(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1));
  add(filter, REFUSE(EPERM));
#endif
  for (size_t place = 0; place < sizeof forbidden / sizeof *forbidden; place++)
    refuse(filter, forbidden[place], EPERM);
  if (version < 3) {
    refuse(filter, __NR_truncate, EPERM);
    // Its flags lie in memory, where no filter can look; programs then use the older call.
    refuse(filter, call_openat2, ENOSYS);
#if defined(__NR_open)
    refuse_emptying(filter, __NR_open, offsetof(struct seccomp_data, args[1]));
#endif
    refuse_emptying(filter, __NR_openat, offsetof(struct seccomp_data, args[2]));
  }
  add(filter, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
}

// From here on what the new process does between fork and exec: system calls alone.

static int write_text(const char *path, const char *text) {
  int file = open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return -1;
  ssize_t count = write(file, text, strlen(text));
  close(file);
  return count < 0 ? -1 : 0;
}

static char *put_number(char *place, unsigned number) {
  char digits[12];
  int count = 0;
  do digits[count++] = (char)('0' + number % 10); while (number /= 10);
  while (count) *place++ = digits[--count];
  *place = 0;
  return place;
}

// The line `ID ID 1` that makes a user or group of the new namespace the same as outside.
static int map_to_itself(const char *path, unsigned id) {
  char line[32];
  char *place = put_number(line, id);
  *place++ = ' ';
  place = put_number(place, id);
  strcpy(place, " 1");
  return write_text(path, line);
}

// A view of the file system of its own, in which all but one folder is read-only, and shared memory that no
// other process has.
static int enter_namespaces(const char *writable) {
  uid_t user = geteuid();
  gid_t group = getegid();
  int wanted = CLONE_NEWNS | CLONE_NEWIPC;
  if (unshare(wanted) != 0) {
    if (unshare(wanted | CLONE_NEWUSER) != 0) return -1;
    if (write_text("/proc/self/setgroups", "deny") != 0) return -1;
    if (map_to_itself("/proc/self/uid_map", user) != 0) return -1;
    if (map_to_itself("/proc/self/gid_map", group) != 0) return -1;
  }
  if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) return -1;
  if (mount(writable, writable, NULL, MS_BIND | MS_REC, NULL) != 0) return -1;
  struct mount_attributes read_only = {.set = 1};
  const unsigned recursive = 0x8000;
  if (syscall(call_mount_setattr, AT_FDCWD, "/", recursive, &read_only, sizeof read_only) != 0)
    return -1;
  struct mount_attributes writing = {.clear = 1};
  return (int)syscall(call_mount_setattr, AT_FDCWD, writable, 0, &writing, sizeof writing);
}

// An administrator's process keeps what it needs to write files in its folder, and loses the rest: the
// clock, devices, other processes. For anybody else there is nothing to lose.
static void drop_capabilities(void) {
  const uint64_t kept = 1 << 0 | 1 << 1 | 1 << 3 | 1 << 4;  // CHOWN, DAC_OVERRIDE, FOWNER, FSETID
  for (int capability = 0; capability < 64; capability++)
    if (!(kept >> capability & 1)) prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
}

// Gives up all rights that the plan does not leave. Returns NULL, or what failed.
static const char *confine(
    const confinement_plan *plan, int ruleset, int version, const call_filter *filter) {
  if (plan->protection == confinement_whole && enter_namespaces(plan->writable) != 0)
    return "making the rest read-only";
  // Memory that a program shares with those that it starts, and that goes with them.
  if (plan->protection == confinement_whole &&
      mount("matkit", "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777") == 0 &&
      allow(ruleset, "/dev/shm", write_access(version)) != 0)
    return "its shared memory";
  // Only now: the folder lies in the new view.
  if (chdir(plan->folder) != 0) return "going to its folder";
  drop_capabilities();
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return "giving up rights";
  if (syscall(call_restrict_self, ruleset, 0) != 0) return "Landlock";
  struct sock_fprog program = {filter->count, (struct sock_filter *)filter->steps};
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) != 0) return "seccomp";
  return NULL;
}

static const char *start(
    const confinement_plan *plan, int ruleset, int version, const call_filter *filter,
    const char *program, char *const words[], char *const variables[]) {
  // Without the terminal that the user types at, into which a program could type.
  if (setsid() < 0) return "leaving the terminal";
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
  // What is open is not confined: the program gets nothing else.
  const unsigned closing_at_exec = 4;
  if (syscall(call_close_range, 3, ~0u, closing_at_exec) != 0) return "closing files";
  const char *failed = confine(plan, ruleset, version, filter);
  if (failed) return failed;
  execve(program, words, variables);
  return "starting it";
}

static pid_t fork_plainly(void) {
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 34)
  // Without what libraries have asked to be done at a fork: their threads end there.
  return _Fork();
#else
  return fork();
#endif
}

static pid_t wait_for(pid_t process, int *status) {
  pid_t result;
  while ((result = waitpid(process, status, 0)) < 0 && errno == EINTR) continue;
  return result;
}

static int can_have(confinement_protection protection, int version) {
  const char *const readable[] = {"/usr", NULL};
  confinement_plan plan = {protection, version, "/", "/dev/null", "/usr", readable};
  int ruleset = make_ruleset(&plan, version);
  if (ruleset < 0) return 0;
  call_filter filter;
  make_filter(&filter, version);
  pid_t process = fork_plainly();
  if (process == 0) _exit(confine(&plan, ruleset, version, &filter) ? 1 : 0);
  close(ruleset);
  int status = 1;
  return process > 0 && wait_for(process, &status) == process && status == 0;
}

confinement_protection confinement_find(int newest_landlock) {
  int version = landlock_version(newest_landlock);
  if (version == 0) return confinement_none;
  if (can_have(confinement_whole, version)) return confinement_whole;
  return can_have(confinement_files, version) ? confinement_files : confinement_none;
}

// What a process that could not start its program tells of it.
struct failure {
  int number;
  const char *step;
};

int confinement_spawn(
    pid_t *process, const confinement_plan *plan, const char *program, char *const words[],
    char *const variables[], const char **step) {
  int version = landlock_version(plan->newest_landlock);
  *step = "Landlock";
  if (version == 0) return ENOSYS;
  int ruleset = make_ruleset(plan, version);
  if (ruleset < 0) return errno;
  call_filter filter;
  make_filter(&filter, version);
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) {
    int number = errno;
    close(ruleset);
    *step = "starting it";
    return number;
  }
  pid_t child = fork_plainly();
  if (child == 0) {
    // The text lies at the same place in both processes.
    struct failure failed = {0, start(plan, ruleset, version, &filter, program, words, variables)};
    failed.number = errno;
    ssize_t count = write(ends[1], &failed, sizeof failed);
    _exit(count < 0 ? 126 : 127);
  }
  int number = errno;
  close(ends[1]);
  close(ruleset);
  struct failure failed = {0, NULL};
  ssize_t count = 0;
  // The end is closed as the program starts.
  if (child > 0)
    while ((count = read(ends[0], &failed, sizeof failed)) < 0 && errno == EINTR) continue;
  close(ends[0]);
  if (child < 0) {
    *step = "starting it";
    return number;
  }
  if (count == 0) {
    *process = child;
    return 0;
  }
  int status;
  wait_for(child, &status);
  *step = failed.step ? failed.step : "starting it";
  return failed.number ? failed.number : EIO;
}

#else

confinement_protection confinement_find(int newest_landlock) {
  (void)newest_landlock;
  return confinement_none;
}

int confinement_spawn(
    pid_t *process, const confinement_plan *plan, const char *program, char *const words[],
    char *const variables[], const char **step) {
  (void)process, (void)plan, (void)program, (void)words, (void)variables;
  *step = "Landlock";
  return ENOSYS;
}

#endif
