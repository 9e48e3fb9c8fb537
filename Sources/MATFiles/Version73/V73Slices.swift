import CHDF5
import Matrices

/// How a large array is read piece by piece, so that it need not be in memory twice: slices along its last
/// dimension that is longer than one, in which the elements lie one after the other.
struct V73Slices: Equatable {
  /// What the array is, of which the slices are parts.
  enum Elements: Equatable {
    case numbers(MATNumericClass, isComplex: Bool)
    case logical
    case char
  }

  let elements: Elements
  let size: [Int]
  /// How many positions along the dimension a slice has; the last may have fewer.
  let thickness: Int

  /// From how many bytes on it is worth it.
  static let leastByteCount = 1 << 26
  /// About how many bytes a slice has.
  private static let sliceByteCount = 1 << 24

  init(elements: Elements, size: [Int], thickness: Int) {
    (self.elements, self.size, self.thickness) = (elements, size, thickness)
  }

  /// The number of elements.
  var count: Int { size.reduce(1, *) }

  /// The paths of the slices in order, after the name of a variable.
  func paths(of variable: String) -> [MATPath] {
    let dimension = Self.dimension(of: size)
    return stride(from: 0, to: size[dimension], by: thickness).map { start in
      var indices = Array(repeating: MATPath.Index.all, count: size.count)
      let end = min(start + thickness, size[dimension])
      indices[dimension] = .ranges([MATPath.Range(.number(start + 1), through: .number(end))])
      return MATPath(variable: variable, steps: [.elements(indices)])
    }
  }

  /// The last dimension that is longer than one.
  private static func dimension(of size: [Int]) -> Int { size.lastIndex { $0 > 1 } ?? 0 }
}

extension V73Slices {
  /// The slices of an array; nil where it is read whole: no array of numbers, truth values or characters, not
  /// large, or compressed in chunks so long that each slice would inflate most of it.
  init?(_ object: borrowing V73Object, _ hdf5: borrowing HDF5) throws(MATError) {
    let kind: Elements
    switch object.content {
    case .numbers(let numbers): kind = .numbers(numbers, isComplex: object.isComplex)
    case .logical: kind = .logical
    case .char: kind = .char
    default: return nil
    }
    let (id, size) = (object.object.id, object.size)
    switch object.elements {
    case .some(let elements):
      let dimension = Self.dimension(of: size)
      let place = elements.extents.count - 1 - dimension
      guard elements.byteCount >= Self.leastByteCount, size.count >= 2, size[dimension] > 1,
        place >= 0, elements.extents[place] == size[dimension],
        kind != .char || elements.datatype == .integer(.uint16)
      else { return nil }
      let step = max(1, elements.byteCount / size[dimension])
      let chunk = try hdf5.chunkExtent(of: id, rank: elements.extents.count, at: place)
      let wanted = max(1, Self.sliceByteCount / step)
      let thickness = (wanted + chunk - 1) / chunk * chunk
      guard thickness <= size[dimension] / 2 else { return nil }
      self.init(elements: kind, size: size, thickness: thickness)
    case .none: return nil
    }
  }
}

extension V73File {
  /// The slices in which an array is to be read; nil where it is read whole.
  func slices(at address: UInt64, _ limits: MATLimits) throws(MATError) -> V73Slices? {
    try HDF5.use(file: nil) { (hdf5) throws(MATError) in
      try V73Slices(V73Object(at: haddr_t(address), in: file.id, hdf5), hdf5)
    }
  }

  /// Decodes a value and keeps nothing of it: throws what decoding it throws.
  func verify(at address: UInt64, _ limits: MATLimits) throws(MATError) {
    guard let slices = try slices(at: address, limits) else {
      _ = try value(at: address, limits)
      return
    }
    var budget = DecodingBudget(limits, fileByteCount: file.byteCount)
    try budget.spend(slices)
    for path in slices.paths(of: IsolatedRequest.root) {
      _ = try value(at: address, following: path, limits)
    }
  }
}

extension DecodingBudget {
  /// Counts all of an array that is read in slices.
  mutating func spend(_ slices: V73Slices) throws(MATError) {
    let bytesPerElement =
      switch slices.elements {
      case .numbers(let numbers, let isComplex): numbers.bytesPerElement * (isComplex ? 2 : 1)
      case .logical: 1
      case .char: 2
      }
    try spend(elements: slices.count, bytesPerElement: bytesPerElement)
  }
}

extension V73Slices {
  /// The array, of slices that `read` reads.
  func gathered(
    _ read: (MATPath) throws(MATError) -> MATValue
  ) throws(MATError) -> MATValue {
    switch elements {
    case .logical:
      return .logical(
        NDArray(
          size: size,
          elements: try gathered(read) { if case .logical(let a) = $0 { a.elements } else { nil } })
      )
    case .char:
      return .char(
        NDArray(
          size: size,
          elements: try gathered(read) { if case .char(let a) = $0 { a.elements } else { nil } }))
    case .numbers(let numericClass, let isComplex):
      let (real, imaginary) = try numbers(numericClass, isComplex: isComplex, read)
      return .numeric(MATNumericArray(size: size, real: real, imaginary: imaginary))
    }
  }

  private func numbers(
    _ numericClass: MATNumericClass, isComplex: Bool,
    _ read: (MATPath) throws(MATError) -> MATValue
  ) throws(MATError) -> (MATNumbers, MATNumbers?) {
    guard isComplex else {
      let real = unsafe try MATNumbers(numericClass, unfilled: count) { real throws(MATError) in
        unsafe try gather(numericClass, into: real, nil, read)
      }
      return (real, nil)
    }
    var imaginary = MATNumbers.none(of: numericClass)
    let real = unsafe try MATNumbers(numericClass, unfilled: count) { real throws(MATError) in
      imaginary = unsafe try MATNumbers(numericClass, unfilled: count) {
        imaginary throws(MATError) in
        unsafe try gather(numericClass, into: real, imaginary, read)
      }
    }
    return (real, imaginary)
  }

  /// Fills memory with the real parts of the slices, and with the imaginary ones where there are any.
  private func gather(
    _ numericClass: MATNumericClass, into real: UnsafeMutableRawBufferPointer,
    _ imaginary: UnsafeMutableRawBufferPointer?, _ read: (MATPath) throws(MATError) -> MATValue
  ) throws(MATError) {
    let byteCount = count * numericClass.bytesPerElement
    var filled = 0
    for path in paths(of: IsolatedRequest.root) {
      guard case .numeric(let slice) = try read(path), slice.numericClass == numericClass,
        slice.isComplex == (unsafe imaginary != nil),
        slice.count * numericClass.bytesPerElement <= byteCount - filled
      else { throw broken }
      unsafe slice.real.copy(to: real, at: filled)
      if let imaginary = unsafe imaginary {
        unsafe slice.imaginary?.copy(to: imaginary, at: filled)
      }
      filled += slice.count * numericClass.bytesPerElement
    }
    guard filled == byteCount else { throw broken }
  }

  private func gathered<Element>(
    _ read: (MATPath) throws(MATError) -> MATValue, _ pick: (MATValue) -> [Element]?
  ) throws(MATError) -> [Element] {
    var elements: [Element] = []
    elements.reserveCapacity(count)
    for path in paths(of: IsolatedRequest.root) {
      guard let slice = pick(try read(path)), slice.count <= count - elements.count else {
        throw broken
      }
      elements += slice
    }
    guard elements.count == count else { throw broken }
    return elements
  }

  private var broken: MATError { MessageReader.broken("a slice of another kind or size") }
}

extension MATNumbers {
  /// Copies the bytes of the numbers into memory, which has room for them.
  fileprivate func copy(to buffer: UnsafeMutableRawBufferPointer, at offset: Int) {
    let byteCount = count * numericClass.bytesPerElement
    unsafe withUnsafeRawPointer { start in
      unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[offset...])
        .copyMemory(from: UnsafeRawBufferPointer(start: start, count: byteCount))
    }
  }
}

extension MessageWriter {
  mutating func write(_ slices: V73Slices?) throws(MATError) {
    try write(UInt8(slices == nil ? 0 : 1))
    guard let slices else { return }
    switch slices.elements {
    case .numbers(let numbers, let isComplex):
      try write(numbers.rawValue)
      try write(UInt8(isComplex ? 1 : 0))
    case .logical, .char:
      try write(slices.elements == .char ? "char" : "logical")
      try write(UInt8(0))
    }
    try write(size: slices.size)
    try write(slices.thickness)
  }
}

extension MessageReader {
  mutating func slices() throws(MATError) -> V73Slices? {
    guard try number(UInt8.self) != 0 else { return nil }
    let name = try text()
    let isComplex = try number(UInt8.self) != 0
    let elements: V73Slices.Elements
    switch name {
    case "char": elements = .char
    case "logical": elements = .logical
    default:
      guard let numbers = MATNumericClass(rawValue: name) else {
        throw Self.broken("no class of elements")
      }
      elements = .numbers(numbers, isComplex: isComplex)
    }
    let (size, thickness) = (try size(), try count())
    guard thickness > 0 else { throw Self.broken("slices of no thickness") }
    return V73Slices(elements: elements, size: size, thickness: thickness)
  }
}

extension HDF5 {
  /// How long a chunk of a dataset is along one of its dimensions; 1 where it is in one piece.
  fileprivate func chunkExtent(
    of dataset: hid_t, rank: Int, at dimension: Int
  ) throws(MATError) -> Int {
    let creation = try HDF5Handle(
      owning: H5Dget_create_plist(dataset), "cannot read how a dataset is stored", self)
    guard H5Pget_layout(creation.id) == H5D_CHUNKED else { return 1 }
    var extents = [hsize_t](repeating: 1, count: rank)
    guard unsafe H5Pget_chunk(creation.id, Int32(rank), &extents) == Int32(rank) else {
      throw failure(.damaged, "cannot read how a dataset is stored")
    }
    return max(1, Int(clamping: extents[dimension]))
  }
}
