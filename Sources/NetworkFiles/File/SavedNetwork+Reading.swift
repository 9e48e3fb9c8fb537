public import MATFiles
import Matrices
import Networks

extension SavedNetwork {
  /// Reads the network that a file holds: under `net` as MatKit writes it, else in a layout of others; see
  /// ``init(carriedOverFrom:)``.
  ///
  /// Throws a `MATError` where the file or a field can't be read, and `notANetwork` where the fields do
  /// not fit together: weights that don't follow one another, an unknown activation, a number that is
  /// not finite.
  public init(_ file: MATFile) throws {
    guard NetworkFields.isMatKits(file) else {
      try self.init(carriedOverFrom: file)
      return
    }
    let fields = try NetworkFields(file)
    let trained = try fields.trained()
    try self.init(
      trained, mu: fields.numbers("mu", count: trained.network.inputCount),
      sigma: fields.numbers("sigma", count: trained.network.inputCount),
      classes: fields.classes(trained.network), classNames: fields.classNames(),
      lambdas: fields.lambdas(trained.network),
      seed: fields.seed(),
      lossHistory: fields.value("loss_history", as: Matrix<Double>.self).elements)
  }
}

/// The fields of a file's `net`, each read with an error that names it.
private struct NetworkFields {
  let file: String
  let net: MATStructArray

  /// Whether a file has the struct `net` with MatKit's mark, or what else only MatKit writes.
  static func isMatKits(_ file: MATFile) -> Bool {
    guard file.variables.contains(where: { $0.name == "net" }),
      case .structure(let net)? = try? file.value("net")
    else { return false }
    return net["format"] != nil || net["sizes"] != nil
  }

  /// K labels, or none for regression.
  func classes(_ network: Network) throws -> [Double] {
    let count = try value("classes", as: Matrix<Double>.self).count
    return count == 0 ? [] : try numbers("classes", count: network.classCount)
  }

  /// The classes' texts, where there are any.
  func classNames() throws -> [String]? {
    guard net["class_names"] != nil else { return nil }
    return try cell("class_names", as: String.self)
  }

  /// λ, or one a layer.
  func lambdas(_ network: Network) throws -> [Double] {
    let count = try value("lambda", as: Matrix<Double>.self).count
    return try numbers("lambda", count: count == 1 ? 1 : network.layers.count)
  }

  init(_ file: MATFile) throws {
    self.file = file.path
    guard file.variables.contains(where: { $0.name == "net" }),
      case .structure(let net) = try file.value("net"), net.count == 1
    else {
      throw NetworkFileError(
        .notANetwork, at: file.path, "there is no struct 'net'",
        advice: "give a file that matkit train wrote")
    }
    self.net = net
    guard try value("format", as: String.self) == SavedNetwork.formatName else {
      throw error("net.format is not '\(SavedNetwork.formatName)'")
    }
    let version = try numbers("version", count: 1)[0]
    guard version == Double(SavedNetwork.formatVersion) else {
      throw error(
        "net.version is \(version.formatted) where this matkit knows \(SavedNetwork.formatVersion)",
        advice: "use a newer matkit")
    }
  }

  func error(_ problem: String, advice: String = "write it anew with matkit train")
    -> NetworkFileError
  {
    NetworkFileError(.notANetwork, at: file, problem, advice: advice)
  }

  func value<Value: MATReadable>(_ field: String, as type: Value.Type) throws -> Value {
    guard let value = net[field]?.first else { throw error("net.\(field) is missing") }
    do {
      return try Value(matValue: value)
    } catch var failure {
      failure.file = file
      failure.variable = "net"
      failure.path = ".\(field)" + (failure.path ?? "")
      throw failure
    }
  }

  func cell<Value: MATReadable>(_ field: String, as type: Value.Type) throws -> [Value] {
    guard let value = net[field]?.first else { throw error("net.\(field) is missing") }
    guard case .cell(let cell) = value else { throw error("net.\(field) is not a cell array") }
    return try cell.elements.map { element in
      do {
        return try Value(matValue: element)
      } catch {
        throw self.error("net.\(field): \(error)")
      }
    }
  }

  func numbers(_ field: String, count: Int) throws -> [Double] {
    let numbers = try value(field, as: Matrix<Double>.self).elements
    guard numbers.count == count else {
      throw error("net.\(field) has \(numbers.count) elements where there should be \(count)")
    }
    return try finite(numbers, field)
  }

  func finite(_ numbers: [Double], _ name: String) throws(NetworkFileError) -> [Double] {
    guard numbers.allSatisfy(\.isFinite) else {
      throw error("net.\(name) has NaN or infinity in it")
    }
    return numbers
  }

  func seed() throws -> UInt32 {
    let seed = try numbers("seed", count: 1)[0]
    guard let whole = UInt32(exactly: seed) else { throw error("net.seed is \(seed)") }
    return whole
  }

  /// The network that `W`, `b` and `activations` are; `sizes` has to agree.
  func trained() throws -> TrainedNetwork<Double> {
    let activations = try cell("activations", as: String.self).map { name in
      guard let activation = Activation(rawValue: name) else {
        throw error("net.activations has '\(name)', which is none of MatKit's")
      }
      return activation
    }
    let weights = try cell("W", as: Matrix<Double>.self)
    let biases = try cell("b", as: Matrix<Double>.self).map(\.elements)
    let trained: TrainedNetwork<Double>
    do {
      trained = try TrainedNetwork(weights: weights, biases: biases, activations: activations)
    } catch {
      throw self.error("net: \(error)")
    }
    let sizes = trained.network.sizes.map(Double.init)
    guard try numbers("sizes", count: sizes.count) == sizes else {
      throw error("net.sizes does not agree with the sizes of net.W")
    }
    return trained
  }
}
