// swift-tools-version: 6.2
// Tessera: distributed tensors in Swift on MPI.

import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
]

let package = Package(
  name: "tessera",
  products: [
    .library(name: "Tessera", targets: ["Tessera"]),
    .library(name: "Sharding", targets: ["Sharding"]),
    .library(name: "SPMDRules", targets: ["SPMDRules"]),
    .library(name: "Resharding", targets: ["Resharding"]),
    .library(name: "Simulation", targets: ["Simulation"]),
    .library(name: "Tensors", targets: ["Tensors"]),
    .library(name: "MPI", targets: ["MPI"]),
    .executable(name: "tessera", targets: ["TesseraCLI"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // The only fence around <mpi.h>. pkg-config knows Debian's choice of an MPI as mpi-c, Open MPI's own
    // packages as ompi-c, MPICH's as mpich: TESSERA_MPI names another than mpi-c.
    .systemLibrary(
      name: "CMPI", pkgConfig: Context.environment["TESSERA_MPI"] ?? "mpi-c",
      providers: [.apt(["libopenmpi-dev", "openmpi-bin", "pkg-config"])]),

    // The only fence around <cblas.h>.
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev", "pkg-config"])]),

    // The only fence around what a host shares between processes.
    .target(name: "CHost", publicHeadersPath: "."),

    // Loops that say which of the processor's instructions they take.
    .target(name: "CKernels"),

    // The words that every floor speaks: element types and reduce ops.
    .target(name: "Elements", swiftSettings: settings),

    // The ground floor: three modules that do not know each other.
    .target(name: "MPI", dependencies: ["CHost", "CMPI", "Elements"], swiftSettings: settings),
    .target(
      name: "Tensors",
      dependencies: [
        "CHost", "CKernels", "COpenBLAS", "Elements",
        .product(name: "ComplexModule", package: "swift-numerics"),
        .product(name: "RealModule", package: "swift-numerics"),
      ],
      swiftSettings: settings),
    .target(name: "Sharding", dependencies: ["Elements", "Yams"], swiftSettings: settings),

    // What each op wants of its operands.
    .target(name: "SPMDRules", dependencies: ["Sharding"], swiftSettings: settings),

    // Plans and their execution.
    .target(
      name: "Resharding",
      dependencies: [
        "MPI", "Tensors", "Sharding", "Elements", "Yams",
        .product(name: "HeapModule", package: "swift-collections"),
      ],
      swiftSettings: settings),
    .target(
      name: "Simulation",
      dependencies: [
        "Resharding", "Sharding", .product(name: "HeapModule", package: "swift-collections"),
      ],
      swiftSettings: settings),

    // Values to SVG and to text: how tensors lie, time lines, charts.
    .target(name: "Pictures", dependencies: ["Sharding"], swiftSettings: settings),

    // What users import.
    .target(
      name: "Tessera", dependencies: ["Resharding", "Simulation", "SPMDRules"],
      swiftSettings: settings),
    // What the command lines of all programs share: their words, their mistakes, how they end.
    .target(
      name: "Console",
      dependencies: [
        "Tessera", "Tensors", "MPI", "Elements",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "TesseraCLI",
      dependencies: [
        "Console", "Tessera", "Pictures", "Simulation",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),

    // Programs to read and to run.
    .executableTarget(
      name: "TrainMLP", dependencies: ["Tessera"], path: "Sources/Examples/TrainMLP",
      swiftSettings: settings),
    .executableTarget(
      name: "TrainPipeline", dependencies: ["Tessera"], path: "Sources/Examples/TrainPipeline",
      swiftSettings: settings),

    // What is promised about speed, measured: ./Launch/bench.
    .executableTarget(
      name: "Benchmarks",
      dependencies: [
        "Console", "Tessera", "MPI", "SPMDRules", "Pictures", "ReshardCases",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Benchmarks", exclude: ["Results", "peers"], swiftSettings: settings),

    .testTarget(name: "ElementsTests", dependencies: ["Elements"], swiftSettings: settings),
    .testTarget(
      name: "ShardingTests", dependencies: ["Sharding"], exclude: ["Fixtures"],
      swiftSettings: settings),
    .testTarget(
      name: "PicturesTests", dependencies: ["Pictures", "Sharding"], swiftSettings: settings),
    .testTarget(
      name: "TensorsTests",
      dependencies: [
        "CKernels", "Tensors", .product(name: "ComplexModule", package: "swift-numerics"),
      ],
      exclude: ["Fixtures"],
      swiftSettings: settings),
    // The cases that the tests of reshards share, with and without MPI.
    .target(
      name: "ReshardCases", dependencies: ["Resharding"], path: "Tests/ReshardCases",
      swiftSettings: settings),
    // The cases that the tests of ops share, with and without MPI.
    .target(
      name: "OpCases", dependencies: ["Tessera", "ReshardCases"], path: "Tests/OpCases",
      swiftSettings: settings),
    .testTarget(
      name: "SPMDRulesTests",
      dependencies: [
        "SPMDRules", "Resharding", "Simulation", "Tessera", "TesseraCLI", "OpCases", "ReshardCases",
      ],
      exclude: ["Vectors"], swiftSettings: settings),
    .testTarget(
      name: "ReshardingTests",
      dependencies: [
        "Resharding", "Simulation", "ReshardCases",
        .product(name: "ComplexModule", package: "swift-numerics"),
      ],
      swiftSettings: settings),
    .testTarget(
      name: "SimulationTests",
      dependencies: ["Simulation", "Resharding", "Sharding", "Elements", "ReshardCases"],
      swiftSettings: settings),
    .testTarget(
      name: "TesseraTests",
      dependencies: [
        "Tessera", "SPMDRules", "Sharding", "Tensors", "Elements", "OpCases", "ReshardCases",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "RankTests",
      dependencies: ["Tessera", "MPI", "Resharding", "Simulation", "ReshardCases", "OpCases"],
      swiftSettings: settings),
    // Programs whose ranks fail, for the tests of how jobs end.
    .executableTarget(
      name: "Scenarios", dependencies: ["MPI", "Resharding", "Tessera", "Sharding", "Tensors"],
      path: "Tests/Scenarios",
      swiftSettings: settings),
    // Every parser against inputs that are nearly right.
    .executableTarget(
      name: "Fuzz",
      dependencies: [
        "Tessera", "Resharding", "Sharding", "Tensors", "Elements", "ReshardCases",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tests/Fuzz", swiftSettings: settings),
    .testTarget(
      name: "TesseraCLITests",
      dependencies: [
        "TesseraCLI", "Console", "Benchmarks", "Scenarios", "Fuzz", "TrainMLP", "TrainPipeline",
        "Resharding", "Tensors", "Elements",
      ],
      exclude: ["Goldens"], swiftSettings: settings),
  ]
)
