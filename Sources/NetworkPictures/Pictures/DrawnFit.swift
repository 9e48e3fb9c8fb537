import Matrices
import NetworkFiles
import Plots

/// The drawing of a file of `matkit fit`: measurements, the curve with its bands, and the residuals.
struct DrawnFit {
  let saved: SavedFit

  /// The measurements with the curve and its bands over one variable, else against what is fitted;
  /// then the residuals.
  func panels() -> [Panel] { [curve ?? againstFitted, residuals] }

  private var curve: Panel? {
    guard let grid = saved.gridPoints else { return nil }
    let (fit, level, x) = (saved.fit, saved.settings.confidence, grid.elements)
    let band = fit.prediction(at: grid, level: level)
    var lines = [
      Line(
        x: x, y: band.values, label: String(fit.model.text.prefix(60)), paint: .foreground,
        width: 2.25),
      Line(x: x, y: band.lower, label: "confidence band", paint: .palette(1), dash: .dashed),
      Line(x: x, y: band.upper, paint: .palette(1), dash: .dashed),
    ]
    if saved.settings.sigma == nil {
      let new = fit.prediction(at: grid, level: level, of: .observation())
      lines += [
        Line(x: x, y: new.lower, label: "prediction band", paint: .muted, dash: .dotted),
        Line(x: x, y: new.upper, paint: .muted, dash: .dotted),
      ]
    }
    let measured = Scatter(
      x: fit.data.x.elements, y: fit.data.y, label: "measured", paint: .palette(0), marker: .circle,
      size: markerSize)
    return Panel(
      [.scatter(measured)] + lines.map(Series.line), title: "Fit",
      x: Axis(fit.model.variableNames[0]), y: Axis("y"))
  }

  private var againstFitted: Panel {
    let fit = saved.fit
    let ends = (fit.fittedValues + fit.data.y).filter(\.isFinite)
    let range = [ends.min() ?? 0, ends.max() ?? 1]
    return Panel(
      [
        .line(Line(x: range, y: range, label: "equal", paint: .muted, width: 1.25, dash: .dashed)),
        .scatter(
          Scatter(
            x: fit.fittedValues, y: fit.data.y, label: "measured", paint: .palette(0),
            marker: .circle, size: markerSize)),
      ], title: "Fit", x: Axis("fitted"), y: Axis("measured"))
  }

  private var residuals: Panel {
    let fit = saved.fit
    let isOfOne = fit.data.x.columnCount == 1
    let places = isOfOne ? fit.data.x.elements : fit.fittedValues
    let range = [places.min() ?? 0, places.max() ?? 1]
    return Panel(
      [
        .line(Line(x: range, y: [0, 0], paint: .muted, width: 1.25, dash: .dashed)),
        .scatter(
          Scatter(
            x: places, y: fit.residuals, paint: .palette(0), marker: .circle, size: markerSize)),
      ], title: "Residuals", x: Axis(isOfOne ? fit.model.variableNames[0] : "fitted"),
      y: Axis("measured less fitted"), showsLegend: false)
  }

  private var markerSize: Double { saved.fit.data.count > 500 ? 5 : 7 }
}
