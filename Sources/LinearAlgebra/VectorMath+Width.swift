internal import CVectorMath

/// The vectors to compute with, to show that their width does not change a bit.
package enum VectorWidth: CaseIterable, Sendable {
  /// One element at a time.
  case scalar
  /// AVX2, or Advanced SIMD on ARM.
  case narrow
  /// AVX-512.
  case wide

  var code: vm_width {
    switch self {
    case .scalar: vm_scalar
    case .narrow: vm_narrow
    case .wide: vm_wide
    }
  }
}

extension VectorMath {
  /// f(x) with vectors of the given width, or of the widest that the processor has where it has less.
  package static func map(
    _ function: ElementaryFunction, _ x: [Double], width: VectorWidth
  ) -> [Double] {
    unsafe [Double](unsafeUninitializedCapacity: x.count) { y, count in
      unsafe vm_map_width_f64(width.code, function.code, x.count, x, y.baseAddress)
      count = x.count
    }
  }

  /// f(x) with vectors of the given width, or of the widest that the processor has where it has less.
  package static func map(
    _ function: ElementaryFunction, _ x: [Float], width: VectorWidth
  ) -> [Float] {
    unsafe [Float](unsafeUninitializedCapacity: x.count) { y, count in
      unsafe vm_map_width_f32(width.code, function.code, x.count, x, y.baseAddress)
      count = x.count
    }
  }
}
