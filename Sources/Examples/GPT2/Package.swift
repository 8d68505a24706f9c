// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "GPT2Model",
  products: [.library(name: "GPT2Model", targets: ["GPT2Model"])],
  dependencies: [.package(path: "../tessera")],
  targets: [
    .target(
      name: "GPT2Model",
      dependencies: [.product(name: "Tessera", package: "tessera")]),
    .executableTarget(
      name: "gpt2",
      dependencies: [
        "GPT2Model", .product(name: "Tessera", package: "tessera"),
      ]),
  ]
)
