import CNetworkKernels
import Foundation
import Randomness
import Testing

/// Our own sigmoid, tanh and log-loss, beside the C library's in double precision.
@Suite("Activation kernels") struct ActivationKernelTests {
  private static let ranges = [1e-8, 0.3, 2, 20, 80, 700]
  private static let widths = [vm_wide, vm_narrow]

  private func points(_ range: Double) -> [Double] {
    var random = MersenneTwister(seed: 11)
    // Not a multiple of the widest vector, so that the rest is computed too.
    return (0..<4003).map { _ in random.uniform(in: -range..<range) }
  }

  private func sigmoid(_ x: Double) -> Double {
    x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x))
  }

  private func logLoss(_ u: Double) -> Double { max(u, 0) + log1p(exp(-abs(u))) }

  /// 4 ULP: 3 of ours, and the reference's own.
  private func agree<Scalar: BinaryFloatingPoint>(_ found: Scalar, _ wanted: Double) -> Bool {
    abs(Double(found) - wanted) <= 4 * Double(Scalar(wanted).ulp)
  }

  @Test("sigmoid and tanh are within their bounds, the same bits at both widths", arguments: ranges)
  func activations(range: Double) {
    let x = points(range)
    for (function, wanted) in [(nk_sigmoid, sigmoid), (nk_tanh, tanh)] {
      let results = Self.widths.map { width in
        var y = [Double](repeating: .nan, count: x.count)
        nk_apply_width_f64(width, function, x.count, x, &y)
        return y
      }
      #expect(results[0] == results[1])
      for (x, y) in zip(x, results[0]) { #expect(agree(y, wanted(x)), "\(x)") }
    }
  }

  @Test("in Float too", arguments: [1e-8, 0.3, 2, 20, 80])
  func inFloat(range: Double) {
    let x = points(range).map { Float($0) }
    for (function, wanted) in [(nk_sigmoid, sigmoid), (nk_tanh, tanh)] {
      let results = Self.widths.map { width in
        var y = [Float](repeating: .nan, count: x.count)
        nk_apply_width_f32(width, function, x.count, x, &y)
        return y
      }
      #expect(results[0] == results[1])
      for (x, y) in zip(x, results[0]) { #expect(agree(y, wanted(Double(x))), "\(x)") }
    }
    var (losses, slopes) = (x, x)
    nk_log_loss_f32(x.count, x, &losses, &slopes)
    for (u, loss) in zip(x, losses) { #expect(agree(loss, logLoss(Double(u))), "\(u)") }
    for (u, slope) in zip(x, slopes) { #expect(agree(slope, sigmoid(Double(u))), "\(u)") }
  }

  @Test("the log-loss and its slope are within their bounds", arguments: ranges)
  func losses(range: Double) {
    let u = points(range)
    let results = Self.widths.map { width in
      var (losses, slopes) = (u, u)
      nk_log_loss_width_f64(width, u.count, u, &losses, &slopes)
      return losses + slopes
    }
    #expect(results[0] == results[1])
    for (index, u) in u.enumerated() {
      #expect(agree(results[0][index], logLoss(u)), "\(u)")
      #expect(agree(results[0][index + 4003], sigmoid(u)), "\(u)")
    }
  }

  @Test("infinities, NaN, zeros and what is below the normal numbers")
  func special() {
    let x = [
      0, -0.0, .infinity, -.infinity, .nan, 1e300, -1e300, .leastNonzeroMagnitude, -1000, 1000,
    ]
    var (y, z) = (x, x)
    nk_apply_sigmoid_f64(x.count, x, &y)
    #expect(y[0..<4] == [0.5, 0.5, 1, 0] && y[4].isNaN && y[5...] == [1, 0, 0.5, 0, 1])
    nk_apply_tanh_f64(x.count, x, &y)
    #expect(y[0..<4] == [0, 0, 1, -1] && y[1].sign == .minus && y[4].isNaN)
    #expect(y[5...] == [1, -1, .leastNonzeroMagnitude, -1, 1])
    nk_log_loss_f64(x.count, x, &y, &z)
    #expect(y[2] == .infinity && y[3] == 0 && y[4].isNaN && z[4].isNaN)
    #expect(y[5...] == [1e300, 0, y[0], 0, 1000] && z[8...] == [0, 1])
  }
}
