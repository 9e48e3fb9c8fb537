public import Matrices

/// The function f that a layer applies to its weighted sums a: one of those here, or an
/// ``ActivationFunction`` of your own. The raw value is the name in files and on the command line.
///
/// ```swift
/// assert(Activation.relu.values(at: [[-1.0, 2]]) == [[0, 2]])
/// assert(Activation.sigmoid.derivatives(at: [[0.0]]) == [[0.25]])
/// assert(Activation(rawValue: "tanh") == .tanh)
/// ```
public struct Activation: RawRepresentable, Hashable, Codable, CaseIterable, Sendable {
  /// Which it is.
  enum Kind: Sendable {
    case sigmoid, tanh, relu, leakyRelu, softplus, elu, gelu, exponential, identity, softmax
    case own(any ActivationFunction)
  }

  let kind: Kind

  private init(_ kind: Kind) { self.kind = kind }

  /// A function of your own.
  public init(_ function: some ActivationFunction) { kind = .own(function) }

  /// σ(a) = 1/(1 + e⁻ᵃ), between 0 and 1; σ′ = σ(1 − σ).
  ///
  /// ```swift
  /// assert(Activation.sigmoid.values(at: [[0.0, 1000]]) == [[0.5, 1]])
  /// ```
  public static let sigmoid = Activation(.sigmoid)
  /// tanh a, between −1 and 1; tanh′ = 1 − tanh².
  ///
  /// ```swift
  /// assert(Activation.tanh.values(at: [[0.0, 1000]]) == [[0, 1]])
  /// ```
  public static let tanh = Activation(.tanh)
  /// max(0, a); its derivative is 1 above zero and 0 below, and taken as 0 at the kink a = 0, where a
  /// difference quotient has no limit.
  ///
  /// ```swift
  /// assert(Activation.relu.values(at: [[-3.0, 3]]) == [[0, 3]])
  /// ```
  public static let relu = Activation(.relu)
  /// a above zero and a/100 below, its derivative 1 and 1/100, at the kink a = 0 taken as 1/100.
  ///
  /// ```swift
  /// assert(Activation.leakyRelu.values(at: [[-100.0, 3]]) == [[-1, 3]])
  /// ```
  public static let leakyRelu = Activation(.leakyRelu)
  /// log(1 + eᵃ), a smooth ReLU; its derivative is σ(a).
  ///
  /// ```swift
  /// assert(Activation.softplus.derivatives(at: [[0.0]]) == [[0.5]])
  /// ```
  public static let softplus = Activation(.softplus)
  /// a above zero and eᵃ − 1 below; its derivative is 1 and eᵃ.
  ///
  /// ```swift
  /// assert(Activation.elu.values(at: [[0.0, 3]]) == [[0, 3]])
  /// ```
  public static let elu = Activation(.elu)
  /// a·Φ(a), Φ being the standard normal distribution function: Φ(a) = ½ erfc(−a/√2); its derivative is
  /// Φ(a) + a·φ(a) for the density φ(a) = exp(−a²/2)/√(2π). The exact form, not the one with tanh.
  ///
  /// D. Hendrycks and K. Gimpel, "Gaussian error linear units (GELUs)", arXiv 1606.08415, 2016.
  ///
  /// ```swift
  /// assert(Activation.gelu.values(at: [[0.0]]) == [[0]])
  /// ```
  public static let gelu = Activation(.gelu)
  /// eᵃ, its own derivative: for outputs that are means of counts; see ``Loss/poisson``.
  ///
  /// ```swift
  /// assert(Activation.exponential.values(at: [[0.0]]) == [[1]])
  /// ```
  public static let exponential = Activation(.exponential)
  /// a itself; derivative 1.
  ///
  /// ```swift
  /// assert(Activation.identity.values(at: [[-3.0, 3]]) == [[-3, 3]])
  /// ```
  public static let identity = Activation(.identity)
  /// eᵃᵏ / Σⱼ eᵃʲ over the units of the layer: probabilities of classes that add up to 1. For the last
  /// layer only.
  ///
  /// ```swift
  /// assert(Activation.softmax.values(at: [[1.0, 1, 1, 1]]) == [[0.25, 0.25, 0.25, 0.25]])
  /// ```
  public static let softmax = Activation(.softmax)

  /// The built-in ones.
  public static let allCases: [Activation] = [
    .sigmoid, .tanh, .relu, .leakyRelu, .softplus, .elu, .gelu, .exponential, .identity, .softmax,
  ]

  /// The built-in one of that name; nil for any other name.
  public init?(rawValue: String) {
    guard let activation = Self.allCases.first(where: { $0.rawValue == rawValue }) else {
      return nil
    }
    self = activation
  }

  /// The name.
  public var rawValue: String {
    switch kind {
    case .sigmoid: "sigmoid"
    case .tanh: "tanh"
    case .relu: "relu"
    case .leakyRelu: "leaky-relu"
    case .softplus: "softplus"
    case .elu: "elu"
    case .gelu: "gelu"
    case .exponential: "exponential"
    case .identity: "identity"
    case .softmax: "softmax"
    case .own(let function): function.name
    }
  }

  /// True if it is a function of the user's.
  package var isOwn: Bool {
    if case .own = kind { true } else { false }
  }

  /// True if both are the same built-in one, or functions of users' of the same name.
  public static func == (a: Activation, b: Activation) -> Bool {
    switch (a.kind, b.kind) {
    case (.own(let a), .own(let b)): a.name == b.name
    case (.own, _), (_, .own): false
    default: a.rawValue == b.rawValue
    }
  }

  /// Hashes the name, which `==` compares.
  public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}

extension Activation: CustomStringConvertible {
  /// The name.
  public var description: String { rawValue }
}

extension Activation {
  /// f of every element, NaN where an element is NaN.
  ///
  /// For softmax a row is one sample's a, and each row of the result adds up to 1.
  ///
  /// ```swift
  /// assert(Activation.sigmoid.values(at: [[0.0]]) == [[0.5]])
  /// assert(Activation.softmax.values(at: [[3.0, 3]]) == [[0.5, 0.5]])
  /// ```
  public func values<Scalar: NetworkScalar>(at a: Matrix<Scalar>) -> Matrix<Scalar> {
    var z = a
    var scratch = [Scalar](repeating: 0, count: a.count)
    unsafe z.withUnsafeMutableBufferPointer { z in
      unsafe scratch.withUnsafeMutableBufferPointer { scratch in
        guard !a.isEmpty, let z = z.baseAddress, let scratch = scratch.baseAddress else { return }
        unsafe apply(
          to: z, rows: a.rowCount, units: a.columnCount, slopes: nil, scratch: scratch)
      }
    }
    return z
  }

  /// f′ of every element.
  ///
  /// Traps for softmax, whose outputs depend on all units: its derivative is a matrix for each sample.
  ///
  /// ```swift
  /// assert(Activation.tanh.derivatives(at: [[0.0]]) == [[1]])
  /// assert(Activation.relu.derivatives(at: [[-2.0, 0, 2]]) == [[0, 0, 1]])
  /// ```
  public func derivatives<Scalar: NetworkScalar>(at a: Matrix<Scalar>) -> Matrix<Scalar> {
    require(self != .softmax, "softmax has no derivative unit by unit")
    var slopes = Matrix<Scalar>(repeating: 1, rowCount: a.rowCount, columnCount: a.columnCount)
    guard !keepsSlopes else {
      writeSlopes(at: a, into: &slopes)
      return slopes
    }
    var z = values(at: a)
    unsafe slopes.withUnsafeMutableBufferPointer { slopes in
      unsafe z.withUnsafeMutableBufferPointer { z in
        guard let slopes = slopes.baseAddress, let z = z.baseAddress else { return }
        unsafe multiplyBySlope(count: a.count, z: z, delta: slopes)
      }
    }
    return slopes
  }

  /// True if f′ is not a function of f(a), so that it has to be computed with it.
  var keepsSlopes: Bool {
    switch kind {
    case .gelu, .own: true
    default: false
    }
  }

  private func writeSlopes<Scalar: NetworkScalar>(
    at a: Matrix<Scalar>, into slopes: inout Matrix<Scalar>
  ) {
    var (z, scratch) = (a, [Scalar](repeating: 0, count: a.count))
    unsafe z.withUnsafeMutableBufferPointer { z in
      unsafe slopes.withUnsafeMutableBufferPointer { slopes in
        unsafe scratch.withUnsafeMutableBufferPointer { scratch in
          guard let z = z.baseAddress, let slopes = slopes.baseAddress,
            let scratch = scratch.baseAddress
          else { return }
          unsafe apply(
            to: z, rows: a.rowCount, units: a.columnCount, slopes: slopes, scratch: scratch)
        }
      }
    }
  }

  /// z ← f(z) for a block of `rows` samples by `units` units, column-major without gaps, and f′ into
  /// `slopes` where there are any and the activation keeps them. `scratch` is room for another such block.
  @unsafe func apply<Scalar: NetworkScalar>(
    to z: UnsafeMutablePointer<Scalar>, rows: Int, units: Int,
    slopes: UnsafeMutablePointer<Scalar>?, scratch: UnsafeMutablePointer<Scalar>
  ) {
    let count = rows * units
    switch kind {
    case .sigmoid: unsafe Scalar._sigmoid(count, z)
    case .tanh: unsafe Scalar._tanh(count, z)
    case .softplus: unsafe Scalar._map(.softplus, count, z, z)
    case .relu: unsafe Scalar._rectify(count, z)
    case .leakyRelu:
      unsafe splitAtZero(z, count, negative: scratch)
      unsafe Scalar._axpy(count, 0.01, scratch, z)
    case .elu:
      unsafe splitAtZero(z, count, negative: scratch)
      unsafe Scalar._map(.expm1, count, scratch, scratch)
      unsafe Scalar._axpy(count, 1, scratch, z)
    case .gelu: unsafe multiplyByDistribution(z, count, slopes: slopes, scratch: scratch)
    case .exponential: unsafe Scalar._map(.exp, count, z, z)
    case .identity: break
    case .own(let function): unsafe function.apply(to: z, count: count, slopes: slopes)
    case .softmax: unsafe normalizeExponentials(z, rows: rows, units: units, scratch: scratch)
    }
  }

  /// δ ← δ·f′, where it is a function of z = f(a), and the units do not depend on one another; z is not
  /// kept.
  @unsafe func multiplyBySlope<Scalar: NetworkScalar>(
    count: Int, z: UnsafeMutablePointer<Scalar>, delta: UnsafeMutablePointer<Scalar>
  ) {
    switch kind {
    case .softplus: break
    case .exponential: return unsafe Scalar._multiply(count, delta, z, delta)
    default: return unsafe Scalar._multiplyBySlope(self, count, z, delta)
    }
    // f′ = σ(a) = 1 − e⁻ᶻ.
    unsafe Scalar._scale(count, -1, z)
    unsafe Scalar._map(.expm1, count, z, z)
    unsafe Scalar._scale(count, -1, z)
    unsafe Scalar._multiply(count, delta, z, delta)
  }
}

/// z ← z·Φ(z), and Φ(z) + z·φ(z) into `slopes`.
@unsafe private func multiplyByDistribution<Scalar: NetworkScalar>(
  _ z: UnsafeMutablePointer<Scalar>, _ count: Int, slopes: UnsafeMutablePointer<Scalar>?,
  scratch: UnsafeMutablePointer<Scalar>
) {
  unsafe scratch.update(from: z, count: count)
  unsafe Scalar._scale(count, -Scalar(0.5).squareRoot(), scratch)
  if let slopes = unsafe slopes {
    // exp(−(a/√2)²), the negative square being that of −a/√2.
    unsafe Scalar._multiply(count, scratch, scratch, slopes)
    unsafe Scalar._scale(count, -1, slopes)
    unsafe Scalar._map(.exp, count, slopes, slopes)
    unsafe Scalar._multiply(count, slopes, z, slopes)
    unsafe Scalar._scale(count, 1 / (2 * Scalar.pi).squareRoot(), slopes)
  }
  unsafe Scalar._map(.erfc, count, scratch, scratch)
  unsafe Scalar._scale(count, 0.5, scratch)
  if let slopes = unsafe slopes { unsafe Scalar._axpy(count, 1, scratch, slopes) }
  unsafe Scalar._multiply(count, z, scratch, z)
}

/// z ← max(0, z), and min(0, z) into `negative`.
@unsafe private func splitAtZero<Scalar: NetworkScalar>(
  _ z: UnsafeMutablePointer<Scalar>, _ count: Int, negative: UnsafeMutablePointer<Scalar>
) {
  unsafe negative.update(from: z, count: count)
  unsafe Scalar._rectify(count, z)
  unsafe Scalar._axpy(count, -1, z, negative)
}

/// Each row z of a block ← exp(z − max z) / Σ exp(z − max z): with the largest element taken off, nothing
/// overflows and the sum is at least 1.
@unsafe private func normalizeExponentials<Scalar: NetworkScalar>(
  _ z: UnsafeMutablePointer<Scalar>, rows: Int, units: Int, scratch: UnsafeMutablePointer<Scalar>
) {
  unsafe Scalar._rowMaximum(rows: rows, units: units, z, scratch)
  unsafe Scalar._subtractFromRows(rows: rows, units: units, scratch, z)
  unsafe Scalar._map(.exp, rows * units, z, z)
  unsafe scratch.update(from: z, count: rows)
  for unit in stride(from: 1, to: units, by: 1) {
    unsafe Scalar._axpy(rows, 1, z + unit * rows, scratch)
  }
  for row in 0..<rows { unsafe scratch[row] = 1 / scratch[row] }
  for unit in 0..<units {
    unsafe Scalar._multiply(rows, z + unit * rows, scratch, z + unit * rows)
  }
}

extension ActivationFunction {
  /// z ← f(z), and f′ into `slopes` where there are any, for `count` numbers.
  @unsafe fileprivate func apply<Scalar: NetworkScalar>(
    to z: UnsafeMutablePointer<Scalar>, count: Int, slopes: UnsafeMutablePointer<Scalar>?
  ) {
    for i in 0..<count {
      let a = Double(unsafe z[i])
      unsafe z[i] = Scalar(value(at: RealNumber(a)).real)
      if let slopes = unsafe slopes { unsafe slopes[i] = Scalar(derivative(at: a)) }
    }
  }
}
