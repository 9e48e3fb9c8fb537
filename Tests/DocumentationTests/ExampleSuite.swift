import Testing

/// A suite of the examples in a module's documentation comments, as the plugin makes it.
protocol ExampleSuite {}

extension ExampleSuite {
  /// Stands for Swift's own in the examples, so that one that does not hold fails its test and not the run of
  /// all: a name is looked for in the type that code stands in first.
  func assert(
    _ condition: @autoclosure () -> Bool, file: StaticString = #filePath, line: UInt = #line
  ) {
    let path = "\(file)"
    let location = SourceLocation(
      fileID: "Documentation/\(path.split(separator: "/").last ?? "")", filePath: path,
      line: Int(line), column: 1)
    #expect(condition(), sourceLocation: location)
  }
}
