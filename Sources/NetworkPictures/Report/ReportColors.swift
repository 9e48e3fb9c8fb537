import NetworkFiles
public import Plots

/// The colours of a report's page, light and dark.
public struct ReportColors: Sendable {
  /// Behind the page and its pictures.
  public let background: Color
  /// Text.
  public let foreground: Color
  /// Quiet text; readable on ``background`` and ``raised`` (AA).
  public let muted: Color
  /// Behind tables' heads, code and what can be typed into.
  public let raised: Color
  /// Lines; those around controls stand out from the background (3:1).
  public let line: Color
  /// Links and what has the focus.
  public let accent: Color
  /// Behind what is right, and behind what is wrong.
  public let right: Color
  /// The colour of samples that were taken for another class.
  public let wrong: Color

  /// Colours on a light page.
  public static let light = ReportColors(
    background: Theme.light.background, foreground: Theme.light.foreground,
    muted: Theme.light.muted, raised: Color(0xF3F4F6), line: Color(0x858B94),
    accent: Color(0x005A94), right: Color(0xCFE6DA), wrong: Color(0xFADBC8))

  /// Colours on a dark page.
  public static let dark = ReportColors(
    background: Theme.dark.background, foreground: Theme.dark.foreground, muted: Theme.dark.muted,
    raised: Color(0x1F242C), line: Color(0x79808B), accent: Color(0x7CC4F5),
    right: Color(0x17402F), wrong: Color(0x5A2E12))

  /// The colours as CSS variables.
  var variables: String {
    [
      ("background", background), ("foreground", foreground), ("muted", muted), ("raised", raised),
      ("line", line), ("accent", accent), ("right", right), ("wrong", wrong),
    ].map { "--\($0): \($1.hexadecimal);" }.joined(separator: " ")
  }
}
