import SeededRandomness

// Damage that a change of single bytes hardly ever makes: the frame of the file fits, and so do the checksums of
// compressed variables; what is wrong is inside. Fuzz/ has this file too, by a link.
extension Mutator {
  /// A file whose elements, nested ones too, are exchanged, replaced by another file's or changed inside; some
  /// then compressed; and whose header may say that the data of objects are anywhere. Nil where the bytes are
  /// no file of version 5.
  mutating func rearranged(_ bytes: [UInt8], _ others: [[UInt8]]) -> [UInt8]? {
    guard var tree = ElementTree(bytes), !tree.elements.isEmpty else { return nil }
    for _ in 0..<Int.random(in: 1...3, using: &random) { rearrange(&tree, others) }
    let isCompressing = Int.random(in: 0..<3, using: &random)
    var compressing = random
    let offset = Int.random(in: 0..<6, using: &random)
    var placing = random
    let file = tree.file { array in
      // All, none, or some.
      let isWanted =
        isCompressing == 2 ? Bool.random(using: &compressing) : isCompressing == 1
      return isWanted ? tree.compressed(array) : array
    } subsystemOffset: { starts in
      switch offset {
      case 0: starts.randomElement(using: &placing)
      case 1:
        starts.randomElement(using: &placing).map {
          $0 + 8 * Int.random(in: 0..<64, using: &placing)
        }
      case 2: Int.random(in: 0..<bytes.count + 64, using: &placing)
      default: nil
      }
    }
    return file
  }

  private mutating func rearrange(_ tree: inout ElementTree, _ others: [[UInt8]]) {
    let kind = Int.random(in: 0..<4, using: &random)
    let places = tree.places(arraysOnly: kind < 2)
    guard let place = places.randomElement(using: &random) else { return }
    switch kind {
    case 0:
      guard let other = places.randomElement(using: &random), !other.starts(with: place),
        !place.starts(with: other)
      else { return }
      (tree[place], tree[other]) = (tree[other], tree[place])
    case 1:
      guard let file = others.randomElement(using: &random), let donor = ElementTree(file),
        let element = donor.places(arraysOnly: true).randomElement(using: &random)
      else { return }
      tree[place] = donor[element]
    default:
      guard case .bytes(var bytes) = tree[place].content, !bytes.isEmpty else { return }
      let index = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 1: bytes.removeLast(bytes.count - index)
      case 2: bytes += bytes
      default:
        replace(&bytes, at: index & ~3, with: Self.edges.randomElement(using: &random) ?? 0)
      }
      tree[place].content = .bytes(bytes)
      if Int.random(in: 0..<8, using: &random) == 0 {
        tree[place].type = UInt32.random(in: 1...18, using: &random)
      }
    }
  }
}
