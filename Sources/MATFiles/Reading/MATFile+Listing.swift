import Matrices

// What a file is, told by its first bytes, and what it holds.
//
// A version 5 file has "IM" or "MI" at byte 126 and its version before; version 7.3 has the same header
// in front of an HDF5 file, whose signature then stands at byte 512 (or at 0 where another program wrote
// the file). Version 4 has no signature and is asked last.
extension MATFile {
  private static let hdf5Signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

  static func list(_ file: FileBytes) throws(MATError) -> (MATFormat, [Variable]) {
    guard file.count > 0 else {
      throw MATError(.notAMATFile, expected: "a .mat file", found: "an empty file")
    }
    var reader = ByteReader(file)
    let head = try reader.bytes(0..<min(file.count, 520))
    if head.starts(with: hdf5Signature) || head.dropFirst(512).starts(with: hdf5Signature) {
      return (.v73, try version73(file))
    }
    if let header = V5FileHeader(head) {
      guard header.majorVersion == 1 else {
        throw MATError(
          .damaged, offset: 512, expected: "the HDF5 signature of a version 7.3 file",
          found: "something else")
      }
      return try version5(file, header)
    }
    if head.starts(with: Array("MATLAB 5.0 MAT-file".utf8)) {
      throw MATError(
        .damaged, offset: min(file.count, 124), expected: "the version in a header of 128 bytes",
        found: file.count < 128 ? "\(file.count) bytes in all" : "something else")
    }
    guard try V4Scanner.recognises(file) else { throw refusal(of: head) }
    return (.v4, try version4(file))
  }

  private static func version5(
    _ file: FileBytes, _ header: V5FileHeader
  ) throws(MATError) -> (MATFormat, [Variable]) {
    var scanner = try V5Scanner(file, header: header)
    var variables: [Variable] = []
    while let (header, element) = try scanner.next() {
      variables.append(Variable(header, at: element))
    }
    return (scanner.foundCompression ? .v7 : .v5, variables)
  }

  private static func version4(_ file: FileBytes) throws(MATError) -> [Variable] {
    var scanner = V4Scanner(file)
    var variables: [Variable] = []
    while let record = try scanner.next() {
      do throws(MATError) {
        variables.append(Variable(record, size: try scanner.size(of: record)))
      } catch {
        throw error.with(file: file.path, variable: record.name)
      }
    }
    return variables
  }

  private static func version73(_ file: FileBytes) throws(MATError) -> [Variable] {
    let version73 = try V73File(file)
    return try version73.headers().map { Variable($0, in: version73) }
  }

  /// The error for what is no .mat file, with a guess at what it is.
  private static func refusal(of head: [UInt8]) -> MATError {
    let isText = head.allSatisfy { $0 >= 0x20 || (0x09...0x0D).contains($0) }
    let found =
      if head.starts(with: Array("# Created by Octave".utf8)) {
        "a file in Octave's text format"
      } else if isText {
        "a text file"
      } else {
        "bytes of another kind"
      }
    return MATError(.notAMATFile, expected: "a .mat file", found: found)
  }
}

extension MATFile.Variable {
  /// A variable of a version 5 file.
  init(_ header: V5ArrayHeader, at element: V5Element) {
    self.init(
      name: header.name, className: header.matlabClass, size: header.size,
      isComplex: header.isComplex, isGlobal: header.isGlobal,
      isSparse: header.arrayClass == .sparse, isCompressed: element.isCompressed,
      byteCount: header.byteCount ?? element.inflatedCount, byteRange: element.range,
      place: .version5(element))
  }

  /// A variable of a v7.3 file.
  init(_ header: V73File.Header, in file: V73File) {
    self.init(
      name: header.name, className: header.className, size: header.size,
      isComplex: header.isComplex, isGlobal: header.isGlobal, isSparse: header.isSparse,
      isCompressed: header.isCompressed, byteCount: header.byteCount, byteRange: nil,
      place: .version73(file, header.place))
    if case .failure(let error) = header.place { problem = error }
  }

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
      isCompressed: false, byteCount: bytes, byteRange: record.range, place: .version4(record))
  }
}

extension V5ArrayHeader {
  /// The class as `whos` shows it.
  fileprivate var matlabClass: String {
    if let className { return className }
    if isLogical && (arrayClass.numericClass != nil || arrayClass == .sparse) { return "logical" }
    if let numericClass = arrayClass.numericClass { return numericClass.rawValue }
    return switch arrayClass {
    case .cell: "cell"
    case .structure: "struct"
    case .char: "char"
    case .sparse: "double"
    case .functionHandle: "function_handle"
    default: ""
    }
  }

  /// The bytes of the decoded elements; nil where the header does not tell.
  fileprivate var byteCount: Int? {
    let parts = isComplex ? 2 : 1
    if isLogical && arrayClass.numericClass != nil { return count }
    if let numericClass = arrayClass.numericClass {
      return product([count, numericClass.bytesPerElement, parts])
    }
    return switch arrayClass {
    case .char: product([count, 2])
    case .sparse: sparseCapacity * (8 + (isLogical ? 1 : 8 * parts)) + (size.last ?? 0) * 8 + 8
    default: nil
    }
  }
}
