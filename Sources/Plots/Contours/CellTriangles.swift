/// The triangles that one cell of a grid is cut into, and whose they are.
///
/// Corners 0 to 3 are the cell's own, in the order of its outline; 4 is its middle.
struct CellTriangles {
  /// A triangle with the cell's orientation, and the class it belongs to.
  struct Triangle {
    var corners: (Int, Int, Int)
    var owner: Int
  }

  /// The weights of each corner on the cell's four corners; they add to one.
  private(set) var weights: [SIMD4<Double>]
  /// The greatest score at each corner so far.
  private var envelope: [Double]
  private(set) var triangles: [Triangle]

  /// The four triangles around the middle, all of the class `first` with the given scores.
  init(_ first: Int, scores: SIMD4<Double>) {
    weights = [
      SIMD4(1, 0, 0, 0), SIMD4(0, 1, 0, 0), SIMD4(0, 0, 1, 0), SIMD4(0, 0, 0, 1),
      SIMD4(repeating: 0.25),
    ]
    envelope = weights.map { ($0 * scores).sum() }
    triangles = (0..<4).map { Triangle(corners: ($0, ($0 + 1) % 4, 4), owner: first) }
  }

  /// Gives class `owner`, with the given scores at the cell's corners, all places where it beats
  /// the classes before it.
  mutating func insert(_ owner: Int, scores: SIMD4<Double>) {
    let margins = zip(weights, envelope).map { ($0 * scores).sum() - $1 }
    guard margins.contains(where: { $0 > 0 }) else { return }
    var cuts = Cuts(margins: margins)
    triangles = triangles.flatMap { split($0, owner, &cuts) }
    for corner in envelope.indices where cuts.margins[corner] > 0 {
      envelope[corner] = (weights[corner] * scores).sum()
    }
  }

  /// By how much a class beats the others at each corner, and the corners made where it is as good.
  private struct Cuts {
    var margins: [Double]
    var made: [(a: Int, b: Int, corner: Int)] = []
  }

  /// The parts of a triangle where the class wins and where it does not.
  private mutating func split(
    _ triangle: Triangle, _ owner: Int, _ cuts: inout Cuts
  ) -> [Triangle] {
    var corners = triangle.corners
    // Turned so that the corner that stands alone comes first.
    for _ in 0..<3 where !standsAlone(corners, cuts.margins) {
      corners = (corners.1, corners.2, corners.0)
    }
    let (a, b, c) = corners
    let (ma, mb, mc) = (cuts.margins[a], cuts.margins[b], cuts.margins[c])
    guard max(ma, mb, mc) > 0 else { return [triangle] }
    guard min(ma, mb, mc) < 0 else { return [Triangle(corners: triangle.corners, owner: owner)] }
    let alone = ma > 0 ? owner : triangle.owner
    let rest = ma > 0 ? triangle.owner : owner
    if mb == 0 {
      let onCA = cut(c, a, &cuts)
      return [
        Triangle(corners: (a, b, onCA), owner: alone), Triangle(corners: (onCA, b, c), owner: rest),
      ]
    }
    if mc == 0 {
      let onAB = cut(a, b, &cuts)
      return [
        Triangle(corners: (a, onAB, c), owner: alone), Triangle(corners: (onAB, b, c), owner: rest),
      ]
    }
    let (onAB, onCA) = (cut(a, b, &cuts), cut(c, a, &cuts))
    return [
      Triangle(corners: (a, onAB, onCA), owner: alone),
      Triangle(corners: (onAB, b, c), owner: rest), Triangle(corners: (onAB, c, onCA), owner: rest),
    ]
  }

  /// True if the first corner is on one side and the others on the other side or between them, not
  /// both between.
  private func standsAlone(_ corners: (Int, Int, Int), _ margins: [Double]) -> Bool {
    let (a, b, c) = (margins[corners.0], margins[corners.1], margins[corners.2])
    return a > 0 ? b <= 0 && c <= 0 && min(b, c) < 0 : a < 0 && b >= 0 && c >= 0 && max(b, c) > 0
  }

  /// The corner between two others where the class is as good as the others, made once.
  private mutating func cut(_ a: Int, _ b: Int, _ cuts: inout Cuts) -> Int {
    // From the lower end, so that the neighbouring cell computes the same number.
    let (low, high) = isBefore(a, b) ? (a, b) : (b, a)
    if let made = cuts.made.first(where: { $0.a == low && $0.b == high }) { return made.corner }
    let (ml, mh) = (cuts.margins[low], cuts.margins[high])
    // Strictly between the two, whatever the rounding.
    let exact = ml / (ml - mh)
    let fraction = exact.isNaN ? 0.5 : min(max(exact, 0x1p-40), 1 - 0x1p-40)
    let weight = weights[low] + (weights[high] - weights[low]) * fraction
    let value = envelope[low] + (envelope[high] - envelope[low]) * fraction
    weights.append(weight)
    envelope.append(value)
    cuts.margins.append(0)
    cuts.made.append((low, high, weights.count - 1))
    return weights.count - 1
  }

  private func isBefore(_ a: Int, _ b: Int) -> Bool {
    let (u, v) = (position(a), position(b))
    return (u.x, u.y) < (v.x, v.y)
  }

  /// Where a corner lies in the cell, from 0 to 1 along each side.
  func position(_ corner: Int) -> Point {
    let w = weights[corner]
    return Point(x: w[1] + w[2], y: w[2] + w[3])
  }
}
