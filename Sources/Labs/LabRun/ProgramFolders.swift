import Foundation

/// The files and folders that programs lie in: what a confined command has to read to run at all,
/// and nothing of the user's own.
enum ProgramFolders {
  /// The folders of the system, of `matkit` at `tool`, and of the programs on the user's search path.
  static func readable(tool: String) -> [String] {
    let environment = ProcessInfo.processInfo.environment
    let home = resolvedPath(NSHomeDirectory()) ?? NSHomeDirectory()
    let lists = ["LD_LIBRARY_PATH", "PYTHONPATH"].flatMap { list(environment[$0]) }
    let roots = ["VIRTUAL_ENV", "CONDA_PREFIX", "PYENV_ROOT"].compactMap { environment[$0] }
    let found =
      list(environment["PATH"]).flatMap(installation) + lists + roots
      + ["\(home)/.local/lib", LabPath.folder(of: tool), tool]
    return system + loadedLibraries + found.filter { !holds($0, home) }
  }

  private static let system = [
    "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc", "/opt", "/nix", "/gnu",
    "/snap", "/proc", "/sys", "/var/cache/fontconfig", "/var/lib/texmf",
  ]

  /// The libraries of this process, wherever they are: matkit's own stages load the same.
  private static let loadedLibraries: [String] = {
    guard let maps = try? readText("/proc/self/maps") else { return [] }
    let files = maps.split(separator: "\n").compactMap { line in
      line.firstIndex(of: "/").map { String(line[$0...]) }
    }
    return Set(files).filter { $0.contains(".so") }.sorted()
  }()

  /// The folders that belong to a folder of programs: the libraries beside `bin`, and all of a
  /// Python environment, with the Python that it was made of.
  private static func installation(_ programs: String) -> [String] {
    guard programs.hasPrefix("/"), LabPath.name(of: programs) == "bin" else { return [programs] }
    let root = LabPath.folder(of: programs)
    if let settings = (try? readText("\(root)/pyvenv.cfg")) ?? nil {
      let lines = settings.split(separator: "\n")
      let base = lines.first { $0.hasPrefix("home = ") }.map { String($0.dropFirst(7)) }
      return [root] + (base.map { LabPath.folder(of: $0) == root ? [] : installation($0) } ?? [])
    }
    if FileStamp("\(root)/conda-meta") != nil { return [root] }
    return [programs] + ["lib", "lib64", "libexec"].map { LabPath.join(root, $0) }
  }

  private static func list(_ paths: String?) -> [String] {
    (paths ?? "").split(separator: ":").map(String.init)
  }

  /// True if all of the home folder lies in a folder, so that to read it is to read the user's
  /// secrets.
  private static func holds(_ folder: String, _ home: String) -> Bool {
    guard folder.hasPrefix("/"), let real = resolvedPath(folder) else { return true }
    return real == "/" || home == real || home.hasPrefix(real + "/")
  }
}
