import LinearAlgebra
import Matrices
import Optimization
import Randomness

let times = [0.0, 0.5, 1, 1.5, 2, 3, 4, 5, 6.5, 8, 10, 12]
let counts = [9.7, 8.1, 6.4, 5.6, 4.7, 3.3, 2.9, 2.1, 1.9, 1.4, 1.3, 1.2]

let model = try Formula("a*exp(-b*x) + c")
let data = try FitData(x: times, y: counts)
let decay = fit(model, to: data, from: [8, 0.4, 1])
print(decay)

let profile = decay.profileInterval(of: 1)
let band = decay.prediction(at: Matrix(column: [0.25, 7]))
let next = decay.prediction(at: Matrix(column: [0.25, 7]), of: .observation())
print(profile?.upper ?? .nan, band.upper, next.upper)

var random = MersenneTwister(seed: 0)
let positive = Bounds<Double>(lower: [0, 0, 0], upper: [.infinity, .infinity, .infinity])
let starts = searchStarts(of: model, for: data, count: 8, bounds: positive, using: &random)
let robust = fit(
  model, to: data, starts: starts, bounds: positive, loss: RobustLoss(.huber, scale: 0.2))
print(robust.parameters, robust.reason)
precondition(decay.isSuccess && robust.isSuccess)
