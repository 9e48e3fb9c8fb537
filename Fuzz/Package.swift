// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that users and tests of MatKit never build it.

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
]

/// A target of libFuzzer's, which brings `main`: it is linked with the fuzzer and the address sanitizer,
/// and everything under it is built with them by `make fuzz`.
func fuzzer(_ name: String, _ products: String...) -> Target {
  .executableTarget(
    name: name, dependencies: products.map { .product(name: $0, package: "MatKit") },
    swiftSettings: settings + [
      .unsafeFlags(["-parse-as-library", "-sanitize=fuzzer,address"])
    ],
    linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address"])])
}

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
    fuzzer("fuzz-level5", "MATFiles"),
    fuzzer("fuzz-v73", "MATFiles"),
    fuzzer("fuzz-path", "MATFiles"),
    fuzzer("fuzz-lab", "Labs"),
  ],
  swiftLanguageModes: [.v6]
)
