import Matrices

/// How the arrays of a v7.3 file are laid out: in one piece, or in chunks that are compressed or can grow.
///
///     try MATFile.write(["log": rows], to: "log.mat", version: .v73,
///       layout: MATArrayLayout(deflate: 6, chunk: [1000, 8], isExtendible: true))
///
/// The default, ``contiguous``, is the fastest to write and to read whole and takes the most room. MATLAB
/// itself compresses at level 3. Of all this v7, which always compresses and in one piece, takes the level
/// alone, 6 where it is 0; v4 and v6 ignore it.
public struct MATArrayLayout: Hashable, Sendable {
  /// The level of compression by deflate, 1 to 9, with the bytes shuffled before, which makes numbers more
  /// alike; 0 for none. 3 is nearly as small as 9 for measured data, and much faster.
  public var deflate: Int
  /// The size of a chunk, in MATLAB's order, for arrays of as many dimensions; nil chooses.
  ///
  /// A part of an array is read by whole chunks, so chunks are best of the shape of the parts. What is
  /// chosen is the array itself, where it has more than 1 MiB with its longest dimension halved until a chunk
  /// has no more. An array that can grow and has less than 4 KiB gets chunks of more rows, because rows are
  /// what is appended to a table; one that is to grow along another dimension is told its chunk here, or a
  /// chunk has room in it that stays empty.
  public var chunk: [Int]?
  /// Whether variables that are arrays of numbers, truth values or characters can grow in every dimension:
  /// ``MATFile/append(_:to:along:in:)``.
  public var isExtendible: Bool

  /// In one piece, neither compressed nor able to grow.
  public static let contiguous = MATArrayLayout()

  /// A layout; traps where `deflate` is not from 0 to 9 or a chunk is empty.
  public init(deflate: Int = 0, chunk: [Int]? = nil, isExtendible: Bool = false) {
    require((0...9).contains(deflate), "there is no level \(deflate) of deflate")
    require(
      chunk?.allSatisfy { $0 >= 1 } ?? true, "a chunk cannot have the size \(chunk ?? [])")
    self.deflate = deflate
    self.chunk = chunk
    self.isExtendible = isExtendible
  }

  /// Arrays of fewer bytes stay in one piece unless they are to grow: a chunk takes some 2 KiB beside its
  /// elements.
  private static let leastByteCount = 4096
  private static let mostByteCount = 1 << 20

  /// The layout of a value inside another, which cannot grow.
  var nested: MATArrayLayout {
    var layout = self
    layout.isExtendible = false
    return layout
  }

  /// The size of a chunk of an array of the given size; nil where it stays in one piece.
  func chunk(ofSize size: [Int], bytesPerElement: Int) -> [Int]? {
    guard !size.contains(0) else { return nil }
    let byteCount = size.reduce(bytesPerElement, *)
    guard isExtendible || (deflate > 0 || chunk != nil) && byteCount >= Self.leastByteCount else {
      return nil
    }
    if let chunk, chunk.count == size.count {
      return isExtendible ? chunk : zip(chunk, size).map { min($0, $1) }
    }
    var chosen = size
    while chosen.reduce(bytesPerElement, *) > Self.mostByteCount {
      let longest = chosen.indices.max { chosen[$0] < chosen[$1] } ?? 0
      chosen[longest] = (chosen[longest] + 1) / 2
    }
    while isExtendible && chosen.reduce(bytesPerElement, *) < Self.leastByteCount {
      chosen[0] *= 2
    }
    return chosen
  }
}
