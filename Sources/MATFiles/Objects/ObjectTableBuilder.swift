/// Puts together the first cell of a FileWrapper__; `ObjectStore.swift` tells what it holds.
struct ObjectTableBuilder {
  /// A list of properties that is being filled: its table, and its number in that.
  struct List {
    fileprivate let isSaved: Bool
    fileprivate let number: Int
  }

  private var names: [String] = []
  private var nameNumbers: [String: Int] = [:]
  /// For each class the numbers of its namespace and its name.
  private var classes: [(namespace: Int, name: Int)] = [(0, 0)]
  private var classNumbers: [String: Int] = [:]
  /// For each class the number of its alias's name, or 0.
  private(set) var aliases: [Int32] = [0]
  private var rows: [[Int]] = [Array(repeating: 0, count: 6)]
  /// Lists of members of three words; those of objects that their class saved, and of all others.
  private var savedLists: [[Int]] = [[]]
  private var plainLists: [[Int]] = [[]]
  /// For each object in the order of finishing, those that describe properties added to it.
  private var addedLists: [[Int]] = [[]]

  private static let version: UInt32 = 4

  /// How many classes there are, with the empty one of number 0.
  var classCount: Int { classes.count }
  var hasClasses: Bool { classes.count > 1 }

  /// The number of a name, the next where it is new.
  mutating func number(ofName name: String) -> Int {
    if let number = nameNumbers[name] { return number }
    names.append(name)
    nameNumbers[name] = names.count
    return names.count
  }

  /// The number of a class, the next where it is new; its alias and names are entered then.
  mutating func number(ofClass className: String, alias: String? = nil) -> Int {
    if let number = classNumbers[className] { return number }
    let number = classes.count
    classNumbers[className] = number
    aliases.append(Int32(alias.map { self.number(ofName: $0) } ?? 0))
    let dot = className.lastIndex(of: ".")
    let name = dot.map { className[className.index(after: $0)...] } ?? className[...]
    let nameNumber = self.number(ofName: String(name))
    let namespace = dot.map { self.number(ofName: String(className[..<$0])) } ?? 0
    classes.append((namespace, nameNumber))
    return number
  }

  /// The number of an object that is met, and the list of its properties.
  mutating func beginObject(isSaved: Bool) -> (number: Int, list: List) {
    let number = rows.count
    var row = Array(repeating: 0, count: 6)
    let list = List(isSaved: isSaved, number: isSaved ? savedLists.count : plainLists.count)
    row[isSaved ? 3 : 4] = list.number
    if isSaved { savedLists.append([]) } else { plainLists.append([]) }
    rows.append(row)
    return (number, list)
  }

  /// Adds a property to a list: name, kind, word.
  mutating func add(_ member: [Int], to list: List) {
    if list.isSaved {
      savedLists[list.number] += member
    } else {
      plainLists[list.number] += member
    }
  }

  /// Ends an object, and gives it the next place in the order of finishing.
  mutating func endObject(_ number: Int, classNumber: Int) -> Int {
    rows[number][0] = classNumber
    rows[number][5] = addedLists.count
    addedLists.append([])
    return addedLists.count - 1
  }

  /// Adds an object that describes a property of the one at that place in the order of finishing.
  mutating func addObject(_ number: Int, to place: Int) { addedLists[place].append(number) }

  /// The bytes, in this machine's order.
  ///
  /// Throws `cannotRepresent` where the tables have 4 GiB or more.
  func bytes() throws(MATError) -> [UInt8] {
    var text: [UInt8] = []
    for name in names { text += Array(name.utf8) + [0] }
    text.append(contentsOf: repeatElement(0, count: (8 - text.count % 8) % 8))
    let tables = [
      classes.flatMap { [$0.namespace, $0.name, 0, 0] },
      savedLists.count > 1 ? Self.packed(savedLists, width: 3) : [], rows.flatMap { $0 },
      Self.packed(plainLists, width: 3), Self.packed(addedLists, width: 1),
    ]
    let headSize = 40
    var offsets = [headSize + text.count]
    for table in tables { offsets.append((offsets.last ?? 0) + 4 * table.count) }
    // Behind the fifth table lie one that is always empty and eight zeros.
    let end = offsets[5]
    offsets += [end, end + 8]
    guard end + 8 <= Int(UInt32.max) else {
      throw MATError(
        .cannotRepresent, expected: "tables of objects of less than 4 GiB", found: "\(end) bytes")
    }
    var image = V5Image()
    image.append(word: Self.version)
    image.append(word: UInt32(names.count))
    for offset in offsets { image.append(word: UInt32(offset)) }
    image.append(text)
    for table in tables {
      for word in table { image.append(word: UInt32(truncatingIfNeeded: word)) }
    }
    image.append(Array(repeating: 0, count: 8))
    return image.bytes
  }

  /// Lists as words: the number of members, the members, and a zero where that makes the number of words even.
  private static func packed(_ lists: [[Int]], width: Int) -> [Int] {
    var words: [Int] = []
    for list in lists {
      words.append(list.count / width)
      words += list
      if words.count % 2 == 1 { words.append(0) }
    }
    return words
  }
}
