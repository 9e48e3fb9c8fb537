import Matrices
import Testing

@testable import Plots

/// How far sums of a few hundred numbers may differ by the order of additions, relative.
private let summation = 1e-12

private struct CurveCase: Decodable {
  let scores: [Double]
  let positive: [Bool]
  let falsePositiveRates: [Double]
  let truePositiveRates: [Double]
  let area: Double
  let positiveShares: [Double]
  let meanPredictions: [Double]
}

private struct ContourCase: Decodable {
  let x: [Double]
  let y: [Double]
  let z: [[Double]]
  let levels: [Double]
  let lengths: [Double]
  let areas: [Double]
}

@Suite("Curves")
struct CurveTests {
  @Test("ROC curves, ties and all, are scikit-learn's")
  func roc() throws {
    for expected in try reference([CurveCase].self, "curves.json") {
      let curve = try ROCCurve(scores: expected.scores, isPositive: expected.positive)
      #expect(curve.falsePositiveRates == expected.falsePositiveRates)
      #expect(curve.truePositiveRates == expected.truePositiveRates)
      #expect(abs(curve.area - expected.area) <= summation)
    }
  }

  @Test("calibration curves are scikit-learn's")
  func calibration() throws {
    for expected in try reference([CurveCase].self, "curves.json") {
      let curve = try CalibrationCurve(
        probabilities: expected.scores, isPositive: expected.positive)
      #expect(curve.counts.reduce(0, +) == expected.scores.count)
      #expect(curve.positiveShares.count == expected.positiveShares.count)
      for (ours, theirs) in zip(
        curve.positiveShares + curve.meanPredictions,
        expected.positiveShares + expected.meanPredictions)
      {
        #expect(abs(ours - theirs) <= summation)
      }
    }
  }

  @Test("contours are as long as contourpy's, and the regions above them as large")
  func contours() throws {
    let expected = try reference(ContourCase.self, "contours.json")
    let field = try ScalarField(
      RectangularGrid(x: expected.x, y: expected.y), values: Matrix(rows: expected.z))
    var tracer = ContourTracer(field)
    for (index, level) in expected.levels.enumerated() {
      let lines = tracer.lines(at: level)
      let length = lines.reduce(0) { sum, line in
        zip(line.points, line.points.dropFirst()).reduce(sum) { sum, pair in
          let (dx, dy) = (pair.1.x - pair.0.x, pair.1.y - pair.0.y)
          return sum + (dx * dx + dy * dy).squareRoot()
        }
      }
      #expect(abs(length - expected.lengths[index]) <= 1e-9 * expected.lengths[index])
      let area = area(tracer.region(atLeast: level))
      #expect(abs(area - expected.areas[index]) <= 1e-9 * expected.areas[index])
    }
  }

  @Test("a perfect, a useless and a reversed classifier have areas of 1, one half and 0")
  func areas() throws {
    let positive = [false, false, true, true]
    #expect(try ROCCurve(scores: [1, 2, 3, 4], isPositive: positive).area == 1)
    #expect(try ROCCurve(scores: [1, 1, 1, 1], isPositive: positive).area == 0.5)
    #expect(try ROCCurve(scores: [4, 3, 2, 1], isPositive: positive).area == 0)
    #expect(
      try ROCCurve(scores: [-.infinity, 0, 0, .infinity], isPositive: positive).area == 0.875)
  }

  @Test("curves refuse what has no answer")
  func refusals() {
    let calls: [(PlotError.Code, () throws(PlotError) -> Void)] = [
      (.mismatch, { () throws(PlotError) in _ = try ROCCurve(scores: [1], isPositive: []) }),
      (.outOfRange, { () throws(PlotError) in _ = try ROCCurve(scores: [], isPositive: []) }),
      (.outOfRange, { () throws(PlotError) in _ = try ROCCurve(scores: [1], isPositive: [true]) }),
      (
        .outOfRange,
        { () throws(PlotError) in _ = try ROCCurve(scores: [.nan, 1], isPositive: [true, false]) }
      ),
      (
        .outOfRange,
        { () throws(PlotError) in _ = try CalibrationCurve(probabilities: [1.1], isPositive: [true])
        }
      ),
      (
        .outOfRange,
        { () throws(PlotError) in
          _ = try CalibrationCurve(probabilities: [.nan], isPositive: [true])
        }
      ),
      (
        .outOfRange,
        { () throws(PlotError) in
          _ = try CalibrationCurve(probabilities: [0.5], isPositive: [true], binCount: 0)
        }
      ),
    ]
    for (code, call) in calls {
      let error = #expect(throws: PlotError.self) { try call() }
      #expect(error?.code == code)
    }
  }
}
