import Foundation
import MATFiles

/// A line on standard error that is overwritten as long work goes on, on a terminal; nothing into a
/// pipe.
///
/// It shows at most ten times a second, so that work that ends at once shows nothing.
final class ProgressLine {
  private let isShown: Bool
  private let interval = 0.1
  private let started = Date.timeIntervalSinceReferenceDate
  private var lastShown = Date.timeIntervalSinceReferenceDate
  private var width = 0

  init() {
    isShown = isatty(STDERR_FILENO) == 1
  }

  /// Seconds since the line was made.
  var elapsed: Double { Date.timeIntervalSinceReferenceDate - started }

  /// Shows `text()` in place of what stands there, unless the last was shown just now.
  func update(_ text: () -> String) {
    guard isShown else { return }
    let now = Date.timeIntervalSinceReferenceDate
    guard now - lastShown >= interval else { return }
    lastShown = now
    let line = text().printable
    write("\r" + line + String(repeating: " ", count: max(0, width - line.count)))
    width = line.count
  }

  /// Takes the line away.
  func clear() {
    guard isShown, width > 0 else { return }
    write("\r" + String(repeating: " ", count: width) + "\r")
    width = 0
  }

  private func write(_ text: String) {
    // A terminal that is gone ends no work: nobody waits for this line.
    try? StandardStream.error.write(text)
  }
}
