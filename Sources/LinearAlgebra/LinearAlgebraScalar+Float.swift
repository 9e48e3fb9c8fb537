internal import COpenBLAS
internal import CVectorMath

extension Float: LinearAlgebraScalar {
  @unsafe public static func _map(
    _ function: ElementaryFunction, _ n: Int, _ x: UnsafePointer<Float>,
    _ y: UnsafeMutablePointer<Float>
  ) {
    unsafe vm_map_f32(function.code, n, x, y)
  }

  @unsafe public static func _sum(_ n: Int, _ x: UnsafePointer<Float>) -> Float {
    unsafe vm_sum_f32(n, x)
  }

  @unsafe public static func _dot(
    _ n: Int, _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>
  ) -> Float {
    unsafe vm_dot_f32(n, x, y)
  }

  @unsafe public static func _maxAbs(_ n: Int, _ x: UnsafePointer<Float>) -> Float {
    unsafe vm_max_abs_f32(n, x)
  }

  @unsafe public static func _axpy(
    _ n: Int, _ a: Float, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>
  ) {
    unsafe vm_axpy_f32(n, a, x, y)
  }

  @unsafe public static func _addScaled(
    _ n: Int, _ x: UnsafePointer<Float>, _ a: Float, _ y: UnsafePointer<Float>,
    _ z: UnsafeMutablePointer<Float>
  ) {
    unsafe vm_add_scaled_f32(n, x, a, y, z)
  }

  @unsafe public static func _scale(_ n: Int, _ a: Float, _ x: UnsafeMutablePointer<Float>) {
    unsafe vm_scale_f32(n, a, x)
  }

  @unsafe public static func _symmetricProduct(
    _ n: Int, _ a: UnsafePointer<Float>, _ x: UnsafePointer<Float>,
    _ y: UnsafeMutablePointer<Float>
  ) {
    unsafe vm_symmetric_product_f32(n, a, x, y)
  }

  @unsafe public static func _symmetricUpdate(
    _ n: Int, _ a: UnsafeMutablePointer<Float>, _ s: UnsafePointer<Float>,
    _ v: UnsafePointer<Float>, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>
  ) {
    unsafe vm_symmetric_update_f32(n, a, s, v, x, y)
  }

  @unsafe public static func _stepChange(
    _ n: Int, _ x1: UnsafePointer<Float>, _ x0: UnsafePointer<Float>, _ g1: UnsafePointer<Float>,
    _ g0: UnsafePointer<Float>, _ s: UnsafeMutablePointer<Float>, _ y: UnsafeMutablePointer<Float>,
    _ products: UnsafeMutablePointer<Float>
  ) {
    unsafe vm_step_change_f32(n, x1, x0, g1, g0, s, y, products)
  }

  @unsafe public static func _twoLoop(
    _ n: Int, _ m: Int, _ count: Int, _ newest: Int, _ s: UnsafePointer<Float>,
    _ y: UnsafePointer<Float>, _ rho: UnsafePointer<Float>, _ alpha: UnsafeMutablePointer<Float>,
    _ scale: Float, _ p: UnsafeMutablePointer<Float>
  ) {
    unsafe vm_two_loop_f32(n, m, count, newest, s, y, rho, alpha, scale, p)
  }

  @unsafe public static func _gemm(
    _ transposeA: Bool, _ transposeB: Bool, _ m: Int32, _ n: Int32, _ k: Int32, _ alpha: Float,
    _ a: UnsafePointer<Float>, _ lda: Int32, _ b: UnsafePointer<Float>, _ ldb: Int32, _ beta: Float,
    _ c: UnsafeMutablePointer<Float>, _ ldc: Int32
  ) {
    OneThread.ensure()
    unsafe cblas_sgemm(
      CblasColMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
      m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
  }

  @unsafe public static func _gemv(
    _ transposeA: Bool, _ m: Int32, _ n: Int32, _ alpha: Float, _ a: UnsafePointer<Float>,
    _ lda: Int32, _ x: UnsafePointer<Float>, _ incx: Int32, _ beta: Float,
    _ y: UnsafeMutablePointer<Float>, _ incy: Int32
  ) {
    OneThread.ensure()
    unsafe cblas_sgemv(
      CblasColMajor, transposeA ? CblasTrans : CblasNoTrans, m, n, alpha, a, lda, x, incx, beta, y,
      incy)
  }

  @unsafe public static func _potrf(
    _ n: Int32, _ a: UnsafeMutablePointer<Float>, _ lda: Int32
  ) -> Int32 {
    OneThread.ensure()
    var (n, lda, info, lower) = (n, lda, Int32(0), CChar(UInt8(ascii: "L")))
    unsafe spotrf_(&lower, &n, a, &lda, &info, 1)
    return info
  }

  @unsafe public static func _trsv(
    _ transpose: Bool, _ n: Int32, _ a: UnsafePointer<Float>, _ lda: Int32,
    _ x: UnsafeMutablePointer<Float>
  ) {
    OneThread.ensure()
    unsafe cblas_strsv(
      CblasColMajor, CblasLower, transpose ? CblasTrans : CblasNoTrans, CblasNonUnit, n, a, lda, x,
      1)
  }
}
