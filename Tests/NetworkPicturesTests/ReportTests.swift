import Foundation
import MATFiles
import Matrices
import Networks
import Plots
import TemporaryFolders
import Testing

@testable import NetworkFiles
@testable import NetworkPictures

@Suite("Reports") struct ReportTests {
  private static let folder = Result { try TemporaryFolders.untilExit() }

  /// A network of three classes on points in the plane, or of two on points in space.
  private static func report(features: Int, classes: Int, title: String? = nil) throws -> Report {
    let path = try folder.get().appending(path: "\(UUID().uuidString).mat").path
    let points = Matrix(rowCount: 30, columnCount: features) { row, column in
      Double(row % classes) + Double((row * 7 + column * 5) % 11) / 20
    }
    let data = try TrainingData(
      points: points, labels: (0..<30).map { Double($0 % classes) }, source: "test")
    let settings = TrainingSettings(hidden: [4], activations: [.tanh], maxIterations: 60)
    let trained = try settings.train(on: data)
    try trained.result.write(to: path)
    return try Report(path, title: title)
  }

  private static let pages = Result {
    try [(2, 3), (3, 2)].map { try report(features: $0.0, classes: $0.1).html() }
  }

  @Test("a page has every section, with headings in order and none left out")
  func headings() throws {
    for (index, page) in try Self.pages.get().enumerated() {
      let levels = page.matches(of: /<h([1-6])[ >]/).compactMap { Int($0.1) }
      #expect(levels.first == 1 && levels.count { $0 == 1 } == 1)
      #expect(zip(levels, levels.dropFirst()).allSatisfy { $1 <= $0 + 1 })
      let titles = page.matches(of: /<h2[^>]*>([^<]*)</).map { String($0.1) }
      let all = [
        "Decision", "Loss", "Confusion matrix", "Metrics", "ROC", "Calibration",
        "Importance of features", "Data", "Network", "Gradient check", "How it was made",
      ]
      #expect(titles == (index == 0 ? all : Array(all.dropFirst())))
    }
  }

  @Test("every picture has a text in its place, and every control a label")
  func alternatives() throws {
    for page in try Self.pages.get() {
      let pictures = page.matches(of: /<svg [^>]*>/).map { String($0.0) }
      #expect(!pictures.isEmpty)
      #expect(pictures.allSatisfy { $0.contains(/role="img" aria-label="[^"]{20,}"/) })
      #expect(page.matches(of: /<input/).count == page.matches(of: /<label>[^<]*<input/).count)
      #expect(page.contains("<html lang=\"en\">") && page.contains("<title>"))
      let ids = page.matches(of: /\sid="([^"]*)"/).map { String($0.1) }
      #expect(Set(ids).count == ids.count, "ids are unique")
      for reference in page.matches(of: /aria-labelledby="([^"]*)"/) {
        #expect(ids.contains(String(reference.1)))
      }
    }
  }

  @Test("a page asks for nothing from anywhere")
  func selfContained() throws {
    for page in try Self.pages.get() {
      #expect(
        !page.contains(/\ssrc\s*=/) && !page.contains("@import") && !page.contains("url(http"))
      let links = page.matches(of: /(?:href)="([^"]*)"/).map { String($0.1) }
      #expect(links.allSatisfy { $0.hasPrefix("data:") || $0.hasPrefix("#") })
      #expect(page.contains("default-src 'none'"))
    }
  }

  @Test("the same file gives the same page")
  func deterministic() throws {
    let report = try Self.report(features: 2, classes: 2)
    #expect(try report.html() == report.html())
  }

  @Test("markup in a title is text on the page")
  func markup() throws {
    let page = try Self.report(
      features: 2, classes: 2, title: "</title><script>alert(1)</script>&\u{1}"
    ).html()
    #expect(!page.contains("alert(1)</script>"))
    #expect(page.contains("&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;\u{FFFD}"))
  }

  @Test("text has AA contrast on all it stands on, and lines of controls 3 to 1, light and dark")
  func contrast() {
    for colors in [ReportColors.light, .dark] {
      for background in [colors.background, colors.raised] {
        #expect(colors.foreground.contrast(with: background) >= 7)
        #expect(colors.muted.contrast(with: background) >= 4.5)
        #expect(colors.accent.contrast(with: background) >= 4.5)
        #expect(colors.line.contrast(with: background) >= 3)
      }
      for background in [colors.right, colors.wrong] {
        #expect(colors.foreground.contrast(with: background) >= 4.5)
      }
    }
    for theme in [Theme.light, .dark] {
      #expect(theme.muted.contrast(with: theme.background) >= 4.5)
      #expect(theme.foreground.contrast(with: theme.background) >= 7)
    }
  }

  @Test("a file without a network, and one without points, are errors")
  func notANetwork() throws {
    let path = try Self.folder.get().appending(path: "x.mat").path
    try MATFile.write(["x": 1.0], to: path)
    #expect(throws: NetworkFileError.self) { try Report(path) }
    #expect(throws: MATError.self) { try Report(path + ".none") }
  }

  @Test("text is escaped where it enters markup")
  func escaping() {
    let name = "<b>&\"'\u{0}"
    let markup: HTML = "<i>\(name)</i>"
    #expect(markup.text == "<i>&lt;b&gt;&amp;&quot;&#39;\u{FFFD}</i>")
    let outer: HTML = "\(markup)\([markup])"
    #expect(outer.text == markup.text + markup.text)
  }
}
