import Optimization
import Testing

struct BoundsTests {
  private let box = Bounds<Double>(lower: [0, -.infinity, 2], upper: [1, 5, 2])

  @Test("a point is projected coordinate by coordinate")
  func projection() {
    #expect(box.projection(of: [-3, 7, 0]) == [0, 5, 2])
    #expect(box.projection(of: [0.5, -1e300, 2]) == [0.5, -1e300, 2])
    #expect(box.contain([0, 5, 2]) && !box.contain([0, 5.1, 2]) && !box.contain([.nan, 0, 2]))
  }

  @Test("the projected gradient is zero where steps would leave the box, and only there")
  func projectedGradient() {
    #expect(box.projectedGradient(at: [0, 5, 2], [3, -2, 9]) == [0, 0, 0])
    #expect(box.projectedGradient(at: [0, 5, 2], [-3, 2, 9]) == [-1, 2, 0])
    #expect(box.projectedGradient(at: [0.5, 0, 2], [0.25, 1, 0]) == [0.25, 1, 0])
    #expect(box.projectedGradientNorm(at: [0.5, 0, 2], [9, 0, 0]) == 0.5)
    #expect(box.projectedGradientNorm(at: [0.5, 0, 2], [0, .nan, 0]).isNaN)
  }

  @Test("bounds that leave no value trap")
  func traps() async {
    await #expect(processExitsWith: .failure) { _ = Bounds<Double>(lower: [1], upper: [0]) }
    await #expect(processExitsWith: .failure) { _ = Bounds<Double>(lower: [.nan], upper: [0]) }
    await #expect(processExitsWith: .failure) { _ = Bounds<Double>(lower: [1, 2], upper: [3]) }
  }
}
