extension MATFile {
  /// Copies the file as it is.
  func copyWhole(to output: String) throws(MATError) -> [MATLoss] {
    try AtomicFile.write(to: output) { file throws(MATError) in
      var reader = ByteReader(bytes)
      for start in stride(from: 0, to: bytes.count, by: 1 << 22) {
        try file.write(reader.bytes(start..<min(bytes.count, start + 1 << 22)))
      }
    }
    return []
  }

  /// Copies the variables of a damaged v7.3 file, and returns what could not be copied.
  func salvageVersion73(to output: String) throws(MATError) -> [MATLoss] {
    let names = variables.map(\.name)
    let userBlock = V73Writer.userBlock
    let file = try AtomicFile(path: output)
    try file.write(userBlock)
    var skipped = 0
    let losses: [MATLoss]
    switch variables.first?.place {
    case .version73(let source, _):
      var found: [MATLoss] = []
      try source.withCopies(of: names, limits) { (losses, copy) throws(MATError) in
        found = losses
        try copy.write(to: file, from: userBlock.count)
      }
      losses = found
    case .isolated(let source, _):
      losses = try source.copies(of: names, limits) { bytes throws(MATError) in
        let rest = bytes.dropFirst(userBlock.count - skipped)
        skipped += bytes.count - rest.count
        try file.write(Array(rest))
      }
    case .version4, .version5, nil: return []
    }
    guard losses.count(where: { $0.name != nil }) < names.count else {
      throw losses.first?.reason.with(file: path) ?? MATError(.notFound, file: path)
    }
    try file.commit()
    return losses.map { $0.with(file: path) }
  }
}
