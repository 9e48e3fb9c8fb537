import Foundation
import Matrices
import Optimization

/// A problem whose functions count how often they are asked, and note how far outside the box.
final class CountedProblem {
  let problem: TabledProblem
  private(set) var values = 0
  private(set) var gradients = 0
  private(set) var rowValues = 0
  private(set) var jacobians = 0
  private(set) var isOutside = false
  /// The mistake of the derivatives, if there is one: the last variable's sign is wrong in f's gradient or the Jacobian.
  var mistake = ""

  init(_ problem: TabledProblem) { self.problem = problem }

  private func look(_ x: Span<Double>) -> [Double] {
    let x = x.indices.map { x[$0] }
    for i in x.indices where x[i] < problem.lower[i] || x[i] > problem.upper[i] {
      isOutside = true
    }
    return x
  }

  struct Value: DifferentiableObjective {
    let owner: CountedProblem
    let dimension: Int

    mutating func value(at x: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
      owner.values += 1
      owner.gradients += 1
      let dual = owner.problem.value(owner.look(x))
      for i in gradient.indices { gradient[i] = dual.slopes[i] }
      if owner.mistake == "gradient" { gradient[dimension - 1] *= -1 }
      return dual.value
    }
  }

  struct ValueAlone: Objective {
    let owner: CountedProblem
    let dimension: Int

    mutating func value(at x: Span<Double>) -> Double {
      owner.values += 1
      return owner.problem.value(owner.look(x)).value
    }
  }

  struct Rows: DifferentiableConstraints {
    let owner: CountedProblem
    let indices: [Int]
    var rowCount: Int { indices.count }

    mutating func values(at x: Span<Double>, into values: inout MutableSpan<Double>) {
      owner.rowValues += 1
      let rows = owner.problem.rowValues(owner.look(x))
      for (k, i) in indices.enumerated() { values[k] = rows[i].value }
    }

    mutating func jacobian(at x: Span<Double>, into jacobian: inout MutableSpan<Double>) {
      owner.jacobians += 1
      let rows = owner.problem.rowValues(owner.look(x))
      for (k, i) in indices.enumerated() {
        for j in x.indices { jacobian[k + indices.count * j] = rows[i].slopes[j] }
        if owner.mistake == "jacobian" { jacobian[k + indices.count * (x.count - 1)] *= -1 }
      }
    }
  }

  struct RowsAlone: ConstraintFunction {
    var rows: Rows
    var rowCount: Int { rows.rowCount }

    mutating func values(at x: Span<Double>, into values: inout MutableSpan<Double>) {
      rows.values(at: x, into: &values)
    }
  }

  var objective: Value { Value(owner: self, dimension: problem.n) }
  var valueAlone: ValueAlone { ValueAlone(owner: self, dimension: problem.n) }

  /// The rows: linear ones as a matrix, the others as a function, with derivatives or without.
  func constraints(differentiable: Bool = true) -> [Constraint<Double>] {
    let rows = problem.rows
    let linear = rows.indices.filter { rows[$0].isLinear }
    let others = rows.indices.filter { !rows[$0].isLinear }
    var all: [Constraint<Double>] = []
    if !linear.isEmpty {
      let origin = problem.rowValues([Double](repeating: 0, count: problem.n))
      let matrix = Matrix(rows: linear.map { origin[$0].slopes })
      all.append(
        .linear(
          matrix, from: linear.map { rows[$0].lower - origin[$0].value },
          to: linear.map { rows[$0].upper - origin[$0].value }, named: "linear"))
    }
    if !others.isEmpty {
      let function = Rows(owner: self, indices: others)
      let (lower, upper) = (others.map { rows[$0].lower }, others.map { rows[$0].upper })
      all.append(
        differentiable
          ? Constraint(function, from: lower, to: upper, named: "rows")
          : Constraint(RowsAlone(rows: function), from: lower, to: upper, named: "rows"))
    }
    return all
  }
}
