import Matrices

/// What each version of the format can hold, checked for every variable before a byte is written.
///
/// An error is `cannotRepresent` with the variable, the path inside it, what the version holds and what
/// was found. The limits are MATLAB's own: a file that libmatio would write and MATLAB would not load,
/// or would load as something else, is refused.
package struct MATWriteRules {
  /// The largest variable of v4, v6 and v7, in bytes.
  static let largestVariable = Int(Int32.max)

  /// What to do about two variables of one name.
  package static let duplicateRemedy = "leave one of them out, or give it another name"

  private let version: MATVersion
  /// How deep cells and structs may lie in each other: as deep as they are read. MATLAB states no limit.
  private let depth: Int

  /// Throws where `version` cannot hold the variables as they are.
  static func check(
    _ variables: [MATVariable], for version: MATVersion, limits: MATLimits = .standard
  ) throws(MATError) {
    let rules = MATWriteRules(version: version, depth: limits.depth)
    if version == .v4 && variables.isEmpty {
      throw MATError(
        .cannotRepresent, expected: "a variable at least, as v4 files have no other content",
        found: "none")
    }
    var names: Set<String> = []
    for variable in variables {
      do throws(MATError) {
        try rules.check(variable)
        guard names.insert(variable.name).inserted else {
          var error = rules.refusal(
            expected: "different names", found: "two variables of this name")
          error.remedy = Self.duplicateRemedy
          throw error
        }
      } catch {
        var error = error
        error.variable = variable.name
        if let path = error.path, path.count > 120 { error.path = path.prefix(120) + "…" }
        throw error
      }
    }
  }

  /// Throws where a variable of `version` cannot have the name.
  static func check(name: String, for version: MATVersion) throws(MATError) {
    try MATWriteRules(version: version, depth: 0).checkName(ofVariable: name)
  }

  private init(version: MATVersion, depth: Int) {
    (self.version, self.depth) = (version, depth)
  }

  private func checkName(ofVariable name: String) throws(MATError) {
    try MATName.check(name, of: "a variable")
    if Self.keywords.contains(name) {
      throw MATName.refusal(expected: "a name that is no keyword of MATLAB", found: name)
    }
  }

  /// Throws where a struct of the version cannot have a field of the name.
  ///
  /// MATLAB makes fields of identifiers alone, but loads any, and reads them as `s.("my field")`; beyond 63
  /// characters it lists the field and does not find it. So a struct that another program made is written
  /// with the names that it has, where the format has room for them.
  private func checkName(ofField name: String) throws(MATError) {
    let isPath = version == .v73 && (name == "." || name.contains("/"))
    guard name.isEmpty || isPath || name.utf8.contains(0) else { return }
    throw MATName.refusal(
      expected: isPath
        ? "a name for a field without “/”, which in v7.3 leads from group to group"
        : "a name for a field of one character at least, none of which is NUL",
      found: "“\(name)”"
    ).inside(MATPath.Step.field(name).description)
  }

  private func check(_ variable: MATVariable) throws(MATError) {
    try checkName(ofVariable: variable.name)
    if version == .v4 {
      try checkLevel4(variable)
    } else {
      try check(variable.value, depth: 0)
    }
    let size = variable.value.encodedSize(named: variable.name)
    if version != .v73 && size > Self.largestVariable {
      throw refusal(
        expected:
          "at most 2147483647 bytes a variable in \(version.rawValue); v7.3 has no such limit",
        found: size == .max ? "more than 2⁶³" : "\(size) bytes")
    }
  }

  private func refusal(expected: String, found: String) -> MATError {
    MATError(.cannotRepresent, expected: expected, found: found)
  }

  /// The words that `iskeyword` lists: MATLAB loads no variable of such a name.
  private static let keywords: Set<String> = [
    "break", "case", "catch", "classdef", "continue", "else", "elseif", "end", "for", "function",
    "global", "if", "otherwise", "parfor", "persistent", "return", "spmd", "switch", "try", "while",
  ]
}

// The values: what a level holds, found by going down every cell and field.
extension MATWriteRules {
  private func check(_ value: MATValue, depth: Int) throws(MATError) {
    if depth > self.depth {
      throw MATError(
        .limitExceeded, expected: "cells and structs at most \(self.depth) levels deep",
        found: "more", limit: .nesting)
    }
    try checkSize(value.size)
    switch value {
    case .numeric, .logical, .char: return
    case .sparse(let matrix): try check(matrix)
    case .cell(let array):
      for (position, value) in array.elements.enumerated() {
        try within("{\(subscriptText(of: position, in: array.size))}") { () throws(MATError) in
          try check(value, depth: depth + 1)
        }
      }
    case .structure(let array): try check(array, depth: depth)
    case .object(let object):
      if object.stored == nil, !object.isDecoded { throw ObjectEncoder.refusal(of: value) }
      try check(object, depth: depth)
    case .string, .functionHandle, .opaque(_, _, .deleted): return
    case .opaque: throw ObjectEncoder.refusal(of: value)
    }
  }

  private func check(_ array: MATStructArray, depth: Int) throws(MATError) {
    for (field, values) in array.fields {
      try checkName(ofField: field)
      for (position, value) in values.enumerated() {
        try within(
          place(of: position, in: array) + MATPath.Step.field(field).description
        ) { () throws(MATError) in
          try check(value, depth: depth + 1)
        }
      }
    }
  }

  /// What is stored in place of an object: one array of any kind in v7.3.
  private func check(_ object: MATObject, depth: Int) throws(MATError) {
    let parts: [MATValue]
    switch object.stored {
    case .reference(_, let stored), .functionHandle(let stored): parts = stored
    case .oldStyle, .instance, .enumeration, .unset, nil:
      for (position, element) in (object.elements ?? []).enumerated() {
        try within("(\(subscriptText(of: position, in: object.size)))") { () throws(MATError) in
          try check(element, depth: depth + 1)
        }
      }
      if let properties = object.properties { try check(properties, depth: depth) }
      return
    }
    guard version != .v73 || parts.count == 1 else {
      throw refusal(
        expected: "an object that is stored as one array, for v7.3",
        found: "\(MATValue.object(object).summary) that is stored as \(parts.count)")
    }
    for part in parts { try check(part, depth: depth + 1) }
  }

  private func place(of position: Int, in array: MATStructArray) -> String {
    array.count == 1 ? "" : "(\(subscriptText(of: position, in: array.size)))"
  }

  /// Runs a check of a part; an error gets the step that leads there before its path.
  private func within(
    _ step: @autoclosure () -> String, _ check: () throws(MATError) -> Void
  ) throws(MATError) {
    do throws(MATError) {
      try check()
    } catch {
      throw error.inside(step())
    }
  }

  /// The rows, columns and entries of a sparse matrix are counted in 32 bits in all versions but v7.3.
  private func check(_ matrix: MATSparseMatrix) throws(MATError) {
    let limit = Int(Int32.max)
    if version == .v73 { return }
    if matrix.entryCount > limit || matrix.size.contains(where: { $0 >= limit }) {
      throw refusal(
        expected: "fewer than 2147483647 rows, columns and entries; v7.3 has no such limit",
        found: "\(MATValue.sparse(matrix).summary) with \(matrix.entryCount) entries")
    }
  }

  private func checkSize(_ size: [Int]) throws(MATError) {
    if version != .v73, let extent = size.first(where: { $0 > Self.largestVariable }) {
      throw refusal(
        expected: "extents below 2³¹ in \(version.rawValue); v7.3 has no such limit",
        found: "\(extent)")
    }
  }

  /// v4 knows double matrices, text and sparse doubles; everything else would come back as a double.
  private func checkLevel4(_ variable: MATVariable) throws(MATError) {
    let holds = "a matrix of doubles, text or a sparse matrix of doubles in v4; v7 holds the rest"
    switch variable.value {
    case .numeric(let array) where array.numericClass == .double: break
    case .char(let array):
      if let unit = array.elements.first(where: { $0 > 0x7F }) {
        throw refusal(
          expected: "ASCII text in v4; v7 holds Unicode",
          found: "the code unit U+" + String(unit, radix: 16, uppercase: true))
      }
    case .sparse(.real(let matrix)): try check(.real(matrix))
    case .sparse(.complex(let matrix)): try check(.complex(matrix))
    default: throw refusal(expected: holds, found: variable.value.summary)
    }
    if variable.value.size.count > 2 {
      throw refusal(expected: holds, found: variable.value.summary)
    }
    if variable.isGlobal {
      throw refusal(
        expected: "a variable that is not global in v4; v7 keeps global", found: "global")
    }
    try checkSize(variable.value.size)
  }
}
