/// Which stages need which, and an order in which each comes after those that it needs.
struct StageGraph: Sendable {
  /// The stages that each needs, by their indices.
  let needs: [[Int]]
  /// The stages that need each.
  let neededBy: [[Int]]
  /// The stage that writes each output; the first, where two do.
  let writers: [String: Int]
  /// The stages in an order in which each comes after those that it needs; those of a cycle, and
  /// what needs them, are not in it.
  let order: [Int]

  /// O(stages + files).
  init(_ stages: [Stage]) {
    var writers: [String: Int] = [:]
    for (index, stage) in stages.enumerated() {
      for output in stage.outputs where writers[output.path] == nil {
        writers[output.path] = index
      }
    }
    let needs = stages.map { stage in
      Array(Set(stage.dependencies.compactMap { writers[$0.path] })).sorted()
    }
    var neededBy = Array(repeating: [Int](), count: stages.count)
    for (index, needed) in needs.enumerated() {
      for other in needed { neededBy[other].append(index) }
    }
    self.writers = writers
    self.needs = needs
    self.neededBy = neededBy
    order = Self.order(needs, neededBy)
  }

  /// Kahn's: those first that need nothing, the earliest in the file before others.
  private static func order(_ needs: [[Int]], _ neededBy: [[Int]]) -> [Int] {
    var missing = needs.map(\.count)
    var order = missing.indices.filter { missing[$0] == 0 }
    order.reserveCapacity(needs.count)
    var next = 0
    while next < order.count {
      for other in neededBy[order[next]] {
        missing[other] -= 1
        if missing[other] == 0 { order.append(other) }
      }
      next += 1
    }
    return order
  }

  /// Tells of cycles, and of outputs that two stages write.
  func check(_ stages: [Stage], _ mistakes: inout MistakeList) {
    var names: [String: Int] = [:]
    // Files that no stage writes: what is written is told of as such.
    var readers: [String: String] = [:]
    for stage in stages {
      for dependency in stage.dependencies where writers[dependency.path] == nil {
        readers[dependency.path] = readers[dependency.path] ?? stage.name
      }
    }
    for (index, stage) in stages.enumerated() {
      if names.updateValue(index, forKey: stage.name) != nil {
        mistakes.add(stage.mark, "two stages have the name '\(stage.name)'")
      }
      var named: Set<String> = []
      for output in stage.outputs {
        checkFolders(of: output, readers: readers, &mistakes)
        guard let writer = writers[output.path] else { continue }
        guard writer == index else {
          mistakes.add(
            output.mark,
            "'\(output.path)' is written by '\(stage.name)' and by '\(stages[writer].name)'"
              + " (line \(stages[writer].mark.line))",
            suggestion: "give each its own output")
          continue
        }
        if !named.insert(output.path).inserted {
          mistakes.add(output.mark, "'\(output.path)' is named twice")
        }
        checkFolders(of: output, stages, &mistakes)
      }
    }
    checkCycle(stages, &mistakes)
  }

  /// An output is a file, which no other can lie under; and were it written as a link to a folder,
  /// what lies under it would be written there.
  private func checkFolders(
    of output: Stage.Output, _ stages: [Stage], _ mistakes: inout MistakeList
  ) {
    var folder = LabPath.folder(of: output.path)
    while folder != ".", folder != "/", folder != ".." {
      if let writer = writers[folder] {
        mistakes.add(
          output.mark,
          "'\(output.path)' lies under '\(folder)', which '\(stages[writer].name)' writes as a file"
        )
      }
      folder = LabPath.folder(of: folder)
    }
  }

  /// Nor can one lie under a file that is read.
  private func checkFolders(
    of output: Stage.Output, readers: [String: String], _ mistakes: inout MistakeList
  ) {
    var folder = LabPath.folder(of: output.path)
    while folder != ".", folder != "/", folder != ".." {
      if let reader = readers[folder] {
        mistakes.add(
          output.mark, "'\(output.path)' lies under '\(folder)', which '\(reader)' reads as a file")
      }
      folder = LabPath.folder(of: folder)
    }
  }

  private func checkCycle(_ stages: [Stage], _ mistakes: inout MistakeList) {
    guard order.count < stages.count else { return }
    let ordered = Set(order)
    guard var index = stages.indices.first(where: { !ordered.contains($0) }) else { return }
    // Every stage left needs one that is left: following those comes round.
    var path: [Int] = []
    var seen: Set<Int> = []
    while seen.insert(index).inserted {
      path.append(index)
      guard let next = needs[index].first(where: { !ordered.contains($0) }) else { return }
      index = next
    }
    let cycle = path[(path.firstIndex(of: index) ?? 0)...] + [index]
    let names = cycle.map { "'\(stages[$0].name)'" }.joined(separator: " needs ")
    mistakes.add(
      stages[index].mark, "the stages need each other: \(names)",
      suggestion: "take one of these dependencies away")
  }
}
