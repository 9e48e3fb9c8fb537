/// One step of a formula's evaluation; operands are earlier steps.
enum FormulaStep: Hashable {
  case constant(Double)
  case parameter(Int)
  case variable(Int)
  case negate(Int)
  case add(Int, Int)
  case subtract(Int, Int)
  case multiply(Int, Int)
  case divide(Int, Int)
  case power(Int, Int)
  case call(FormulaFunction, Int)

  /// The steps that it needs.
  var operands: [Int] {
    switch self {
    case .constant, .parameter, .variable: []
    case .negate(let a), .call(_, let a): [a]
    case .add(let a, let b), .subtract(let a, let b), .multiply(let a, let b),
      .divide(let a, let b),
      .power(let a, let b):
      [a, b]
    }
  }
}

/// The steps of a formula in an order in which each finds its operands, every common subexpression once.
struct FormulaProgram {
  private(set) var steps: [FormulaStep] = []
  /// The step whose value is the formula's.
  var result = 0
  /// Whether a parameter has an influence on the step: only there are derivatives followed.
  private(set) var depends: [Bool] = []
  private var known: [FormulaStep: Int] = [:]

  /// The place of a step, which is made unless it is there already; one of constants is computed at once.
  mutating func add(_ step: FormulaStep) -> Int {
    let step = folded(step)
    if let index = known[step] { return index }
    steps.append(step)
    if case .parameter = step {
      depends.append(true)
    } else {
      depends.append(step.operands.contains { depends[$0] })
    }
    known[step] = steps.count - 1
    return steps.count - 1
  }

  /// Gives every variable another number.
  mutating func renumberVariables(_ number: (Int) -> Int) {
    for index in steps.indices {
      if case .variable(let j) = steps[index] { steps[index] = .variable(number(j)) }
    }
    known = [:]
  }

  private func constant(_ index: Int) -> Double? {
    if case .constant(let value) = steps[index] { value } else { nil }
  }

  private func folded(_ step: FormulaStep) -> FormulaStep {
    let values = step.operands.compactMap { constant($0) }
    // x·x is exact to a rounding, which a power need not be, and x¹ is x.
    if case .power(let a, let b) = step, values.count < 2 {
      if constant(b) == 2 { return .multiply(a, a) }
      if constant(b) == 1 { return steps[a] }
    }
    guard !values.isEmpty, values.count == step.operands.count else { return step }
    switch step {
    case .constant, .parameter, .variable: return step
    case .negate: return .constant(-values[0])
    case .add: return .constant(values[0] + values[1])
    case .subtract: return .constant(values[0] - values[1])
    case .multiply: return .constant(values[0] * values[1])
    case .divide: return .constant(values[0] / values[1])
    case .power: return .constant(realPower(values[0], values[1]))
    case .call(let function, _): return .constant(function.value(values[0]))
    }
  }
}
