import Foundation
import SeededRandomness
import Testing

@testable import Plots

@Suite("Terminals") struct TerminalTests {
  @Test(
    "the environment tells how many colours there are",
    arguments: [
      (["TERM": "xterm"], TerminalColors.palette256), ([:], .none), (["TERM": "dumb"], .none),
      (["TERM": "xterm", "COLORTERM": "truecolor"], .trueColor),
      (["TERM": "xterm", "COLORTERM": "24bit"], .trueColor),
      (["TERM": "xterm-direct"], .trueColor),
      (["TERM": "xterm", "COLORTERM": "truecolor", "NO_COLOR": "1"], .none),
      (["TERM": "xterm", "NO_COLOR": ""], .palette256),
    ] as [([String: String], TerminalColors)])
  func environment(variables: [String: String], colors: TerminalColors) {
    #expect(TerminalColors(environment: variables) == colors)
  }

  @Test("without colours there is no escape, and the same cells as with them")
  func plain() throws {
    let figure = Figure(
      try Panel.decisionRegions(SampleFigures.probability(), data: SampleFigures.twoClasses()))
    let plain = try figure.terminalText(columns: 70, rows: 22, colors: .none)
    #expect(!plain.contains("\u{1B}"))
    let lines = plain.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    #expect(lines.count == 22 && lines.allSatisfy { $0.count == 70 })
    #expect(Set(plain).intersection(["░", "▒", "▓"]).count >= 2, "regions are shades")
    let escape = /\u{1B}\[[0-9;]*m/
    for colors in [TerminalColors.palette256, .trueColor] {
      let text = try figure.terminalText(columns: 70, rows: 22, colors: colors)
      let bare = text.replacing(escape, with: "")
      #expect(bare.split(separator: "\n").allSatisfy { $0.count == 70 })
      #expect(text.contains(colors == .palette256 ? "\u{1B}[48;5;" : "\u{1B}[48;2;"))
      #expect(!text.contains(colors == .palette256 ? "\u{1B}[48;2;" : "\u{1B}[48;5;"))
    }
  }

  @Test("a colour of the palette is its own nearest, and any other's nearest is found")
  func palette() {
    let levels = [0, 95, 135, 175, 215, 255]
    func distance(_ a: (Int, Int, Int), _ b: (Int, Int, Int)) -> Int {
      let d = (a.0 - b.0, a.1 - b.1, a.2 - b.2)
      return d.0 * d.0 + d.1 * d.1 + d.2 * d.2
    }
    var all: [(Int, Int, Int)] = []
    for r in levels { for g in levels { for b in levels { all.append((r, g, b)) } } }
    for k in 0..<24 { all.append((8 + 10 * k, 8 + 10 * k, 8 + 10 * k)) }
    var random = SplitMix(state: 4)
    let colors =
      all
      + (0..<300).map { _ in
        let bits = random.next()
        return (Int(bits & 255), Int(bits >> 8 & 255), Int(bits >> 16 & 255))
      }
    for color in colors {
      let pixel = UInt32(color.0) << 16 | UInt32(color.1) << 8 | UInt32(color.2)
      let chosen = all[XtermPalette.index(of: pixel) - 16]
      #expect(distance(chosen, color) == all.map { distance($0, color) }.min())
    }
  }

  @Test("a cell whose pixels differ much is a shape, any other a shade")
  func ink() {
    let (white, black): (UInt32, UInt32) = (0xFFFF_FFFF, 0xFF00_0000)
    #expect(InkBlock.character([white, white, white, white], paper: white) == " ")
    #expect(InkBlock.character([black, black, black, black], paper: white) == "█")
    #expect(InkBlock.character([black, white, white, white], paper: white) == "▘")
    #expect(InkBlock.character([white, white, white, black], paper: white) == "▗")
    #expect(InkBlock.character([white, black, white, black], paper: white) == "▐")
    #expect(InkBlock.character([white, white, white, white], paper: black) == "█")
  }

  @Test("plot areas are where the pictures draw their plots")
  func areas() throws {
    let figure = Figure(
      [
        [
          Panel([.line(Line(x: [0, 1], y: [0, 1]))], x: Axis(limits: 0...1)), Panel.vector([1, 2]),
        ]
      ])
    let areas = figure.plotAreas
    #expect(areas.count == 2 && areas[0].xLimits == 0...1)
    #expect(areas[0].x > 0 && areas[0].x + areas[0].width < areas[1].x)
    #expect(areas[1].x + areas[1].width <= figure.width && areas[0].height <= figure.height)
    // The line runs from the lower left corner.
    let canvas = RecordingCanvas(figure)
    #expect(canvas.points.contains { abs($0.x - areas[0].x) < 0.01 })
  }

  @Test("curves given by their points have the area below them, and refuse what is none")
  func curves() throws {
    let curve = try ROCCurve(
      falsePositiveRates: [0, 0, 0.5, 1], truePositiveRates: [0, 0.5, 1, 1])
    #expect(curve.area == 0.875)
    #expect(throws: PlotError.self) {
      try ROCCurve(falsePositiveRates: [0, 1], truePositiveRates: [0])
    }
    #expect(throws: PlotError.self) {
      try ROCCurve(falsePositiveRates: [0, 2], truePositiveRates: [0, 1])
    }
    #expect(throws: PlotError.self) {
      try ROCCurve(falsePositiveRates: [0.5, 0.25], truePositiveRates: [0, 1])
    }
    #expect(throws: PlotError.self) {
      try CalibrationCurve(meanPredictions: [0.5], positiveShares: [1.5])
    }
    #expect(throws: PlotError.self) {
      try CalibrationCurve(meanPredictions: [0.5], positiveShares: [0.5], counts: [0.5])
    }
    #expect(
      try CalibrationCurve(meanPredictions: [0.5], positiveShares: [0.5], counts: [3]).counts == [3]
    )
  }
}
