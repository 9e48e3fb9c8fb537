extension MATFile {
  /// Writes the ``variables`` to a file of the same version, or in place of the one that is there.
  ///
  ///     let disk = try MATFile("disk.mat", damage: .skip)
  ///     let lost = disk.losses + (try disk.salvage(to: "saved.mat"))
  ///
  /// A file without damage is copied whole. Of one with damage the variables of version 4 to 7 are copied byte
  /// by byte, and of version 7.3 object by object with all that they refer to; the data of MATLAB's own objects
  /// come with them. So nothing depends on what MatKit understands. What it returns tells what of version 7.3
  /// could not be copied though it can be read, and is not in the output.
  ///
  /// Throws `.notFound` where nothing is left of a damaged file, and as `write` does.
  @discardableResult
  public func salvage(to output: String) throws(MATError) -> [MATLoss] {
    let isSound = unverified.isEmpty || variables.isEmpty
    if format == .v73, isSound, !losses.contains(where: \.isDamage) {
      return try copyWhole(to: output)
    }
    guard !variables.isEmpty || losses.isEmpty else {
      throw MATError(.notFound, file: path, expected: "a sound variable to save", found: "none")
    }
    if format == .v73 { return try salvageVersion73(to: output) }
    let pieces = try salvagedPieces()
    let header = format == .v4 ? [] : try salvagedHeader(pieces)
    try AtomicFile.write(to: output) { file throws(MATError) in
      try file.write(header)
      for piece in pieces { try piece.write(to: file) }
    }
    return []
  }

  /// The variables as they lie, and the data of objects behind them; what is unverified is compressed anew,
  /// so that nobody has to take it on trust again.
  private func salvagedPieces() throws(MATError) -> [Editor.Piece] {
    let doubted = Set(unverified.compactMap { $0.byteRange?.lowerBound })
    var elements: [V5Element] = []
    var pieces: [Editor.Piece] = []
    for variable in variables {
      switch variable.place {
      case .version5(let element): elements.append(element)
      default: pieces += variable.byteRange.map { [.part(of: bytes, $0)] } ?? []
      }
    }
    let reader = try V5Reader(bytes, limits, workers: 1)
    for element in elements + (subsystem.map { [$0] } ?? []) {
      guard element.isCompressed, doubted.contains(element.range.lowerBound) else {
        pieces.append(.part(of: bytes, element.range))
        continue
      }
      pieces.append(
        .bytes(
          try V5Compressor.element(
            of: reader.inflated(element).bytes, isBigEndian: element.isBigEndian)))
    }
    return pieces
  }

  /// A header of version 5 that says where the subsystem comes to lie, which is the last piece. It has the
  /// text of the file's own: elements stay as their writer made them, and the text tells who that was.
  private func salvagedHeader(_ pieces: [Editor.Piece]) throws(MATError) -> [UInt8] {
    var isBigEndian = false
    if case .version5(let element)? = variables.first?.place { isBigEndian = element.isBigEndian }
    var reader = ByteReader(bytes)
    let own = try reader.bytes(0..<min(V5FileHeader.size, bytes.count))
    var header = MATHeader.level5.bytes
    if V5FileHeader(own) != nil { header.replaceSubrange(..<116, with: own[..<116]) }
    let length = pieces.dropLast(subsystem == nil ? 0 : 1).reduce(header.count) { $0 + $1.count }
    let place = UInt64(subsystem == nil ? 0 : length)
    let stored = isBigEndian ? place.bigEndian : place.littleEndian
    unsafe withUnsafeBytes(of: stored) { unsafe header.replaceSubrange(116..<124, with: $0) }
    header.replaceSubrange(124..<128, with: isBigEndian ? [1, 0, 0x4D, 0x49] : [0, 1, 0x49, 0x4D])
    return header
  }
}
