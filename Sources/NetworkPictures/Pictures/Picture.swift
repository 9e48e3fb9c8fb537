public import NetworkFiles
public import Plots

/// A picture of what `.mat` files hold: which values, shown as what, and how it looks.
///
///     try Picture(of: [DataArgument(file: "trained.mat")]).write(to: "trained.svg")
///
/// Without a kind it is told by the values: see ``init(of:as:_:)``.
public struct Picture: Sendable {
  /// The values: `file.mat[:variable][=label]`.
  public var items: [DataArgument]
  /// Samples after the values, with their labels or targets: as a file of `X` and `y` would be.
  public var samples: TrainingData?
  /// The kind of picture; chosen by the values where nil.
  public var kind: PictureKind?
  /// How the picture looks.
  public var look: PictureLook
  /// The columns of a sweep along the axes, and the metric shown; chosen where nil.
  public var sweepColumns: (x: String?, y: String?) = (nil, nil)

  /// A picture of values.
  ///
  /// Without a kind,
  /// - a network's file gives its decision regions beside its loss, for regression its answers; files of
  ///   points after it are drawn over the regions in place of its own; several networks give their losses
  ///   in one panel;
  /// - what `matkit fit` wrote is its curve with the bands, beside the residuals;
  /// - a `grid` gives decision regions, with `X` and `y` over it where they are in its file;
  /// - N×2 matrices are points, one class an item, and `X` with `y` in one file likewise, of more than two features
  ///   in pairs;
  /// - a vector is a line, a loss where its name says so; two of one length are a pair, and others share
  ///   a panel;
  /// - a square matrix of counts named `confusion…` is a confusion matrix, structs with the columns of a
  ///   ROC curve (`fpr`, `tpr`) or a calibration curve (`predicted`, `observed`) are these, an element a
  ///   curve, what `matkit evaluate` wrote is all three, and a struct of columns of one length is a sweep;
  /// - any other matrix is a heat map, and several are a panel each.
  public init(
    of items: [DataArgument], as kind: PictureKind? = nil, _ look: PictureLook = PictureLook()
  ) {
    self.items = items
    self.kind = kind
    self.look = look
  }

  /// Reads the values and arranges the picture.
  ///
  /// Throws a `MATError` where a value can't be read, a `NetworkFileError` where it can't be shown as asked, and
  /// a `PlotError` where its parts don't fit together.
  public func figure() throws -> Figure {
    var subjects = try items.enumerated().map { try PictureSubject($1, place: $0, as: kind) }
    if let samples { subjects.append(PictureSubject(samples, place: subjects.count)) }
    guard !subjects.isEmpty else {
      throw NetworkFileError(.empty, "there is nothing to draw", advice: "name a .mat file")
    }
    let drawing = Drawing(
      subjects: subjects, look: look, sweepColumns: sweepColumns)
    return try drawing.figure(as: kind ?? drawing.naturalKind())
  }

  /// Draws the picture into a file, whole or not at all; its ending tells the format.
  ///
  /// Throws `noPicture` for another ending than .svg, .png or .pdf, and what ``figure()`` throws.
  public func write(to path: String) throws {
    guard let format = PictureFormat(path: path) else {
      throw NetworkFileError(
        .noPicture, at: path, "the name does not end in .svg, .png or .pdf",
        advice: "give it one of these endings")
    }
    try figure().write(to: path, as: format)
  }
}

/// The values of a picture, read, and how they become panels.
struct Drawing {
  let subjects: [PictureSubject]
  let look: PictureLook
  let sweepColumns: (x: String?, y: String?)

  /// The default kind of picture for the values.
  func naturalKind() throws(NetworkFileError) -> PictureKind {
    let kinds = subjects.map(\.content.kind)
    guard let first = kinds.first else { return .line }
    if first == .network {
      if kinds.count == 1 || kinds.dropFirst().allSatisfy({ $0 == .points }) { return .network }
      if kinds.allSatisfy({ $0 == .network || $0 == .loss || $0 == .line }) { return .loss }
    }
    if kinds.allSatisfy({ $0 == first }) {
      let isPair = first == .line && kinds.count == 2 && Set(subjects.map(\.count)).count == 1
      if first == .points, subjects.contains(where: \.hasManyFeatures) { return .pairs }
      return isPair ? .pair : first
    }
    if kinds.allSatisfy({ $0 == .loss || $0 == .network }) { return .loss }
    if kinds.allSatisfy({ $0 == .loss || $0 == .line }) { return .line }
    if kinds.allSatisfy({ [.points, .heatmap, .line].contains($0) }) { return .heatmap }
    let found = zip(subjects, kinds).map { "\($0.name) (\($1.rawValue))" }.joined(separator: ", ")
    throw NetworkFileError(
      .noPicture, "these cannot stand in one picture: \(found)",
      advice: "draw them one by one, or say as what with --as")
  }

  /// The figure of a kind; an error names the first value where it names no other.
  func figure(as kind: PictureKind) throws -> Figure {
    do {
      return try arranged(as: kind)
    } catch var error as NetworkFileError where error.place == nil {
      error.place = subjects.first?.place
      throw error
    }
  }

  private func arranged(as kind: PictureKind) throws -> Figure {
    if kind != .sweep, sweepColumns.x != nil || sweepColumns.y != nil {
      throw NetworkFileError(
        .noPicture,
        "--x and --y choose the columns of a sweep, and this is drawn as \(kind.rawValue)",
        advice: "leave them out, or draw a table of runs with --as sweep")
    }
    return switch kind {
    case .points: try look.figure([pointsPanel()])
    case .network: try networkFigure()
    case .fit: try look.figure(fitPanels())
    case .regions: try look.figure([regionsPanel()])
    case .loss: try look.figure([lossPanel()])
    case .confusion: try look.figure(confusionPanels())
    case .roc: try look.figure([rocPanel()])
    case .calibration: try look.figure([calibrationPanel()])
    case .evaluation: try evaluationFigure()
    case .importance: try look.figure(importancePanels())
    case .learningCurve: try look.figure(learningCurvePanels())
    case .dependence: try look.figure(dependencePanels())
    case .pairs: try pairsFigure()
    case .sweep: try look.figure(sweepPanels())
    case .line: try look.figure([linesPanel()])
    case .pair: try look.figure([pairPanel()])
    case .heatmap: try look.figure(subjects.map { try .matrix($0.matrix(), title: title(of: $0)) })
    case .contour: try look.figure(subjects.map(contourPanel))
    }
  }

  private func evaluationFigure() throws -> Figure {
    let panels = try evaluationPanels()
    // Square plots under legends of several rows need the height.
    return try look.figure(
      panels,
      axes: panels.count == 1
        ? .all : .none(advice: "draw it alone with --as confusion, --as roc or --as calibration"),
      size: (1440, 480))
  }

  /// The title of a subject's panel: none where there is only one.
  func title(of subject: PictureSubject) -> String? { subjects.count > 1 ? subject.name : nil }

  /// The one file of a network first, and what else there is.
  func cannot(_ subject: PictureSubject, be kind: PictureKind) -> NetworkFileError {
    NetworkFileError(
      .noPicture, at: subject.place,
      "\(subject.content.description) cannot be drawn as \(kind.rawValue)",
      advice: "leave out --as, or name another variable")
  }
}
