public import Matrices

/// Points of the plane with the class of each, as the ready-made panels draw them.
///
/// ```swift
/// let points = try LabeledPoints([[0, 0], [1, 1]], labels: [0, 1], names: ["cat", "dog"])
/// assert(Panel.classScatter(points).series.count == 2)
/// ```
public struct LabeledPoints: Sendable, Hashable {
  /// The points, N×2, one a row.
  public let points: Matrix<Double>
  /// The class of each point, N numbers.
  public let labels: [Int]
  /// The name of class k at place k; classes beyond them are called by their numbers.
  public var names: [String]

  /// Points with their classes.
  ///
  /// Throws `.mismatch` where the points have not two coordinates or not as many labels.
  public init(_ points: Matrix<Double>, labels: [Int], names: [String] = []) throws(PlotError) {
    guard points.columnCount == 2 || points.isEmpty else {
      throw PlotError(
        .mismatch, "points", expected: "N×2, one point a row", found: points.shape)
    }
    guard points.rowCount == labels.count || points.isEmpty && labels.isEmpty else {
      throw PlotError(
        .mismatch, "labels", expected: "\(points.rowCount), one a point", found: "\(labels.count)")
    }
    self.points = points
    self.labels = labels
    self.names = names
  }

  /// The name of a class.
  func name(_ index: Int) -> String {
    names.indices.contains(index) ? names[index] : "class \(index)"
  }

  /// A scatter a class, by increasing class, each in its class's colour and marker.
  func scatters(size: Double) -> [Series] {
    var rows: [Int: [Int]] = [:]
    for (row, label) in labels.enumerated() { rows[label, default: []].append(row) }
    return rows.sorted { $0.key < $1.key }.map { label, rows in
      .scatter(scatter(of: rows, label: name(label), paint: .palette(label), size: size))
    }
  }

  /// Rings around the points whose class is not the predicted one; none where all are right.
  func rings(predicted: [Int], size: Double) -> [Series] {
    let wrong = labels.indices.filter { labels[$0] != predicted[$0] }
    guard !wrong.isEmpty else { return [] }
    var rings = scatter(
      of: wrong, label: "misclassified (\(wrong.count))", paint: .foreground, size: size + 5)
    rings.marker = .ring
    return [.scatter(rings)]
  }

  /// A size of marker that leaves room between this many points.
  var markerSize: Double { labels.count > 2000 ? 4 : labels.count > 500 ? 5.5 : 7 }

  private func scatter(of rows: [Int], label: String, paint: Paint, size: Double) -> Scatter {
    let coordinates = points.elements
    return Scatter(
      x: rows.map { coordinates[$0] }, y: rows.map { coordinates[$0 + points.rowCount] },
      label: label, paint: paint,
      size: size)
  }
}
