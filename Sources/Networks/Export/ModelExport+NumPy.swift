internal import Matrices

// NumPy, "A simple file format for NumPy arrays", version 1.0; an archive of them is a ZIP file (PKWARE's
// APPNOTE.TXT), here with nothing compressed.

extension ModelExport {
  /// Arrays for NumPy, an `.npz` archive: `W1`, `b1`, … as units×inputs and units, `activations` as
  /// text, `mu` and `sigma`, and `test_inputs` and `test_outputs`, whose rows are samples.
  ///
  /// scikit-learn's `coefs_` are `W1.T`, …, and its `intercepts_` are `b1`, ….
  ///
  /// ```swift
  /// let network = Network(inputs: 1, layers: [.dense(1, .sigmoid)])
  /// let export = try ModelExport(TrainedNetwork(network, parameters: [1, 0]), testing: [[0.0]])
  /// assert(export.npz().starts(with: Array("PK".utf8)))
  /// ```
  public func npz() -> [UInt8] {
    var arrays: [(String, [UInt8])] = []
    for (index, layer) in layers.enumerated() {
      arrays.append(("W\(index + 1)", Self.npy(layer.weights)))
      arrays.append(("b\(index + 1)", Self.npy(layer.biases)))
    }
    arrays.append(("activations", Self.npy(layers.map(\.activation.rawValue))))
    arrays.append(("mu", Self.npy(scaling.means)))
    arrays.append(("sigma", Self.npy(scaling.deviations)))
    arrays.append(("test_inputs", Self.npy(testInputs)))
    arrays.append(("test_outputs", Self.npy(testOutputs)))
    return Self.zip(arrays.map { ($0.0 + ".npy", $0.1) })
  }

  private static func npy(_ matrix: Matrix<Double>) -> [UInt8] {
    npy("<f8", isColumnMajor: true, shape: "(\(matrix.rowCount), \(matrix.columnCount))") {
      writer in
      for value in matrix.elements { writer.put(value) }
    }
  }

  private static func npy(_ vector: [Double]) -> [UInt8] {
    npy("<f8", isColumnMajor: false, shape: "(\(vector.count),)") { writer in
      for value in vector { writer.put(value) }
    }
  }

  private static func npy(_ texts: [String]) -> [UInt8] {
    let width = texts.map(\.unicodeScalars.count).max() ?? 0
    return npy("<U\(max(1, width))", isColumnMajor: false, shape: "(\(texts.count),)") { writer in
      for text in texts {
        for scalar in text.unicodeScalars { writer.put(scalar.value) }
        for _ in text.unicodeScalars.count..<max(1, width) { writer.put(UInt32(0)) }
      }
    }
  }

  private static func npy(
    _ type: String, isColumnMajor: Bool, shape: String, _ write: (inout ByteWriter) -> Void
  ) -> [UInt8] {
    var header =
      "{'descr': '\(type)', 'fortran_order': \(isColumnMajor ? "True" : "False"), 'shape': \(shape), }"
    // The data begin at a multiple of 64 bytes; the header ends with a line's end.
    let length = header.utf8.count + 1
    header += String(repeating: " ", count: (64 - (10 + length) % 64) % 64) + "\n"
    var writer = ByteWriter()
    writer.put([0x93] + Array("NUMPY".utf8) + [1, 0])
    writer.put(UInt16(header.utf8.count))
    writer.put(header)
    write(&writer)
    return writer.bytes
  }

  private static func zip(_ files: [(name: String, content: [UInt8])]) -> [UInt8] {
    var (writer, directory) = (ByteWriter(), ByteWriter())
    for file in files {
      let offset = writer.bytes.count
      var head = ByteWriter()
      head.put([20, 0, 0, 0, 0, 0] as [UInt8])  // version 2.0, no flags, stored
      head.put(UInt16(0))
      head.put(UInt16(0x21))  // 1 January 1980: the same network makes the same bytes
      head.put(crc32(file.content))
      head.put(UInt32(file.content.count))
      head.put(UInt32(file.content.count))
      head.put(UInt16(file.name.utf8.count))
      head.put(UInt16(0))
      writer.put(UInt32(0x0403_4B50))
      writer.put(head.bytes)
      writer.put(file.name)
      writer.put(file.content)
      directory.put(UInt32(0x0201_4B50))
      directory.put(UInt16(20))
      directory.put(head.bytes)
      directory.put([UInt8](repeating: 0, count: 10))
      directory.put(UInt32(offset))
      directory.put(file.name)
    }
    let start = writer.bytes.count
    writer.put(directory.bytes)
    writer.put(UInt32(0x0605_4B50))
    writer.put(UInt32(0))
    writer.put(UInt16(files.count))
    writer.put(UInt16(files.count))
    writer.put(UInt32(directory.bytes.count))
    writer.put(UInt32(start))
    writer.put(UInt16(0))
    return writer.bytes
  }

  /// The checksum of ZIP files, a byte at a time through a table.
  static func crc32(_ bytes: [UInt8]) -> UInt32 {
    var table: [UInt32] = []
    for byte in 0..<UInt32(256) {
      var value = byte
      for _ in 0..<8 {
        let half = value >> 1
        value = value & 1 == 1 ? half ^ 0xEDB8_8320 : half
      }
      table.append(value)
    }
    var sum = UInt32.max
    for byte in bytes {
      let index = Int((sum ^ UInt32(byte)) & 0xFF)
      sum = (sum >> 8) ^ table[index]
    }
    return ~sum
  }
}
