import Programs

/// A call of a module of a model: the ops and the calls of other modules that its code makes, in their order.
final class ModuleCall {
  /// What the code does.
  enum Item {
    case op(Int)
    case call(ModuleCall)
  }

  /// The name under which the model has the module: `h.0.c_attn`; empty of the model itself.
  let path: String
  /// `torch.nn.modules.linear.Linear`; nil of a list of modules, whose parts the code around it calls.
  let className: String?
  /// Tells two calls of one module apart.
  let key: String
  var items: [Item] = []
  private(set) weak var parent: ModuleCall?
  /// The ops within, as places in the order of the calls.
  private(set) var places = 0..<0

  /// What it is given, in the order in which it is read.
  var inputs: [Program.ID] = []
  /// The module's own weights that it reads, in order, by their names within the module.
  var weights: [(name: String, id: Program.ID)] = []
  /// What is read outside of it, in the order in which it is made.
  var outputs: [Program.ID] = []

  init(path: String, className: String?, key: String) {
    (self.path, self.className, self.key) = (path, className, key)
  }

  /// The calls of other modules in it.
  var calls: [ModuleCall] {
    items.compactMap { if case .call(let call) = $0 { call } else { nil } }
  }

  /// 0 of a module that calls no other.
  private(set) var height = 0

  /// Numbers the ops in the order of the calls, and tells calls of whom they are.
  ///
  /// - Parameter next: the number of the next op.
  func number(_ next: inout Int, _ note: (_ op: Int, _ place: Int) -> Void) {
    let first = next
    height = 0
    for item in items {
      switch item {
      case .op(let op):
        note(op, next)
        next += 1
      case .call(let call):
        call.parent = self
        call.number(&next, note)
        height = max(height, call.height + 1)
      }
    }
    places = first..<next
  }

  /// All calls within, itself the last.
  var all: [ModuleCall] { calls.flatMap(\.all) + [self] }

  /// A name that the model has, within this module; nil where it is of another.
  func name(within name: String) -> String? {
    if path.isEmpty { return name }
    return name.hasPrefix(path + ".") ? String(name.dropFirst(path.count + 1)) : nil
  }
}
