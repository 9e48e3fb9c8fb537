import LinearAlgebra
import Matrices
import Testing

/// One case of products.json; matrices are lists of rows.
private struct Case: Decodable {
  var a, b, c, d, ab, aTc, adT: [[Double]]
  var x, y, ax, aTy: [Double]
  var frobenius, one, infinity: Double
}

/// Products add at most 33 terms near 1: their rounding stays below 100 units of the precision.
private func isClose<Scalar: LinearAlgebraScalar>(_ a: [Scalar], _ b: [Scalar]) -> Bool {
  a.count == b.count
    && zip(a, b).allSatisfy { ($0 - $1).magnitude <= 100 * Scalar.ulpOfOne * max(1, $1.magnitude) }
}

private func isClose<Scalar: LinearAlgebraScalar>(_ a: Matrix<Scalar>, _ b: Matrix<Scalar>) -> Bool
{
  a.size == b.size && isClose(a.elements, b.elements)
}

struct ProductTests {
  private static let cases: [Case] = (try? reference("products.json")) ?? []

  @Test("products agree with NumPy's in both precisions", arguments: 0..<7)
  func products(index: Int) {
    let given = Self.cases[index]
    check(given, as: Double.self)
    check(given, as: Float.self)
  }

  private func check<Scalar: LinearAlgebraScalar>(_ given: Case, as type: Scalar.Type) {
    func matrix(_ rows: [[Double]]) -> Matrix<Scalar> { Matrix(rows: rows).map { Scalar($0) } }
    func vector(_ x: [Double]) -> [Scalar] { x.map { Scalar($0) } }
    let a = matrix(given.a)
    #expect(isClose(a * matrix(given.b), matrix(given.ab)))
    #expect(isClose(a.transposedTimes(matrix(given.c)), matrix(given.aTc)))
    #expect(isClose(a.times(transposed: matrix(given.d)), matrix(given.adT)))
    #expect(isClose(a * vector(given.x), vector(given.ax)))
    #expect(isClose(a.transposedTimes(vector(given.y)), vector(given.aTy)))
    #expect(isClose([a.frobeniusNorm], [Scalar(given.frobenius)]))
    #expect(isClose([a.oneNorm], [Scalar(given.one)]))
    #expect(isClose([a.infinityNorm], [Scalar(given.infinity)]))
  }

  @Test("products of empty matrices have the right shape and are zero")
  func empty() {
    let tall = Matrix<Double>(repeating: 1, rowCount: 3, columnCount: 0)
    let flat = Matrix<Double>(repeating: 1, rowCount: 0, columnCount: 3)
    #expect(tall * flat == Matrix(repeating: 0, rowCount: 3, columnCount: 3))
    #expect((flat * tall).size == [0, 0])
    #expect((flat * Matrix(repeating: 1, rowCount: 3, columnCount: 2)).size == [0, 2])
    #expect(tall.times(transposed: tall) == Matrix(repeating: 0, rowCount: 3, columnCount: 3))
    #expect(flat.transposedTimes(flat) == Matrix(repeating: 0, rowCount: 3, columnCount: 3))
    #expect(tall * [] == [0, 0, 0])
    #expect(flat * [1, 2, 3] == [])
    #expect(tall.transposedTimes([1, 2, 3]) == [])
    #expect(tall.frobeniusNorm == 0 && tall.oneNorm == 0 && flat.infinityNorm == 0)
  }

  @Test("NaN and infinities go through a product, also against zeros")
  func nonFinite() {
    for bad in [Double.nan, .infinity, -.infinity] {
      let a: Matrix = [[bad, 1], [0, 1]]
      let zero = Matrix(repeating: 0.0, rowCount: 2, columnCount: 2)
      #expect((a * zero)[0, 0].isNaN && (a * zero)[1, 0] == 0)
      #expect((zero * a)[0, 0].isNaN && (zero * a)[0, 1] == 0)
      #expect((a * [0.0, 0])[0].isNaN)
      #expect(!(a * [1.0, 1])[0].isFinite && (a * [1.0, 1])[1] == 1)
    }
    #expect(
      Matrix(rows: [[1.0, .nan]]).oneNorm.isNaN && Matrix(rows: [[1.0, .nan]]).infinityNorm.isNaN)
  }

  @Test("a product gives the same bits twice, and in a block of a larger buffer")
  func blocks() {
    let a = Matrix<Double>(rowCount: 13, columnCount: 9) { Double($0 * 7 + $1 * 3).squareRoot() }
    let b = Matrix<Double>(rowCount: 9, columnCount: 11) { Double($0 + $1 * 5 + 1).squareRoot() }
    let product = a * b
    #expect(product == a * b)
    var wide = [Double](repeating: -1, count: 20 * 11)
    wide.withUnsafeMutableBufferPointer { c in
      a.withUnsafeBufferPointer { a in
        b.withUnsafeBufferPointer { b in
          BLAS.gemm(
            m: 13, n: 11, k: 9, a.baseAddress!, lda: 13, b.baseAddress!, ldb: 9,
            c.baseAddress! + 2, ldc: 20)
        }
      }
    }
    for column in 0..<11 {
      #expect(Array(wide[column * 20 + 2..<column * 20 + 15]) == product.column(column))
      #expect(wide[column * 20] == -1 && wide[column * 20 + 15] == -1)
    }
  }

  @Test("gemm adds to what is there when beta asks for it, also where nothing is multiplied")
  func beta() {
    var c = [1.0, 2, 3, 4]
    BLAS.gemm(
      transposeA: true, m: 2, n: 2, k: 1, alpha: 2, [1, 10], lda: 1, [1, 1], ldb: 1, beta: 3, &c,
      ldc: 2)
    #expect(c == [5, 26, 11, 32])
    BLAS.gemm(m: 2, n: 2, k: 0, [0.0], lda: 2, [0], ldb: 1, beta: 2, &c, ldc: 2)
    #expect(c == [10, 52, 22, 64])
    var old = [Double.nan, .nan]
    BLAS.gemv(m: 2, n: 1, [1.0, 2], lda: 2, [3], &old)
    #expect(old == [3, 6])
    BLAS.ger(m: 2, n: 1, alpha: 2, [1, 1], [5], &old, lda: 2)
    #expect(old == [13, 16])
  }

  @Test("matrices that do not fit trap with both shapes")
  func shapes() async {
    await #expect(processExitsWith: .failure) {
      _ = Matrix(rows: [[1.0, 2, 3]]) * Matrix(rows: [[1.0, 2, 3]])
    }
    await #expect(processExitsWith: .failure) {
      _ = Matrix(rows: [[1.0, 2, 3]]).transposedTimes(Matrix(rows: [[1.0], [2.0]]))
    }
    await #expect(processExitsWith: .failure) {
      _ = Matrix(rows: [[1.0, 2, 3]]).times(transposed: Matrix(rows: [[1.0], [2.0]]))
    }
    await #expect(processExitsWith: .failure) { _ = Matrix(rows: [[1.0, 2, 3]]) * [1.0, 2] }
    await #expect(processExitsWith: .failure) {
      _ = Matrix(rows: [[1.0, 2]]).transposedTimes([1.0, 2])
    }
  }

  @Test("the message of a trap names both shapes")
  func message() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Matrix(rows: [[1.0, 2, 3]]) * Matrix(rows: [[1.0], [2.0]])
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("a 1×3 matrix cannot multiply a 2×1 matrix"))
  }
}
