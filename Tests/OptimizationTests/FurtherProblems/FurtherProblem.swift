import Optimization

/// A problem that no default was chosen on: its formula with a start and, for some, bounds.
struct FurtherProblem: DifferentiableObjective {
  typealias Formula = @Sendable (_ x: [Term], _ f: inout Sum) -> Void

  /// How far down the function goes.
  enum Depth {
    /// To minima, at points.
    case minimum
    /// To a value that it only approaches, as variables go to infinity; it may have minima too.
    case infimum(Double)
    /// Without bound; it may have minima too.
    case unbounded
  }

  let name: String
  let start: [Double]
  let bounds: Bounds<Double>?
  let depth: Depth
  let formula: Formula
  private var tape = Tape()
  private var x: [Double]

  init(
    _ name: String, start: [Double], bounds: Bounds<Double>? = nil, depth: Depth = .minimum,
    _ formula: @escaping Formula
  ) {
    self.name = name
    self.start = start
    self.bounds = bounds
    self.depth = depth
    self.formula = formula
    x = start
  }

  var dimension: Int { start.count }

  /// As in `Hager-10`.
  var key: String { "\(name)-\(dimension)" }

  mutating func value(at x: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    for i in x.indices { self.x[i] = x[i] }
    let variables = tape.variables(self.x)
    var sum = Sum(variables)
    formula(variables, &sum)
    tape.gradient(of: sum.total, into: &gradient)
    return sum.total.value
  }
}

/// A formula for any number of variables.
struct Family {
  let name: String
  let start: (_ n: Int) -> [Double]
  let bounds: ((_ n: Int) -> Bounds<Double>)?
  let depth: FurtherProblem.Depth
  /// The numbers of variables that it is tried with: few, for every method, and many.
  let few: Int
  let many: Int?
  let formula: FurtherProblem.Formula

  init(
    _ name: String, _ few: Int, _ many: Int? = nil, from start: @escaping (_ n: Int) -> [Double],
    within bounds: ((_ n: Int) -> Bounds<Double>)? = nil, depth: FurtherProblem.Depth = .minimum,
    _ formula: @escaping FurtherProblem.Formula
  ) {
    self.name = name
    self.few = few
    self.many = many
    self.start = start
    self.bounds = bounds
    self.depth = depth
    self.formula = formula
  }

  func callAsFunction(_ n: Int) -> FurtherProblem {
    FurtherProblem(name, start: start(n), bounds: bounds?(n), depth: depth, formula)
  }
}

/// The same number for every variable.
func all(_ value: Double) -> (_ n: Int) -> [Double] { { [Double](repeating: value, count: $0) } }

/// The same numbers again and again.
func repeated(_ values: Double...) -> (_ n: Int) -> [Double] {
  { n in (0..<n).map { values[$0 % values.count] } }
}

/// A number for each i of 1…n.
func each(_ value: @escaping (_ i: Double) -> Double) -> (_ n: Int) -> [Double] {
  { n in (0..<n).map { value(Double($0 + 1)) } }
}

/// Just these.
func point(_ values: Double...) -> (_ n: Int) -> [Double] { { _ in values } }

extension FurtherProblem {
  static var families: [Family] {
    separable + chains + pairs + dense + dixonMaany + twoVariables + classics + regressions
      + bottomless + bounded
  }

  /// Each with few variables.
  static var small: [FurtherProblem] { families.map { $0($0.few) } }

  /// Those that have many.
  static var large: [FurtherProblem] {
    families.compactMap { family in family.many.map { family($0) } }
  }
}
