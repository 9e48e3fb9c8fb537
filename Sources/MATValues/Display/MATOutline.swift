import Matrices

/// The lines of a value's text, under construction.
struct MATOutline {
  let limits: MATDisplayLimits
  private(set) var lines: [String] = []
  private(set) var depth = 0

  init(limits: MATDisplayLimits) {
    self.limits = limits
  }

  /// Adds a value: after its label in one line where it is short, else its size and class there and its
  /// content below.
  mutating func add(_ value: MATValue, label: String?) {
    if let inline = value.inlineText(
      characters: min(limits.characters, limits.width), digits: limits.digits)
    {
      add(line: inline, label: label)
    } else if depth >= limits.depth {
      add(line: value.summary + " …", label: label)
    } else {
      add(line: value.heading, label: label)
      nest { $0.addContent(of: value) }
    }
  }

  mutating func add(line: String, label: String? = nil) {
    let indent = String(repeating: " ", count: 2 * depth)
    // Here for all that a line can have in it: names of fields and classes, text.
    lines.append(indent + ((label.map { $0 + " " } ?? "") + line).printable)
  }

  mutating func nest(_ body: (inout MATOutline) -> Void) {
    depth += 1
    body(&self)
    depth -= 1
  }

  private mutating func addContent(of value: MATValue) {
    switch value {
    case .numeric(let array):
      addPages(of: array.size) { outline, start in
        let digits = outline.limits.digits
        outline.addMatrix(array.size, from: start) { array.texts(at: $0, digits: digits) }
      }
    case .logical(let array):
      addPages(of: array.size) { outline, start in
        outline.addMatrix(array.size, from: start) { $0.map { array.elements[$0] ? "1" : "0" } }
      }
    case .char(let array):
      addPages(of: array.size) { $0.addText(array, from: $1) }
    case .string(let array):
      addPages(of: array.size) { outline, start in
        let characters = outline.limits.characters
        outline.addMatrix(array.size, from: start) { positions in
          positions.map { array.elements[$0].quotedText(characters: characters) }
        }
      }
    case .cell(let array):
      addShown(array.count) { outline, position in
        let place = subscriptText(of: position, in: array.size)
        outline.add(array.elements[position], label: "{\(place)}:")
      }
    case .structure(let array): addElements(of: array)
    case .object(let object):
      if let table = TableForm(object) {
        add(table)
      } else if let map = KeysAndValues(object), add(map) {
        return
      } else if let texts = object.elementTexts() {
        addPages(of: object.size) { outline, start in
          outline.addMatrix(object.size, from: start) { $0.map { texts[$0] } }
        }
      } else if let properties = object.properties {
        addElements(of: properties)
      } else if let elements = object.elements {
        addShown(elements.count) { outline, position in
          let place = subscriptText(of: position, in: object.size)
          outline.add(elements[position], label: "(\(place)):")
        }
      }
    case .sparse(let matrix): addEntries(of: matrix)
    case .functionHandle(let handle):
      if case .structure(let variables)? = handle.workspace {
        addElements(of: variables)
      } else if let workspace = handle.workspace {
        add(workspace, label: "workspace:")
      }
    case .opaque: break
    }
  }

  private mutating func addElements(of array: MATStructArray) {
    if array.count == 1 { return addFields(of: array, at: 0) }
    addShown(array.count) { outline, position in
      outline.add(line: "(\(subscriptText(of: position, in: array.size)))")
      outline.nest { $0.addFields(of: array, at: position) }
    }
  }

  private mutating func addFields(of array: MATStructArray, at element: Int) {
    addShown(array.fields.count) { outline, position in
      let (field, values) = array.fields.elements[position]
      outline.add(values[element], label: MATPath.name(field) + ":")
    }
  }

  /// Adds each page of an array under its index; a matrix is one page and has none.
  private mutating func addPages(
    of size: [Int], _ addPage: (inout MATOutline, _ start: Int) -> Void
  ) {
    guard size.count > 2 else { return addPage(&self, 0) }
    let outer = Array(size[2...])
    addShown(outer.reduce(1, *)) { outline, page in
      outline.add(line: "(:,:,\(subscriptText(of: page, in: outer, always: true)))")
      outline.nest { addPage(&$0, page * size[0] * size[1]) }
    }
  }

  /// Adds the rows of the matrix that begins at element `start`, its columns aligned on the right;
  /// `texts` gives the texts of elements, all in one style.
  private mutating func addMatrix(_ size: [Int], from start: Int, texts: ([Int]) -> [String]) {
    let room = limits.width - 2 * depth
    let rows = shownPositions(size[0], limit: limits.rows)
    // A column takes two spaces and a digit at least.
    var columns = shownPositions(size[1], limit: max(room / 3, 3), trailing: 1)
    let shown = texts(
      columns.compactMap(\.self).flatMap { column in
        rows.compactMap(\.self).map { start + $0 + column * size[0] }
      })
    let width = 2 + (shown.lazy.map(\.count).max() ?? 0)
    let textsPerColumn = rows.count { $0 != nil }
    let columnsShown = columns.count { $0 != nil }
    if columnsShown * width > room || columnsShown < size[1] {
      columns = shownPositions(size[1], limit: max((room - 3) / width, 2), trailing: 1)
    }
    var line = 0
    for row in rows {
      guard row != nil else {
        add(line: "  ⋮")
        continue
      }
      var next = 0
      let cells = columns.map { column -> String in
        guard column != nil else {
          next = columnsShown - 1
          return "  …"
        }
        defer { next += 1 }
        return shown[next * textsPerColumn + line].padded(to: width)
      }
      add(line: cells.joined())
      line += 1
    }
  }

  private mutating func addText(_ array: NDArray<UInt16>, from start: Int) {
    let rowCount = array.size[0]
    let characters = limits.characters
    addShown(rowCount, limit: limits.rows) { outline, row in
      let units = (0..<array.size[1]).map { array.elements[start + row + $0 * rowCount] }
      outline.add(line: units.quotedText(characters: characters))
    }
  }

  private mutating func addEntries(of matrix: MATSparseMatrix) {
    let (rows, columns) = (matrix.rowIndices, matrix.columnIndices)
    addShown(rows.count, limit: limits.rows) { outline, entry in
      let place = "(\(rows[entry] + 1),\(columns[entry] + 1))"
      outline.add(line: "  \(place)  \(matrix.text(ofEntry: entry))")
    }
  }

  /// Does what `show` does for each position, but for those in the middle of too many.
  mutating func addShown(
    _ count: Int, limit: Int? = nil, _ show: (inout MATOutline, Int) -> Void
  ) {
    for position in shownPositions(count, limit: limit ?? limits.elements) {
      if let position {
        show(&self, position)
      } else {
        add(line: "⋮ (\(count) in all)")
      }
    }
  }
}

/// The positions to show of `count`: all where they are at most `limit`, else the first and the last
/// with a nil for those between.
func shownPositions(_ count: Int, limit: Int, trailing: Int? = nil) -> [Int?] {
  guard count > limit else { return Array(0..<count) }
  let trailing = trailing ?? limit / 4
  return Array(0..<max(limit - trailing, 1)) + [nil] + Array((count - trailing)..<count)
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    String(repeating: " ", count: max(width - count, 0)) + self
  }
}
