import DocumentationScan
import Foundation

/// The command line of the scan: `examples SOURCES -o FILE` writes the examples of one module as tests,
/// `measure SOURCES…` prints how well the modules in those folders are documented.
@main struct ScanCommand {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch arguments.first {
    case "examples" where arguments.count == 4 && arguments[2] == "-o":
      let folder = URL(filePath: arguments[1])
      let tests = ExampleTests(
        of: try SourceFile.all(below: folder), module: folder.lastPathComponent)
      try tests.text.write(to: URL(filePath: arguments[3]), atomically: true, encoding: .utf8)
    case "measure" where arguments.count > 1:
      let modules = try arguments.dropFirst().map { try Measure(module: URL(filePath: $0)) }
      print(Measure.table(of: modules))
    default:
      let usage = "usage: documentation-scan examples FOLDER -o FILE | measure FOLDER…\n"
      FileHandle.standardError.write(Data(usage.utf8))
      exit(64)
    }
  }
}
