extension Panel {
  /// Points in the colours and markers of their classes.
  ///
  /// ```swift
  /// let points = try LabeledPoints([[0, 0], [1, 1]], labels: [0, 1])
  /// assert(Panel.classScatter(points, title: "Points").title == "Points")
  /// ```
  public static func classScatter(
    _ data: LabeledPoints, title: String? = nil, x: Axis = Axis("x₁"), y: Axis = Axis("x₂")
  ) -> Panel {
    Panel(data.scatters(size: data.markerSize), title: title, x: x, y: y)
  }
}
