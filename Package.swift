// swift-tools-version: 6.2
import PackageDescription

/// What every Swift target is built with. Warnings are errors in CI alone, so that a newer compiler's
/// new warning never stops a user's build.
let common: [SwiftSetting] =
  [.enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault")]
  + (Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)])

/// What the targets that call C are built with: every unsafe step is marked in the source.
let callsC: [SwiftSetting] = common + [.strictMemorySafety()]

let package = Package(
  name: "MatKit",
  // What Synchronization's Mutex and Atomic want.
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Matrices", targets: ["Matrices"]),
    .library(name: "LinearAlgebra", targets: ["LinearAlgebra"]),
    .library(name: "MATValues", targets: ["MATValues"]),
    .library(name: "MATFiles", targets: ["MATFiles"]),
    .library(name: "ExchangeFormats", targets: ["ExchangeFormats"]),
    .library(name: "Randomness", targets: ["Randomness"]),
    .library(name: "Ranks", targets: ["Ranks"]),
    .library(name: "Optimization", targets: ["Optimization"]),
    .library(name: "Networks", targets: ["Networks"]),
    .library(name: "Plots", targets: ["Plots"]),
    .library(name: "NetworkFiles", targets: ["NetworkFiles"]),
    .library(name: "NetworkPictures", targets: ["NetworkPictures"]),
    .library(name: "Labs", targets: ["Labs"]),
    .executable(name: "matkit", targets: ["matkit"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
    // Lab files are YAML, as those of DVC; Yams is libyaml with the line and column of every word.
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // C libraries: a module map and a shim header each, and code only where Swift can't say it.
    .systemLibrary(
      name: "CMatio", pkgConfig: "matio",
      providers: [.apt(["libmatio-dev", "libhdf5-dev"]), .brew(["libmatio", "hdf5"])]),
    .systemLibrary(
      name: "CHDF5", pkgConfig: "hdf5", providers: [.apt(["libhdf5-dev"]), .brew(["hdf5"])]),
    .systemLibrary(
      name: "CDeflate", pkgConfig: "libdeflate",
      providers: [.apt(["libdeflate-dev"]), .brew(["libdeflate"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
    .systemLibrary(
      name: "CCrypto", pkgConfig: "libcrypto",
      providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
    .systemLibrary(
      name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"]), .brew(["cairo"])]),
    .systemLibrary(
      name: "CSleef", pkgConfig: "sleef", providers: [.apt(["libsleef-dev"]), .brew(["sleef"])]),
    .target(
      name: "CVectorMath", dependencies: ["CSleef"], linkerSettings: [.linkedLibrary("m")]),
    .target(name: "CNetworkKernels", dependencies: ["CVectorMath"]),
    .target(name: "CConfinement"),
    // Of the tool alone: what must happen before the libraries that it is linked to start.
    .target(name: "CToolStart"),

    // The library, each module above those it depends on.
    .target(name: "Matrices", swiftSettings: common),
    .target(
      name: "LinearAlgebra", dependencies: ["Matrices", "COpenBLAS", "CVectorMath"],
      swiftSettings: callsC),
    .target(
      name: "MATValues",
      dependencies: [
        "Matrices",
        .product(name: "ComplexModule", package: "swift-numerics"),
        .product(name: "RealModule", package: "swift-numerics"),
        .product(name: "OrderedCollections", package: "swift-collections"),
      ], swiftSettings: callsC),
    .target(
      name: "MATFiles",
      dependencies: [
        "Matrices", "MATValues", "CMatio", "CHDF5", "CCrypto", "CDeflate", "CZlib",
        .product(name: "ComplexModule", package: "swift-numerics"),
        .product(name: "RealModule", package: "swift-numerics"),
        .product(name: "OrderedCollections", package: "swift-collections"),
      ], swiftSettings: callsC),
    .target(
      name: "ExchangeFormats",
      dependencies: [
        "MATFiles", "Matrices", "CDeflate",
        .product(name: "OrderedCollections", package: "swift-collections"),
      ], swiftSettings: callsC),
    .target(name: "Plots", dependencies: ["Matrices", "CCairo"], swiftSettings: callsC),
    .target(name: "Randomness", dependencies: ["Matrices"], swiftSettings: common),
    // It calls MPI, which it opens at run time and nothing is linked to.
    .target(name: "Ranks", dependencies: ["Matrices"], swiftSettings: callsC),
    .target(
      name: "Optimization",
      dependencies: [
        "Matrices", "LinearAlgebra",
        .product(name: "ComplexModule", package: "swift-numerics"),
        .product(name: "RealModule", package: "swift-numerics"),
      ], swiftSettings: common),
    .target(
      name: "Networks",
      dependencies: [
        "Matrices", "LinearAlgebra", "Optimization", "Randomness", "Ranks", "CNetworkKernels",
        .product(name: "ComplexModule", package: "swift-numerics"),
      ], swiftSettings: callsC),
    .target(
      name: "NetworkFiles",
      dependencies: [
        "Matrices", "LinearAlgebra", "MATFiles", "Randomness", "Ranks", "Optimization", "Networks",
        .product(name: "OrderedCollections", package: "swift-collections"),
      ], swiftSettings: common),
    .target(
      name: "NetworkPictures",
      dependencies: [
        "Matrices", "MATFiles", "Optimization", "Networks", "NetworkFiles", "Plots",
      ], swiftSettings: common),
    // The pipeline knows no network; the versions of the libraries that compute and draw stand in a lock.
    .target(
      name: "Labs",
      dependencies: ["Matrices", "LinearAlgebra", "MATFiles", "Plots", "Yams", "CConfinement"],
      swiftSettings: common),

    // The tool.
    .executableTarget(
      name: "matkit",
      dependencies: [
        "Labs", "NetworkPictures", "NetworkFiles", "Networks", "Optimization", "LinearAlgebra",
        "Plots",
        "Randomness", "Ranks", "ExchangeFormats", "MATFiles", "Matrices", "CToolStart",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: common),

    // What tests share.
    .target(name: "CAllocationCount", path: "Tests/CAllocationCount"),
    .target(name: "SeededRandomness", path: "Tests/SeededRandomness", swiftSettings: common),
    .target(
      name: "RandomValues", dependencies: ["MATValues", "Matrices", "SeededRandomness"],
      path: "Tests/RandomValues", swiftSettings: common),
    .target(name: "TemporaryFolders", path: "Tests/TemporaryFolders", swiftSettings: common),
    // A test of optimised code: `make extras` builds and runs it.
    .executableTarget(
      name: "allocation-check", dependencies: ["Optimization", "CAllocationCount"],
      path: "Tests/AllocationCheck", swiftSettings: common),
    // Documentation comments: how complete they are, and their examples as tests. The plugin makes a file
    // of tests for each module that the target which uses it depends on.
    .target(name: "DocumentationScan", path: "Tests/DocumentationScan", swiftSettings: common),
    .executableTarget(
      name: "documentation-scan", dependencies: ["DocumentationScan"],
      path: "Tests/DocumentationScanTool", swiftSettings: common),
    .plugin(
      name: "DocumentationExamples", capability: .buildTool(),
      dependencies: ["documentation-scan"], path: "Tests/DocumentationExamples"),
    .testTarget(
      name: "DocumentationTests",
      dependencies: [
        "DocumentationScan", "Matrices", "LinearAlgebra", "Randomness", "MATValues", "Plots",
        "ExchangeFormats", "Networks", "NetworkPictures", "Labs",
        .product(name: "ComplexModule", package: "swift-numerics"),
        .product(name: "OrderedCollections", package: "swift-collections"),
      ], swiftSettings: common, plugins: ["DocumentationExamples"]),
    .testTarget(name: "MatricesTests", dependencies: ["Matrices"], swiftSettings: common),
    .testTarget(
      name: "LinearAlgebraTests", dependencies: ["LinearAlgebra", "Matrices"],
      exclude: ["Reference"], swiftSettings: common),
    .testTarget(
      name: "MATValuesTests",
      dependencies: [
        "MATValues", "Matrices", "RandomValues", "SeededRandomness",
        .product(name: "ComplexModule", package: "swift-numerics"),
      ], exclude: ["Resources"], swiftSettings: common),
    .testTarget(
      name: "MATFilesTests",
      dependencies: [
        "MATFiles", "MATValues", "Matrices", "CMatio", "RandomValues", "SeededRandomness",
        .product(name: "ComplexModule", package: "swift-numerics"),
      ], exclude: ["Resources"], swiftSettings: common),
    .testTarget(
      name: "ExchangeFormatsTests",
      dependencies: [
        "ExchangeFormats", "MATFiles", "Matrices", "RandomValues", "SeededRandomness",
        "TemporaryFolders",
      ], exclude: ["Resources"], swiftSettings: common),
    .testTarget(
      name: "PlotsTests", dependencies: ["Plots", "Matrices", "SeededRandomness"],
      exclude: ["References"], swiftSettings: common),
    .testTarget(
      name: "RandomnessTests", dependencies: ["Randomness", "Matrices"], exclude: ["References"],
      swiftSettings: common),
    .testTarget(
      name: "RanksTests", dependencies: ["Ranks", "Matrices"], exclude: ["Scripts"],
      swiftSettings: common),
    .testTarget(
      name: "OptimizationTests",
      dependencies: [
        "Optimization", "LinearAlgebra", "Matrices", "CAllocationCount", "CNetworkKernels",
        "SeededRandomness",
        .product(name: "ComplexModule", package: "swift-numerics"),
      ],
      exclude: ["Reference"], swiftSettings: common),
    .testTarget(
      name: "NetworksTests",
      dependencies: [
        "Networks", "Optimization", "Randomness", "Ranks", "Matrices", "CAllocationCount",
        "CNetworkKernels",
      ],
      exclude: ["References"], swiftSettings: common),
    .testTarget(
      name: "NetworkFilesTests",
      dependencies: [
        "NetworkFiles", "Networks", "Optimization", "Randomness", "MATFiles", "Matrices",
        "TemporaryFolders",
        .product(name: "OrderedCollections", package: "swift-collections"),
      ], exclude: ["Resources"], swiftSettings: common),
    .testTarget(
      name: "NetworkPicturesTests",
      dependencies: [
        "NetworkPictures", "NetworkFiles", "Networks", "Plots", "MATFiles", "Matrices",
        "TemporaryFolders",
        .product(name: "OrderedCollections", package: "swift-collections"),
      ], swiftSettings: common),
    .testTarget(
      name: "LabsTests", dependencies: ["Labs", "MATFiles", "Matrices", "TemporaryFolders"],
      swiftSettings: common),
    .testTarget(
      name: "matkitTests",
      dependencies: [
        "matkit", "Labs", "NetworkPictures", "NetworkFiles", "ExchangeFormats", "Optimization",
        "MATFiles", "Matrices", "SeededRandomness", "TemporaryFolders",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: common),
    .testTarget(
      name: "InteropTests",
      dependencies: [
        "matkit", "MATFiles", "Matrices",
        .product(name: "ComplexModule", package: "swift-numerics"),
      ],
      exclude: ["requirements.txt", "Scripts"], swiftSettings: common),
  ],
  swiftLanguageModes: [.v6]
)
