public import Matrices
public import Networks
import Randomness

extension SavedNetwork {
  /// The network as it is carried to other programs, with its standardisation and samples to test itself.
  ///
  ///     let file = try MATFile("net.mat")
  ///     let text = try SavedNetwork(file).export(testing: file["X"]).cSource()
  ///
  /// - Parameter samples: Inputs to test with, a sample a row; nil for eight drawn from the stream of seed 0,
  ///   uniform within two deviations of each feature's mean.
  /// - Throws: `columnsDiffer` where the samples do not have the network's number of features, and a
  ///   `NetworkError` where it has an activation that no other program knows.
  public func export(testing samples: Matrix<Double>? = nil) throws -> ModelExport {
    if let samples { try checkColumns(samples.columnCount, nil) }
    return try ModelExport(
      trained, standardization: Standardization(mu: mu, sigma: sigma),
      testing: samples ?? drawnSamples)
  }

  private var drawnSamples: Matrix<Double> {
    var random = MersenneTwister(seed: 0)
    let rows = (0..<ModelExport.mostTests).map { _ in
      zip(mu, sigma).map { mean, deviation in mean + deviation * random.uniform(in: -2..<2) }
    }
    return Matrix(rows: rows)
  }
}
