import Matrices

/// The elements that the indices of a ``MATPath`` pick from an array of a given size, found and checked
/// before any element is touched.
///
/// As in MATLAB: the last of fewer indices than dimensions runs over all dimensions left, further indices
/// than dimensions must be 1, and an index past the end is an error.
package struct MATSelection: Sendable {
  /// The size of what is picked.
  package let size: [Int]
  /// The size of the array as the indices see it, one extent an index.
  package let extents: [Int]
  /// For each index, the elements picked along it.
  package let picked: [[Progression]]

  /// Equally spaced elements along one dimension, from zero.
  package struct Progression: Hashable, Sendable {
    package var first: Int
    package var step: Int
    package var count: Int

    package init(first: Int, step: Int, count: Int) {
      (self.first, self.step, self.count) = (first, step, count)
    }

    /// The element at `position` of the progression.
    package subscript(position: Int) -> Int { first + position * step }
  }

  /// A selection already found.
  package init(size: [Int], extents: [Int], picked: [[Progression]]) {
    self.size = size
    self.extents = extents
    self.picked = picked
  }

  /// Resolves `end` and ranges; throws `notFound` for an index outside.
  package init(_ indices: [MATPath.Index], of size: [Int]) throws(MATError) {
    extents = Self.extents(of: size, for: indices.count)
    var picked: [[Progression]] = []
    for (dimension, (index, extent)) in zip(indices, extents).enumerated() {
      let place = indices.count == 1 ? "" : " in dimension \(dimension + 1)"
      picked.append(try Self.progressions(of: index, extent: extent, place: place))
    }
    self.picked = picked
    let counts = picked.map { $0.reduce(0) { $0.addingSaturating($1.count) } }
    // An index can name the elements of a size that a file only claims any number of times.
    guard counts.allSatisfy({ $0 < .max }), product(counts) != nil else {
      throw MATError(
        .limitExceeded, expected: "at most \(Int.max) elements", found: "more", limit: .elements)
    }
    self.size =
      indices.count == 1 ? Self.linearSize(counts[0], indices[0], of: size) : counts.trimmed
  }

  /// The number of elements picked.
  package var count: Int { size.reduce(1, *) }

  /// The elements picked out of all, in column-major order. O(elements picked).
  package func gather<Element>(_ elements: [Element]) -> [Element] {
    var strides = [1]
    for extent in extents.dropLast() { strides.append(strides[strides.count - 1] * extent) }
    var gathered: [Element] = []
    gathered.reserveCapacity(count)
    gather(elements, from: 0, dimension: extents.count - 1, strides, into: &gathered)
    return gathered
  }

  private func gather<Element>(
    _ elements: [Element], from offset: Int, dimension: Int, _ strides: [Int],
    into gathered: inout [Element]
  ) {
    for progression in picked[dimension] {
      if dimension > 0 {
        for position in 0..<progression.count {
          gather(
            elements, from: offset + progression[position] * strides[dimension],
            dimension: dimension - 1, strides, into: &gathered)
        }
      } else if progression.step == 1 {
        let start = offset + progression.first
        gathered.append(contentsOf: elements[start..<start + progression.count])
      } else {
        for position in 0..<progression.count {
          gathered.append(elements[offset + progression[position]])
        }
      }
    }
  }

  /// The size seen by `indexCount` indices: dimensions left over are folded into the last.
  private static func extents(of size: [Int], for indexCount: Int) -> [Int] {
    guard indexCount < size.count else {
      return size + Array(repeating: 1, count: indexCount - size.count)
    }
    return Array(size[..<(indexCount - 1)]) + [size[(indexCount - 1)...].reduce(1, *)]
  }

  /// The shape of `A(index)`: a column for `A(:)`, the direction of A where it is a vector, else a row.
  private static func linearSize(_ count: Int, _ index: MATPath.Index, of size: [Int]) -> [Int] {
    if index == .all { return [count, 1] }
    let isColumn = size.count == 2 && size[1] == 1 && size[0] != 1
    return isColumn ? [count, 1] : [1, count]
  }

  private static func progressions(
    of index: MATPath.Index, extent: Int, place: String
  ) throws(MATError) -> [Progression] {
    guard case .ranges(let ranges) = index else {
      return [Progression(first: 0, step: 1, count: extent)]
    }
    var progressions: [Progression] = []
    for range in ranges {
      progressions.append(try progression(of: range, extent: extent, place: place))
    }
    return progressions
  }

  private static func progression(
    of range: MATPath.Range, extent: Int, place: String
  ) throws(MATError) -> Progression {
    let (first, limit) = (range.first.resolved(extent), range.last.resolved(extent))
    if range.step > 0 ? first > limit : first < limit {
      return Progression(first: 0, step: 1, count: 0)
    }
    // As unsigned numbers, differences of any two positions are exact.
    let distance = UInt(bitPattern: range.step > 0 ? limit &- first : first &- limit)
    let steps = distance / range.step.magnitude
    let last = first &+ Int(bitPattern: steps) &* range.step
    for end in [first, last] where end < 1 || end > extent {
      let expected = extent > 0 ? "an index from 1 to \(extent)" : "an empty index, as it is empty"
      throw MATError(.notFound, expected: expected + place, found: "\(end)")
    }
    return Progression(first: first - 1, step: range.step, count: Int(steps) + 1)
  }
}

extension MATPath.Position {
  /// The position as a number from 1 along a dimension of `extent`.
  ///
  /// What overflows is cut to the largest number, which no array has.
  fileprivate func resolved(_ extent: Int) -> Int {
    switch self {
    case .number(let number): number
    case .end(let offset): extent.addingSaturating(offset)
    }
  }
}

extension [Int] {
  /// A size without dimensions of length one beyond the second.
  fileprivate var trimmed: [Int] {
    var size = self
    while size.count > 2, size.last == 1 { size.removeLast() }
    return size
  }
}

/// The place of an element as MATLAB counts it, from 1: `3` in a vector, `2,3` in a matrix.
///
/// With `always` a vector's element too has one subscript a dimension.
package func subscriptText(of position: Int, in size: [Int], always: Bool = false) -> String {
  if !always && size.count == 2 && size.contains(1) { return "\(position + 1)" }
  var rest = position
  var subscripts: [String] = []
  for extent in size {
    subscripts.append("\(rest % extent + 1)")
    rest /= extent
  }
  return subscripts.joined(separator: ",")
}

extension MATNumbers {
  /// The numbers that a selection picks, in its order.
  package func selecting(_ selection: MATSelection) -> MATNumbers {
    struct Visitor: MATNumberVisitor {
      let selection: MATSelection

      func visit<Number: StoredNumber>(_ numbers: [Number]) -> MATNumbers {
        Number.matNumbers(selection.gather(numbers))
      }
    }
    return visit(Visitor(selection: selection))
  }

  /// `count` numbers, the first at index `first` and each `step` further than the one before.
  package func selecting(_ count: Int, from first: Int, by step: Int) -> MATNumbers {
    let progression = MATSelection.Progression(first: first, step: step, count: count)
    return selecting(
      MATSelection(size: [1, count], extents: [self.count], picked: [[progression]]))
  }
}
