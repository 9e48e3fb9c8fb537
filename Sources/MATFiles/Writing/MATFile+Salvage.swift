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
  /// Throws `.notFound` where there is no variable to write, and as `write` does.
  @discardableResult
  public func salvage(to output: String) throws(MATError) -> [MATLoss] {
    if format == .v73, !losses.contains(where: \.isDamage) { return try copyWhole(to: output) }
    guard !variables.isEmpty else {
      throw MATError(.notFound, file: path, expected: "a sound variable to save", found: "none")
    }
    if format == .v73 { return try salvageVersion73(to: output) }
    try AtomicFile.write(to: output) { file throws(MATError) in
      if format != .v4 { try file.write(salvagedHeader()) }
      for variable in variables {
        if let range = variable.byteRange { try copy(range, to: file) }
      }
      if let subsystem { try copy(subsystem.range, to: file) }
    }
    return []
  }

  /// A header of version 5 that says where the subsystem comes to lie.
  private func salvagedHeader() -> [UInt8] {
    var isBigEndian = false
    if case .version5(let element)? = variables.first?.place { isBigEndian = element.isBigEndian }
    var header = MATHeader.level5.bytes
    let length = variables.reduce(header.count) { $0 + ($1.byteRange?.count ?? 0) }
    let place = UInt64(subsystem == nil ? 0 : length)
    let stored = isBigEndian ? place.bigEndian : place.littleEndian
    unsafe withUnsafeBytes(of: stored) { unsafe header.replaceSubrange(116..<124, with: $0) }
    header.replaceSubrange(124..<128, with: isBigEndian ? [1, 0, 0x4D, 0x49] : [0, 1, 0x49, 0x4D])
    return header
  }

  private func copy(
    _ range: Range<Int>, to file: borrowing AtomicFile
  ) throws(MATError) {
    var reader = ByteReader(bytes)
    var start = range.lowerBound
    while start < range.upperBound {
      let end = min(range.upperBound, start + 1 << 22)
      try file.write(reader.bytes(start..<end))
      start = end
    }
  }
}
