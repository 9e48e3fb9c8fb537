import CHDF5
import Matrices

extension V73Decoder {
  /// An array of numbers of a class, from whatever numbers are stored.
  mutating func numeric(
    _ object: borrowing V73Object, as numericClass: MATNumericClass, _ hdf5: borrowing HDF5
  ) throws(MATError) -> MATNumericArray {
    let size = object.size
    return try withElements(of: object, hdf5) { (elements, hdf5) throws(MATError) in
      guard case .complex = elements.datatype else {
        let real = try elements.numbers(hdf5).exactly(as: numericClass, size: size)
        return MATNumericArray(size: size, real: real)
      }
      let (real, imaginary) = try elements.parts(hdf5)
      return MATNumericArray(
        size: size, real: try real.exactly(as: numericClass, size: size),
        imaginary: try imaginary.exactly(as: numericClass, size: size))
    }
  }

  /// Truth values, from bytes, h5py's enumeration or any numbers.
  mutating func truthValues(
    _ object: borrowing V73Object, _ hdf5: borrowing HDF5
  ) throws(MATError) -> [Bool] {
    try withElements(of: object, hdf5) { (elements, hdf5) throws(MATError) in
      switch elements.datatype {
      case .boolean:
        try elements.array(of: Int8.self, as: chdf5_int8(), hdf5).map { $0 != 0 }
      case .integer(.uint8):
        try elements.array(of: UInt8.self, as: chdf5_uint8(), hdf5).map { $0 != 0 }
      default:
        try elements.numbers(hdf5).isNonzero
      }
    }
  }

  /// Characters, from UTF-16 code units, from bytes that are one each, or from UTF-32.
  mutating func characters(
    _ object: borrowing V73Object, _ hdf5: borrowing HDF5
  ) throws(MATError) -> NDArray<UInt16> {
    let size = object.size
    return try withElements(of: object, hdf5) { (elements, hdf5) throws(MATError) in
      if let text = try elements.recodedText(isOctave: false, hdf5) { return text }
      return NDArray(size: size, elements: try elements.numbers(hdf5).exactly(size: size))
    }
  }

  /// HDF5's own text: one is a row of characters, an array of them a cell array of rows.
  mutating func text(
    _ object: borrowing V73Object, _ hdf5: borrowing HDF5
  ) throws(MATError) -> MATValue {
    let size = object.size
    let (texts, isOne) = try withElements(of: object, hdf5) { (elements, hdf5) throws(MATError) in
      (try elements.texts(hdf5), elements.extents.isEmpty)
    }
    var rows: [NDArray<UInt16>] = []
    for units in texts {
      try budget.spendValue()
      rows.append(NDArray(size: [units.isEmpty ? 0 : 1, units.count], elements: units))
    }
    if isOne, let row = rows.first { return .char(row) }
    return .cell(NDArray(size: size, elements: rows.map(MATValue.char)))
  }
}
