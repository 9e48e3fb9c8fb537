// OpenBLAS starts a thread for each core when it is loaded, each with tens of megabytes of its own, before
// any code of ours runs. Where the addresses of the process are limited (`ulimit -v`, as batch systems set
// it) and not enough are left for these, it asks for them again and again without end. MatKit computes on
// threads of its own and has OpenBLAS use one (OneThread.swift), so that nothing is lost by never starting
// others: under such a limit the tool starts itself once more with the environment variable that says so.
//
// Only what stands in .preinit_array runs before the libraries' own code, and it cannot change what they see
// in the environment, which the C library takes from the kernel afterwards: hence the second start.

#ifdef __linux__

#include <elf.h>
#include <stddef.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/resource.h>
#include <unistd.h>

static const char wanted[] = "OPENBLAS_NUM_THREADS=1";
// Up to and with the equals sign.
static const size_t name_length = sizeof("OPENBLAS_NUM_THREADS=") - 1;
// The environment on the stack: more is left alone.
enum { most_variables = 4096 };

static void start_with_one_thread(int argc, char **argv, char **environment) {
  (void)argc;
  struct rlimit addresses;
  if (getrlimit(RLIMIT_AS, &addresses) != 0 || addresses.rlim_cur == RLIM_INFINITY) return;
  // Where the dynamic linker was run by hand, /proc/self/exe is the linker and the arguments are not its own.
  if (getauxval(AT_BASE) == 0) return;
  size_t count = 0;
  for (; environment[count] != NULL; count++) {
    // Whoever says a number has it; and so this happens once.
    if (strncmp(environment[count], wanted, name_length) == 0) return;
  }
  if (count >= most_variables) return;
  char *with_one[most_variables + 2];
  memcpy(with_one, environment, count * sizeof(char *));
  with_one[count] = (char *)wanted;
  with_one[count + 1] = NULL;
  // By its path, so that the process keeps its name; where that is not to be had the program goes on as it is.
  char path[4096];
  ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);
  if (length <= 0) return;
  path[length] = '\0';
  execve(path, argv, with_one);
}

__attribute__((section(".preinit_array"), used)) static void (*const at_start)(
    int, char **, char **) = start_with_one_thread;

#endif
