import Matrices

/// Reads parts of a version 4 variable, which is one matrix: nothing to go down into.
struct V4Parts: PartSource {
  private let record: V4Record
  private var decoder: V4Decoder
  private let encoding: MATTextEncoding

  init(
    _ record: V4Record, in file: FileBytes, _ limits: MATLimits, _ encoding: MATTextEncoding
  ) {
    self.record = record
    self.encoding = encoding
    decoder = V4Decoder(
      reader: ByteReader(file, isBigEndian: record.isBigEndian), limits, encoding)
  }

  mutating func outline(of place: Void) throws(MATError) -> PartOutline {
    let size = [record.storedRows, record.storedColumns]
    switch record.kind {
    case .full: return PartOutline(.array, className: "double", size: size)
    case .text:
      // Where numbers may be no characters, which of them are is only known of all.
      let kind: PartOutline.Kind = encoding.recodesVersion4 ? .indivisible : .array
      return PartOutline(kind, className: "char", size: size)
    case .sparse:
      return PartOutline(
        .sparse, className: "sparse double", size: try decoder.sparseSize(record))
    }
  }

  mutating func value(at place: Void) throws(MATError) -> MATValue {
    try decoder.value(of: record)
  }

  mutating func elements(
    _ selection: MATSelection, at place: Void
  ) throws(MATError) -> MATValue {
    try decoder.elements(selection, of: record)
  }

  /// The entries lie in any order, so all are read.
  mutating func columns(
    _ columns: Range<Int>, ofSparseAt place: Void
  ) throws(MATError) -> MATSparseMatrix {
    guard case .sparse(let matrix) = try decoder.value(of: record) else {
      throw MATError(.damaged, expected: "a sparse matrix", found: "another")
    }
    return try matrix.selecting([
      .all,
      .ranges([MATPath.Range(.number(columns.lowerBound + 1), through: .number(columns.upperBound))]
      ),
    ])
  }

  mutating func place(ofCell index: Int, at place: Void) throws(MATError) {
    throw MATError(.mismatch, expected: "a cell array", found: "a matrix")
  }

  mutating func place(ofField field: Int, element: Int, at place: Void) throws(MATError) {
    throw MATError(.mismatch, expected: "a struct", found: "a matrix")
  }
}

extension V4Decoder {
  /// Elements of a full matrix or of text.
  fileprivate mutating func elements(
    _ selection: MATSelection, of record: V4Record
  ) throws(MATError) -> MATValue {
    var (real, imaginary) = (record.real, record.imaginary)
    real.selection = selection
    imaginary?.selection = selection
    return try array(record, size: selection.size, real, imaginary)
  }
}
