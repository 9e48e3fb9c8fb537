public import MATFiles
import Matrices
import Networks
public import OrderedCollections

/// The network as the struct `net` of a file, one field a key:
///
/// `format` ('matkit-network'), `version` of the layout, `sizes` [2 10 1], `W` 1×L cell of n_out×n_in, `b` 1×L
/// cell of n_out×1, `activations` 1×L cell of char, `mu` and `sigma` 1×d, `classes` 1×K (1×0 for regression),
/// `lambda` (1×L where there is one a layer), `seed`, `loss_history` n×1, and where labels are text `class_names`
/// 1×K cell of char. Where it is not 0.5 also `threshold`, the output above which one output speaks for the second
/// class, and where a sample may have any number of labels `multi_label`, true.
extension SavedNetwork: Codable {
  /// The fields, in the file's order.
  fileprivate enum Field: String, CodingKey, CaseIterable {
    case format, version, sizes, W, b, activations, mu, sigma, classes, lambda, seed
    case lossHistory = "loss_history"
    case classNames = "class_names"
    case threshold
    case isMultiLabel = "multi_label"
  }

  /// What `net.format` says.
  static let formatName = "matkit-network"
  /// What `net.version` says: the version of the layout, not of MatKit.
  static let formatVersion = 1

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encode(Self.formatName, forKey: .format)
    try fields.encode(Double(Self.formatVersion), forKey: .version)
    try fields.encode(network.sizes.map(Double.init), forKey: .sizes)
    try fields.encode(trained.weights, forKey: .W)
    try fields.encode(biasColumns, forKey: .b)
    try fields.encode(network.layers.map(\.activation.rawValue), forKey: .activations)
    try fields.encode(mu, forKey: .mu)
    try fields.encode(sigma, forKey: .sigma)
    try fields.encode(classes, forKey: .classes)
    try fields.encode(lambdas, forKey: .lambda)
    try fields.encode(Double(seed), forKey: .seed)
    try fields.encode(Matrix(column: lossHistory), forKey: .lossHistory)
    try fields.encodeIfPresent(classNames, forKey: .classNames)
    if threshold != 0.5 { try fields.encode(threshold, forKey: .threshold) }
    if isMultiLabel { try fields.encode(true, forKey: .isMultiLabel) }
  }

  /// Throws `notANetwork` where a field is missing or another than it should be, and where they do not fit
  /// together: weights that don't follow one another, an unknown activation, a number that is not finite.
  public init(from decoder: any Decoder) throws {
    let fields = NetworkFields(try decoder.container(keyedBy: Field.self))
    try fields.checkFormat()
    let trained = try fields.trained()
    let inputCount = trained.network.inputCount
    let isMultiLabel = try fields.isMultiLabel()
    self.init(
      trained, mu: try fields.numbers(.mu, count: inputCount),
      sigma: try fields.numbers(.sigma, count: inputCount),
      classes: try fields.classes(
        count: isMultiLabel ? trained.network.outputCount : trained.network.classCount),
      classNames: try fields.classNames(),
      lambdas: try fields.lambdas(trained.network), seed: try fields.seed(),
      lossHistory: try fields.value(.lossHistory, as: Matrix<Double>.self).elements,
      threshold: try fields.threshold(), isMultiLabel: isMultiLabel)
  }
}

extension SavedNetwork {
  /// Reads the network that a file holds: under `net` as MatKit writes it, else in a layout of others; see
  /// ``init(carriedOverFrom:)``.
  ///
  /// Throws a `MATError` where the file can't be read, and `notANetwork` where `net` is not as it should be.
  public init(_ file: MATFile) throws {
    // What else than its mark only MatKit writes tells a damaged one, too.
    guard file.variable(named: "net") != nil, let value = try? file.value("net"),
      case .structure(let net) = value, net["format"] != nil || net["sizes"] != nil
    else {
      try self.init(carriedOverFrom: file)
      return
    }
    do {
      self = try MATDecoder().decode(SavedNetwork.self, from: value)
    } catch let error as NetworkFileError {
      throw error.at(file.path)
    }
  }

  /// The variables that describe the network in a file, ready to be written: `net`, `Theta1` … `ThetaL`
  /// and `legacy`.
  ///
  /// - `Theta{l}` is [b W], so that a = [ones(N,1) X] * Theta1'.
  /// - `legacy` has the cells `IW`, `LW` and `b` of MATLAB's shallow networks: IW{1} is W{1}, LW{i,j} the
  ///   weights from layer j to layer i, [] where there are none. Those are L² cells, so that
  ///   networks of more than ``legacyLayerLimit`` layers, which no shallow network is, have no
  ///   `legacy`.
  public var variables: OrderedDictionary<String, MATValue> {
    get throws {
      let encoder = MATEncoder(absence: .omitted)
      var variables: OrderedDictionary<String, MATValue> = ["net": try encoder.encode(self)]
      for (layer, (W, b)) in zip(trained.weights, trained.biases).enumerated() {
        let theta = Matrix(
          rowCount: W.rowCount, columnCount: W.columnCount + 1, elements: b + W.elements)
        variables["Theta\(layer + 1)"] = theta.matValue
      }
      if hasLegacy { variables["legacy"] = legacy.matValue }
      return variables
    }
  }

  /// The most layers of a network that is written in the layout of MATLAB's shallow networks, too.
  public static let legacyLayerLimit = 100

  /// Whether the network's file has `legacy`.
  package var hasLegacy: Bool { network.layers.count <= Self.legacyLayerLimit }

  private var biasColumns: [Matrix<Double>] { trained.biases.map { Matrix(column: $0) } }

  private var legacy: MATStructArray {
    let count = network.layers.count
    let none = Matrix<Double>(rows: []).matValue
    var IW = Matrix(repeating: none, rowCount: count, columnCount: 1)
    var LW = Matrix(repeating: none, rowCount: count, columnCount: count)
    let weights = trained.weights
    IW[0, 0] = weights[0].matValue
    for layer in 1..<count { LW[layer, layer - 1] = weights[layer].matValue }
    return ["IW": IW, "LW": LW, "b": Matrix(column: biasColumns.map(\.matValue))]
  }
}

/// The fields of `net`, each read with an error that names it.
private struct NetworkFields {
  typealias Field = SavedNetwork.Field
  let fields: KeyedDecodingContainer<Field>

  init(_ fields: KeyedDecodingContainer<Field>) {
    self.fields = fields
  }

  func checkFormat() throws {
    guard try value(.format, as: String.self) == SavedNetwork.formatName else {
      throw error("net.format is not '\(SavedNetwork.formatName)'")
    }
    let version = try numbers(.version, count: 1)[0]
    guard version == Double(SavedNetwork.formatVersion) else {
      throw error(
        "net.version is \(version.formatted) where this matkit knows \(SavedNetwork.formatVersion)",
        advice: "use a newer matkit")
    }
  }

  func error(
    _ problem: String, advice: String = "write it anew with matkit train"
  ) -> NetworkFileError {
    NetworkFileError(.notANetwork, problem, advice: advice)
  }

  func value<Value: Decodable>(_ field: Field, as type: Value.Type) throws -> Value {
    guard fields.contains(field) else { throw error("net.\(field.rawValue) is missing") }
    do {
      return try fields.decode(Value.self, forKey: field)
    } catch var failure as MATError {
      failure.path = nil
      throw error("net.\(field.rawValue): \(failure)")
    }
  }

  func numbers(_ field: Field, count: Int) throws -> [Double] {
    let numbers = try value(field, as: Matrix<Double>.self).elements
    guard numbers.count == count else {
      throw error(
        "net.\(field.rawValue) has \(numbers.count) elements where there should be \(count)")
    }
    guard numbers.allSatisfy(\.isFinite) else {
      throw error("net.\(field.rawValue) has NaN or infinity in it")
    }
    return numbers
  }

  /// K labels, or none for regression.
  func classes(count wanted: Int) throws -> [Double] {
    let count = try value(.classes, as: Matrix<Double>.self).count
    return count == 0 ? [] : try numbers(.classes, count: wanted)
  }

  func threshold() throws -> Double {
    fields.contains(.threshold) ? try numbers(.threshold, count: 1)[0] : 0.5
  }

  func isMultiLabel() throws -> Bool {
    fields.contains(.isMultiLabel) ? try value(.isMultiLabel, as: Bool.self) : false
  }

  /// The classes' texts, where there are any.
  func classNames() throws -> [String]? {
    fields.contains(.classNames) ? try value(.classNames, as: Cells<String>.self).elements : nil
  }

  /// λ, or one a layer.
  func lambdas(_ network: Network) throws -> [Double] {
    let count = try value(.lambda, as: Matrix<Double>.self).count
    return try numbers(.lambda, count: count == 1 ? 1 : network.layers.count)
  }

  func seed() throws -> UInt32 {
    let seed = try numbers(.seed, count: 1)[0]
    guard let whole = UInt32(exactly: seed) else { throw error("net.seed is \(seed)") }
    return whole
  }

  /// The network that `W`, `b` and `activations` are; `sizes` has to agree.
  func trained() throws -> TrainedNetwork<Double> {
    let activations = try value(.activations, as: Cells<String>.self).elements.map { name in
      guard let activation = Activation(rawValue: name) else {
        throw error("net.activations has '\(name)', which is none of MatKit's")
      }
      return activation
    }
    let weights = try value(.W, as: Cells<Matrix<Double>>.self).elements
    let biases = try value(.b, as: Cells<Matrix<Double>>.self).elements.map(\.elements)
    let trained: TrainedNetwork<Double>
    do {
      trained = try TrainedNetwork(weights: weights, biases: biases, activations: activations)
    } catch {
      throw self.error("net: \(error)")
    }
    let sizes = trained.network.sizes.map(Double.init)
    guard try numbers(.sizes, count: sizes.count) == sizes else {
      throw error("net.sizes does not agree with the sizes of net.W")
    }
    return trained
  }
}

/// The contents of a cell array, and of nothing that could pass for one.
private struct Cells<Element: MATReadable & Decodable>: MATReadable, Decodable {
  let elements: [Element]

  init(matValue: MATValue) throws(MATError) {
    guard case .cell(let cell) = matValue else {
      throw MATError(.mismatch, expected: "a cell array", found: matValue.summary)
    }
    var elements: [Element] = []
    for element in cell.elements { elements.append(try Element(matValue: element)) }
    self.elements = elements
  }

  init(from decoder: any Decoder) throws {
    elements = try [Element](from: decoder)
  }
}
