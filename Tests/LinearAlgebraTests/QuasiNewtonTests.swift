import LinearAlgebra
import Testing

/// The whole of a symmetric matrix from its lower triangle, stored column after column.
private func full(_ packed: [Double], _ n: Int) -> [[Double]] {
  var rows = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
  var index = 0
  for column in 0..<n {
    for row in column..<n {
      rows[row][column] = packed[index]
      rows[column][row] = packed[index]
      index += 1
    }
  }
  return rows
}

private func product(_ rows: [[Double]], _ x: [Double]) -> [Double] {
  rows.map { zip($0, x).reduce(0) { $0 + $1.0 * $1.1 } }
}

/// Sums of n numbers up to 1 in either order differ by less than n·n units.
private func isClose(_ a: [Double], _ b: [Double]) -> Bool {
  let bound = Double.ulpOfOne * Double(a.count * a.count) + 1e-13
  return zip(a, b).allSatisfy { abs($0 - $1) <= bound * max(1, abs($1)) }
}

struct QuasiNewtonTests {
  @Test("symmetric products and updates agree with simple loops", arguments: 0..<45)
  func symmetric(n: Int) {
    guard n > 0 else { return }
    var packed = numbers(n * (n + 1) / 2, seed: 1)
    let s = numbers(n, seed: 2)
    let v = numbers(n, seed: 3)
    let x = numbers(n, seed: 4)
    var y = [Double](repeating: .nan, count: n)
    BLAS.symmetricProduct(n, packed, x, &y)
    #expect(isClose(y, product(full(packed, n), x)))
    var expected = full(packed, n)
    for i in 0..<n { for j in 0..<n { expected[i][j] += s[i] * v[j] + v[i] * s[j] } }
    BLAS.symmetricUpdate(n, &packed, s, v, x, &y)
    #expect(isClose(full(packed, n).flatMap { $0 }, expected.flatMap { $0 }))
    #expect(isClose(y, product(expected, x)))
    var again = y
    BLAS.symmetricProduct(n, packed, x, &again)
    #expect(again == y)
  }

  @Test("the change of a step and its products agree with simple loops", arguments: 0..<40)
  func stepChange(n: Int) {
    guard n > 0 else { return }
    let given = (1...4).map { numbers(n, seed: UInt64($0)) }
    var (s, y) = (given[0], given[0])
    var products = [0.0, 0, 0]
    BLAS.stepChange(n, given[0], given[1], given[2], given[3], &s, &y, &products)
    #expect(s == zip(given[0], given[1]).map { $0 - $1 })
    #expect(y == zip(given[2], given[3]).map { $0 - $1 })
    let expected = [(s, y), (s, s), (y, y)].map { zip($0.0, $0.1).reduce(0) { $0 + $1.0 * $1.1 } }
    #expect(isClose(products, expected))
  }

  @Test(
    "the two-loop recursion is the product with the matrix of the BFGS updates", arguments: 1..<25)
  func twoLoop(n: Int) {
    let (m, count, newest) = (5, n % 5 + 1, n % 5)
    let s = numbers(m * n, seed: 5)
    // y near s keeps sᵀy positive.
    let y = zip(s, numbers(m * n, seed: 6)).map { 2 * $0 + 0.2 * $1 }
    let pairs = (0..<m).map { slot in
      (s: Array(s[slot * n..<(slot + 1) * n]), y: Array(y[slot * n..<(slot + 1) * n]))
    }
    let rho = pairs.map { 1 / zip($0.s, $0.y).reduce(0) { $0 + $1.0 * $1.1 } }
    var p = numbers(n, seed: 7)
    var alpha = [Double](repeating: 0, count: m)
    // H ← (I − ρ·s·yᵀ)·H·(I − ρ·y·sᵀ) + ρ·s·sᵀ, applied to p from the newest pair inwards.
    func apply(_ back: Int, _ q: [Double]) -> [Double] {
      guard back < count else { return q.map { 0.7 * $0 } }
      let slot = (newest - back + m) % m
      let (s, y) = pairs[slot]
      let a = rho[slot] * zip(s, q).reduce(0) { $0 + $1.0 * $1.1 }
      let r = apply(back + 1, zip(q, y).map { $0 - a * $1 })
      let b = rho[slot] * zip(y, r).reduce(0) { $0 + $1.0 * $1.1 }
      return zip(r, s).map { $0 + (a - b) * $1 }
    }
    let expected = apply(0, p)
    BLAS.twoLoop(n, m, count: count, newest: newest, s, y, rho, &alpha, 0.7, &p)
    let size = expected.map(\.magnitude).max() ?? 1
    #expect(zip(p, expected).allSatisfy { abs($0 - $1) <= 1e-10 * size })
  }
}
