import SeededRandomness

@testable import MATFiles

/// Random paths into a value, most of which lead somewhere: every kind of step and index, in and out of
/// order, and now and then one that lies outside.
struct RandomPaths {
  var random: SplitMix

  mutating func path(into variable: MATVariable) -> MATPath {
    var steps: [MATPath.Step] = []
    var value = variable.value
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      guard let step = step(into: value) else { break }
      steps.append(step)
      guard let next = try? value.value(at: MATPath(variable: "", steps: [step])) else { break }
      value = next
    }
    return MATPath(variable: variable.name, steps: steps)
  }

  private mutating func step(into value: MATValue) -> MATPath.Step? {
    switch value {
    case .structure(let array) where chance(of: 2):
      return .field(
        chance(of: 20) ? "nothing" : array.fields.keys.randomElement(using: &random) ?? "x")
    case .cell where chance(of: 2):
      return .content(indices(of: value.size, single: !chance(of: 10)))
    default:
      return .elements(indices(of: value.size, single: chance(of: 4)))
    }
  }

  /// One index a dimension; or fewer, the last of which runs over those left; or one more.
  mutating func indices(of size: [Int], single: Bool) -> [MATPath.Index] {
    var extents = size
    switch Int.random(in: 0..<6, using: &random) {
    case 0: extents = [size.reduce(1, *)]
    case 1 where size.count > 2:
      let kept = Int.random(in: 2..<size.count, using: &random)
      extents = Array(size[..<(kept - 1)]) + [size[(kept - 1)...].reduce(1, *)]
    case 2: extents.append(1)
    default: break
    }
    return extents.map { index(extent: $0, single: single) }
  }

  private mutating func index(extent: Int, single: Bool) -> MATPath.Index {
    guard extent > 0 else { return .all }
    let outside = chance(of: 60) ? extent + 1 : extent
    if single {
      return .ranges([MATPath.Range(.number(Int.random(in: 1...outside, using: &random)))])
    }
    if chance(of: 4) { return .all }
    let count = chance(of: 3) ? Int.random(in: 0...4, using: &random) : 1
    return .ranges((0..<count).map { _ in range(extent: outside) })
  }

  private mutating func range(extent: Int) -> MATPath.Range {
    let ends = [
      Int.random(in: 1...extent, using: &random), Int.random(in: 1...extent, using: &random),
    ]
    switch Int.random(in: 0..<5, using: &random) {
    case 0: return MATPath.Range(.number(ends[0]))
    case 1: return MATPath.Range(.end(0), step: -1, through: .number(ends[0]))
    case 2:
      return MATPath.Range(
        .number(ends.min() ?? 1), step: Int.random(in: 1...3, using: &random), through: .end(0))
    case 3:
      return MATPath.Range(
        .number(ends[0]), step: Int.random(in: 1...3, using: &random), through: .number(ends[1]))
    default: return MATPath.Range(.number(ends.min() ?? 1), through: .number(ends.max() ?? 1))
    }
  }

  private mutating func chance(of n: Int) -> Bool { Int.random(in: 0..<n, using: &random) == 0 }
}
