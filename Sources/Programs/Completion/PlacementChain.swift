import Elements
import Sharding

/// What was asked of a value before anything was decided.
public struct PlacementRequest: Hashable, Sendable {
  /// Who asks that a mesh dim cut the value.
  public enum Asker: Hashable, Sendable {
    /// The program, or a pattern.
    case annotation
    /// The op of that result, for the sake of another tensor of it that is to be cut along the mesh dim.
    case op(String, for: String?)
  }

  /// What is asked for.
  public let attr: TensorDistAttr
  /// By mesh dim: who asked first; nil where nobody asks that it cut the value.
  public let askers: [Asker?]
}

/// One value on the way from a placement to the annotation that it hangs on.
public struct PlacementLink: Hashable, Sendable {
  /// Why the value lies so along the mesh dim.
  public enum Cause: Hashable, Sendable {
    /// The program, or a pattern, says so.
    case annotation
    /// The op of that result asks for it.
    case asked(by: String)
    /// The op makes it so of its operands.
    case made
    /// The op of that result wants its operand so: it is resharded.
    case wanted(by: String)
    /// It is the next value, lying otherwise.
    case resharded
    /// Nobody asks for anything.
    case nobody
  }

  /// The name of the value.
  public let value: String
  /// How it lies, or is asked to lie.
  public let attr: TensorDistAttr
  /// Why.
  public let cause: Cause
  /// How the dims of the op that decides hang together; nil where there is none.
  public let rule: String?
}

extension CompletedProgram {
  /// Who asked for the placement of a value along a mesh dim: from the value by the ops that ask for it, or make it so, and
  /// the values for whose sake they do, to the annotation.
  ///
  /// - Complexity: O(values).
  public func chain(of id: Program.ID, along meshDim: Int) -> [PlacementLink] {
    var links: [PlacementLink] = []
    var seen: Set<Program.ID> = []
    let makers = program.makers
    var current: Program.ID? = id
    while let id = current, seen.insert(id).inserted {
      let name = program.values[id].name
      func link(_ cause: PlacementLink.Cause, _ rule: String?) {
        links.append(PlacementLink(value: name, attr: attrs[id], cause: cause, rule: rule))
      }
      let maker = makers[id].map { program.ops[$0] }
      current = nil
      switch reasons[id].cause {
      case .annotated: link(.annotation, nil)
      case .nobody: link(.nobody, nil)
      case .carried: return links + requestChain(of: name, along: meshDim)
      case .wanted(let reader):
        link(.wanted(by: reader), rule(of: reader))
        let op = program.value(named: reader).flatMap { makers[$0] }.map { program.ops[$0] }
        // Along a dim that the reshard leaves as it is, the value lies so for its own sake.
        let kept = (maker?.operands ?? []).filter {
          meshDim < attrs[$0].placements.count
            && attrs[$0].placements[meshDim] == attrs[id].placements[meshDim]
        }
        current =
          cut(kept, meshDim, besides: seen) ?? cut(op?.operands ?? [], meshDim, besides: seen)
      case .made:
        let isReshard = if case .reshard = maker?.action { true } else { false }
        link(isReshard ? .resharded : .made, reasons[id].rule)
        current = cut(maker?.operands ?? [], meshDim, besides: seen)
      }
    }
    return links
  }

  /// What was asked, from value to value.
  private func requestChain(of name: String, along meshDim: Int) -> [PlacementLink] {
    var links: [PlacementLink] = []
    var seen: Set<String> = []
    var current: String? = name
    while let name = current, seen.insert(name).inserted, let request = requests[name] {
      let asker = meshDim < request.askers.count ? request.askers[meshDim] : nil
      let (cause, rule): (PlacementLink.Cause, String?) =
        switch asker {
        case .annotation: (.annotation, nil)
        case .op(let op, _): (.asked(by: op), self.rule(of: op))
        case nil: (.nobody, nil)
        }
      links.append(PlacementLink(value: name, attr: request.attr, cause: cause, rule: rule))
      current = if case .op(_, let source) = asker { source } else { nil }
    }
    return links
  }

  /// The rule of the op of that result; nil where a pass left it out.
  private func rule(of name: String) -> String? {
    program.value(named: name).flatMap { reasons[$0].rule }
  }

  /// The value that is cut, or partial, along the mesh dim; one that the program places first.
  private func cut(_ ids: [Program.ID], _ meshDim: Int, besides seen: Set<Program.ID>)
    -> Program.ID?
  {
    let cut = ids.filter { id in
      !seen.contains(id) && meshDim < attrs[id].placements.count
        && attrs[id].placements[meshDim] != .replicate
    }
    return cut.first { reasons[$0].cause == .annotated } ?? cut.first
  }
}
