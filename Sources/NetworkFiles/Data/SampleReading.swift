public import MATFiles

/// By which readers a variable was decoded that samples, labels, targets or weights come from.
public struct SampleReading: Hashable, Sendable {
  /// The file and the variable, `file.mat:X`.
  public let place: String
  /// Who has read it.
  public let by: MATReading
}

extension MATDecoding {
  /// How the main job reads what it works on: by both readers up to 64 MiB a variable, unless the environment
  /// names another reader.
  package static var ofSamples: MATDecoding { standard(unlessNamed: .bothIfSmall) }
}

extension Array<SampleReading> {
  /// Who has read everything, in words: `swift and libmatio`. Where it is not the same for all, what each reader has
  /// read: `swift and libmatio: a.mat:X; swift (version 7.3 is read through HDF5): b.mat:X`.
  ///
  /// Nil where nothing was read. Never a time or a machine, so that the same data give the same words.
  public var summary: String? {
    let kinds = reduce(into: [MATReading]()) { if !$0.contains($1.by) { $0.append($1.by) } }
    if kinds.count < 2 { return kinds.first?.description }
    return kinds.map { kind in
      "\(kind): " + filter { $0.by == kind }.map(\.place).joined(separator: ", ")
    }.joined(separator: "; ")
  }
}
