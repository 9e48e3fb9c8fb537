/// A file of level 4: one matrix after the other, each with a header of its own.
struct Level4File: ElementFile {
  let bytes: FileBytes
  private let limits: MATLimits
  private let encoding: MATTextEncoding
  private let records: [V4Record]

  init(_ bytes: FileBytes, _ settings: ReadingSettings, _ listing: Listing<V4Record>) {
    self.bytes = bytes
    (limits, encoding) = (settings.limits, settings.decoding.text)
    records = listing.places
  }

  /// Lists a file, with what is left of it where damage is to be skipped.
  static func list(
    _ file: FileBytes, _ settings: ReadingSettings
  ) throws(MATError) -> FoundFile {
    let listing =
      settings.damage == .skip
      ? try V4Salvage(file, limits: settings.limits, settings.decoding).list()
      : try strictListing(file, settings)
    return listing.found(Level4File(file, settings, listing))
  }

  private static func strictListing(
    _ file: FileBytes, _ settings: ReadingSettings
  ) throws(MATError) -> Listing<V4Record> {
    let decoding = settings.decoding
    var scanner = V4Scanner(file, decoding.text)
    var listing = Listing<V4Record>(format: .v4)
    while true {
      let record: V4Record?
      do throws(MATError) {
        record = try scanner.next()
      } catch {
        guard error.code == .damaged, !listing.variables.isEmpty else { throw error }
        let salvage = V4Salvage(file, limits: settings.limits, decoding)
        try listing.take(
          error, salvage.list(from: scanner.position, behindOthers: true), decoding)
        return listing
      }
      guard let record else { return listing }
      do throws(MATError) {
        listing.append(MATFile.Variable(record, size: try scanner.size(of: record)), at: record)
      } catch {
        throw error.with(file: file.path, variable: record.name)
      }
    }
  }

  var isReadAtOnce: Bool { false }

  func values(
    of variables: ArraySlice<MATFile.Variable>, workers: Int, _ storing: Storing
  ) throws(MATError) -> [MATValue] {
    var decoder = V4Decoder(bytes, limits, encoding)
    var values: [MATValue] = []
    for variable in variables {
      do throws(MATError) {
        values.append(try decoder.value(of: records[variable.index]))
      } catch {
        throw error.with(file: nil, variable: variable.name)
      }
    }
    return values
  }

  func value(
    of variable: MATFile.Variable, following path: MATPath
  ) throws(MATError) -> MATValue {
    var source = V4Parts(records[variable.index], in: bytes, limits, encoding)
    return try source.value(at: (), following: path)
  }

  func libmatioFault(of variable: MATFile.Variable, _ value: MATValue) -> LibmatioFault? {
    if case .sparse(let matrix) = value, matrix.entryCount == 0 { .emptySparse } else { nil }
  }

  func libmatioFile(
    of variable: MATFile.Variable
  ) throws(MATError) -> (bytes: [UInt8], explanation: LibmatioFault?) {
    var reader = ByteReader(bytes)
    return (try reader.bytes(records[variable.index].range), nil)
  }

  // Of an editor and of salvage: there is no header.
  var subsystem: V5Element? { nil }

  func editedHeader(subsystemAt place: Int?) -> [UInt8] { [] }
  func salvagedHeader(subsystemAt place: Int?) -> [UInt8] { [] }
  func checkByteOrder() {}

  func renamed(
    _ variable: MATFile.Variable, to name: String
  ) throws(MATError) -> [MATFile.Editor.Piece] {
    let record = records[variable.index]
    var reader = ByteReader(bytes)
    let start = record.range.lowerBound
    let header = try reader.bytes(start..<start + V4Record.headerSize)
    let length = UInt32(name.utf8.count + 1)
    var head = Array(header.prefix(16))
    head.append(length, isBigEndian: record.isBigEndian)
    head += Array(name.utf8) + [0]
    return [
      .bytes(head), .part(of: bytes, record.real.range.lowerBound..<record.range.upperBound),
    ]
  }

  func salvaged(
    _ variable: MATFile.Variable, isDoubted: Bool
  ) -> MATFile.Editor.Piece { .part(of: bytes, records[variable.index].range) }

  func salvaged(_ element: V5Element, isDoubted: Bool) -> MATFile.Editor.Piece {
    .part(of: bytes, element.range)
  }
}

extension MATFile.Variable {
  /// A variable of a version 4 file.
  init(_ record: V4Record, size: [Int]) {
    let isComplex = record.imaginary != nil || (record.kind == .sparse && record.storedColumns == 4)
    let bytes: Int =
      switch record.kind {
      case .full: size[0] * size[1] * (isComplex ? 16 : 8)
      case .text: size[0] * size[1] * 2
      case .sparse: (record.storedRows - 1) * (isComplex ? 24 : 16) + (size[1] + 1) * 8
      }
    self.init(
      name: record.name, className: record.kind == .text ? "char" : "double", size: size,
      isComplex: isComplex, isGlobal: false, isSparse: record.kind == .sparse,
      isCompressed: false, byteCount: bytes, byteRange: record.range)
  }
}
