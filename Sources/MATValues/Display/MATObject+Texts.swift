import Matrices

extension MATObject {
  /// The elements of an array of times or categories, each as a person writes it; nil for other classes.
  func elementTexts() -> [String]? {
    let value = MATValue.object(self)
    switch className {
    case "datetime": return (try? MATDatetimeArray(matValue: value))?.texts()
    case "duration": return (try? MATDurationArray(matValue: value))?.texts()
    case "calendarDuration": return CalendarDurationTexts(self)?.texts
    case "categorical":
      return (try? MATCategoricalArray(matValue: value)).map { array in
        array.labels.elements.map { $0?.printable ?? "<undefined>" }
      }
    default: return nil
    }
  }

  /// The remark behind the size and class: of the alias, and of what a class tells of the whole
  /// array.
  var notes: String {
    let notes = (alias.map { ["alias " + $0.printable] } ?? []) + classNotes
    return notes.map { ", " + $0 }.joined()
  }

  private var classNotes: [String] {
    let value = MATValue.object(self)
    switch className {
    case "datetime": return (try? MATDatetimeArray(matValue: value))?.notes ?? []
    case "duration": return (try? MATDurationArray(matValue: value))?.notes ?? []
    case "categorical": return (try? MATCategoricalArray(matValue: value))?.notes ?? []
    case "containers.Map", "dictionary": return KeysAndValues(self)?.notes ?? []
    case "table", "timetable": return size.contains(0) ? TableForm(self)?.notes ?? [] : []
    default: return []
    }
  }
}

extension MATCategoricalArray {
  /// The categories, their order and protection: those of the first of many.
  fileprivate var notes: [String] {
    let names = categories.prefix(20).map(\.printable) + (categories.count > 20 ? ["…"] : [])
    let list = names.joined(separator: isOrdinal ? " < " : ", ")
    return (isOrdinal ? ["ordinal"] : []) + (isProtected ? ["protected"] : [])
      + [names.isEmpty ? "no categories" : "categories \(list)"]
  }
}
