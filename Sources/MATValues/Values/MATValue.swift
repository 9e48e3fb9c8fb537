public import Matrices
public import OrderedCollections

/// A value of a MATLAB variable: the one tree that stands between files, JSON, hashes and Swift types.
///
/// Every array has a size of two or more dimensions and column-major elements, as MATLAB has. Equality
/// compares class, size, and every element bit for bit but for NaN, which equals any NaN, so that what
/// was read twice compares equal; 0 and −0 differ.
///
/// ```swift
/// let value: MATValue = Matrix(rows: [[1.0, 2], [3, 4]]).matValue
/// assert(value.className == "double" && value.size == [2, 2])
/// guard case .numeric(let array) = value, case .double(let numbers) = array.real else { return }
/// assert(numbers == [1, 3, 2, 4])
/// ```
public indirect enum MATValue: Hashable, Sendable {
  /// Numbers of one of MATLAB's ten numeric classes, real or complex.
  case numeric(MATNumericArray)
  /// Truth values.
  case logical(NDArray<Bool>)
  /// Characters, as UTF-16 code units: a row of text is 1×n.
  case char(NDArray<UInt16>)
  /// Texts of MATLAB's class `string`.
  case string(MATStringArray)
  /// An array whose elements are values of any class.
  case cell(NDArray<MATValue>)
  /// An array of elements with the same named fields.
  case structure(MATStructArray)
  /// A sparse matrix.
  case sparse(MATSparseMatrix)
  /// A function handle.
  case functionHandle(MATFunctionHandle)
  /// An object of a class: old-style, or MATLAB's own.
  case object(MATObject)
  /// Something present in a file and not decoded; `className` says what the file calls it, and the
  /// reason why no more is known.
  case opaque(className: String, size: [Int], reason: MATOpaqueReason = .unknown)
}

/// A struct array: its field names, and for each field one value an element.
///
/// ```swift
/// let layer: MATStructArray = ["W": Matrix(rows: [[1.0, 2]]), "activation": "tanh"]
/// assert(layer.size == [1, 1] && layer["activation"] == ["tanh".matValue])
/// ```
public struct MATStructArray: Hashable, Sendable {
  /// The size of the array; a scalar struct is 1×1.
  public let size: [Int]
  /// For each field, in order, its values in the array's column-major order.
  public let fields: OrderedDictionary<String, [MATValue]>

  /// A struct array; traps where a field has more or fewer values than the array has elements.
  ///
  /// ```swift
  /// let layers = MATStructArray(
  ///   size: [1, 2], fields: ["activation": ["tanh".matValue, "sigmoid".matValue]])
  /// assert(layers.count == 2 && layers["activation"]?[1] == "sigmoid".matValue)
  /// ```
  public init(size: [Int], fields: OrderedDictionary<String, [MATValue]>) {
    let count = size.reduce(1, *)
    for (name, values) in fields {
      require(
        values.count == count,
        "field \(name) has \(values.count) values in a struct array of size \(size)")
    }
    self.size = size
    self.fields = fields
  }

  /// A scalar (1×1) struct.
  ///
  /// ```swift
  /// let options = MATStructArray(["seed": 0.0.matValue])
  /// assert(options.size == [1, 1])
  /// ```
  public init(_ fields: OrderedDictionary<String, MATValue>) {
    self.init(size: [1, 1], fields: fields.mapValues { [$0] })
  }

  /// The number of elements.
  public var count: Int { size.reduce(1, *) }

  /// The values of a field, one an element; nil where there is no such field.
  ///
  /// ```swift
  /// let options: MATStructArray = ["seed": 7.0]
  /// assert(options["seed"]?[0] == 7.0.matValue && options["step"] == nil)
  /// ```
  public subscript(field: String) -> [MATValue]? { fields[field] }
}

/// A sparse matrix of doubles, complex doubles (both parts sharing one pattern) or truth values.
///
/// ```swift
/// let A = SparseMatrix(
///   rowCount: 2, columnCount: 2, columnStarts: [0, 1, 1], rowIndices: [1], values: [0.5])
/// let value = MATValue.sparse(.real(A))
/// assert(value.isSparse && value.size == [2, 2])
/// ```
public enum MATSparseMatrix: Sendable {
  /// Doubles.
  case real(SparseMatrix<Double>)
  /// Complex doubles.
  case complex(SparseMatrix<ComplexPair>)
  /// Truth values.
  case logical(SparseMatrix<Bool>)

  /// The two parts of a complex entry.
  public struct ComplexPair: BitwiseCopyable, Sendable {
    /// The real part.
    public var real: Double
    /// The imaginary part.
    public var imaginary: Double

    /// An entry of the given parts.
    public init(real: Double, imaginary: Double) {
      self.real = real
      self.imaginary = imaginary
    }
  }
}
