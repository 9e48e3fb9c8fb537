/// Names and text as version 5 files store them.
enum V5Text {
  /// A name from its bytes: UTF-8, of which ASCII is a part, else Latin-1, which any bytes are.
  static func name(_ bytes: ArraySlice<UInt8>) -> String {
    String(validating: bytes, as: UTF8.self)
      ?? String(decoding: bytes.map(UInt16.init), as: UTF16.self)
  }

  /// Field names made distinct, so that no value is lost: the second `A` becomes `_1_A`, the third
  /// `_2_A`, as SciPy has it. MATLAB itself writes no such file.
  static func distinct(_ names: [String]) -> [String] {
    var taken = Set(names)
    var uses: [String: Int] = [:]
    return names.map { name in
      guard var use = uses[name] else {
        uses[name] = 0
        return name
      }
      repeat { use += 1 } while !taken.insert("_\(use)_\(name)").inserted
      uses[name] = use
      return "_\(use)_\(name)"
    }
  }

  /// UTF-16 code units from UTF-8; nil where the bytes are not UTF-8.
  static func units(utf8 bytes: [UInt8]) -> [UInt16]? {
    if bytes.allSatisfy({ $0 < 0x80 }) { return bytes.map(UInt16.init) }
    return String(validating: bytes, as: UTF8.self).map { Array($0.utf16) }
  }

  /// UTF-16 code units from UTF-32; nil where a number is no character.
  static func units(utf32 numbers: [UInt32]) -> [UInt16]? {
    var units: [UInt16] = []
    units.reserveCapacity(numbers.count)
    for number in numbers {
      guard let scalar = Unicode.Scalar(number) else { return nil }
      units.append(contentsOf: scalar.utf16)
    }
    return units
  }
}
