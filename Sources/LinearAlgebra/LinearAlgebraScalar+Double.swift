internal import COpenBLAS
internal import CVectorMath

extension Double: LinearAlgebraScalar {
  @unsafe public static func _map(
    _ function: ElementaryFunction, _ n: Int, _ x: UnsafePointer<Double>,
    _ y: UnsafeMutablePointer<Double>
  ) {
    unsafe vm_map_f64(function.code, n, x, y)
  }

  @unsafe public static func _sum(_ n: Int, _ x: UnsafePointer<Double>) -> Double {
    unsafe vm_sum_f64(n, x)
  }

  @unsafe public static func _dot(
    _ n: Int, _ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>
  ) -> Double {
    unsafe vm_dot_f64(n, x, y)
  }

  @unsafe public static func _maxAbs(_ n: Int, _ x: UnsafePointer<Double>) -> Double {
    unsafe vm_max_abs_f64(n, x)
  }

  @unsafe public static func _axpy(
    _ n: Int, _ a: Double, _ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>
  ) {
    unsafe vm_axpy_f64(n, a, x, y)
  }

  @unsafe public static func _addScaled(
    _ n: Int, _ x: UnsafePointer<Double>, _ a: Double, _ y: UnsafePointer<Double>,
    _ z: UnsafeMutablePointer<Double>
  ) {
    unsafe vm_add_scaled_f64(n, x, a, y, z)
  }

  @unsafe public static func _scale(_ n: Int, _ a: Double, _ x: UnsafeMutablePointer<Double>) {
    unsafe vm_scale_f64(n, a, x)
  }

  @unsafe public static func _symmetricProduct(
    _ n: Int, _ a: UnsafePointer<Double>, _ x: UnsafePointer<Double>,
    _ y: UnsafeMutablePointer<Double>
  ) {
    unsafe vm_symmetric_product_f64(n, a, x, y)
  }

  @unsafe public static func _symmetricUpdate(
    _ n: Int, _ a: UnsafeMutablePointer<Double>, _ s: UnsafePointer<Double>,
    _ v: UnsafePointer<Double>, _ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>
  ) {
    unsafe vm_symmetric_update_f64(n, a, s, v, x, y)
  }

  @unsafe public static func _stepChange(
    _ n: Int, _ x1: UnsafePointer<Double>, _ x0: UnsafePointer<Double>, _ g1: UnsafePointer<Double>,
    _ g0: UnsafePointer<Double>, _ s: UnsafeMutablePointer<Double>,
    _ y: UnsafeMutablePointer<Double>,
    _ products: UnsafeMutablePointer<Double>
  ) {
    unsafe vm_step_change_f64(n, x1, x0, g1, g0, s, y, products)
  }

  @unsafe public static func _twoLoop(
    _ n: Int, _ m: Int, _ count: Int, _ newest: Int, _ s: UnsafePointer<Double>,
    _ y: UnsafePointer<Double>, _ rho: UnsafePointer<Double>, _ alpha: UnsafeMutablePointer<Double>,
    _ scale: Double, _ p: UnsafeMutablePointer<Double>
  ) {
    unsafe vm_two_loop_f64(n, m, count, newest, s, y, rho, alpha, scale, p)
  }

  @unsafe public static func _gemm(
    _ transposeA: Bool, _ transposeB: Bool, _ m: Int32, _ n: Int32, _ k: Int32, _ alpha: Double,
    _ a: UnsafePointer<Double>, _ lda: Int32, _ b: UnsafePointer<Double>, _ ldb: Int32,
    _ beta: Double,
    _ c: UnsafeMutablePointer<Double>, _ ldc: Int32
  ) {
    OneThread.ensure()
    unsafe cblas_dgemm(
      CblasColMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
      m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
  }

  @unsafe public static func _gemv(
    _ transposeA: Bool, _ m: Int32, _ n: Int32, _ alpha: Double, _ a: UnsafePointer<Double>,
    _ lda: Int32, _ x: UnsafePointer<Double>, _ incx: Int32, _ beta: Double,
    _ y: UnsafeMutablePointer<Double>, _ incy: Int32
  ) {
    OneThread.ensure()
    unsafe cblas_dgemv(
      CblasColMajor, transposeA ? CblasTrans : CblasNoTrans, m, n, alpha, a, lda, x, incx, beta, y,
      incy)
  }

  @unsafe public static func _potrf(
    _ n: Int32, _ a: UnsafeMutablePointer<Double>, _ lda: Int32
  ) -> Int32 {
    OneThread.ensure()
    var (n, lda, info, lower) = (n, lda, Int32(0), CChar(UInt8(ascii: "L")))
    unsafe dpotrf_(&lower, &n, a, &lda, &info, 1)
    return info
  }

  @unsafe public static func _trsv(
    _ transpose: Bool, _ n: Int32, _ a: UnsafePointer<Double>, _ lda: Int32,
    _ x: UnsafeMutablePointer<Double>
  ) {
    OneThread.ensure()
    unsafe cblas_dtrsv(
      CblasColMajor, CblasLower, transpose ? CblasTrans : CblasNoTrans, CblasNonUnit, n, a, lda, x,
      1)
  }
}
