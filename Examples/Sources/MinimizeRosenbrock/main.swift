import Optimization

// Rosenbrock's function, with its gradient written beside the value.
let solution = minimize(from: [-1.2, 1.0], using: .bfgs) { x, gradient in
  let slope = x[1] - x[0] * x[0]
  gradient[0] = -400 * x[0] * slope - 2 * (1 - x[0])
  gradient[1] = 200 * slope
  return 100 * slope * slope + (1 - x[0]) * (1 - x[0])
}
print(solution.x, solution.reason, solution.gradientNorm)
