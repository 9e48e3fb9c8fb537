import PackagePlugin

/// Makes tests of the examples in documentation comments: a file for each module of MatKit's that the
/// test target depends on.
@main struct DocumentationExamples: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let tool = try context.tool(named: "documentation-scan").url
    return target.dependencies.compactMap { dependency in
      guard case .target(let module) = dependency,
        let module = module as? SwiftSourceModuleTarget, module.kind == .generic
      else { return nil }
      let tests = context.pluginWorkDirectoryURL.appending(path: "\(module.name)Examples.swift")
      return .buildCommand(
        displayName: "Making tests of the examples of \(module.name)", executable: tool,
        arguments: [
          "examples", module.directoryURL.path(percentEncoded: false), "-o",
          tests.path(percentEncoded: false),
        ],
        inputFiles: module.sourceFiles(withSuffix: "swift").map(\.url), outputFiles: [tests])
    }
  }
}
