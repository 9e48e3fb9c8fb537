import Foundation
import MATFiles
import NetworkFiles
import Optimization
import Randomness

/// Himmelblau's function: four minima of zero.
struct Himmelblau: DifferentiableObjective {
  let dimension = 2

  mutating func value(at x: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    let (a, b) = (x[0] * x[0] + x[1] - 11, x[0] + x[1] * x[1] - 7)
    gradient[0] = 4 * x[0] * a + 2 * b
    gradient[1] = 2 * a + 4 * x[1] * b
    return a * a + b * b
  }
}

// The loop in the open: drive a run step by step.
var run = Minimization(Himmelblau(), from: [0, 0], using: .bfgs)
while let iterate = run.next() {
  if iterate.value < 1e-3 { break }
}
print(run.iterations, run.solution.value)

// Save it, and go on from the file to the same bits as if nothing had happened.
let file = URL.temporaryDirectory.appending(path: "run-\(UUID()).mat").path
try MATFile.write(["run": run.checkpoint()], to: file)
let saved: Checkpoint = try MATFile(file)["run"]
var rest = try Minimization(Himmelblau(), resuming: saved, using: .bfgs)
while rest.next() != nil {}
print(rest.solution.reason)

// Observe: keep a trace, print every tenth iterate, stop where it is good enough.
var trace = Trace()
let short = minimize(
  Himmelblau(), from: [0, 0], using: .gradientDescent,
  observer: together(
    { trace.record($0) }, every(10) { print($0) }, { if $0.gradientNorm < 1e-3 { $0.stop() } }))
try MATFile.write(["trace": trace], to: file)
print(short.reason, trace.values.count)

// Many starts, in parallel, with the same ledger on any number of threads.
var random = MersenneTwister(seed: 0)
let starts = (0..<20).map { _ in (0..<2).map { _ in random.uniform(in: -4..<4) } }
let ledger = minimize(Himmelblau(), starts: starts)
for minimum in ledger.minima { print(minimum.solution.x, minimum.count, minimum.runs) }

// Within bounds.
let bounded = minimize(Himmelblau(), from: [0, 0], bounds: Bounds(lower: [0, 0], upper: [2, 4]))
print(bounded.x, bounded.reason)
try FileManager.default.removeItem(atPath: file)
