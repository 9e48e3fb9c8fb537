import Foundation
import MATFiles
import Matrices

/// A first lab file for `.mat` files, with comments that say what to change.
public struct LabDraft: Sendable {
  /// The lab file's text.
  public let text: String

  /// Looks into the files, and writes a lab that trains on them: files with one matrix each are
  /// classes; one file with a matrix and a vector of as many elements as it has rows is features
  /// and labels.
  ///
  /// - Parameters:
  ///   - files: Paths as they are to stand in the lab file, seen from its folder.
  ///   - folder: The lab file's folder.
  ///   - samples: The options of `train` that name samples in the only file, where those are known; looked for
  ///     where not.
  public init(
    _ files: [String], in folder: String, samples: [(option: String, name: String)] = []
  ) throws {
    let contents = try files.map { file in
      try Contents(file, MATFile(LabPath.join(folder, file)))
    }
    let known = samples.map { "      \($0.option): \(Self.quoted($0.name))\n" }.joined()
    let training =
      !known.isEmpty
      ? known
      : contents.count == 1 ? try Self.labeled(contents[0]) : try Self.classes(contents)
    text = Self.heading(contents) + training + Self.rest
  }

  private struct Contents {
    let file: String
    let source: MATFile
    let matrices: [MATFile.Variable]
    let others: [MATFile.Variable]

    init(_ name: String, _ file: MATFile) {
      self.file = name
      source = file
      let isMatrix = { (variable: MATFile.Variable) in
        (MATNumericClass(rawValue: variable.className) != nil || variable.className == "logical")
          && variable.size.count == 2 && !variable.size.contains(0)
      }
      matrices = file.variables.filter(isMatrix)
      others = file.variables.filter { !isMatrix($0) }
    }

    /// True if a variable has a number, or a name in a cell or a row of text, for each row of
    /// another.
    static func hasOne(of y: MATFile.Variable, aRowOf X: MATFile.Variable) -> Bool {
      switch y.className {
      case "char": y.size.first == X.size[0]
      case "struct", "function_handle": false
      default: y.size.contains(1) && y.size.contains(X.size[0])
      }
    }

    /// True if a variable has the look of labels: few different whole numbers.
    func areClasses(_ variable: MATFile.Variable) -> Bool {
      guard let numbers: Matrix<Double> = try? source[variable.name] else { return true }
      let different = Set(numbers.elements)
      return different.count <= 100 && different.allSatisfy { $0 == $0.rounded() }
    }
  }

  private static func heading(_ contents: [Contents]) -> String {
    var text = """
      # A lab: matkit run makes every result below from the data, does nothing twice, and leaves
      # lab.lock, by which matkit verify tells anybody whether they got the same.
      #
      # What the files hold:

      """
    for content in contents {
      for variable in content.matrices + content.others {
        let size = variable.size.map(String.init).joined(separator: "×")
        let names = [content.file, variable.name, variable.className].map(commented)
        text += "#   \(names[0])  \(names[1])  \(size) \(names[2])\n"
      }
    }
    return text + """

      vars:
        lambda: 1e-3      # the penalty λ Σ W²; try 1e-4 where the fit is poor
        hidden: [10]      # the units of each hidden layer
        seed: 0

      stages:
        # Trains a network. Each dependency is a class; 'matkit help train' tells the options.
        train:
          train:
            hidden: ${hidden}
            activation: sigmoid      # tanh and relu train more easily where there are many layers
            l2: ${lambda}
            seed: ${seed}
            starts: 1                # train from so many starts and keep the best

      """
  }

  private static func classes(_ contents: [Contents]) throws -> String {
    let items = try contents.map { content in
      guard let first = content.matrices.first else { throw nothing(in: content) }
      return content.matrices.count == 1 ? content.file : "\(content.file):\(first.name)"
    }
    return "    deps:\n" + items.map { "      - \(quoted($0))\n" }.joined()
  }

  private static func labeled(_ content: Contents) throws -> String {
    for X in content.matrices where X.size[1] > 1 {
      let labels = (content.matrices + content.others).first { y in
        y.name != X.name && Contents.hasOne(of: y, aRowOf: X)
      }
      guard let y = labels else { continue }
      let kind = content.areClasses(y) ? "labels" : "targets"
      return "      features: \(quoted("\(content.file):\(X.name)"))\n"
        + "      \(kind): \(quoted("\(content.file):\(y.name)"))\n"
    }
    guard content.matrices.count > 1 else { throw nothing(in: content) }
    return "    deps:\n"
      + content.matrices.map { "      - \(quoted("\(content.file):\($0.name)"))\n" }.joined()
  }

  private static let rest = """
        outs: [results/trained.mat]

      # Draws what the network decides, with the points over it, and its loss.
      picture:
        plot:
        deps: [results/trained.mat]
        plots: [results/trained.svg]

      # A command of your own: it runs in a folder with its deps and nothing else. For example
      # summary:
      #   cmd: python3 summary.py results/trained.mat > results/summary.json
      #   deps: [summary.py, "results/trained.mat:net"]
      #   metrics: [results/summary.json]

    """

  private static func nothing(in content: Contents) -> LabError {
    LabError(
      .noNumericVariable, at: content.file, "there are no classes or labels to train on",
      advice: "name a .mat file for each class, or one with a matrix X and labels y")
  }

  /// A word as YAML, in quotation marks where it has to be. A `${` in it is no variable.
  private static func quoted(_ word: String) -> String {
    let isPlain = word.allSatisfy { $0.isLetter || $0.isNumber || "_-./".contains($0) }
    // What ends so is no number, and none of YAML's own words.
    if isPlain, word.first?.isLetter == true, word.hasSuffix(".mat") { return word }
    return quotedJSON(word.replacing("${", with: "\\${"))
  }

  /// A name in a comment; in quotation marks where it holds what would end the line or show as
  /// something else.
  private static func commented(_ name: String) -> String {
    shown(name) == name ? name : quotedJSON(name)
  }
}
