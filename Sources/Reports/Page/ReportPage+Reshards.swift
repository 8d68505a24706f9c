import CostModel
import Elements
import Foundation
import Pictures
import Resharding

extension ReportPage {
  /// Every reshard of the program, those that are alike together, with plan, bytes and certificate.
  var reshardSection: [HTML] {
    let kinds = contents.reshards
    guard !kinds.isEmpty else {
      return [.paragraph("Nothing moves: every operand lies as its op wants it.")]
    }
    let order = kinds.indices.sorted {
      (total(kinds[$0]), -$0) > (total(kinds[$1]), -$1)
    }
    let count = kinds.reduce(0) { $0 + $1.count }
    let received = kinds.reduce(0.0) { $0 + total($1) }
    let bound = kinds.reduce(Optional(0.0)) { sum, kind in
      sum.flatMap { sum in
        kind.certificate.lowerBound.map { sum + Double($0) * Double(kind.count) }
      }
    }
    let least = bound.map { ", of which \(Self.bytes($0)) are necessary" } ?? ""
    let pictures = mostPictures(of: 32)
    let passes = contents.setup.microbatches > 1 ? " in a micro-batch" : ""
    let intro =
      "\(count) reshards of \(kinds.count) kinds\(passes), those that move most first. All ranks receive "
      + "\(Self.bytes(received))\(least)."
    return [.paragraph(intro)]
      + order.enumerated().map { rank, place in
        reshard(kinds[place], at: place, isDrawn: rank < pictures)
      }
  }

  private func total(_ kind: ReshardKind) -> Double {
    Double(kind.certificate.received) * Double(kind.count)
  }

  private static func bytes(_ count: Double) -> String {
    Int(exactly: count.rounded()).map { "\(ByteCount($0))" } ?? Quantity.bytes.text(count)
  }

  private func reshard(_ kind: ReshardKind, at place: Int, isDrawn: Bool) -> HTML {
    let (transition, certificate) = (kind.transition, kind.certificate)
    let shape = transition.shape.map(String.init).joined(separator: ",")
    let ratio = certificate.ratio.map { String(format: "%.2f× the bound", $0) } ?? "no bound known"
    let each = kind.count == 1 ? "" : " each"
    let summary =
      [HTML.tag("code", [:], "\(transition.dtype.notation)[\(shape)]")]
      + Chips.of(transition.from) + [.tag("span", ["class": "arrow"], "→")]
      + Chips.of(transition.to) + [
        .tag(
          "small", [:],
          " ×\(kind.count), \(ByteCount(certificate.received))\(each), \(ratio)")
      ]
    var content: [HTML] = [steps(kind), .tag("ul", ["class": "certificate"], certified(kind))]
    if isDrawn {
      content.append(
        Self.picture(
          dtype: transition.dtype, shape: transition.shape,
          states: [transition.from, transition.to]))
    }
    if !kind.values.isEmpty {
      content.append(.tag("p", ["class": "note"], "Makes:"))
      content.append(.tag("p", ["class": "names"], kind.values.joined(separator: ", ")))
    }
    if !kind.moved.isEmpty {
      content.append(
        .tag("p", ["class": "note"], "Brings gradients to where their parameters lie:"))
      content.append(.tag("p", ["class": "names"], kind.moved.joined(separator: ", ")))
    }
    return .folded(summary, id: "r\(place)", style: "layout", content)
  }

  /// The plan.
  private func steps(_ kind: ReshardKind) -> HTML {
    guard !kind.plan.steps.isEmpty else {
      return .paragraph("No step: both placements hold the same blocks.")
    }
    let priced = zip(kind.certificate.stepBytes, kind.certificate.pricedSteps)
    let rows = zip(kind.plan.steps, priced).enumerated().map { index, entry in
      let (step, (bytes, price)) = entry
      let ways = price.algorithms.map(\.description).joined(separator: ", ")
      return [
        HTML.text("\(index + 1)"), .text(step.function), .text("\(step.collective)"),
        .text(bytes == 0 ? "-" : ways), .text(step.axes?.joined(separator: ",") ?? "all ranks"),
        .text("\(step.from) → \(step.to)"), .text("\(ByteCount(bytes))"),
        .text(Quantity.seconds.text(price.price.seconds)),
      ]
    }
    return .table(
      ["step", "function", "collective", "way", "axes", "placements", "all ranks receive", "time"],
      rows, caption: "Plan: \(kind.plan.function ?? "a sequence")")
  }

  /// What the plan is worth.
  private func certified(_ kind: ReshardKind) -> [HTML] {
    let certificate = kind.certificate
    let bound = certificate.lowerBound.map { "\(ByteCount($0))" } ?? "unknown"
    let price = certificate.price
    let parts = [
      ("overhead", price.overhead), ("latency", price.latency), ("transfer", price.transfer),
      ("work", price.work),
    ].map { "\($0) \(Self.percent(price.seconds > 0 ? $1 / price.seconds : 0))" }
    return [
      "received by all ranks: \(ByteCount(certificate.received)); the fewest that any plan moves: \(bound)",
      "busiest rank: \(certificate.messages) message\(certificate.messages == 1 ? "" : "s"), "
        + "\(ByteCount(certificate.busiestReceived)) received; \(ByteCount(certificate.sourceBytes)) source + "
        + "\(ByteCount(certificate.targetBytes)) target + \(ByteCount(certificate.peakExtraBytes)) at the most",
      "predicted on \(contents.topology.name): \(Quantity.seconds.text(price.seconds)) "
        + "(\(parts.joined(separator: ", ")))",
    ].map { .tag("li", [:], $0) }
  }
}
