import Foundation
import Plots

// A line over bars, light or dark, in any format, and on the terminal.
let x = stride(from: 0.0, through: 6, by: 0.1).map { $0 }
let panel = Panel(
  [
    .bars(Bars(x: [1, 2, 3, 4, 5], y: [0.9, 0.8, 0.2, 0.7, 0.9], label: "counted")),
    .line(Line(x: x, y: x.map { sin($0).magnitude }, label: "|sin x|")),
  ], x: Axis("x"), y: Axis("share", limits: 0...1))
let figure = Figure(panel, title: "A figure", theme: .light)
try Data(figure.svg()).write(to: URL(filePath: "out/figure.svg"))
print(try figure.terminalText(columns: 72, rows: 20, colors: .none))
