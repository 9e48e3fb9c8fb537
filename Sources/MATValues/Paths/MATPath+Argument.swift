import Foundation

extension MATPath {
  /// Splits an argument `FILE[:PATH]` of a command into the file and the text of the path.
  ///
  /// An argument that is itself an existing file is that file, whatever colons it has. Else the path
  /// begins after the first colon that follows the name of an existing file, or failing that the first
  /// that follows `.mat`. Without such a colon the whole argument is the file.
  ///
  /// ```swift
  /// let (file, path) = MATPath.splitArgument("week6.mat:net.W{2}")
  /// assert(file == "week6.mat" && path == "net.W{2}")
  /// ```
  public static func splitArgument(_ argument: String) -> (file: String, path: String?) {
    splitArgument(argument, isFile: isFile)
  }

  static func splitArgument(
    _ argument: String, isFile: (String) -> Bool
  ) -> (file: String, path: String?) {
    if isFile(argument) { return (argument, nil) }
    let colons = argument.indices.filter { argument[$0] == ":" }
    let split =
      colons.first { isFile(String(argument[..<$0])) }
      ?? colons.first { argument[..<$0].lowercased().hasSuffix(".mat") }
    guard let split else { return (argument, nil) }
    return (String(argument[..<split]), String(argument[argument.index(after: split)...]))
  }

  private static func isFile(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && !isFolder.boolValue
  }
}
