import CostModel
import Foundation

/// The errors of predicted training steps that the book publishes, of `Benchmarks/Results/training.csv`.
package enum PublishedErrors {
  /// Of the steps that the fit of the devices' efficiencies used: how many, and the mean error.
  package static let fitted = (rows: 73, mean: "4.7%")
  /// Of those that it did not.
  package static let heldOut = (rows: 92, mean: "7.5%")
}

extension ReportPage {
  /// What is known of how far predictions are off, and what is not.
  var errorSection: [HTML] {
    let topology = contents.topology
    let measured = Collective.allCases.compactMap { collective in
      topology.collectives[collective]?.residual.map { (collective, $0) }
    }
    var content: [HTML] = []
    if measured.isEmpty {
      content.append(
        .paragraph(
          "Nothing of this page was measured. The numbers of \(topology.name) are data sheets', fits to published steps and "
            + "estimates, as their sources say: take the times for estimates."))
    } else {
      content.append(
        .table(
          ["collective", "samples", "median error", "90th percentile"],
          measured.map { collective, residual in
            [
              .text("\(collective)"), .text("\(residual.samples)"),
              .text(Self.percent(residual.median)), .text(Self.percent(residual.p90)),
            ]
          }, caption: "Errors of the fit to measured collectives, as the topology file has them"))
    }
    let (fitted, held) = (PublishedErrors.fitted, PublishedErrors.heldOut)
    content.append(
      .tag(
        "ul", [:],
        [
          "Bytes, calls and memory of shards follow from the program and its plans: they are those of the program that runs.",
          "Of published training steps on A100, H100 and GB200, priced by the model's config with the device files of "
            + "Tessera: the \(held.rows) steps that no fit has seen have a mean error of \(held.mean), the \(fitted.rows) "
            + "that the fit used one of \(fitted.mean) (the book, 'What a training step costs'). That is another model than "
            + "this page's, which counts each op of a program with the same devices.",
          "Steps of programs on such accelerators, as this page may show, were held against no measurement.",
          "Not counted: fragments of memory, workspaces of kernels, loading of data, stragglers, failures.",
        ].map { .tag("li", [:], $0) }))
    if let device = topology.device {
      let sources = Set(device.sources.values).sorted()
      if !sources.isEmpty {
        content.append(
          .folded(
            [.text("Sources of the device's numbers")],
            [.tag("ul", [:], sources.map { .tag("li", [:], $0) })]))
      }
    }
    return content
  }
}
