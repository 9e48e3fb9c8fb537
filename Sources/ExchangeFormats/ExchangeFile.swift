/// Values in and out of files that other programs read and write: NumPy's arrays, tables of text,
/// canonical JSON.
///
///     let variables = try ExchangeFile.read("points.npz")
///     try MATFile.write(variables, to: "points.mat")
///     try ExchangeFile.write(MATFile("lab.mat").contents(), to: "lab.npz")

public import MATFiles

/// A format of other programs, by the ending of a file's name.
public enum ExchangeFormat: String, CaseIterable, Sendable {
  /// One array of NumPy's, as `numpy.save` writes it.
  case npy
  /// Several arrays of NumPy's under names, as `numpy.savez` and `savez_compressed` write them.
  case npz
  /// A table of text with commas between the fields (RFC 4180).
  case csv
  /// MatKit's canonical JSON, which holds everything.
  case json

  /// The format of a file of that name; nil where the ending is none of these.
  public init?(ofPath path: String) {
    let name = path.utf8.split(separator: UInt8(ascii: "/")).last.map { String($0) } ?? path
    guard let dot = name?.lastIndex(of: "."), let name else { return nil }
    self.init(rawValue: name[name.index(after: dot)...].lowercased())
  }

  /// True if a file holds one value, and no name of it.
  public var holdsOneValue: Bool { self == .npy || self == .csv }
}

/// Files of the other formats, read and written whole.
///
/// What a format cannot hold is a `cannotRepresent` that names the variable, the place in it and
/// what was found, and no file is written then. What is read is checked as `.mat` files are: sizes
/// against the bytes that are there, and against ``/MATValues/MATLimits``.
public enum ExchangeFile {
  /// The variables of a file, in their order.
  ///
  /// The one value of an `.npy` or `.csv` file has the file's name without its ending, with what no
  /// name of MATLAB's may have replaced by `_`: `my-points.npy` is `my_points`. `table` says how a
  /// `.csv` file is taken.
  ///
  /// Throws `.cannotOpen`, `.damaged`, `.limitExceeded`, and `.unsupported` where there is
  /// something that MATLAB has no class for, as half-precision numbers, or the ending is of no
  /// format.
  public static func read(
    _ path: String, table: CSVReading = CSVReading(), limits: MATLimits = .standard
  ) throws(MATError) -> [MATVariable] {
    do throws(MATError) {
      guard let format = ExchangeFormat(ofPath: path) else { throw Self.unknownEnding }
      let bytes = try FileContents.bytes(of: path, limits)
      let name = variableName(ofPath: path)
      switch format {
      case .npy: return [MATVariable(name: name, value: try NPYArray.value(of: bytes[...], limits))]
      case .npz: return try NPZFile.variables(of: bytes, limits)
      case .csv: return [MATVariable(name: name, value: try table.value(of: bytes))]
      case .json: return try CanonicalJSON.variables(of: bytes, limits: limits)
      }
    } catch {
      throw error.with(file: path)
    }
  }

  /// Writes variables to a file, which appears under its name whole or not at all; the same
  /// variables give the same bytes again. Sentences on what of the values is not in the file, as
  /// the units of a table.
  ///
  /// - Parameters:
  ///   - variables: What to write: one to `.npy` and `.csv`, which keep no name.
  ///   - path: The file, whose ending says the format.
  ///   - deflate: How hard `.npz` is compressed, from 1 to 9; 0 for not at all.
  ///   - format: The version that canonical JSON says the variables come from.
  @discardableResult
  public static func write(
    _ variables: [MATVariable], to path: String, deflate: Int = 0, format: MATFormat = .v7
  ) throws(MATError) -> [String] {
    do throws(MATError) {
      guard let exchange = ExchangeFormat(ofPath: path) else { throw Self.unknownEnding }
      if exchange.holdsOneValue, variables.count != 1 {
        throw MATError(
          .cannotRepresent, expected: "one variable for .\(exchange.rawValue)",
          found: variables.isEmpty ? "none" : "\(variables.count)")
      }
      var notes: [String] = []
      switch exchange {
      case .npy: try write(NPYArray.bytes(of: variables[0].value), variables[0].name, to: path)
      case .npz: try NPZFile.write(variables, to: path, deflate: deflate)
      case .csv:
        var writer = CSVWriter()
        do throws(MATError) {
          try writer.append(variables[0].value)
        } catch {
          throw error.with(file: nil, variable: variables[0].name)
        }
        notes = writer.notes.map { "\(variables[0].name): \($0)" }
        try AtomicFile.write(writer.bytes, to: path)
      case .json: try writeJSON(variables, to: path, format)
      }
      return notes
    } catch {
      throw error.with(file: path)
    }
  }

  private static func write(
    _ bytes: @autoclosure () throws(MATError) -> [UInt8], _ name: String, to path: String
  ) throws(MATError) {
    let made: [UInt8]
    do throws(MATError) {
      made = try bytes()
    } catch {
      throw error.with(file: nil, variable: name)
    }
    try AtomicFile.write(made, to: path)
  }

  private static func writeJSON(
    _ variables: [MATVariable], to path: String, _ format: MATFormat
  ) throws(MATError) {
    try AtomicFile.write(
      Array(CanonicalJSON.text(format: format, variables: variables).utf8), to: path)
  }

  private static var unknownEnding: MATError {
    MATError(
      .unsupported,
      expected: "a name that ends in "
        + ExchangeFormat.allCases.map { ".\($0.rawValue)" }.joined(separator: ", "),
      found: "another")
  }

  /// The name given to the value of a file without names.
  static func variableName(ofPath path: String) -> String {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    let stem = file.lastIndex(of: ".").map { file[..<$0] } ?? file[...]
    let name = stem.unicodeScalars.map { scalar -> Character in
      scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
        ? Character(scalar) : "_"
    }
    let isName = name.first.map { $0.isLetter } ?? false
    return String(((isName ? "" : "x") + String(name)).prefix(63))
  }
}

/// Files that are read whole.
enum FileContents {
  /// The bytes of a file; throws `.limitExceeded` where they are more than decoding may take.
  static func bytes(of path: String, _ limits: MATLimits) throws(MATError) -> [UInt8] {
    do throws(MATError) {
      return try MATFile.bytes(of: path, atMost: limits.decodedBytes)
    } catch {
      guard error.code == .notAMATFile else { throw error }
      throw MATError(.cannotOpen, file: path, expected: error.expected, found: error.found)
    }
  }
}
