/// The numbers that an axis shows, as they are written, and what is to be read with them.
struct Ticks: Hashable, Sendable {
  /// A number and how it is written.
  struct Tick: Hashable, Sendable {
    var value: Double
    var label: String
  }

  /// The numbers that are written, in increasing order.
  var major: [Tick]
  /// Numbers with a short line and no words.
  var minor: [Double]
  /// The factor and offset that every label is to be read with: `×10⁻³`, `+1200000`.
  var note: String?
}

extension Ticks {
  /// Round numbers between two limits, at most `limit` of them: multiples of 1, 2 or 5 times a
  /// power of ten.
  ///
  /// Labels are exact decimals. Where all would need many digits, a power of ten or a sum is taken
  /// out of them and stands in `note`, if a note is allowed; else each says all of its number.
  /// Limits must be finite and differ.
  ///
  /// - Parameter isWhole: whether only whole numbers will do.
  static func linear(
    _ limits: ClosedRange<Double>, atMost limit: Int, isWhole: Bool = false,
    allowsNote: Bool = true
  ) -> Ticks {
    var step = DecimalStep(covering: limits, atMost: max(limit, 1))
    if isWhole && step.exponent < 0 { step = DecimalStep(mantissa: 1, exponent: 0) }
    let multiples = step.multiples(in: limits)
    guard let first = multiples.first, let last = multiples.last else {
      return Ticks(major: [], minor: [])
    }
    let format = TickFormat(step: step, first: first, last: last, allowsNote: allowsNote)
    return Ticks(
      major: multiples.map { Tick(value: step.value($0), label: format.label($0)) }, minor: [],
      note: format.note)
  }

  /// Names at 0, 1, 2, …: those between two limits, every one or every second, fifth, tenth, …, at
  /// most `limit` of them.
  static func categories(
    _ names: [String], _ limits: ClosedRange<Double>, atMost limit: Int
  ) -> Ticks {
    let first = Int(max(limits.lowerBound, 0).rounded(.up).clamped(to: 0...1e9))
    let last = Int(limits.upperBound.rounded(.down).clamped(to: -1...1e9))
    let end = min(last, names.count - 1)
    guard first <= end else { return Ticks(major: [], minor: []) }
    var stride = DecimalStep(mantissa: 1, exponent: 0)
    while Double(end - first) / stride.size + 1 > Double(max(limit, 1)) { stride = stride.next }
    let every = Int(stride.size)
    return Ticks(
      major: Swift.stride(from: first, through: end, by: every).map {
        Tick(value: Double($0), label: names[$0])
      }, minor: [])
  }
}

/// A step of 1, 2 or 5 times a power of ten.
struct DecimalStep: Hashable {
  /// 1, 2 or 5.
  let mantissa: Int
  let exponent: Int

  init(mantissa: Int, exponent: Int) {
    self.mantissa = mantissa
    self.exponent = exponent
  }

  /// The smallest step with at most `limit` multiples between two limits.
  init(covering limits: ClosedRange<Double>, atMost limit: Int) {
    let span = limits.upperBound / 2 - limits.lowerBound / 2
    // A little below the answer; the number of multiples decides.
    let start = (Elementary.logarithm10(span / Double(limit) * 2) - 1).rounded(.down).clamped(
      to: -320...307)
    var step = DecimalStep(mantissa: 1, exponent: Int(start))
    while step.count(in: limits) > Double(limit), step.exponent < 320 { step = step.next }
    self = step
  }

  /// The next greater step.
  var next: DecimalStep {
    switch mantissa {
    case 1: DecimalStep(mantissa: 2, exponent: exponent)
    case 2: DecimalStep(mantissa: 5, exponent: exponent)
    default: DecimalStep(mantissa: 1, exponent: exponent + 1)
    }
  }

  /// The step as a number.
  var size: Double { value(1) }

  /// The number that is `count` steps.
  func value(_ count: Int) -> Double {
    let steps = Double(count) * Double(mantissa)
    // 10 to a negative power is not exact and would make 0.30000000000000004 of 3·10⁻¹.
    return exponent >= 0
      ? steps * power10(exponent)
      : exponent >= -300 ? steps / power10(-exponent) : steps / 1e300 / power10(-exponent - 300)
  }

  /// The multiples of the step between two limits, rounding aside.
  func multiples(in limits: ClosedRange<Double>) -> [Int] {
    let (first, last) = bounds(in: limits)
    guard first <= last, last - first < 10_000, abs(first) < 1e15, abs(last) < 1e15 else {
      return []
    }
    return Array(Int(first)...Int(last))
  }

  private func count(in limits: ClosedRange<Double>) -> Double {
    let (first, last) = bounds(in: limits)
    return last - first + 1
  }

  /// The first and the last multiple, a billionth of a step beyond the limits included.
  private func bounds(in limits: ClosedRange<Double>) -> (Double, Double) {
    let size = size
    guard size > 0 else { return (0, .infinity) }
    return (
      (limits.lowerBound / size - 1e-9).rounded(.up),
      (limits.upperBound / size + 1e-9).rounded(.down)
    )
  }
}

/// 10 to a whole power; exact to 10²².
func power10(_ exponent: Int) -> Double { Elementary.power(10, Double(exponent)) }

extension Comparable {
  /// The nearest value inside a range.
  func clamped(to range: ClosedRange<Self>) -> Self {
    min(max(self, range.lowerBound), range.upperBound)
  }
}
