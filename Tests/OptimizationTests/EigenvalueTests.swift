import Testing

@testable import Optimization

/// Eigenvalues as the examination of an end takes them.
struct EigenvalueTests {
  /// Roundings that an eigenvalue and an eigenvector may be off by, in units of n·ulp.
  private static let roundings = 8.0

  private func random(_ n: Int, seed: Int) -> [Double] {
    var state = UInt64(seed + 1)
    var a = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      for j in 0...i {
        // Knuth's generator: nothing but numbers without a pattern are needed.
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        a[i * n + j] = Double(state >> 11) / 0x1p52 - 1
        a[j * n + i] = a[i * n + j]
      }
    }
    return a
  }

  @Test(
    "a symmetric matrix is its eigenvectors times its eigenvalues, and the vectors are orthonormal",
    arguments: [1, 2, 3, 4, 9, 41, 64])
  func decomposition(n: Int) {
    for seed in 0..<3 {
      let a = random(n, seed: seed)
      let eigen = SymmetricEigenvalues(of: a, dimension: n)
      let v = eigen.vectors
      let limit = Self.roundings * Double(n) * Double.ulpOfOne
      for i in 0..<n {
        for j in 0..<n {
          var (element, inner) = (0.0, 0.0)
          for k in 0..<n {
            element += v[k * n + i] * eigen.values[k] * v[k * n + j]
            inner += v[i * n + k] * v[j * n + k]
          }
          #expect(abs(element - a[i * n + j]) <= limit)
          #expect(abs(inner - (i == j ? 1 : 0)) <= limit)
        }
      }
    }
  }

  @Test("matrices with many equal eigenvalues, zeros and known spectra come out exactly enough")
  func knownSpectra() {
    let n = 12
    #expect(
      SymmetricEigenvalues<Double>(of: [Double](repeating: 0, count: n * n), dimension: n)
        .values.allSatisfy { $0 == 0 })
    // All ones: n once, and zero.
    let ones = SymmetricEigenvalues<Double>(of: [Double](repeating: 1, count: n * n), dimension: n)
    let sorted = ones.values.sorted()
    #expect(abs(sorted[n - 1] - Double(n)) < 1e-13)
    #expect(sorted[..<(n - 1)].allSatisfy { abs($0) < 1e-14 })
    // The second difference: 4·sin²(kπ/(2n + 2)); here in Float too, with the values of n = 3.
    let float = SymmetricEigenvalues<Float>(of: [2, -1, 0, -1, 2, -1, 0, -1, 2], dimension: 3)
    for (found, expected) in zip(float.values.sorted(), [2 - Float(2).squareRoot(), 2, 3.4142137]) {
      #expect(abs(found - expected) < 1e-6)
    }
  }

  @Test("a matrix with NaN has eigenvalues of NaN, and ends")
  func notANumber() {
    let eigen = SymmetricEigenvalues<Double>(of: [1, .nan, .nan, 1], dimension: 2)
    #expect(eigen.values.allSatisfy { $0.isNaN })
  }
}
