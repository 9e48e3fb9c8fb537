import Foundation

/// The folder that a stage runs in: links to its inputs, folders for its outputs, and nothing else.
struct StageFolder {
  /// A folder that is the stage's alone; the command runs in one below it.
  let root: String
  /// Where the command runs: deep enough for the inputs that lie above the lab's folder.
  let path: String
  private let inputs: [String]

  init(_ stage: Stage, root: String) {
    self.root = root
    inputs = Set(stage.dependencies.map(\.path)).sorted().filter { !$0.hasPrefix("/") }
    let levels =
      (inputs + stage.outputs.map(\.path)).filter { !$0.hasPrefix("/") }
      .map(LabPath.levelsUp).max() ?? 0
    path = root + String(repeating: "/up", count: levels) + "/lab"
  }

  /// Where a path of the lab file lies in it.
  func inside(_ path: String) -> String { LabPath.join(self.path, path) }

  /// Makes it.
  func prepare(_ stage: Stage, labFolder: String) throws(LabError) {
    try makeFolder(path)
    for input in inputs {
      let link = inside(input)
      try makeFolder(LabPath.folder(of: link))
      guard let target = resolvedPath(LabPath.join(labFolder, input)), symlink(target, link) == 0
      else { throw LabError(.cannotWrite, at: link, "the link to an input cannot be made") }
    }
    for output in stage.outputs { try makeFolder(LabPath.folder(of: inside(output.path))) }
  }

  /// The files that the command left, as paths seen from where it ran, sorted.
  ///
  /// An input is a link; where it is none any more, the command wrote a file in its place.
  var written: [String] {
    let links = Set(inputs.map { LabPath.normalized(inside($0)) })
    let start = LabPath.normalized(root)
    var found: [String] = []
    var rest = [start]
    while let folder = rest.popLast() {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      for name in names where folder != start || name == "lab" || name == "up" {
        let place = "\(folder)/\(name)"
        switch kind(of: place) {
        case S_IFDIR: rest.append(place)
        case S_IFLNK where links.contains(place): continue
        default: found.append(place)
        }
      }
    }
    return found.map(name).sorted()
  }

  /// A path below the root as seen from where the command ran.
  private func name(_ place: String) -> String {
    let here = LabPath.normalized(path).split(separator: "/")
    let steps = place.split(separator: "/")
    let common = zip(here, steps).prefix { $0 == $1 }.count
    let up = Array(repeating: "..", count: here.count - common)
    return (up + steps[common...].map(String.init)).joined(separator: "/")
  }

  /// The smallest of its folders that holds all of these.
  func smallest(holding names: [String]) -> String {
    names.contains { $0.hasPrefix("../") } ? root : path
  }

  /// Takes the links to inputs, and folders with nothing in them, away.
  func removeInputs() {
    for input in inputs where kind(of: inside(input)) == S_IFLNK { unlink(inside(input)) }
    var folders = [root]
    var next = 0
    while next < folders.count {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folders[next])) ?? []
      folders += names.map { "\(folders[next])/\($0)" }.filter { kind(of: $0) == S_IFDIR }
      next += 1
    }
    // One that holds something stays.
    for folder in folders.reversed() { rmdir(folder) }
  }

  private func kind(of place: String) -> mode_t {
    var status = stat()
    return lstat(place, &status) == 0 ? status.st_mode & S_IFMT : 0
  }
}
