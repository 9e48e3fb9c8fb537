import Foundation
import MATFiles

/// One item of the tool's DATA: `file.mat[:variable]['][=label]`, `'` for the transpose as in MATLAB.
public struct DataArgument: Hashable, Sendable {
  /// The path of the file.
  public var file: String
  /// The variable, or path inside one (`data.X`); nil for the file's only numeric variable.
  public var variable: String?
  /// Whether the variable is transposed, `f.mat:X'`.
  public var isTransposed = false
  /// The label of all its points; nil for the item's place among the others, from zero.
  public var label: Double?

  public init(file: String, variable: String? = nil, label: Double? = nil) {
    self.file = file
    self.variable = variable
    self.label = label
  }

  /// The item that `text` names.
  ///
  /// The file is taken whole where a file of that very name exists, so that a name with `:` or `=` in it
  /// can be given. Otherwise the label is what follows the last `=`, and the variable is split off as
  /// `MATPath.splitArgument` does. Throws `invalidArgument` where the label is not a finite number.
  public init(parsing text: String) throws(NetworkFileError) {
    guard !FileManager.default.fileExists(atPath: text), let equals = text.lastIndex(of: "=") else {
      label = nil
      (file, variable) = MATPath.splitArgument(text)
      transposeIfMarked()
      return
    }
    let written = text[text.index(after: equals)...]
    guard let label = Double(written), label.isFinite else {
      throw NetworkFileError(
        .invalidArgument, at: text, "the label '\(written)' after '=' is not a number",
        advice: "write file.mat:variable=label, such as points.mat=1")
    }
    (file, variable) = MATPath.splitArgument(String(text[..<equals]))
    self.label = label
    transposeIfMarked()
  }

  /// Takes MATLAB's mark of a transpose, `'` or `.'`, off the variable.
  private mutating func transposeIfMarked() {
    guard let name = variable, name.count > 1, name.hasSuffix("'") else { return }
    isTransposed = true
    variable = String(name.dropLast(name.hasSuffix(".'") ? 2 : 1))
  }

  /// Throws `invalidArgument` where there is a label, and the item is none of a class's points.
  package func checkUnlabelled() throws(NetworkFileError) {
    guard let label else { return }
    throw NetworkFileError(
      .invalidArgument, at: place, "a label, =\(label.formatted), has no meaning here",
      advice: "leave it away")
  }

  /// The item as a user would name it in a sentence: the file, and the variable where one was given.
  public var place: String {
    variable.map { "\(file):\($0)\(isTransposed ? "'" : "")" } ?? file
  }
}
