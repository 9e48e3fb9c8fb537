/// Elements that lie one after the other at a fixed distance.
struct ElementRun {
  var first: Int
  var count: Int
  var step: Int
}

extension MATSelection {
  /// The same elements in the order in which they lie, each once, and, where that is another order than
  /// the one asked for, what picks the elements asked for out of those.
  func ascending() -> (elements: MATSelection, order: MATSelection?) {
    var (sorted, positions): ([[Progression]], [[Progression]]) = ([], [])
    for (picked, extent) in zip(picked, extents) {
      let (ascending, order) = Self.ascending(picked, extent: extent)
      sorted.append(ascending)
      positions.append(order)
    }
    guard sorted != picked else { return (self, nil) }
    let counts = sorted.map { $0.reduce(0) { $0 + $1.count } }
    let elements = MATSelection(
      size: counts.count == 1 ? [counts[0], 1] : counts, extents: extents, picked: sorted)
    return (elements, MATSelection(size: size, extents: counts, picked: positions))
  }

  /// Progressions in ascending order without repetition, and where among them the ones given are.
  private static func ascending(
    _ picked: [Progression], extent: Int
  ) -> (sorted: [Progression], order: [Progression]) {
    let picked = picked.filter { $0.count > 0 }
    let total = picked.reduce(0) { $0 + $1.count }
    var next = 0
    let isAscending = picked.allSatisfy { progression in
      defer { next = progression[progression.count - 1] + 1 }
      return progression.first >= next && (progression.step > 0 || progression.count == 1)
    }
    if isAscending { return (picked, [Progression(first: 0, step: 1, count: total)]) }
    if let only = picked.first, picked.count == 1 {
      let reversed = Progression(
        first: only[only.count - 1], step: -only.step, count: only.count)
      return ([reversed], [Progression(first: only.count - 1, step: -1, count: only.count)])
    }
    let wanted = picked.flatMap { progression in
      (0..<progression.count).map { progression[$0] }
    }
    let distinct = Set(wanted).sorted()
    let places = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, $0) })
    return (progressions(distinct), progressions(wanted.compactMap { places[$0] }))
  }

  /// Numbers as progressions, as long as neighbours lie side by side.
  private static func progressions(_ numbers: [Int]) -> [Progression] {
    var progressions: [Progression] = []
    for number in numbers {
      if let last = progressions.last, last.first + last.count == number {
        progressions[progressions.count - 1].count += 1
      } else {
        progressions.append(Progression(first: number, step: 1, count: 1))
      }
    }
    return progressions
  }

  /// Calls `body` with the elements in column-major order, in runs as long as they can be.
  func forEachRun(_ body: (ElementRun) throws(MATError) -> Void) throws(MATError) {
    guard count > 0 else { return }
    let merged = merged()
    var strides = [1]
    for extent in merged.extents.dropLast() { strides.append(strides[strides.count - 1] * extent) }
    try Self.forEachRun(
      merged.picked, from: 0, dimension: merged.picked.count - 1, strides, body)
  }

  private static func forEachRun(
    _ picked: [[Progression]], from offset: Int, dimension: Int, _ strides: [Int],
    _ body: (ElementRun) throws(MATError) -> Void
  ) throws(MATError) {
    for progression in picked[dimension] {
      guard dimension > 0 else {
        try body(
          ElementRun(
            first: offset + progression.first, count: progression.count,
            step: progression.count == 1 ? 1 : progression.step))
        continue
      }
      for position in 0..<progression.count {
        try forEachRun(
          picked, from: offset + progression[position] * strides[dimension],
          dimension: dimension - 1, strides, body)
      }
    }
  }

  /// The same elements with fewer dimensions: one of which all is picked goes up in the next.
  private func merged() -> (extents: [Int], picked: [[Progression]]) {
    var (extents, picked) = (extents, picked)
    while extents.count > 1,
      picked[0] == [Progression(first: 0, step: 1, count: extents[0])]
    {
      let block = extents[0]
      picked[1] = picked[1].flatMap { progression in
        guard progression.step != 1 else {
          return [
            Progression(
              first: progression.first * block, step: 1, count: progression.count * block)
          ]
        }
        return (0..<progression.count).map {
          Progression(first: progression[$0] * block, step: 1, count: block)
        }
      }
      extents[1] *= block
      picked.removeFirst()
      extents.removeFirst()
    }
    return (extents, picked)
  }

  /// The distance from one column of the merged array to the next, in elements.
  var columnDistance: Int { merged().extents[0] }
}
