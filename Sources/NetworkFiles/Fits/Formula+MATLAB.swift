import Optimization

extension Formula {
  /// The formula as the text of a function in MATLAB and Octave: `@(p,x) p(1).*exp(-p(2).*x(:,1))`.
  ///
  /// Parameters are elements of p, variables columns of x, and operators the elementwise ones.
  var matlabFunction: String {
    var result = "@(p,x) "
    let characters = Array(text)
    var place = 0
    while place < characters.count {
      let character = characters[place]
      if character.isLetter || character == "_" {
        let word = String(characters[place...].prefix { $0.isLetter || $0.isNumber || $0 == "_" })
        place += word.count
        result += meaning(of: word)
      } else if character.isNumber || (character == "." && isDigit(characters, place + 1)) {
        let number = Self.number(characters[place...])
        place += number.count
        result += number
      } else {
        result += Self.elementwise(characters, &place)
      }
    }
    return result
  }

  private func isDigit(_ characters: [Character], _ place: Int) -> Bool {
    place < characters.count && characters[place].isNumber
  }

  private func meaning(of word: String) -> String {
    if let j = variableNames.firstIndex(of: word) { return "x(:,\(j + 1))" }
    if let j = parameterNames.firstIndex(of: word) { return "p(\(j + 1))" }
    return word
  }

  /// A number with its point, unless that belongs to an operator, and its exponent.
  private static func number(_ characters: ArraySlice<Character>) -> String {
    let text = String(characters.prefix(400))
    let match = text.prefixMatch(of: /\d*(\.(?![*\/^])\d*)?([eE][+-]?\d+)?/)
    return match.map { String($0.0) } ?? String(characters.prefix(1))
  }

  /// An operator in its elementwise form, or another character as it is.
  private static func elementwise(_ characters: [Character], _ place: inout Int) -> String {
    let rest = String(characters[place...].prefix(3))
    for (written, meant) in [
      (".**", ".^"), ("**", ".^"), (".*", ".*"), ("./", "./"), (".^", ".^"), ("*", ".*"),
      ("/", "./"), ("^", ".^"),
    ] where rest.hasPrefix(written) {
      place += written.count
      return meant
    }
    place += 1
    return rest.prefix(1) == "\t" ? " " : String(rest.prefix(1))
  }
}
