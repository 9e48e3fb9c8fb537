import Matrices
import Optimization

// Hock and Schittkowski's problem 71: a product that is at least 25, on a sphere, in a box.
let solution = minimize(
  from: [1, 5, 5, 1], bounds: Bounds(1...5, dimension: 4),
  subjectTo: [
    .atLeast(25, named: "product") { x in x[0] * x[1] * x[2] * x[3] },
    .equal(to: 40, named: "sphere") { x, gradient in
      for i in 0..<4 { gradient[i] = 2 * x[i] }
      return x[0] * x[0] + x[1] * x[1] + x[2] * x[2] + x[3] * x[3]
    },
  ]
) { x in x[0] * x[3] * (x[0] + x[1] + x[2]) + x[2] }
print(solution)
print(solution.certificate.multipliers, solution.certificate.residual)

// Rows that contradict each other are named, and the weights prove it.
let impossible = minimize(
  from: [1.0, 2.0], bounds: Bounds(0...10, dimension: 2),
  subjectTo: [
    .linear([[1, 1]], equal: [1], named: "sum"), .linear([[1, 0]], atLeast: [2], named: "share"),
  ]
) { x in x[0] * x[0] + x[1] * x[1] }
print(impossible.reason, impossible.conflict.map { impossible.rowNames[$0] })

// A convex quadratic with linear rows.
let quadratic = minimizeQuadratic(
  [[2, 0], [0, 2]], [-2, -5], rows: [[1, 2]], from: [-Double.infinity], to: [3],
  bounds: Bounds(0...10, dimension: 2))
print(quadratic.outcome, quadratic.x, quadratic.multipliers)

// Somebody else's claim: the highest point of a line over a circle, which SciPy's SLSQP calls a minimum.
let sum = ClosureObjective(dimension: 2) { (x: Span<Double>, gradient) in
  gradient[0] = 1
  gradient[1] = 1
  return x[0] + x[1]
}
let theirs = examine(
  sum, at: [1, 1], subjectTo: [.equal(to: 2) { x in x[0] * x[0] + x[1] * x[1] }])
print(theirs.residual, theirs.multipliers, theirs.lowestCurvature ?? .nan)

// Equations within a box.
let equations = ResidualClosure(dimension: 2, residualCount: 2) { (x: Span<Double>, F) in
  F[0] = x[0] * x[0] + x[1] * x[1] - 4
  F[1] = x[0] * x[1] - 1
}
let crossing = solve(equations: equations, from: [2, 1], bounds: Bounds(0...5, dimension: 2))
print(crossing.isRoot, crossing.x, crossing.norm)
precondition(crossing.isRoot)
