import Foundation
import Plots

/// The terminal that standard output goes to: its size and its colours.
struct TerminalScreen {
  let columns: Int
  let rows: Int
  let colors: TerminalColors

  /// Asks the terminal; into a pipe the size is that of `COLUMNS` and `LINES`, or 80×24.
  init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    var size = winsize()
    let isKnown = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    let told = { (name: String) in environment[name].flatMap { Int($0) } }
    columns = min(max(isKnown ? Int(size.ws_col) : told("COLUMNS") ?? 80, 20), 400)
    // One row is left for the prompt.
    rows = min(max((isKnown ? Int(size.ws_row) : told("LINES") ?? 25) - 1, 8), 200)
    colors = TerminalColors(environment: environment)
  }

  /// A figure drawn to fill the screen.
  func text(of figure: Figure) throws -> String {
    try figure.terminalText(columns: columns, rows: rows, colors: colors)
  }
}
