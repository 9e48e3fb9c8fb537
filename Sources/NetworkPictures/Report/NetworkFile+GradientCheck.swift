import NetworkFiles
import Networks

extension NetworkFile {
  /// How the gradient compares with the complex step at fresh initial weights, of the loss that the
  /// file's weights were trained for.
  ///
  /// Of a large network only as many weights are compared as take about a second. Nil where the loss or the
  /// initial weights are not known, and where even one weight takes longer.
  func checkGradient() throws -> WeightCheck? {
    guard let settings = settings, settings.network(for: data) == network.network else {
      return nil
    }
    let most = WeightCheck.affordable(
      of: network.network, sampleCount: data.points.rowCount, seconds: 1)
    guard most > 0 else { return nil }
    return try settings.checkGradient(on: data, most: most)
  }

  /// The training's loss and start; nil where they are not known.
  private var settings: TrainingSettings? {
    guard InitialWeights(rawValue: training.initialWeights) != nil, var settings = training.settings
    else { return nil }
    // A network that the training went on from had the say in these.
    let layers = network.network.layers
    settings.hidden = layers.dropLast().map(\.unitCount)
    settings.activations =
      settings.hidden.isEmpty ? [.sigmoid] : layers.dropLast().map(\.activation)
    settings.outputActivation = layers.last?.activation
    settings.standardizes =
      network.mu.contains { $0 != 0 } || network.sigma.contains { $0 != 1 }
    settings.seed = network.seed
    settings.starts = 1
    return settings
  }
}
