#include "CVectorMath.h"

#if defined(__x86_64__)
vm_width vm_widest(void) {
  // AVX-512 is taken from the generation that has VBMI2 on (Ice Lake, Zen 4): earlier ones lower their
  // clock for it, and short bursts between other work then lose more than they win.
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vbmi2")) return vm_wide;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return vm_narrow;
  return vm_scalar;
}
#elif defined(__aarch64__)
vm_width vm_widest(void) { return vm_narrow; }
#else
vm_width vm_widest(void) { return vm_scalar; }
#endif
