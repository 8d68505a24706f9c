/// Names that are in use, and new ones beside them.
struct ProgramNames {
  private var used: Set<String> = []
  /// By name: the last number behind it.
  private var counts: [String: Int] = [:]

  init(_ used: some Sequence<String> = []) { self.used = Set(used) }

  /// The name itself where nobody has it, else with the next number behind it: `matmul`, `matmul_1`.
  mutating func unique(_ name: String) -> String {
    if used.insert(name).inserted { return name }
    var count = counts[name, default: 0]
    var candidate = name
    repeat {
      count += 1
      candidate = "\(name)_\(count)"
    } while !used.insert(candidate).inserted
    counts[name] = count
    return candidate
  }

  func contains(_ name: String) -> Bool { used.contains(name) }

  /// Gives a name free.
  mutating func release(_ name: String) { used.remove(name) }
}

/// The names of what a program is made of stand under those of its scopes.
public enum ProgramScope {
  /// The scopes that the running code is in, with dots between them; empty outside of all.
  @TaskLocal static var path = ""

  /// Runs `body`, in which the names of values stand under `name`: `encoder.layer.0.matmul`. Tensors that are no
  /// symbols take no notice.
  public static func with<R>(_ name: String, _ body: () throws(TesseraError) -> R)
    throws(TesseraError) -> R
  {
    let inner = path.isEmpty ? name : "\(path).\(name)"
    return try translated { try $path.withValue(inner, operation: body) }
  }

  /// A name within the scopes.
  static func name(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
}
