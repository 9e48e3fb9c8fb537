/// `.mat` files of every version as Swift values: read, written, compared.
///
///     let file = try MATFile("points.mat")                   // an index: nothing is decoded yet
///     for variable in file.variables { print(variable.name, variable.size) }
///     let points: Matrix<Double> = try file["points"]        // decoded now, exactly or not at all
///     try MATFile.write(["points": points], to: "copy.mat", version: .v7)

@_exported public import MATValues

/// A `.mat` file that has been opened and listed.
///
/// Opening finds the version, checks the frame of the file (every variable lies inside it and has a
/// readable header) and lists the variables; each is decoded when it is asked for, and checked in full
/// before. The file stays open as long as this value or a copy lives, so what was listed is what is
/// read, though the file be replaced under its name meanwhile. Any number of threads may read from one
/// value.
///
/// Two variables of one name, which some programs write, are both listed and can both be read by
/// ``value(of:)``; by name the last is found, as in MATLAB. A variable without a name is listed as "".
/// The nameless element in which MATLAB keeps the data of its own objects is not a variable.
public struct MATFile: Sendable {
  /// The file, as the caller named it.
  public let path: String
  /// The version of the format.
  public let format: MATFormat
  /// The variables in file order; those of a v7.3 file as they were created where it keeps track of
  /// that, else by name.
  public let variables: [Variable]
  /// What decoding any one variable may take.
  public let limits: MATLimits
  /// How bytes were taken whose meaning the format leaves open.
  public let decoding: MATDecoding
  /// What of the file gave no variable, in file order; only where damage is skipped is there any.
  public let losses: [MATLoss]
  /// What was taken though it cannot be verified, with what is wrong: variables, and bytes behind the last,
  /// which were passed over. Only where ``MATDecoding/acceptsUnverified`` says so is there any, but for bytes
  /// behind the end that a v7.3 file gives itself, which HDF5 passes over by itself.
  public let unverified: [MATLoss]
  let bytes: FileBytes
  /// What knows the format.
  let content: any StoredFile
  private let names = NameIndex()

  /// Opens and lists the file at `path`; decoding a variable later may take what `limits` say.
  ///
  /// Throws `.cannotOpen` where there is none or it can't be read, `.notAMATFile` where it is something
  /// else (an empty file and a text file are), `.damaged` where it ends too soon or contradicts itself.
  /// O(variables), whatever their size; but the sizes of MATLAB's own objects (string, table) stand in their
  /// data, so where there are any, all those are read.
  ///
  /// With ``MATDamagePolicy/skip`` a damaged file is no error: ``variables`` are those that are sound,
  /// and ``losses`` tell the rest. Each variable is then decoded once here. A file that is none, or of
  /// which nothing is left, is an error all the same. `isolation` says where HDF5 reads a v7.3 file,
  /// `decoding` how bytes are taken that the format leaves open.
  ///
  /// With `names` no other variables than those of them that there are come to be listed. In v7.3 the others are
  /// not opened then: one variable of 100,000 is found as fast as one of ten.
  public init(
    _ path: String, limits: MATLimits = .standard, damage: MATDamagePolicy = .refuse,
    isolation: MATIsolation = .standard, decoding: MATDecoding = .standard,
    only names: [String]? = nil
  ) throws(MATError) {
    self.path = path
    self.limits = limits
    self.decoding = decoding
    do throws(MATError) {
      try GrowingFile.recover(path)
      bytes = try FileBytes(path)
      let found = try FoundFile(
        bytes,
        ReadingSettings(
          limits: limits, damage: damage, isolation: isolation, decoding: decoding, names: names))
      (format, variables, content) = (found.format, found.variables, found.content)
      losses = found.losses.map { $0.with(file: path) }
      unverified = found.unverified.map { $0.with(file: path) }
    } catch {
      throw error.with(file: path)
    }
  }

  /// The variable of the given name, the last where there are several; nil where there is none.
  public func variable(named name: String) -> Variable? {
    names.position(of: name, in: variables).map { variables[$0] }
  }
}

extension MATFile {
  /// What a file says of one of its variables before it is decoded.
  public struct Variable: Sendable {
    /// The name.
    public let name: String
    /// The class as MATLAB's `whos` shows it: `double`, `logical`, `struct`, `function_handle`, or that of
    /// an object.
    public let className: String
    /// The size along each dimension, two or more.
    public internal(set) var size: [Int]
    /// Whether there are imaginary parts.
    public let isComplex: Bool
    /// Whether it was declared `global`.
    public let isGlobal: Bool
    /// Whether it is a sparse matrix.
    public let isSparse: Bool
    /// Whether it is stored compressed.
    public let isCompressed: Bool
    /// The bytes that it takes when decoded: exact for numbers, truth values, text and sparse matrices;
    /// for what nests, the bytes that it takes in the file when inflated, or 0 in v7.3, which does not
    /// say.
    public internal(set) var byteCount: Int
    /// Where it lies in the file; nil in v7.3, whose parts lie scattered.
    public let byteRange: Range<Int>?
    /// What in it MatKit does not decode, though the file is sound. Known of MATLAB's own objects,
    /// and of all variables where the file was opened with ``MATDamagePolicy/skip``, which decodes
    /// each; else empty.
    public internal(set) var undecoded: [MATUndecoded] = []
    /// Its place among those that the file's format knows.
    var index = 0
    /// Boxed: the variables of most files, copied by the thousand, need no room for an error.
    var fault: Fault?
    /// Why it cannot be decoded, where listing it shows that already: a soft link, a damaged header. Its
    /// class is then `unknown` and its size 0×0. Only in v7.3, whose other variables can still be read.
    public var problem: MATError? { fault?.error }

    /// Why a variable cannot be decoded.
    final class Fault: Sendable {
      let error: MATError

      init(_ error: MATError) { self.error = error }
    }
  }
}
