extension Panel {
  /// The loss after each iteration, one line a run.
  ///
  /// - Parameters:
  ///   - runs: the name of each run and its losses, the first before the first iteration. A single
  ///     run needs no name in a legend and gets none.
  ///   - scale: how losses become lengths; on a logarithmic axis those that are not positive are
  ///     left out.
  ///   - title: what stands above the panel; nothing where it is nil.
  ///
  /// ```swift
  /// let panel = Panel.lossHistory([("tanh", [1, 0.5, 0.25])])
  /// assert(panel.series.count == 1)
  /// ```
  public static func lossHistory(
    _ runs: [(label: String, losses: [Double])], scale: Axis.Scale = .linear,
    title: String? = nil
  ) -> Panel {
    let series = runs.enumerated().map { index, run in
      Series.line(
        Line(
          x: run.losses.indices.map(Double.init), y: run.losses,
          label: runs.count > 1 ? run.label : nil,
          marker: runs.count > 1 ? .forClass(index) : nil))
    }
    return Panel(
      series, title: title, x: Axis("iteration", isWhole: true), y: Axis("loss", scale: scale))
  }
}
