package import MATFiles
import Matrices

/// Labels that are text, read from a `.mat` file.
///
/// Text is a cell array of char vectors, a char matrix with a label a row (trailing blanks are not part of
/// one), a string array, or a categorical array.
package enum LabelFile {
  /// The labels that a value is as texts, none of them empty; nil where it is not text.
  package static func names(_ value: MATValue, at place: String) throws -> [String]? {
    let names = try texts(value, at: place)
    if let empty = names?.firstIndex(of: "") {
      throw NetworkFileError(
        .labelsDoNotFit, at: place, "label \(empty + 1) is an empty text",
        advice: "leave out the samples without a label")
    }
    return names
  }

  private static func texts(_ value: MATValue, at place: String) throws -> [String]? {
    switch value {
    case .char(let text):
      guard text.size.count == 2 else {
        throw NetworkFileError(
          .labelsDoNotFit, at: place, "the labels are text of more than two dimensions")
      }
      guard text.size[1] > 0 else {
        throw NetworkFileError(.labelsDoNotFit, at: place, "the labels are text without characters")
      }
      let rows = text.size[0]
      return (0..<rows).map { row in
        let units = (0..<text.size[1]).map { text.elements[row + $0 * rows] }
        return trimmed(String(decoding: units, as: UTF16.self))
      }
    case .cell(let cell):
      return try cell.elements.enumerated().map { index, element in
        guard let name = try? String(matValue: element) else {
          throw NetworkFileError(
            .labelsDoNotFit, at: place,
            "cell \(index + 1) is \(element.className), not a row of char",
            advice: "give a cell array of char vectors, one a sample")
        }
        return trimmed(name)
      }
    case .string(let array):
      return try present(array.elements, at: place, missing: "<missing>")
    case .object(let object) where object.className == "categorical":
      let labels = try MATCategoricalArray(matValue: value).labels
      return try present(labels.elements, at: place, missing: "<undefined>")
    default:
      return nil
    }
  }

  /// Texts of which none is missing.
  private static func present(
    _ texts: [String?], at place: String, missing: String
  ) throws -> [String] {
    try texts.enumerated().map { index, text in
      guard let text else {
        throw NetworkFileError(
          .labelsDoNotFit, at: place, "label \(index + 1) is \(missing)",
          advice: "leave out the samples without a label")
      }
      return trimmed(text)
    }
  }

  private static func trimmed(_ text: String) -> String {
    var text = text[...]
    while let last = text.last, last == " " || last == "\0" { text.removeLast() }
    return String(text)
  }

  /// The name of the one variable of a file.
  static func onlyVariable(
    of file: MATFile, _ argument: DataArgument
  ) throws(NetworkFileError) -> String {
    let variables = file.variables
    guard variables.count == 1 else {
      throw NetworkFileError(
        .severalNumericVariables, at: argument.file,
        "there are \(variables.count) variables",
        advice: "say which holds the labels: \(argument.file):y")
    }
    return variables[0].name
  }
}
