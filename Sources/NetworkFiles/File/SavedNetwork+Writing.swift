public import MATFiles
import Matrices
public import OrderedCollections

extension SavedNetwork {
  /// The variables that describe the network in a file, ready to be written: `net`, `Theta1` … `ThetaL`
  /// and `legacy`.
  ///
  /// - `net` is a scalar struct: `format` ('matkit-network'), `version` of the layout, `sizes` [2 10 1],
  ///   `W` 1×L cell of n_out×n_in, `b` 1×L cell of n_out×1, `activations` 1×L cell of char, `mu` and
  ///   `sigma` 1×d, `classes` 1×K (1×0 for regression), `lambda` (1×L where there is one a layer), `seed`,
  ///   `loss_history` n×1, and where labels are text `class_names` 1×K cell of char.
  /// - `Theta{l}` is [b W], so that a = [ones(N,1) X] * Theta1'.
  /// - `legacy` has the cells `IW`, `LW` and `b` of MATLAB's shallow networks: IW{1} is W{1}, LW{i,j} the
  ///   weights from layer j to layer i, [] where there are none. Those are L² cells, so that
  ///   networks of more than ``legacyLayerLimit`` layers, which no shallow network is, have no
  ///   `legacy`.
  public var variables: OrderedDictionary<String, MATValue> {
    var variables: OrderedDictionary<String, MATValue> = ["net": net.matValue]
    for (layer, (W, b)) in zip(trained.weights, trained.biases).enumerated() {
      let theta = Matrix(
        rowCount: W.rowCount, columnCount: W.columnCount + 1, elements: b + W.elements)
      variables["Theta\(layer + 1)"] = theta.matValue
    }
    if hasLegacy { variables["legacy"] = legacy.matValue }
    return variables
  }

  /// The most layers of a network that is written in the layout of MATLAB's shallow networks, too.
  public static let legacyLayerLimit = 100

  /// Whether the network's file has `legacy`.
  package var hasLegacy: Bool { network.layers.count <= Self.legacyLayerLimit }

  private var biasColumns: [Matrix<Double>] { trained.biases.map { Matrix(column: $0) } }

  private var net: MATStructArray {
    guard let classNames else { return plainNet }
    var fields = plainNet.fields
    fields["class_names"] = [classNames.matValue]
    return MATStructArray(size: [1, 1], fields: fields)
  }

  private var plainNet: MATStructArray {
    [
      "format": Self.formatName,
      "version": Double(Self.formatVersion),
      "sizes": network.sizes.map(Double.init),
      "W": trained.weights.map(\.matValue),
      "b": biasColumns.map(\.matValue),
      "activations": network.layers.map(\.activation.rawValue),
      "mu": mu,
      "sigma": sigma,
      "classes": classes,
      "lambda": lambdas,
      "seed": Double(seed),
      "loss_history": Matrix(column: lossHistory),
    ]
  }

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

  /// What `net.format` says.
  static let formatName = "matkit-network"
  /// What `net.version` says: the version of the layout, not of MatKit.
  static let formatVersion = 1
}
