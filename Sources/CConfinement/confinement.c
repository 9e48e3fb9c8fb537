#define _GNU_SOURCE
#include "rules.h"

#include <errno.h>

#if defined(MATKIT_CAN_CONFINE)

#include <fcntl.h>
#include <linux/audit.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// The numbers and structs of Linux's headers linux/landlock.h and linux/mount.h, of which a system
// that this is built on may have older ones than the kernel that it runs on. Numbers of calls since
// 5.0 are the same on all processors.
enum {
  call_create_ruleset = 444,
  call_add_rule = 445,
  call_restrict_self = 446,
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

// Allows `access` at and beneath a path, of that what its kind can have. What is not there is left
// out.
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

// What Landlock does not see. Sockets: a path's socket leads to services that start programs with
// all of the user's rights. io_uring opens sockets past this filter; keys are secrets of the user.
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

static void add(call_filter *filter, struct sock_filter step) { filter->steps[filter->count++] = step; }

static void refuse(call_filter *filter, int call, int number) {
  add(filter, WHERE(call, 1));
  add(filter, REFUSE(number));
}

// Refuses to open a file for nothing but reading and yet to empty it, which Landlock sees since
// version 3.
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

int confinement_prepare(confinement_rules *rules, const confinement_plan *plan) {
  rules->version = landlock_version(plan->newest_landlock);
  if (rules->version == 0) return ENOSYS;
  rules->ruleset = make_ruleset(plan, rules->version);
  if (rules->ruleset < 0) return errno;
  make_filter(&rules->filter, rules->version);
  return 0;
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

int confinement_map_user(unsigned user, unsigned group) {
  if (write_text("/proc/self/setgroups", "deny") != 0) return -1;
  if (map_to_itself("/proc/self/uid_map", user) != 0) return -1;
  return map_to_itself("/proc/self/gid_map", group);
}

// A view of the file system of its own, in which all but one folder is read-only, and shared memory
// that no other process has.
static int enter_namespaces(const char *writable, int *has_own_list) {
  uid_t user = geteuid();
  gid_t group = getegid();
  int wanted = CLONE_NEWNS | CLONE_NEWIPC;
  if (unshare(wanted) != 0) {
    if (unshare(wanted | CLONE_NEWUSER) != 0) return -1;
    if (confinement_map_user(user, group) != 0) return -1;
  }
  if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) return -1;
  // Where its processes are numbered anew, the list of them is, too, if the system lets it be made.
  if (*has_own_list)
    *has_own_list = mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) == 0;
  if (mount(writable, writable, NULL, MS_BIND | MS_REC, NULL) != 0) return -1;
  struct mount_attributes read_only = {.set = 1};
  const unsigned recursive = 0x8000;
  if (syscall(call_mount_setattr, AT_FDCWD, "/", recursive, &read_only, sizeof read_only) != 0)
    return -1;
  struct mount_attributes writing = {.clear = 1};
  return (int)syscall(call_mount_setattr, AT_FDCWD, writable, 0, &writing, sizeof writing);
}

static int is_readable(const confinement_plan *plan, const char *path) {
  for (const char *const *other = plan->readable; *other; other++)
    if (strcmp(*other, path) == 0) return 1;
  return 0;
}

// An administrator's process keeps what it needs to write files in its folder, and loses the rest:
// the clock, devices, other processes. For anybody else there is nothing to lose.
static void drop_capabilities(void) {
  const uint64_t kept = 1 << 0 | 1 << 1 | 1 << 3 | 1 << 4;  // CHOWN, DAC_OVERRIDE, FOWNER, FSETID
  for (int capability = 0; capability < 64; capability++)
    if (!(kept >> capability & 1)) prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
}

const char *confinement_enter(
    const confinement_plan *plan, const confinement_rules *rules, int is_numbered_anew) {
  int has_own_list = is_numbered_anew;
  if (plan->protection == confinement_whole &&
      enter_namespaces(plan->writable, &has_own_list) != 0)
    return "making the rest read-only";
  if (plan->protection == confinement_whole && has_own_list && is_readable(plan, "/proc") &&
      allow(rules->ruleset, "/proc", execute | read_file | read_folder) != 0)
    return "its list of processes";
  // Memory that a program shares with those that it starts, and that goes with them.
  if (plan->protection == confinement_whole &&
      mount("matkit", "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777") == 0 &&
      allow(rules->ruleset, "/dev/shm", write_access(rules->version)) != 0)
    return "its shared memory";
  drop_capabilities();
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return "giving up rights";
  if (syscall(call_restrict_self, rules->ruleset, 0) != 0) return "Landlock";
  struct sock_fprog program = {rules->filter.count, (struct sock_filter *)rules->filter.steps};
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) != 0) return "seccomp";
  return NULL;
}

static int can_have(confinement_protection protection, int version) {
  const char *const readable[] = {"/usr", NULL};
  confinement_plan plan = {protection, version, "/usr", readable};
  confinement_rules rules;
  if (confinement_prepare(&rules, &plan) != 0) return 0;
  pid_t process = fork_plainly();
  if (process == 0) _exit(confinement_enter(&plan, &rules, 0) ? 1 : 0);
  close(rules.ruleset);
  int status = 1;
  if (process > 0)
    while (waitpid(process, &status, 0) < 0 && errno == EINTR) continue;
  return process > 0 && status == 0;
}

confinement_protection confinement_find(int newest_landlock) {
  int version = landlock_version(newest_landlock);
  if (version == 0) return confinement_none;
  if (can_have(confinement_whole, version)) return confinement_whole;
  return can_have(confinement_files, version) ? confinement_files : confinement_none;
}

#else

int confinement_prepare(confinement_rules *rules, const confinement_plan *plan) {
  (void)rules, (void)plan;
  return ENOSYS;
}

int confinement_map_user(unsigned user, unsigned group) {
  (void)user, (void)group;
  return -1;
}

const char *confinement_enter(
    const confinement_plan *plan, const confinement_rules *rules, int is_numbered_anew) {
  (void)plan, (void)rules, (void)is_numbered_anew;
  return "Landlock";
}

confinement_protection confinement_find(int newest_landlock) {
  (void)newest_landlock;
  return confinement_none;
}

#endif
