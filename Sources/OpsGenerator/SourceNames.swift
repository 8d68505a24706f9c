import Foundation

/// The names that the YAML may use, as the Swift sources declare them. Generated files are not read.
struct SourceNames {
  /// Types of rules, in Sources/SPMDRules/Rules.
  let rules: Set<String>
  /// Static members of `Kernel`, in Sources/Tessera/Ops/Families.
  let kernels: Set<String>
  let kinds: Set<String>
  let dtypeRules: Set<String>
  let scratchFamilies: Set<String>
  let conversions: Set<String>
  let dtypes: Set<String>

  init(root: URL) throws {
    rules = try Self.matches(
      #/\n(?:public )?(?:enum|struct) (\w+): SPMDRule\b/#, in: root, "Sources/SPMDRules/Rules")
    kernels = try Self.matches(
      #/\n  static let `?(\w+)`?(?:: Kernel)? =/#, in: root, "Sources/Tessera/Ops/Families")
    kinds = try Self.cases(root, "Sources/Ops/OpKind.swift")
    dtypeRules = try Self.cases(root, "Sources/Ops/DTypeRule.swift")
    scratchFamilies = try Self.cases(root, "Sources/Ops/ScratchFamily.swift")
    conversions = try Self.cases(root, "Sources/Ops/ForeignCall.swift")
    dtypes = try Self.cases(root, "Sources/Elements/DType.swift")
  }

  private static func matches(
    _ pattern: Regex<(Substring, Substring)>, in root: URL, _ folder: String
  ) throws -> Set<String> {
    let folder = root.appending(path: folder)
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
    return try files.filter { $0.hasSuffix(".swift") }.reduce(into: []) { names, file in
      let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      names.formUnion(text.matches(of: pattern).map { String($0.output.1) })
    }
  }

  /// The names of an enumeration's cases, or their raw values where they are written.
  private static func cases(_ root: URL, _ file: String) throws -> Set<String> {
    let text = try String(contentsOf: root.appending(path: file), encoding: .utf8)
    var names: Set<String> = []
    for line in text.split(separator: "\n") {
      guard let match = line.wholeMatch(of: /\ +case ([a-zA-Z0-9_`, ="]+)/) else { continue }
      for word in match.1.split(separator: ",") {
        let parts = word.split(separator: "=").map {
          $0.trimmingCharacters(in: .init(charactersIn: " `\""))
        }
        if let name = parts.last { names.insert(name) }
      }
    }
    return names
  }
}
