import Foundation

// Files of version 4 to 7 are a header and one element after the other: a changed one is put together from
// pieces of the old file and new ones.
extension MATFile.Editor {
  /// Bytes of the file to come.
  enum Piece {
    case bytes([UInt8])
    case image(V5Image)
    case part(of: FileBytes, Range<Int>)

    var count: Int {
      switch self {
      case .bytes(let bytes): bytes.count
      case .image(let image): image.count
      case .part(_, let range): range.count
      }
    }
  }

  /// Writes a file of elements anew from what is kept and what is new.
  func commit(to stored: some ElementFile) throws(MATError) {
    let output = try AtomicFile(path: file.path)
    var new = try newElements(for: stored)[...]
    var elements: [Piece] = []
    for entry in entries {
      switch entry.source {
      case .new:
        elements += new.popFirst() ?? []
      case .kept(let index):
        elements += try kept(file.variables[index], named: entry.name, stored)
      }
    }
    let subsystem = stored.subsystem.map { [Piece.part(of: stored.bytes, $0.range)] } ?? []
    let length = elements.reduce(V5FileHeader.size) { $0 + $1.count }
    let header = try stored.editedHeader(subsystemAt: subsystem.isEmpty ? nil : length)
    try checkIdentity()
    for piece in [.bytes(header)] + elements + subsystem { try piece.write(to: output) }
    try output.commit()
  }

  /// The elements of the new variables.
  private func newElements(for stored: some ElementFile) throws(MATError) -> [[Piece]] {
    let variables = newVariables
    guard !variables.isEmpty else { return [] }
    try stored.checkByteOrder()
    var elements: [[Piece]] = []
    let compressor = try V5Compressor()
    for variable in variables {
      do throws(MATError) {
        if version == .v4 {
          var encoder = V4Encoder()
          try encoder.append(variable)
          elements.append([.image(encoder.image)])
          continue
        }
        var encoder = V5Encoder()
        try encoder.append(variable)
        elements.append(
          file.format == .v7
            ? [.bytes(try compressor.element(of: encoder.image))] : [.image(encoder.image)])
      } catch {
        throw error.with(file: nil, variable: variable.name)
      }
    }
    return elements
  }

  /// A variable of the old file under a name.
  private func kept(
    _ variable: MATFile.Variable, named name: String, _ stored: some ElementFile
  ) throws(MATError) -> [Piece] {
    guard variable.name != name else {
      return variable.byteRange.map { [.part(of: stored.bytes, $0)] } ?? []
    }
    do throws(MATError) {
      return try stored.renamed(variable, to: name)
    } catch {
      throw error.with(file: nil, variable: variable.name)
    }
  }
}

/// A file that is a header and one element after the other.
protocol ElementFile: StoredFile {
  var bytes: FileBytes { get }
  /// Where the data of MATLAB's own objects lie, behind all variables; nil where there are none.
  var subsystem: V5Element? { get }
  /// The header that the file has, with the place where the subsystem comes to lie; none in level 4.
  func editedHeader(subsystemAt place: Int?) throws(MATError) -> [UInt8]
  /// A header for what is saved of the file, whose own may be lost.
  func salvagedHeader(subsystemAt place: Int?) throws(MATError) -> [UInt8]
  /// Throws where new elements would have another byte order than the old ones.
  func checkByteOrder() throws(MATError)
  /// A variable under another name.
  func renamed(
    _ variable: MATFile.Variable, to name: String
  ) throws(MATError) -> [MATFile.Editor.Piece]
  /// A variable, or the subsystem, as it is saved.
  func salvaged(
    _ variable: MATFile.Variable, isDoubted: Bool
  ) throws(MATError) -> MATFile.Editor.Piece
  func salvaged(_ element: V5Element, isDoubted: Bool) throws(MATError) -> MATFile.Editor.Piece
}

extension ElementFile {
  func commit(_ editor: MATFile.Editor) throws(MATError) { try editor.commit(to: self) }

  func salvage(_ file: MATFile, to output: String) throws(MATError) -> [MATLoss] {
    let doubted = Set(file.unverified.compactMap { $0.byteRange?.lowerBound })
    let isDoubted = { (range: Range<Int>?) in range.map { doubted.contains($0.lowerBound) } ?? false
    }
    var pieces: [MATFile.Editor.Piece] = []
    for variable in file.variables {
      pieces.append(try salvaged(variable, isDoubted: isDoubted(variable.byteRange)))
    }
    let place = pieces.reduce(V5FileHeader.size) { $0 + $1.count }
    if let subsystem {
      pieces.append(try salvaged(subsystem, isDoubted: isDoubted(subsystem.range)))
    }
    let header = try salvagedHeader(subsystemAt: subsystem == nil ? nil : place)
    try AtomicFile.write(to: output) { file throws(MATError) in
      try file.write(header)
      for piece in pieces { try piece.write(to: file) }
    }
    return []
  }
}

extension MATFile.Editor.Piece {
  /// Writes the bytes, those of a file 4 MiB at a time.
  func write(to output: borrowing AtomicFile) throws(MATError) {
    switch self {
    case .bytes(let bytes): try output.write(bytes)
    case .image(let image): try output.write(image)
    case .part(let source, let range):
      var reader = ByteReader(source)
      for start in stride(from: range.lowerBound, to: range.upperBound, by: 1 << 22) {
        try output.write(reader.bytes(start..<min(range.upperBound, start + 1 << 22)))
      }
    }
  }
}

extension [UInt8] {
  /// Appends the bytes of a number.
  mutating func append(_ number: UInt32, isBigEndian: Bool) {
    let stored = isBigEndian ? number.bigEndian : number.littleEndian
    unsafe Swift.withUnsafeBytes(of: stored) { unsafe append(contentsOf: $0) }
  }
}
