import Matrices
import Plots

// The pictures of networks: regions, losses, and how right their answers are.

extension Drawing {
  /// The network that comes first, with the points after it in place of its own.
  private func network(_ kind: PictureKind) throws -> DrawnNetwork {
    guard let first = subjects.first, case .network(var network) = first.content else {
      throw cannot(subjects[0], be: kind)
    }
    guard subjects.count > 1 else { return network }
    network.data = try labeledPoints(Array(subjects.dropFirst()), as: kind)
    return network
  }

  func networkFigure() throws -> Figure { try network(.network).figure(look) }

  func regionsPanel() throws -> Panel {
    if subjects.count == 1, case .grid(let drawn) = subjects[0].content { return try drawn.panel() }
    guard let panel = try network(.regions).regions() else {
      throw LabError(
        .noGrid, at: subjects[0].place, "its inputs are not points of the plane",
        advice: "use --as confusion or --as loss")
    }
    return panel
  }

  func lossPanel() throws -> Panel {
    let runs = try subjects.map { subject in
      switch subject.content {
      case .network(let network): return (subject.name, network.network.lossHistory)
      case .loss(let losses), .vector(let losses): return (subject.name, losses)
      default: throw cannot(subject, be: .loss)
      }
    }
    return .lossHistory(named(runs), scale: look.isLogarithmicY ? .logarithmic : .linear)
  }

  /// Runs by names that differ: those of one name have the number among the items behind it.
  private func named(_ runs: [(String, [Double])]) -> [(label: String, losses: [Double])] {
    runs.enumerated().map { index, run in
      let isShared = runs.count { $0.0 == run.0 } > 1
      return (isShared ? "\(run.0) (\(index + 1))" : run.0, run.1)
    }
  }

  func confusionPanels() throws -> [Panel] {
    if let first = subjects.first, case .network(var network) = first.content {
      if subjects.count > 1 {
        network.data = try labeledPoints(Array(subjects.dropFirst()), as: .confusion)
      }
      guard let panel = try network.confusionPanel() else {
        throw LabError(
          .noPicture, at: first.place, "it has no points X with labels y",
          advice: "name files of points after it, one a class")
      }
      return [panel]
    }
    return try subjects.map { subject in
      let matrix = try subject.matrix()
      let counts = matrix.elements.compactMap { Int(exactly: $0) }
      guard counts.count == matrix.count else { throw cannot(subject, be: .confusion) }
      return try .confusionMatrix(
        Matrix(rowCount: matrix.rowCount, columnCount: matrix.columnCount, elements: counts),
        title: title(of: subject))
    }
  }

  func rocPanel() throws -> Panel {
    .roc(
      try curves(.roc) { scores, name in
        try ROCCurve(scores: scores.probabilities, isPositive: scores.isPositive, label: name)
      } stored: { subject in
        guard case .roc(var curve) = subject.content else { return nil }
        curve.label = subject.name
        return curve
      })
  }

  func calibrationPanel() throws -> Panel {
    .calibration(
      try curves(.calibration) { scores, name in
        try CalibrationCurve(
          probabilities: scores.probabilities, isPositive: scores.isPositive, label: name)
      } stored: { subject in
        guard case .calibration(var curve) = subject.content else { return nil }
        curve.label = subject.name
        return curve
      })
  }

  /// A curve for each network, or each class of it, and each curve that a file has itself. Points after a
  /// single network are taken in place of its own.
  private func curves<Curve>(
    _ kind: PictureKind, computed: (ClassScores, String) throws -> Curve,
    stored: (PictureSubject) -> Curve?
  ) throws -> [Curve] {
    let hasOwnPoints = subjects.dropFirst().contains { $0.content.kind == .points }
    guard !hasOwnPoints else {
      return try network(kind).scores(subjects[0].place).map {
        try computed($0, $0.name ?? subjects[0].name)
      }
    }
    return try subjects.flatMap { subject -> [Curve] in
      if let curve = stored(subject) { return [curve] }
      guard case .network(let network) = subject.content else { throw cannot(subject, be: kind) }
      return try network.scores(subject.place).map { scores in
        let parts = [subjects.count > 1 || scores.name == nil ? subject.name : nil, scores.name]
        return try computed(scores, parts.compactMap(\.self).joined(separator: ", "))
      }
    }
  }
}
