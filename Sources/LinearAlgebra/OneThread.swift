internal import COpenBLAS

/// Keeps OpenBLAS to one thread for the life of the process.
///
/// Two reasons. Bits: a product that OpenBLAS splits between threads adds in an order that depends on
/// their number, and MatKit promises the same bits whatever that is; it divides the work itself, in
/// pieces of fixed size, and calls BLAS once a piece from the thread that has it. Time: on products as
/// small as a lab's, waking threads costs more than the work, and on a busy machine a hundred times more.
///
/// The setting is OpenBLAS's own and belongs to the process, so a program that uses OpenBLAS elsewhere
/// sees it too.
package enum OneThread {
  private static let set: Void = openblas_set_num_threads(1)

  /// Sets it at the first call; later calls cost a comparison.
  @inline(__always)
  static func ensure() { _ = set }

  /// Ends the threads that OpenBLAS started when it was loaded, one for each further core, which look for
  /// work in a busy loop for tens of milliseconds: longer than many a command of the tool takes in all. For
  /// a process that computes nothing else with OpenBLAS; once, at its beginning.
  package static func endOthers() {
    ensure()
    copenblas_end_threads()
  }
}
