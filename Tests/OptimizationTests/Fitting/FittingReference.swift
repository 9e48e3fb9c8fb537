import Foundation
import Optimization

/// What SciPy, NumPy and mpmath find: `Reference/fitting.py` writes it.
struct FittingReference: Decodable {
  /// A fit of a·exp(−b·x) + c with everything that is made of it.
  struct Plain: Decodable {
    let parameters: [Double]
    let covariance: [[Double]]
    let rss: Double
    let r2: Double
    let adjusted: Double
    let aic: Double
    let bic: Double
    let factor: Double
    let new: [Double]
    let values: [Double]
    let curve: [Double]
    let observation: [Double]
    let profiles: [[Double]]
  }

  struct Robust: Decodable {
    let name: String
    let parameters: [Double]
    let cost: Double
    let errors: [Double]
  }

  let quantiles: [[Double]]
  let digammas: [[Double]]
  let x: [Double]
  let y: [Double]
  let sigma: [Double]
  let outliers: [Double]
  let start: [Double]
  let plain: Plain
  let weighted: Plain
  let known: Plain
  let robust: [Robust]

  static func load() throws -> FittingReference {
    let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Reference/fitting.json")
    return try JSONDecoder().decode(FittingReference.self, from: Data(contentsOf: url))
  }
}

/// Whether two numbers agree to a relative difference.
func agree(_ a: Double, _ b: Double, to tolerance: Double) -> Bool {
  abs(a - b) <= tolerance * max(abs(a), abs(b))
}
