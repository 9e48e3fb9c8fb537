// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that users and tests of MatKit never build it.

let settings: [SwiftSetting] =
  [.enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault")]
  + (Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)])

let sanitizers = Context.environment["MATKIT_FUZZ_SANITIZERS"] ?? "fuzzer"

let package = Package(
  name: "Fuzz",
  dependencies: [
    .package(name: "MatKit", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: [
    .executableTarget(
      name: "matkit-mutate",
      dependencies: [
        .product(name: "MATFiles", package: "MatKit"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: settings),
    // libFuzzer comes with Swift on Linux. `make fuzz` builds everything with its counters and the address
    // sanitizer and says so here too; without them it still runs, and finds its way by chance alone.
    .systemLibrary(name: "CLibFuzzer"),
    .executableTarget(
      name: "matkit-fuzz",
      dependencies: [
        "CLibFuzzer", .product(name: "Matrices", package: "MatKit"),
        .product(name: "MATFiles", package: "MatKit"),
        .product(name: "Labs", package: "MatKit"),
      ],
      swiftSettings: settings + [.strictMemorySafety()],
      linkerSettings: [.unsafeFlags(["-sanitize=\(sanitizers)"])]),
  ],
  swiftLanguageModes: [.v6]
)
