import Optimization

/// An instance of a test problem: a number of variables and of residuals, a start, and the known minima.
struct Instance: Sendable {
  let number: Int
  let name: String
  let n: Int
  let m: Int
  /// The values of f at its known minima.
  let minima: [Double]
  /// A value that f only approaches, as variables go to infinity.
  let limit: Double?

  private init(
    _ number: Int, _ name: String, n: Int, m: Int, minima: [Double], limit: Double? = nil
  ) {
    self.number = number
    self.name = name
    self.n = n
    self.m = m
    self.minima = minima
    self.limit = limit
  }

  /// As in `06-JennrichSampson-n2m10`.
  var key: String { "\(number < 10 ? "0" : "")\(number)-\(name)-n\(n)m\(m)" }

  /// The problem; none where its number is not one of the paper's.
  var objective: MoreGarbowHillstrom? { MoreGarbowHillstrom(number: number, n: n, m: m) }

  /// The paper's standard start.
  var x0: [Double] { standardStart(number, n) }

  /// Whether f is that of a minimum: to 1e-8 relative, or to 1e-12 where the minimum is zero, or lower
  /// than any known. The limits at infinity are the paper's, to six digits.
  func isMinimum(_ f: Double) -> Bool {
    minima.contains { $0 == 0 ? f <= 1e-12 : abs(f - $0) <= 1e-8 * $0 }
      || f < (minima.min() ?? -.infinity) || limit.map { abs(f - $0) <= 1e-5 * $0 } ?? false
  }

  /// The 45 instances. Values of minima that the paper prints to six digits are those of several methods
  /// that agree to ten.
  static let all: [Instance] = [
    Instance(1, "Rosenbrock", n: 2, m: 2, minima: [0]),
    Instance(2, "FreudensteinRoth", n: 2, m: 2, minima: [0, 48.98425367924]),
    Instance(3, "PowellBadlyScaled", n: 2, m: 2, minima: [0]),
    Instance(4, "BrownBadlyScaled", n: 2, m: 3, minima: [0]),
    Instance(5, "Beale", n: 2, m: 3, minima: [0]),
    Instance(6, "JennrichSampson", n: 2, m: 10, minima: [124.3621823556148]),
    Instance(7, "HelicalValley", n: 3, m: 3, minima: [0]),
    Instance(8, "Bard", n: 3, m: 15, minima: [0.008214877306578966], limit: 17.4286),
    Instance(9, "Gaussian", n: 3, m: 15, minima: [1.1279327696189506e-8]),
    Instance(10, "Meyer", n: 3, m: 16, minima: [87.94585517037268]),
    Instance(11, "GulfRD", n: 3, m: 99, minima: [0]),
    Instance(12, "Box3D", n: 3, m: 10, minima: [0]),
    Instance(13, "PowellSingular", n: 4, m: 4, minima: [0]),
    Instance(14, "Wood", n: 4, m: 6, minima: [0]),
    Instance(15, "KowalikOsborne", n: 4, m: 11, minima: [0.0003075056038492366], limit: 0.00102734),
    Instance(16, "BrownDennis", n: 4, m: 20, minima: [85822.20162635625]),
    Instance(17, "Osborne1", n: 5, m: 33, minima: [5.4648946974824236e-5]),
    Instance(18, "BiggsEXP6", n: 6, m: 13, minima: [0.00565564992549989, 0]),
    Instance(19, "Osborne2", n: 11, m: 65, minima: [0.040137736293547714]),
    Instance(20, "Watson", n: 6, m: 31, minima: [0.002287670053552412]),
    Instance(20, "Watson", n: 9, m: 31, minima: [1.3997601380875162e-6]),
    Instance(20, "Watson", n: 12, m: 31, minima: [4.722381109694111e-10]),
    Instance(21, "ExtRosenbrock", n: 10, m: 10, minima: [0]),
    Instance(21, "ExtRosenbrock", n: 100, m: 100, minima: [0]),
    Instance(22, "ExtPowellSingular", n: 12, m: 12, minima: [0]),
    Instance(22, "ExtPowellSingular", n: 100, m: 100, minima: [0]),
    Instance(23, "PenaltyI", n: 4, m: 5, minima: [2.249977500899937e-5]),
    Instance(23, "PenaltyI", n: 10, m: 11, minima: [7.087651467090369e-5]),
    Instance(24, "PenaltyII", n: 4, m: 8, minima: [9.37629300735544e-6]),
    Instance(24, "PenaltyII", n: 10, m: 20, minima: [0.00029366053745674583]),
    Instance(25, "VariablyDim", n: 10, m: 12, minima: [0]),
    Instance(26, "Trigonometric", n: 10, m: 10, minima: [0, 2.795056121878002e-5]),
    Instance(27, "BrownAlmostLinear", n: 10, m: 10, minima: [0, 1]),
    Instance(28, "DiscreteBoundary", n: 10, m: 10, minima: [0]),
    Instance(29, "DiscreteIntegral", n: 10, m: 10, minima: [0]),
    Instance(30, "BroydenTridiagonal", n: 10, m: 10, minima: [0]),
    Instance(30, "BroydenTridiagonal", n: 100, m: 100, minima: [0]),
    Instance(31, "BroydenBanded", n: 10, m: 10, minima: [0]),
    Instance(32, "LinearFullRank", n: 10, m: 20, minima: [10]),
    Instance(33, "LinearRank1", n: 10, m: 20, minima: [4.634146341463414]),
    Instance(34, "LinearRank1Zero", n: 10, m: 20, minima: [6.135135135135135]),
    Instance(35, "Chebyquad", n: 7, m: 7, minima: [0]),
    Instance(35, "Chebyquad", n: 8, m: 8, minima: [0.0035168737256779173]),
    Instance(35, "Chebyquad", n: 9, m: 9, minima: [0]),
    Instance(35, "Chebyquad", n: 10, m: 10, minima: [0.006503954800882304, 0.004772713696375339]),
  ]
}

/// The standard start of problem `number` with n variables.
private func standardStart(_ number: Int, _ n: Int) -> [Double] {
  if let start = fixedStarts[number] { return start }
  func each(_ start: (_ i: Double) -> Double) -> [Double] { (1...n).map { start(Double($0)) } }
  switch number {
  case 20: return each { _ in 0 }
  case 21: return (0..<n).map { $0.isMultiple(of: 2) ? -1.2 : 1 }
  case 22: return (0..<n).map { [3, -1, 0, 1][$0 % 4] }
  case 23: return each { $0 }
  case 24, 27: return each { _ in 0.5 }
  case 25: return each { 1 - $0 / Double(n) }
  case 26: return each { _ in 1 / Double(n) }
  case 28, 29: return each { $0 / Double(n + 1) * ($0 / Double(n + 1) - 1) }
  case 30, 31: return each { _ in -1 }
  case 35: return each { $0 / Double(n + 1) }
  default: return each { _ in 1 }
  }
}

private let fixedStarts: [Int: [Double]] = [
  1: [-1.2, 1], 2: [0.5, -2], 3: [0, 1], 4: [1, 1], 5: [1, 1], 6: [0.3, 0.4], 7: [-1, 0, 0],
  8: [1, 1, 1], 9: [0.4, 1, 0], 10: [0.02, 4000, 250], 11: [5, 2.5, 0.15], 12: [0, 10, 20],
  13: [3, -1, 0, 1], 14: [-3, -1, -3, -1], 15: [0.25, 0.39, 0.415, 0.39], 16: [25, 5, -5, -1],
  17: [0.5, 1.5, -1, 0.01, 0.02], 18: [1, 2, 1, 1, 1, 1],
  19: [1.3, 0.65, 0.65, 0.7, 0.6, 3, 5, 7, 2, 4.5, 5.5],
]
