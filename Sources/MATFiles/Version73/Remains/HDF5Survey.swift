/// Where the structures of a file lie, found by looking at every byte: HDF5 lets them begin anywhere.
///
/// It takes one pass over the file, some nanoseconds a byte.
struct HDF5Survey {
  /// The positions of headers of objects.
  private(set) var headers: [Int] = []
  /// The positions of the blocks of fractal heaps, by the address of the heap.
  private(set) var blocks: [Int: [Int]] = [:]

  private static let chunkSize = 1 << 20
  /// The most bytes that are looked at to tell what a place is.
  private static let headSize = 16

  init(_ structures: inout HDF5Structures) throws(MATError) {
    let blockMark = Array("FHDB".utf8)
    var start = structures.origin
    while start + Self.headSize <= structures.byteCount {
      let count = min(Self.chunkSize + Self.headSize, structures.byteCount - start)
      guard let chunk = try structures.bytes(at: start, count: count) else { break }
      let end = min(Self.chunkSize, count - Self.headSize + 1)
      for place in 0..<end where chunk[place] == 1 || chunk[place] == blockMark[0] {
        let head = chunk[place..<place + Self.headSize]
        if HDF5Structures.isHeader(head) {
          headers.append(start + place)
        } else if head.starts(with: blockMark) {
          let heap = HDF5Structures.number(head.dropFirst(5).prefix(structures.addressSize))
          blocks[heap, default: []].append(start + place)
        }
      }
      start += Self.chunkSize
    }
  }
}
