import MATFiles
import Matrices
import Networks

// What is asked of samples that may be too large to be copied.
extension SampleTable {
  /// Whether a copy of the samples is worth to be spared: of 64 MiB and more, and of those that memory has no room for.
  var isLarge: Bool { !isInMemory || rowCount * columnCount >= 1 << 23 }

  /// Calls the body with one part after the other, each of some 4 MiB at most.
  func forEachPart(_ body: (Matrix<Double>) -> Void) {
    let step = max(1, (1 << 19) / max(1, columnCount))
    for first in stride(from: 0, to: rowCount, by: step) {
      body(matrix(of: first..<min(rowCount, first + step)))
    }
  }

  /// The largest magnitude of all numbers.
  var largestMagnitude: Double {
    var largest = 0.0
    forEachPart { part in largest = part.elements.reduce(largest) { max($0, $1.magnitude) } }
    return largest
  }

  /// The features that are the same for all samples.
  var constantFeatures: [Int] {
    guard rowCount > 0 else { return [] }
    let first: Matrix<Double> = matrix(of: 0..<1)
    var constant = Array(0..<columnCount)
    forEachPart { part in
      constant.removeAll { feature in
        let start = feature * part.rowCount
        return part.elements[start..<start + part.rowCount].contains { $0 != first[0, feature] }
      }
    }
    return constant
  }

  /// The semantic hash of the samples as N×d doubles. Of samples in a scratch file so many passes are made as 64 MiB hold
  /// features of all.
  func semanticHash() throws(MATError) -> MATHash {
    if isWholeMatrix { return try matrix.matValue.semanticHash() }
    let width = max(1, (1 << 23) / max(1, rowCount))
    return MATHash(ofDoubles: [rowCount, columnCount]) { append in
      for first in stride(from: 0, to: columnCount, by: width) {
        let features = first..<min(columnCount, first + width)
        var columns = [[Double]](repeating: [], count: features.count)
        for place in columns.indices { columns[place].reserveCapacity(rowCount) }
        forEachPart { part in
          for (place, feature) in features.enumerated() {
            let start = feature * part.rowCount
            columns[place] += part.elements[start..<start + part.rowCount]
          }
        }
        for column in columns { append(column) }
      }
    }
  }
}
