import Matrices

// Where MATLAB keeps the data of its newer objects (those of a classdef, and its own string, datetime,
// table, …). A variable holds no more than a reference: the numbers of its objects and of their class. The
// rest lies in one cell array of class FileWrapper__, in the subsystem of the file:
//
//   cell 1         the tables that are read here, as bytes
//   cell 2         empty
//   cells 3 …      the values of properties
//   then           for each class a struct array without elements, of unknown purpose (version 4)
//   then           for each class the number of its alias's name, or 0 (versions 3 and 4)
//   the last cell  for each class the values that its properties have by default
//
// The bytes of cell 1: the version (2 to 4), the number of names, eight offsets; the names, each ended by a
// zero byte; and from each offset to the next a table of 32-bit words:
//
//   1  classes: the numbers of two names (namespace, or 0, and class), and two zeros
//   2  lists of properties of objects that were saved by a method `saveobj` of their class
//   3  objects: class, two zeros, list in table 2 or 0, list in table 4 or 0, list in table 5
//   4  lists of properties of all other objects
//   5  lists of objects that describe properties added to one object alone
//
// A list begins with the number of its members and is padded to an even number of words. A member of table 2
// or 4 is a name, a kind and a word: the name of an enumeration's member (0), the place of a value among the
// cells (1), or a small number, mostly a truth value (2). Everything is counted from 1, and row 0 of each
// table is empty.
//
// MathWorks does not document any of it. The layout is as the mat-io project describes it
// (github.com/foreverallama/matio, docs), compared with the files of MATLAB's own that it ships.

// Not kept: words that have been zero in every file seen (two of a class, two of an object), table
// 6, which has been empty, and what R2025b puts behind it, which repeats where the tables end.

/// The data of a file's objects, checked: every number in the tables leads to something that is there.
final class ObjectStore: StoredSource {
  /// An object: numbers of its class and of its lists of properties.
  struct Record: Sendable {
    let classNumber: Int
    let savedList: Int
    let plainList: Int
    let addedList: Int
  }

  /// A property as it was saved.
  struct Property: Sendable {
    enum Content: Sendable {
      case enumerationMember(String)
      /// The index among all cells.
      case cell(Int)
      case number(UInt32)
      /// A kind that is not known.
      case unknown(Int)
    }

    let name: String
    let content: Content
  }

  /// All cells of the FileWrapper__, as they were read.
  let cells: [MATValue]
  /// Whether numbers wider than a byte lay with the highest first.
  let isBigEndian: Bool
  /// Names of classes and properties; that of number n is at n − 1.
  let names: [String]
  /// How many values the cells are, with all in them.
  let valueCount: Int
  /// What each of the cells takes.
  let weights: [ValueWeight]
  private let classNames: [String]
  /// For each class the name of its alias, empty where it has none; empty where the file tells of
  /// none.
  private let aliases: [String]
  private let records: [Record]
  private let savedLists: [[Property]]
  private let plainLists: [[Property]]
  private let addedLists: [[Int]]

  /// What the tables and cells say, of which so many follow the values of properties.
  ///
  /// Throws `.damaged` where they contradict themselves or each other.
  init(
    _ tables: ObjectTables, cells: [MATValue], cellsBehind: Int, isBigEndian: Bool
  ) throws(MATError) {
    var tables = tables
    let values = 2..<max(2, cells.count - cellsBehind)
    let names = try tables.names()
    self.cells = cells
    let weights = cells.map { ValueWeight($0) }
    self.weights = weights
    valueCount = weights.reduce(0) { $0 + $1.valueCount }
    self.isBigEndian = isBigEndian
    self.names = names
    classNames = try tables.rows(of: .classes, width: 4).map { row throws(MATError) in
      let className = try names.name(row[1])
      return row[0] == 0 ? className : try names.name(row[0]) + "." + className
    }
    aliases = try Self.aliases(
      in: cellsBehind < 2 ? nil : cells.dropLast().last, names, classCount: classNames.count)
    savedLists = try tables.properties(in: .saved, names, values)
    plainLists = try tables.properties(in: .plain, names, values)
    addedLists = try tables.lists(in: .added, width: 1)
    records = try tables.rows(of: .objects, width: 6).map { row in
      Record(classNumber: row[0], savedList: row[3], plainList: row[4], addedList: row[5])
    }
  }

  /// How many cells follow the values of properties, by version of the tables.
  static let cellsBehindProperties = [2: 1, 3: 2, 4: 3]

  /// The aliases of classes in the cell that numbers them; none where it holds no numbers.
  private static func aliases(
    in cell: MATValue?, _ names: [String], classCount: Int
  ) throws(MATError) -> [String] {
    guard case .numeric(let array)? = cell, array.count == classCount,
      let numbers = try? NDArray<Int>(matValue: .numeric(array))
    else { return [] }
    return try numbers.elements.map { number throws(MATError) in
      guard number >= 0 else {
        throw damage(expected: "the number of an alias", found: "\(number)")
      }
      return try names.name(number)
    }
  }

  static func damage(expected: String, found: String) -> MATError {
    MATError(.damaged, expected: expected, found: found + " in the data of MATLAB's objects")
  }

  /// The number of objects, with the empty one of number 0.
  var objectCount: Int { records.count }

  /// The name of a class with its namespace; nil where there is no class of that number.
  func className(_ number: Int) -> String? {
    number > 0 && number < classNames.count ? classNames[number] : nil
  }

  /// The alias of a class; nil where it has none.
  func alias(ofClass number: Int) -> String? {
    guard number > 0, number < aliases.count, !aliases[number].isEmpty else { return nil }
    return aliases[number]
  }

  /// The object of a number from 1.
  func record(_ number: Int) throws(MATError) -> Record {
    guard number > 0, number < records.count else {
      throw Self.damage(
        expected: "an object from 1 to \(max(records.count, 1) - 1)", found: "number \(number)")
    }
    return records[number]
  }

  /// The properties that an object was saved with.
  func properties(of record: Record) throws(MATError) -> [Property] {
    let (lists, number) =
      record.savedList != 0 ? (savedLists, record.savedList) : (plainLists, record.plainList)
    if number == 0 { return [] }
    return try Self.list(number, lists)
  }

  /// The objects that describe the properties that one object alone has.
  func addedProperties(of record: Record) throws(MATError) -> [Int] {
    // Newer versions leave the table out where it would say nothing.
    if record.addedList == 0 || addedLists.isEmpty { return [] }
    return try Self.list(record.addedList, addedLists)
  }

  private static func list<Member>(
    _ number: Int, _ lists: [[Member]]
  ) throws(MATError) -> [Member] {
    guard number < lists.count else {
      throw damage(
        expected: "one of \(lists.count) lists of properties", found: "number \(number)")
    }
    return lists[number]
  }

  /// The values that the properties of a class have by default, as the fields of a struct; nil where none
  /// are kept.
  func defaults(ofClass number: Int) throws(MATError) -> MATStructArray? {
    guard case .cell(let classes)? = cells.last, number < classes.count else {
      throw Self.damage(
        expected: "default values of class \(number)", found: "a cell array without them")
    }
    guard case .structure(let array) = classes.elements[number], array.count == 1 else {
      return nil
    }
    return array
  }
}

extension [String] {
  /// The name of a number, from 1.
  func name(_ number: Int) throws(MATError) -> String {
    // The empty first row of a table names nothing.
    if number == 0 { return "" }
    guard number <= count else {
      throw ObjectStore.damage(expected: "one of \(count) names", found: "number \(number)")
    }
    return self[number - 1]
  }
}
