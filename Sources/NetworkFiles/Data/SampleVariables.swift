import MATFiles

/// Two variables of a file that look like all samples and their labels or targets: a matrix, and a
/// variable with as many rows, or as a row with as many elements. To be suggested, never to be
/// taken unasked.
struct SampleVariables {
  private let file: String
  private let features: String
  private let answers: String
  private let isRegression: Bool

  /// Nil where there are no such two.
  ///
  /// Of several matrices the one with the most columns is taken, the first of equals.
  init?(in file: MATFile) {
    let matrices = file.variables.filter {
      Self.isNumeric($0) && $0.size.count == 2 && $0.size[0] > 1
    }
    let candidates = matrices.compactMap { X -> (X: MATFile.Variable, y: MATFile.Variable)? in
      let y = file.variables.first { $0.name != X.name && Self.answers($0, X.size[0]) }
      return y.map { (X, $0) }
    }
    guard let best = candidates.max(by: { $0.X.size[1] < $1.X.size[1] }),
      let (X, y) = candidates.first(where: { $0.X.size[1] == best.X.size[1] })
    else { return nil }
    self.file = file.path
    (features, answers) = (X.name, y.name)
    isRegression = Self.isNumeric(y) && y.size[0] == X.size[0] && y.size[1] > 1
  }

  /// What to write for them.
  var advice: String {
    "give all samples and their \(isRegression ? "targets" : "labels") with"
      + " --features \(file):\(features) --\(isRegression ? "targets" : "labels") \(file):\(answers)"
  }

  private static func isNumeric(_ variable: MATFile.Variable) -> Bool {
    MATNumericClass(rawValue: variable.className) != nil || variable.className == "logical"
  }

  /// Whether a variable has an answer for each of so many samples.
  private static func answers(_ variable: MATFile.Variable, _ count: Int) -> Bool {
    let size = variable.size
    guard size.count == 2 else { return false }
    if isNumeric(variable) || variable.className == "char" {
      return size[0] == count || (size[0] == 1 && size[1] == count)
    }
    let isText = ["cell", "string", "categorical"].contains(variable.className)
    return isText && (size == [count, 1] || size == [1, count])
  }
}
