public import LinearAlgebra

/// The figures of every iterate, kept.
///
///     var trace = Trace()
///     let solution = minimize(loss, from: start, observer: { trace.record($0) })
///     print(trace)
///     let curve = zip(trace.iterations, trace.values)
///
/// Columns are plain numbers, to be plotted or written to a file.
public struct Trace: Sendable, Hashable, Codable {
  /// One iterate.
  public struct Row: Sendable, Hashable, Codable {
    /// Steps taken so far; 0 is the start.
    public let iteration: Int
    /// f.
    public let value: Double
    /// The largest |∂f/∂xᵢ|, with bounds that of the projected gradient.
    public let gradientNorm: Double
    /// The multiple of the direction that the step was.
    public let stepLength: Double
    /// What the step was taken for.
    public let step: StepReason
    /// Calls of the objective so far.
    public let evaluations: Int
    /// Seconds since the run was made.
    public let seconds: Double

    /// The figures of an iterate.
    public init<Scalar: LinearAlgebraScalar>(_ iteration: Iteration<Scalar>) {
      self.iteration = iteration.number
      value = Double(iteration.value)
      gradientNorm = Double(iteration.gradientNorm)
      stepLength = Double(iteration.stepLength)
      step = iteration.step
      evaluations = iteration.evaluations
      seconds = iteration.elapsed / .seconds(1)
    }
  }

  /// The iterates, in order.
  public private(set) var rows: [Row] = []

  /// A trace of nothing yet.
  public init() {}

  /// Keeps an iterate's figures.
  public mutating func record<Scalar: LinearAlgebraScalar>(_ iteration: Iteration<Scalar>) {
    rows.append(Row(iteration))
  }

  /// The iterations' numbers.
  public var iterations: [Int] { rows.map(\.iteration) }
  /// f at every iterate.
  public var values: [Double] { rows.map(\.value) }
  /// The gradient norm at every iterate.
  public var gradientNorms: [Double] { rows.map(\.gradientNorm) }

  /// The columns of numbers with their names, one number an iterate in each.
  public var columns: [(name: String, numbers: [Double])] {
    [
      ("iteration", rows.map { Double($0.iteration) }), ("value", values),
      ("gradient_norm", gradientNorms), ("step_length", rows.map(\.stepLength)),
      ("evaluations", rows.map { Double($0.evaluations) }), ("seconds", rows.map(\.seconds)),
    ]
  }
}

extension Trace.Row: CustomStringConvertible {
  /// The figures in columns, as wide in every row.
  public var description: String {
    let cells = [
      Self.padded("\(iteration)", 6), Self.padded(Self.text(value), 18),
      Self.padded(Self.text(gradientNorm), 14), Self.padded(Self.text(stepLength), 14),
      Self.padded("\(evaluations)", 8), Self.padded(step.rawValue, 12),
      Self.padded("\(Double(Int(seconds * 1e6)) / 1e6)", 12),
    ]
    return cells.joined()
  }

  fileprivate static func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(1, width - text.count)) + text
  }

  /// The number to nine digits.
  private static func text(_ number: Double) -> String {
    guard number.isNormal else { return "\(number)" }
    var exponent = 0
    var size = number.magnitude
    while size >= 10 { (size, exponent) = (size / 10, exponent + 1) }
    while size < 1 { (size, exponent) = (size * 10, exponent - 1) }
    let digits = (size * 1e8).rounded() / 1e8
    return "\(number < 0 ? "-" : "")\(digits)\(exponent == 0 ? "" : "e\(exponent)")"
  }
}

extension Trace: CustomStringConvertible {
  /// A table, one iterate a line.
  public var description: String {
    let names = [
      ("iter", 6), ("f", 18), ("|g|", 14), ("step", 14), ("evals", 8), ("by", 12), ("seconds", 12),
    ]
    let head = names.map { Row.padded($0.0, $0.1) }.joined()
    return ([head] + rows.map(\.description)).joined(separator: "\n")
  }
}
