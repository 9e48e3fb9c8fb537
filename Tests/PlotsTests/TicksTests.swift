import SeededRandomness
import Testing

@testable import Plots

@Suite("Ticks")
struct TicksTests {
  @Test(
    "round numbers with as many decimals as they need",
    arguments: [
      (0.0...1, 6, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"], nil),
      (-2.2...3.2, 6, ["−2", "−1", "0", "1", "2", "3"], nil),
      (0...2000, 5, ["0", "500", "1000", "1500", "2000"], nil),
      (-0.00002...0.00001, 4, ["−2", "−1", "0", "1"], "×10⁻⁵"),
      (0...3e7, 4, ["0", "1", "2", "3"], "×10⁷"),
      (999_998...1_000_002, 5, ["−2", "−1", "0", "1", "2"], "+1000000"),
      (0.3...0.301, 3, ["0.3000", "0.3005", "0.3010"], nil),
      (5...5.4, 1, ["5.0"], nil),
    ] as [(ClosedRange<Double>, Int, [String], String?)])
  func examples(limits: ClosedRange<Double>, limit: Int, labels: [String], note: String?) {
    let ticks = Ticks.linear(limits, atMost: limit)
    #expect(ticks.major.map(\.label) == labels)
    #expect(ticks.note == note)
  }

  @Test("ticks lie inside, are evenly spaced and not too many, and their labels are their values")
  func properties() throws {
    var random = SplitMix(state: 1)
    for _ in 0..<2000 {
      let size = Elementary.power(10, Double.random(in: -290...290, using: &random))
      let middle = size * Double.random(in: -1...1, using: &random)
      let span = size * Elementary.power(10, Double.random(in: -8...0, using: &random))
      let limits = (middle - span)...(middle + span)
      let limit = Int.random(in: 2...12, using: &random)
      let ticks = Ticks.linear(limits, atMost: limit)
      try #require(ticks.major.count >= 1 && ticks.major.count <= limit)
      let slack = span * 1e-6
      for tick in ticks.major {
        #expect(tick.value >= limits.lowerBound - slack && tick.value <= limits.upperBound + slack)
        let read = try #require(value(of: tick.label, ticks.note))
        #expect(abs(read - tick.value) <= 1e-12 * max(abs(tick.value), size))
      }
      #expect(Set(ticks.major.map(\.label)).count == ticks.major.count)
      if ticks.major.count > 2 {
        let steps = zip(ticks.major, ticks.major.dropFirst()).map { $1.value - $0.value }
        #expect(steps.allSatisfy { abs($0 - steps[0]) <= 1e-6 * steps[0] })
      }
    }
  }

  @Test("limits as far apart and as close as doubles go have ticks")
  func extremes() {
    let most = Double.greatestFiniteMagnitude
    for limits in [-most...most, 0...most, 1...1.000001, 1e-300...2e-300] {
      for limit in 1...9 {
        let ticks = Ticks.linear(limits, atMost: limit)
        #expect(ticks.major.count <= limit)
        #expect(ticks.major.allSatisfy { $0.value.isFinite })
      }
    }
    #expect(Ticks.linear(-most...most, atMost: 5).major.count >= 3)
  }

  @Test(
    "powers of ten on a logarithmic axis, with round numbers between where there are few",
    arguments: [
      (0.05...200.0, 8, ["0.1", "1", "10", "100"]),
      (1e-8...1, 5, ["10⁻⁸", "10⁻⁶", "10⁻⁴", "10⁻²", "10⁰"]),
      (1...60, 6, ["1", "2", "5", "10", "20", "50"]),
      (2...3, 6, ["2.0", "2.2", "2.4", "2.6", "2.8", "3.0"]),
      (0.5...7, 6, ["0.5", "1", "2", "5"]),
      (0.0033...0.9, 8, ["0.005", "0.01", "0.02", "0.05", "0.1", "0.2", "0.5"]),
      (0.0033...0.9, 5, ["0.01", "0.1"]), (0.0033...0.9, 2, ["0.01", "0.1"]),
      (0.15...8, 3, ["0.2", "1", "5"]), (0.15...8, 2, ["0.2", "5"]),
    ] as [(ClosedRange<Double>, Int, [String])])
  func logarithmic(limits: ClosedRange<Double>, limit: Int, labels: [String]) {
    #expect(Ticks.logarithmic(limits, atMost: limit).major.map(\.label) == labels)
  }

  @Test("however little room there is, no decade of several is without a label", arguments: 2...12)
  func decades(limit: Int) {
    var random = SplitMix(state: 6)
    for _ in 0..<300 {
      let lower = Double.random(in: -8...3, using: &random)
      let upper = lower + Double.random(in: 1.3...3, using: &random)
      let limits = Elementary.power(10, lower)...Elementary.power(10, upper)
      let major = Ticks.logarithmic(limits, atMost: limit).major
      // From either end, and from one to the next, there is never more than a decade and a half; where two
      // labels must do for three decades, two.
      let places =
        [lower] + major.map { Elementary.logarithm10($0.value) } + [upper]
      let gap = zip(places, places.dropFirst()).map { $1 - $0 }.max() ?? .infinity
      #expect(gap <= (limit < 4 ? 2 : 1.5), "\(limits): \(major.map(\.label))")
      #expect(major.count >= 2 && major.count <= max(limit, 3), "\(limits): \(major.map(\.label))")
    }
  }

  @Test("logarithmic ticks lie inside the limits")
  func logarithmicProperties() {
    var random = SplitMix(state: 2)
    for _ in 0..<1000 {
      let exponents = [0, 1].map { _ in Double.random(in: -300...300, using: &random) }.sorted()
      let limits = Elementary.power(10, exponents[0])...Elementary.power(10, exponents[1] + 0.01)
      let ticks = Ticks.logarithmic(limits, atMost: 7)
      #expect(!ticks.major.isEmpty && ticks.major.count <= 7)
      for value in ticks.major.map(\.value) + ticks.minor {
        #expect(value >= limits.lowerBound * 0.999999 && value <= limits.upperBound * 1.000001)
      }
    }
  }

  @Test("names are thinned by round steps")
  func categories() {
    let names = (0..<10_000).map { "class \($0)" }
    let ticks = Ticks.categories(names, -0.5...9999.5, atMost: 12)
    #expect(ticks.major.map(\.label) == stride(from: 0, to: 10_000, by: 1000).map { "class \($0)" })
    #expect(Ticks.categories(["a", "b"], -0.5...1.5, atMost: 12).major.map(\.value) == [0, 1])
    #expect(Ticks.categories([], 0...1, atMost: 12).major.isEmpty)
    #expect(Ticks.categories(names, -1e300...1e300, atMost: 4).major.count <= 4)
  }

  /// The number that a label and a note say.
  private func value(of label: String, _ note: String?) -> Double? {
    guard let number = Double(label.replacing("−", with: "-")) else { return nil }
    var (factor, offset) = (1.0, 0.0)
    for part in (note ?? "").split(separator: " ") {
      if part.hasPrefix("×10") {
        guard let exponent = Double(plain(part.dropFirst(3))) else { return nil }
        factor = Elementary.power(10, exponent)
      } else {
        guard let sum = decimal(part) else { return nil }
        offset = sum
      }
    }
    return number * factor + offset
  }

  /// A sum as notes write it: `+1200000`, `−12×10²⁵`.
  private func decimal(_ text: Substring) -> Double? {
    let parts = text.replacing("−", with: "-").split(separator: "×10")
    guard let mantissa = Double(parts[0]) else { return nil }
    guard parts.count == 2 else { return mantissa }
    return Double(plain(parts[1])).map { mantissa * Elementary.power(10, $0) }
  }

  /// Superscript digits as plain ones.
  private func plain(_ text: Substring) -> String {
    String(
      text.map { character in
        "⁻⁰¹²³⁴⁵⁶⁷⁸⁹".firstIndex(of: character).map {
          Array("-0123456789")["⁻⁰¹²³⁴⁵⁶⁷⁸⁹".distance(from: "⁻⁰¹²³⁴⁵⁶⁷⁸⁹".startIndex, to: $0)]
        } ?? character
      })
  }
}

@Suite("Axes")
struct AxisTests {
  @Test("limits come from the data, and are always finite and apart")
  func limits() {
    let most = Double.greatestFiniteMagnitude
    let data: [[Double]] = [
      [], [.nan], [3], [0], [-1, 1], [.infinity, 2], [most, -most], [.leastNonzeroMagnitude],
      [1e300, 1e300.nextUp],
      [-5, -5], [.leastNormalMagnitude / 8, .leastNormalMagnitude],
    ]
    for values in data {
      for scale in [Axis.Scale.linear, .logarithmic] {
        var extent = Extent()
        extent.include(values, scale)
        for asked in [nil, 1...2, 2...2, -Double.infinity...3, -3...(-2), most...Double.infinity] {
          let axis = Axis(scale: scale, limits: asked)
          let limits = axis.resolvedLimits(extent, margins: (0.05, 0.05))
          #expect(limits.lowerBound.isFinite && limits.upperBound.isFinite)
          #expect(limits.lowerBound < limits.upperBound)
          #expect(scale == .linear || limits.lowerBound > 0)
          let mapping = AxisMapping(limits, scale, start: 10, end: 20)
          #expect(abs(mapping.position(limits.lowerBound) - 10) < 1e-6)
          #expect(abs(mapping.position(limits.upperBound) - 20) < 1e-6)
        }
      }
    }
  }

  @Test("limits asked for are kept")
  func askedLimits() {
    var extent = Extent()
    extent.include([0, 100], .linear)
    #expect(Axis(limits: 3...7).resolvedLimits(extent, margins: (0.1, 0.1)) == 3...7)
    #expect(
      Axis(limits: -Double.infinity...50).resolvedLimits(extent, margins: (0, 0)) == 0...50)
  }

  @Test("a logarithmic axis puts equal ratios at equal distances")
  func logarithmicMapping() {
    let mapping = AxisMapping(1...1000, .logarithmic, start: 0, end: 300)
    #expect([1, 10, 100, 1000].map { mapping.position($0).rounded() } == [0, 100, 200, 300])
    #expect(mapping.position(0).isNaN && mapping.position(-1).isNaN)
    #expect(mapping.position(.infinity).isNaN)
  }
}
