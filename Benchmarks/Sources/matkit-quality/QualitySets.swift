import Foundation
import Matrices
import Networks

/// The data sets and the peer's scores, as `Peers/quality.py` writes them.
struct QualitySets: Decodable {
  struct Set: Decodable {
    let name: String
    let kind: String
    let features: [[Double]]
    let labels: [Int]?
    let targets: [[Double]]?
    /// The fold that each sample is held back in.
    let folds: [Int]
    /// A fold's accuracy and log-loss, or R².
    let scores: [[Double]]
  }

  let peer: String
  let sets: [Set]
}

extension QualitySets.Set {
  var isClassification: Bool { kind == "classification" }

  /// The samples that a fold trains on, and those that it holds back.
  func parts(_ fold: Int) throws -> (training: Dataset<Double>, held: Dataset<Double>) {
    let inputs = Matrix(rows: features)
    let data =
      try labels.map { try Dataset(inputs: inputs, labels: $0) }
      ?? Dataset(inputs: inputs, targets: Matrix(rows: targets ?? []))
    return (
      data.selecting(folds.indices.filter { folds[$0] != fold }),
      data.selecting(folds.indices.filter { folds[$0] == fold })
    )
  }
}
