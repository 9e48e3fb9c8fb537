/// The first byte of a reason in a message.
private enum Kind: UInt8 {
  case unknown, unknownVersion, noObjectData, foreign, noReference, unknownPropertyKind, deleted
  case insideItself
}

extension MessageWriter {
  /// Writes why a value is not decoded.
  mutating func write(_ reason: MATOpaqueReason) throws(MATError) {
    switch reason {
    case .unknown: try write(Kind.unknown.rawValue)
    case .unknownVersion(let version):
      try write(Kind.unknownVersion.rawValue)
      try write(version)
    case .noObjectData: try write(Kind.noObjectData.rawValue)
    case .foreign(let system):
      try write(Kind.foreign.rawValue)
      try write(system)
    case .noReference: try write(Kind.noReference.rawValue)
    case .unknownPropertyKind(let kind):
      try write(Kind.unknownPropertyKind.rawValue)
      try write(kind)
    case .deleted: try write(Kind.deleted.rawValue)
    case .insideItself(let levels):
      try write(Kind.insideItself.rawValue)
      try write(levels)
    }
  }
}

extension MessageReader {
  /// Reads why a value is not decoded.
  mutating func opaqueReason() throws(MATError) -> MATOpaqueReason {
    switch Kind(rawValue: try number()) {
    case .unknown: .unknown
    case .unknownVersion: .unknownVersion(try number())
    case .noObjectData: .noObjectData
    case .foreign: .foreign(system: try text())
    case .noReference: .noReference
    case .unknownPropertyKind: .unknownPropertyKind(try number())
    case .deleted: .deleted
    case .insideItself: .insideItself(levels: try number())
    case nil: throw Self.broken("no reason why a value is not decoded")
    }
  }
}
