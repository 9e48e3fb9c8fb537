import Matrices
import NetworkFiles
import Plots

// The pictures of networks: regions, losses, and how right their answers are.

extension Drawing {
  /// The network that comes first, with the points after it in place of its own.
  func network(_ kind: PictureKind) throws -> DrawnNetwork {
    guard let first = subjects.first, case .network(var network) = first.content else {
      throw cannot(subjects[0], be: kind)
    }
    guard subjects.count > 1 else { return network }
    network.data = try points(for: network, Array(subjects.dropFirst()), as: kind)
    return network
  }

  /// The points that were named after a network; for regression they need targets.
  private func points(
    for network: DrawnNetwork, _ subjects: [PictureSubject], as kind: PictureKind
  ) throws -> TrainingData {
    if network.network.isMultiLabel, subjects.count == 1,
      case .labeledPoints(let data) = subjects[0].content
    {
      return data.isMultiLabel ? data : try data.withLabelSets()
    }
    guard network.network.isRegression else { return try labeledPoints(subjects, as: kind) }
    guard subjects.count == 1, case .labeledPoints(let data) = subjects[0].content else {
      throw NetworkFileError(
        .labelsDoNotFit, at: subjects[0].place,
        "the network answers numbers, and it has no targets",
        advice: "give one file with X and y")
    }
    return try data.withTargets()
  }

  /// The answers of each regression.
  func fitPanels() throws -> [Panel] {
    if case .fit(let fit)? = subjects.first?.content {
      guard subjects.count == 1 else { throw cannot(subjects[1], be: .fit) }
      return fit.panels()
    }
    let networks: [DrawnNetwork]
    if subjects.count > 1, subjects[1].content.kind == .points {
      networks = [try network(.fit)]
    } else {
      networks = try subjects.map { subject in
        guard case .network(let network) = subject.content else { throw cannot(subject, be: .fit) }
        return network
      }
    }
    return try zip(networks, subjects).map { network, subject in
      guard let panel = try network.fit(title: title(of: subject)) else {
        throw NetworkFileError(
          .noPicture, at: subject.place,
          network.network.isRegression
            ? "it has no points X with targets y" : "the network tells classes apart",
          advice: network.network.isRegression
            ? "name a file with X and y after it" : "use --as regions or --as confusion")
      }
      return panel
    }
  }

  func networkFigure() throws -> Figure { try network(.network).figure(look) }

  func regionsPanel() throws -> Panel {
    if subjects.count == 1, case .grid(let drawn) = subjects[0].content { return try drawn.panel() }
    let network = try network(.regions)
    guard let panel = try network.regions() else {
      throw NetworkFileError(
        .noGrid, at: subjects[0].place,
        network.network.isRegression
          ? "the network answers numbers, not classes"
          : network.network.isMultiLabel
            ? "its samples have any number of labels, and regions are of one"
            : "its inputs are not points of the plane",
        advice: network.network.isRegression
          ? "use --as fit or --as loss"
          : network.network.isMultiLabel
            ? "use --as roc or --as loss" : "use --as confusion or --as loss")
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
    if let first = subjects.first, case .network = first.content {
      let network = try network(.confusion)
      guard let panel = try network.confusionPanel() else {
        // The same that is missing is missing for the scores of classes.
        _ = try network.scores(first.place)
        throw cannot(first, be: .confusion)
      }
      return [panel]
    }
    return try subjects.map { subject in
      if case .evaluation(let drawn) = subject.content {
        return try drawn.confusionPanel(title: title(of: subject))
      }
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
        try ROCCurve(scores, label: name)
      } stored: { subject in
        switch subject.content {
        case .roc(let curves): named(curves, \.label, of: subject)
        case .evaluation(let drawn): named(drawn.rocs, \.label, of: subject)
        default: nil
        }
      })
  }

  func calibrationPanel() throws -> Panel {
    .calibration(
      try curves(.calibration) { scores, name in
        try CalibrationCurve(scores, label: name)
      } stored: { subject in
        switch subject.content {
        case .calibration(let curves): named(curves, \.label, of: subject)
        case .evaluation(let drawn): named(drawn.calibrations, \.label, of: subject)
        default: nil
        }
      })
  }

  /// A curve for each network, or each class of it, and each curve that a file has itself. Points after a
  /// single network are taken in place of its own.
  private func curves<Curve>(
    _ kind: PictureKind, computed: (ClassScores, String) throws -> Curve,
    stored: (PictureSubject) -> [Curve]?
  ) throws -> [Curve] {
    let hasOwnPoints = subjects.dropFirst().contains { $0.content.kind == .points }
    guard !hasOwnPoints else {
      return try network(kind).scores(subjects[0].place).map {
        try computed($0, $0.name ?? subjects[0].name)
      }
    }
    return try subjects.flatMap { subject -> [Curve] in
      if let curves = stored(subject) { return curves }
      guard case .network(let network) = subject.content else { throw cannot(subject, be: kind) }
      return try network.scores(subject.place).map { scores in
        let parts = [subjects.count > 1 || scores.name == nil ? subject.name : nil, scores.name]
        return try computed(scores, parts.compactMap(\.self).joined(separator: ", "))
      }
    }
  }

  /// Curves by what they were stored as: one alone by its subject, several by their classes too.
  private func named<Curve>(
    _ curves: [Curve], _ label: WritableKeyPath<Curve, String>, of subject: PictureSubject
  ) -> [Curve] {
    curves.map { curve in
      var curve = curve
      let parts = [
        curves.count == 1 || subjects.count > 1 ? subject.name : nil,
        curves.count > 1 ? curve[keyPath: label] : nil,
      ]
      curve[keyPath: label] = parts.compactMap(\.self).joined(separator: ", ")
      return curve
    }
  }

  /// The three pictures of how right answers are, of one network or of what `evaluate` wrote.
  func evaluationPanels() throws -> [Panel] {
    if case .evaluation(let drawn)? = subjects.first?.content, subjects.count == 1 {
      return try drawn.panels()
    }
    var panels = try confusionPanels() + [rocPanel(), calibrationPanel()]
    for (index, title) in zip(panels.indices, DrawnEvaluation.titles) {
      panels[index].title = title
    }
    return panels
  }
}
