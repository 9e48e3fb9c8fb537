// The chunks of a dataset, as its B-tree has them. HDF5 trusts that tree: it rounds places that are not those
// of chunks, and takes what a chunk inflates to for as long as a chunk is, though it be shorter.
extension HDF5Structures {
  /// What the header of a dataset says of its chunks.
  struct ChunkLayout {
    /// The extents of a chunk, the slowest first.
    let extents: [Int]
    let elementSize: Int
    /// The address of the root of the tree; nil where there is no chunk yet.
    let tree: Int?

    /// The bytes of a chunk; nil where they are too many to count.
    var byteCount: Int? { product(extents + [elementSize]) }
  }

  /// A chunk as it is stored.
  struct Chunk {
    /// Where it lies in the file.
    let range: Range<Int>
    /// The filters of the dataset that it has not passed through, a bit each.
    let skippedFilters: UInt32
  }

  /// How a dataset whose header stands at an address is cut into chunks; nil where it is not, or by a kind of
  /// index that has checksums of its own (IV.A.2.i, version 3 of the message, class 2).
  mutating func chunkLayout(ofHeader address: Int) throws(MATError) -> ChunkLayout? {
    let found = try header(at: position(address))?.messages.first { $0.kind == .layout }
    guard let message = found.map({ Array($0.bytes) }), message.count > 3, message[0] == 3,
      message[1] == 2
    else { return nil }
    let rank = Int(message[2])
    let start = 3 + addressSize
    guard rank > 1, message.count >= start + 4 * rank else { return nil }
    let extents = (0..<rank).map { Self.number(message[(start + 4 * $0)..<(start + 4 * $0 + 4)]) }
    let address = message[3..<start]
    return ChunkLayout(
      extents: Array(extents.dropLast()), elementSize: extents[rank - 1],
      tree: address.allSatisfy { $0 == 0xFF } ? nil : Self.number(address))
  }

  /// The chunks of a dataset of the given extents, in the order of their places.
  ///
  /// Throws `.damaged` where a chunk does not lie in the file, or not where chunks of these extents do, each
  /// behind the one before; where the tree is none; and where a chunk has more bytes than 32 bits count.
  mutating func chunks(
    _ layout: ChunkLayout, of extents: [Int]
  ) throws(MATError) -> [Chunk] {
    guard layout.extents.count == extents.count, !layout.extents.contains(0) else {
      throw MATError(
        .damaged, expected: "chunks of \(extents.count) dimensions", found: "\(layout.extents)")
    }
    guard let tree = layout.tree else { return [] }
    var walk = ChunkWalk(layout: layout, extents: extents)
    try walk.node(at: tree, level: nil, &self)
    return walk.chunks
  }

  /// A walk over the tree of a dataset's chunks (III.A.1, node type 1).
  private struct ChunkWalk {
    let layout: ChunkLayout
    let extents: [Int]
    var chunks: [Chunk] = []
    var last: [Int]?

    mutating func node(
      at address: Int, level: Int?, _ structures: inout HDF5Structures
    ) throws(MATError) {
      let place = structures.position(address)
      let headSize = 8 + 2 * structures.addressSize
      let broken = MATError(
        .damaged, offset: place, expected: "an index of chunks", found: "other bytes")
      guard let head = try structures.structure(at: place, count: headSize),
        head.starts(with: "TREE".utf8), head[4] == 1, level == nil || Int(head[5]) == level
      else { throw broken }
      let count = HDF5Structures.number(head[6..<8])
      // A key: the bytes, the filters left out, and the place, which has a zero for the bytes of an element.
      let keySize = 8 + 8 * (extents.count + 1)
      let entrySize = keySize + structures.addressSize
      guard
        let entries = try structures.bytes(at: place + headSize, count: count * entrySize + keySize)
      else { throw broken }
      for index in 0..<count {
        let entry = entries[(index * entrySize)..<((index + 1) * entrySize)]
        let child = HDF5Structures.number(entry.suffix(structures.addressSize))
        if head[5] > 0 {
          try node(at: child, level: Int(head[5]) - 1, &structures)
        } else {
          try chunk(entry.prefix(keySize), at: structures.position(child), structures.byteCount)
        }
      }
    }

    private mutating func chunk(
      _ key: ArraySlice<UInt8>, at position: Int, _ fileByteCount: Int
    ) throws(MATError) {
      let size = HDF5Structures.number(key.prefix(4))
      let mask = key.dropFirst(4).prefix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      guard position <= fileByteCount, size <= fileByteCount - position else {
        throw MATError(
          .damaged, expected: "all data before the end of the file", found: "some behind it")
      }
      let place = extents.indices.map {
        HDF5Structures.number(key.dropFirst(8 + 8 * $0).prefix(8))
      }
      let isPlace = place.indices.allSatisfy {
        place[$0] % layout.extents[$0] == 0 && place[$0] < extents[$0]
      }
      guard isPlace, last.map({ $0.lexicographicallyPrecedes(place) }) ?? true else {
        throw MATError(
          .damaged,
          expected: "a chunk of \(layout.extents) elements at a place of its own in \(extents)",
          found: "one at \(place)")
      }
      last = place
      chunks.append(Chunk(range: position..<position + size, skippedFilters: mask))
    }
  }
}
