// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that users and tests of MatKit never build it.

let settings: [SwiftSetting] =
  [.enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault")]
  + (Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)])

/// The name by which Swift knows MatKit as a package: that of its folder, as an identifier.
let matKit = (Context.packageDirectory.split(separator: "/").dropLast().last ?? "").lowercased()
  .map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined()

let sanitizers = Context.environment["MATKIT_FUZZ_SANITIZERS"] ?? "fuzzer"

let package = Package(
  name: "Fuzz",
  dependencies: [
    .package(name: "MatKit", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: [
    // What the tests share, by a link.
    .target(name: "SeededRandomness", swiftSettings: settings),
    // What is inside of compressed variables is damaged too.
    .systemLibrary(name: "CInflate", providers: [.apt(["zlib1g-dev"])]),
    .executableTarget(
      name: "matkit-mutate",
      dependencies: [
        "CInflate", "SeededRandomness", .product(name: "MATFiles", package: "MatKit"),
        .product(name: "Matrices", package: "MatKit"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: settings),
    // The tool's own sources, by a link, as a library: what a user types is parsed as the tool parses it.
    // They are of MatKit's package, and their main function is not ours.
    .target(
      name: "MatKitCommands",
      dependencies: [
        .product(name: "Labs", package: "MatKit"), .product(name: "Networks", package: "MatKit"),
        .product(name: "NetworkFiles", package: "MatKit"),
        .product(name: "NetworkPictures", package: "MatKit"),
        .product(name: "Optimization", package: "MatKit"),
        .product(name: "LinearAlgebra", package: "MatKit"),
        .product(name: "Plots", package: "MatKit"), .product(name: "Randomness", package: "MatKit"),
        .product(name: "Ranks", package: "MatKit"),
        .product(name: "ExchangeFormats", package: "MatKit"),
        .product(name: "MATFiles", package: "MatKit"),
        .product(name: "Matrices", package: "MatKit"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], packageAccess: false,
      swiftSettings: settings + [
        .unsafeFlags([
          "-package-name", matKit, "-enable-testing", "-Xfrontend", "-entry-point-function-name",
          "-Xfrontend", "matkit_tool_main",
        ])
      ]),
    // libFuzzer comes with Swift on Linux. `make fuzz` builds everything with its counters and the address
    // sanitizer and says so here too; without them it still runs, and finds its way by chance alone.
    .systemLibrary(name: "CLibFuzzer"),
    .executableTarget(
      name: "matkit-fuzz",
      dependencies: [
        "CLibFuzzer", "MatKitCommands", .product(name: "Matrices", package: "MatKit"),
        .product(name: "MATFiles", package: "MatKit"),
        .product(name: "Labs", package: "MatKit"),
        .product(name: "NetworkFiles", package: "MatKit"),
      ],
      swiftSettings: settings + [.strictMemorySafety()],
      linkerSettings: [.unsafeFlags(["-sanitize=\(sanitizers)"])]),
  ],
  swiftLanguageModes: [.v6]
)
