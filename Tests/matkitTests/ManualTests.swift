import Foundation
import Testing

@testable import matkit

/// The manual that the parser writes: pages for `man`, and the documentation's page of commands.
@Suite("The manual") struct ManualTests {
  @Test(
    "the documentation's page of commands is what the parser says; `make commands-page` makes it")
  func page() throws {
    let path = Fixture.folder.deletingLastPathComponent()
      .appending(path: "Sources/matkit/matkit.docc/Commands.md")
    let stored = try String(contentsOf: path, encoding: .utf8)
    #expect(try CommandsPage(.tool()).text == stored, "stale: run make commands-page")
  }

  @Test("every command has a page for man, with each of its options and examples")
  func pages() throws {
    let tool = try CommandDescription.tool()
    let pages = ManualPage.pages(of: tool, version: "1.2.3")
    #expect(pages.map(\.fileName).first == "matkit.1")
    #expect(pages.count == tool.shownCommands.count + 1)
    for (command, page) in zip(tool.shownCommands, pages.dropFirst()) {
      #expect(page.fileName == "matkit-\(command.commandName).1")
      #expect(page.text.contains("MatKit 1.2.3"))
      for argument in command.sections.flatMap(\.arguments) {
        for name in argument.names ?? [] {
          let spelled = (name.kind == "long" ? "--" : "-") + name.name
          #expect(page.text.contains(spelled.replacing("-", with: "\\-")), "\(spelled)")
        }
      }
    }
  }

  @Test("no line of a page is a request that roff does not know")
  func requests() throws {
    let known = [
      ".TH", ".SH", ".PP", ".TP", ".B", ".BR", ".nf", ".fi", ".RS", ".RE",
    ]
    for page in ManualPage.pages(of: try .tool(), version: "1.2.3") {
      for line in page.text.split(separator: "\n") where line.hasPrefix(".") {
        #expect(known.contains(String(line.prefix { $0 != " " })), "\(page.fileName): \(line)")
      }
      #expect(!page.text.contains("\n'"))
    }
  }

  @Test("a command that no help lists is in no page")
  func hidden() throws {
    let tool = try CommandDescription.tool()
    #expect(!tool.shownCommands.contains { $0.commandName == "manual" })
    #expect(!MatKitTool.helpMessage().contains("manual"))
  }

  @Test("prose is joined, and indented lines are kept")
  func paragraphs() {
    let text =
      "One sentence\nof two lines:\n  matkit whos a.mat\n  matkit whos b.mat\nMore.\n\nNew."
    #expect(
      Paragraph.paragraphs(of: text) == [
        .prose("One sentence of two lines:"), .lines(["matkit whos a.mat", "matkit whos b.mat"]),
        .prose("More."), .prose("New."),
      ])
  }

  @Test("the pages are written into a folder, and a folder that is missing is said")
  func writing() throws {
    let scratch = try Scratch()
    let run = try Tool.run("manual", "man", "-o", scratch.folder.path)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try scratch.contents.contains("matkit-train.1"))
    let refused = try Tool.run("manual", "docc", "-o", scratch.path("missing"))
    #expect(refused.status == 73)
    #expect(refused.errors.contains("Commands.md: it cannot be written"), "\(refused.errors)")
  }
}
