internal import COpenBLAS
internal import CVectorMath

/// The C libraries that compute for LinearAlgebra.
package enum LinearAlgebraLibraries {
  /// Their versions by their names, such as 0.3.21 for libopenblas.
  package static var versions: [String: String] {
    // "OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY Zen MAX_THREADS=64", of which the second word.
    let words = unsafe String(cString: openblas_get_config()).split(separator: " ")
    let openBLAS = words.dropFirst().first.map(String.init) ?? "unknown"
    return unsafe ["libopenblas": openBLAS, "libsleef": String(cString: vm_sleef_version())]
  }
}
