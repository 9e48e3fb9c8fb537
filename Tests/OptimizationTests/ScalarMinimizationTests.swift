import Foundation
import Optimization
import Testing

struct ScalarMinimizationTests {
  @Test("Brent's method encloses the minimum of a smooth function in few evaluations")
  func smooth() {
    let inside = minimize(in: 0.0...4) { ($0 - 2) * ($0 - 2) * ($0 + 1) }
    #expect(inside.isSuccess && abs(inside.x - 2) < 1e-7 && inside.evaluations < 40)
    #expect(inside.interval.contains(2))
    let downhill = minimize(from: 0.0) { x in cosh(x - 30) }
    #expect(downhill.isSuccess && abs(downhill.x - 30) < 1e-6 && downhill.evaluations < 60)
    let side = minimize(in: 1.0...3) { $0 }
    #expect(abs(side.x - 1) < 1e-6)
    let single = minimize(in: Float(0)...4) { ($0 - 1) * ($0 - 1) }
    #expect(abs(single.x - 1) < 1e-2)
  }

  @Test("a kink, a wall and no bound are met as they should be")
  func hard() {
    #expect(abs(minimize(in: -1.0...2) { abs($0 - 0.3) }.x - 0.3) < 1e-7)
    let wall = minimize(from: 1.0) { $0 < 0.5 ? .nan : $0 * $0 }
    #expect(wall.value.isFinite && abs(wall.x - 0.5) < 1e-6)
    #expect(minimize(from: 0.0) { -$0 }.reason == .unbounded)
    #expect(minimize(from: 0.0) { _ in Double.nan }.reason == .nonFiniteStart)
    #expect(minimize(in: 0.0...1, evaluations: 3) { $0 * $0 }.reason == .evaluationLimit)
  }
}
