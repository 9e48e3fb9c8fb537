import SeededRandomness

// Damage to what refers to objects: their numbers, those of their classes, and the tables that lead from an object to
// its properties. They are small numbers, which a change of any bytes hardly ever turns into other small ones that lead
// somewhere. Fuzz/ has this file too, by a link.
extension Mutator {
  /// The mark that begins a reference to objects, as its bytes lie in a file.
  private static let mark: [UInt8] = [0, 0, 0, 0xDD]

  /// A mutated copy of one of the files: objects that refer to others, to themselves or to nothing, or damage of any
  /// kind.
  mutating func objectFile(from seeds: [[UInt8]]) -> [UInt8] {
    let (damaged, seed) = file(from: seeds)
    guard Int.random(in: 0..<4, using: &random) > 0 else { return damaged }
    var bytes = seeds[seed]
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      if Bool.random(using: &random) { redirect(&bytes) } else { renumber(&bytes) }
    }
    return bytes
  }

  /// Changes a word behind a mark: the rank, an extent, the number of an object or that of the class.
  private mutating func redirect(_ bytes: inout [UInt8]) {
    let marks = bytes.indices.filter {
      $0 + 28 <= bytes.count && bytes[$0...].starts(with: Self.mark)
    }
    guard let place = marks.randomElement(using: &random) else { return }
    // Mostly that of the object, which stands behind the rank and two extents.
    let index = Bool.random(using: &random) ? 4 : Int.random(in: 1...6, using: &random)
    replace(&bytes, at: place + 4 * index, with: UInt32.random(in: 0...12, using: &random))
  }

  /// Changes a small number anywhere into another, or into one of those where a reader is weak.
  private mutating func renumber(_ bytes: inout [UInt8]) {
    for _ in 0..<64 {
      let place = Int.random(in: 0..<bytes.count / 4, using: &random) * 4
      guard place + 4 <= bytes.count, bytes[place] < 64,
        bytes[place + 1..<place + 4].allSatisfy({ $0 == 0 })
      else { continue }
      let small = UInt32.random(in: 0...20, using: &random)
      let isSmall = Int.random(in: 0..<8, using: &random) > 0
      replace(
        &bytes, at: place, with: isSmall ? small : Self.edges.randomElement(using: &random) ?? 0)
      return
    }
  }
}
