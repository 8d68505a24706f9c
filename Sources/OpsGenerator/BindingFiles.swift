/// Which rule and which kernel each name in the YAML stands for.
struct BindingFiles {
  let entries: [Entry]

  func files() -> [(path: String, text: String)] {
    let rules = distinct(entries.map(\.rule))
    let kernels = distinct(entries.compactMap(\.kernel)).sorted()
    return [
      (
        "Sources/SPMDRules/Generated/AllRules.swift",
        SwiftText.header + """

          /// Every rule, in the order in which the ops name them.
          package let allRules: [any SPMDRule.Type] = [

          """ + rules.map { "  \($0).self,\n" }.joined() + """
            ]

            extension Inference {
              /// The rule that is a type of this name.
              static func rule(ofType name: String) -> (any SPMDRule.Type)? {
                switch name {

            """ + rules.map { "    case \(SwiftText.string($0)): \($0).self\n" }.joined() + """
                default: nil
                }
              }
            }

            """
      ),
      (
        "Sources/Tessera/Ops/Generated/Kernel+Named.swift",
        SwiftText.header + """

          extension Kernel {
            /// The kernel of this name.
            static func named(_ name: String) -> Kernel? {
              switch name {

          """ + kernels.map { "    case \(SwiftText.string($0)): .\($0)\n" }.joined() + """
                default: nil
                }
              }
            }

            """
      ),
    ]
  }

  /// Each once, in order.
  private func distinct(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }
}
