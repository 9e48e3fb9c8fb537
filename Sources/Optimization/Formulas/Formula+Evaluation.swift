import LinearAlgebra
import Matrices

// The values of a block of points, step after step, and then how the result changes with each step, from the last
// back to the first.
extension Formula {
  /// Computes every step at `count` points from `first` on.
  mutating func forward(
    _ points: Matrix<Double>, _ parameters: Span<Double>, _ first: Int, _ count: Int
  ) {
    values.withUnsafeMutableBufferPointer { values in
      guard let base = values.baseAddress else { return }
      for index in program.steps.indices {
        let step = program.steps[index]
        let out = base + index * Self.block
        switch step {
        case .constant(let value): out.update(repeating: value, count: count)
        case .parameter(let j): out.update(repeating: parameters[j], count: count)
        case .variable(let j):
          let start = first + points.rowCount * j
          points.withUnsafeBufferPointer { points in
            for i in 0..<count { out[i] = points[start + i] }
          }
        default: Self.compute(step, base, out, count)
        }
      }
    }
  }

  /// Computes a step of others.
  private static func compute(
    _ step: FormulaStep, _ base: UnsafeMutablePointer<Double>, _ out: UnsafeMutablePointer<Double>,
    _ count: Int
  ) {
    func row(_ index: Int) -> UnsafeMutablePointer<Double> { base + index * block }
    switch step {
    case .constant, .parameter, .variable: break
    case .negate(let a):
      let a = row(a)
      for i in 0..<count { out[i] = -a[i] }
    case .add(let a, let b):
      let (a, b) = (row(a), row(b))
      for i in 0..<count { out[i] = a[i] + b[i] }
    case .subtract(let a, let b):
      let (a, b) = (row(a), row(b))
      for i in 0..<count { out[i] = a[i] - b[i] }
    case .multiply(let a, let b):
      let (a, b) = (row(a), row(b))
      for i in 0..<count { out[i] = a[i] * b[i] }
    case .divide(let a, let b):
      let (a, b) = (row(a), row(b))
      for i in 0..<count { out[i] = a[i] / b[i] }
    case .power(let a, let b):
      let (a, b) = (row(a), row(b))
      for i in 0..<count { out[i] = realPower(a[i], b[i]) }
    case .call(let function, let a):
      if let elementary = function.elementary {
        Double._map(elementary, count, row(a), out)
      } else {
        let a = row(a)
        for i in 0..<count { out[i] = function.value(a[i]) }
      }
    }
  }

  /// Computes how the result changes with every step on which a parameter has an influence.
  mutating func backward(_ count: Int) {
    let program = program
    values.withUnsafeMutableBufferPointer { values in
      slopes.withUnsafeMutableBufferPointer { slopes in
        guard let values = values.baseAddress, let slopes = slopes.baseAddress else { return }
        for index in program.steps.indices {
          (slopes + index * Self.block).update(
            repeating: index == program.result ? 1 : 0, count: count)
        }
        for index in stride(from: program.result, through: 0, by: -1)
        where program.depends[index] {
          Self.hand(program, index, values, slopes, count)
        }
      }
    }
  }

  /// Adds what a step passes on to its operands: its own slope times its derivative by each.
  private static func hand(
    _ program: FormulaProgram, _ index: Int, _ values: UnsafeMutablePointer<Double>,
    _ slopes: UnsafeMutablePointer<Double>, _ count: Int
  ) {
    let (out, slope) = (values + index * block, slopes + index * block)
    func value(_ index: Int) -> UnsafeMutablePointer<Double> { values + index * block }
    func add(_ operand: Int, _ derivative: (Int) -> Double) {
      guard program.depends[operand] else { return }
      let target = slopes + operand * block
      // A result that does not change with the step does not through it, however steep that is.
      for i in 0..<count where slope[i] != 0 { target[i] += slope[i] * derivative(i) }
    }
    switch program.steps[index] {
    case .constant, .parameter, .variable: break
    case .negate(let a): add(a) { _ in -1 }
    case .add(let a, let b):
      add(a) { _ in 1 }
      add(b) { _ in 1 }
    case .subtract(let a, let b):
      add(a) { _ in 1 }
      add(b) { _ in -1 }
    case .multiply(let a, let b):
      let (left, right) = (value(a), value(b))
      add(a) { right[$0] }
      add(b) { left[$0] }
    case .divide(let a, let b):
      let right = value(b)
      add(a) { 1 / right[$0] }
      add(b) { -out[$0] / right[$0] }
    case .power(let a, let b):
      let (base, exponent) = (value(a), value(b))
      add(a) { exponent[$0] == 0 ? 0 : exponent[$0] * realPower(base[$0], exponent[$0] - 1) }
      // 0ᵇ is 0 for every positive b; elsewhere a negative base has no logarithm, and aᵇ no neighbours in b.
      add(b) {
        base[$0] == 0 && exponent[$0] > 0 ? 0 : out[$0] * FormulaFunction.log.value(base[$0])
      }
    case .call(let function, let a):
      let argument = value(a)
      add(a) { function.derivative(argument[$0], value: out[$0]) }
    }
  }
}
