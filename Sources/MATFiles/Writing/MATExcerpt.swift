/// What of a file a conversion takes along, and under which names.
///
///     var excerpt = MATExcerpt()
///     try excerpt.skip("debug*")
///     try excerpt.rename("s.(\"my field\")", to: "my_field")
///     try MATFile("in.mat").convert(to: "out.mat", version: .v73, excerpt: excerpt)
///
/// A variable is named as it is, in quotes (`("a b")`), or by a pattern, in which `*` stands for any text and
/// `?` for any character. A field is named by its path (`s.options.f`, `c{2}.f`), which means the field in
/// every element of a struct array. Names are those of the file that is read; what is left out is left out
/// before anything is renamed.
public struct MATExcerpt: Sendable {
  private var kept: [NamePattern] = []
  private var skipped: [NamePattern] = []
  private var skippedFields: [MATPath] = []
  private var renamed: [(path: MATPath, name: String)] = []

  /// Everything, as it is.
  public init() {}

  /// Takes along these variables and no others but those named so too.
  ///
  /// Throws `invalidPath` where the text is the path of a field: of a variable all is kept.
  public mutating func only(_ text: String) throws(MATError) {
    guard let pattern = NamePattern(text) else {
      throw MATError(.invalidPath, path: text, expected: "a variable", found: "a place inside one")
    }
    kept.append(pattern)
  }

  /// Leaves out the variables of a name or pattern, or a field.
  ///
  /// Throws `invalidPath` where the text is a path that ends at no field: elements of arrays cannot be left
  /// out.
  public mutating func skip(_ text: String) throws(MATError) {
    if let pattern = NamePattern(text) {
      skipped.append(pattern)
    } else {
      skippedFields.append(try Self.fieldPath(text))
    }
  }

  /// Gives a variable or a field another name.
  ///
  /// Of several variables of one name it means the first: the last is the one that programs find by it. It is
  /// said again for the next. Throws `invalidPath` where the text is neither.
  public mutating func rename(_ text: String, to name: String) throws(MATError) {
    if let path = try? MATPath(text), !path.steps.isEmpty {
      renamed.append((try Self.fieldPath(text), name))
    } else {
      renamed.append((MATPath(variable: (try? MATPath(text))?.variable ?? text), name))
    }
  }

  private static func fieldPath(_ text: String) throws(MATError) -> MATPath {
    let path = try MATPath(text)
    guard case .field? = path.steps.last else {
      throw MATError(
        .invalidPath, path: text, expected: "a variable, or a field of a struct",
        found: "a part of an array")
    }
    return path
  }
}

extension MATExcerpt {
  /// The variables of the file that are taken along, as they are to be written.
  ///
  /// Throws `notFound` where something named is not there: it was misspelt.
  ///
  /// - Parameter isResolved: Whether objects are taken as the values that they are, and not as they are stored.
  package func variables(
    of file: MATFile, isResolved: Bool = false
  ) throws(MATError) -> [MATVariable] {
    try checkNames(in: file)
    let chosen = file.variables.filter(takes)
    let variables =
      try isResolved ? file.contents(of: chosen) : file.storedContents(of: chosen)
    return try changed(variables, in: file.path, absence: file.absence)
  }

  /// The same of variables that were read from a file of another format.
  package func variables(
    of all: [MATVariable], in path: String
  ) throws(MATError) -> [MATVariable] {
    let names = all.map(\.name)
    let absence = { (name: String) in MATFile.absence(of: name, among: names, in: path) }
    for pattern in kept + skipped where !names.contains(where: pattern.matches) {
      throw absence(pattern.text)
    }
    return try changed(all.filter { takes($0.name) }, in: path, absence: absence)
  }

  /// Variables without the fields that are left out, and with their new names.
  private func changed(
    _ variables: [MATVariable], in file: String, absence: (String) -> MATError
  ) throws(MATError) -> [MATVariable] {
    var variables = variables
    for path in skippedFields {
      try change(path, in: &variables, file, absence) { (fields, name) throws(MATError) in
        fields.removeValue(forKey: name)
      }
    }
    var names = variables.map(\.name)
    for (path, name) in renamed {
      guard path.steps.isEmpty else {
        try change(path, in: &variables, file, absence) { (fields, old) throws(MATError) in
          try fields.rename(old, to: name)
        }
        continue
      }
      guard
        let index = variables.indices.first(where: {
          variables[$0].name == path.variable && names[$0] == path.variable
        })
      else { throw absence(path.variable) }
      names[index] = name
    }
    for index in variables.indices { variables[index].name = names[index] }
    return variables
  }

  /// Throws `notFound` where variables that are named are not in a file.
  package func checkNames(in file: MATFile) throws(MATError) {
    for pattern in kept + skipped {
      guard file.variables.contains(where: { pattern.matches($0.name) }) else {
        throw file.absence(of: pattern.text)
      }
    }
  }

  /// Whether a variable is taken along.
  package func takes(_ variable: MATFile.Variable) -> Bool { takes(variable.name) }

  private func takes(_ name: String) -> Bool {
    let matches = { (pattern: NamePattern) in pattern.matches(name) }
    return (kept.isEmpty || kept.contains(where: matches)) && !skipped.contains(where: matches)
  }

  /// Changes the fields of the struct that a path's last step is a field of.
  private func change(
    _ path: MATPath, in variables: inout [MATVariable], _ file: String,
    _ absence: (String) -> MATError, _ change: MATValue.FieldChange
  ) throws(MATError) {
    let places = variables.indices.filter { variables[$0].name == path.variable }
    guard !places.isEmpty, case .field(let name)? = path.steps.last else {
      throw absence(path.variable)
    }
    for place in places {
      do throws(MATError) {
        variables[place].value = try variables[place].value.changing(
          field: name, at: path.steps.dropLast(), change)
      } catch {
        throw error.with(file: file, variable: path.variable)
      }
    }
  }
}

/// The name of variables, with `*` for any text and `?` for any character.
private struct NamePattern {
  let text: String
  private let isExact: Bool

  /// A pattern; nil for a path that leads into a variable.
  init?(_ text: String) {
    let path = try? MATPath(text)
    guard path?.steps.isEmpty ?? true else { return nil }
    self.text = path?.variable ?? text
    isExact = path != nil
  }

  func matches(_ name: String) -> Bool {
    isExact ? text == name : Self.matches(Array(text), Array(name))
  }

  /// Goes back to the last `*` where what follows it does not fit: O(pattern · name).
  private static func matches(_ pattern: [Character], _ name: [Character]) -> Bool {
    var (p, n) = (0, 0)
    var retry: (pattern: Int, name: Int)?
    while n < name.count {
      if p < pattern.count, pattern[p] == "*" {
        retry = (p + 1, n)
        p += 1
      } else if p < pattern.count, pattern[p] == "?" || pattern[p] == name[n] {
        (p, n) = (p + 1, n + 1)
      } else if let last = retry {
        retry = (last.pattern, last.name + 1)
        (p, n) = (last.pattern, last.name + 1)
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == "*" }
  }
}
