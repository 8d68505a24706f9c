import CostModel
import Elements
import ReshardCases
import Sharding
import Testing
@testable import Resharding

/// What a certificate says beside its price, and the price without a certificate.
@Suite struct CertificatePartsTests {
  @Test func `the bytes of steps, ranks and prices agree`() throws {
    let seed = Seed.drawn()
    var generator = SeededGenerator(seed: seed)
    for number in 0..<300 {
      let transition = Transition.random(below: 8, using: &generator)
      let minimise = Planning.Goal.allCases.randomElement(using: &generator) ?? .bytes
      let planner = Planner(Planning(minimise: minimise))
      let plan = try planner.plan(transition)
      let certificate = planner.certificate(of: plan)
      let label = "seed \(seed), case \(number): \(plan)"
      #expect(certificate.traffic == plan.traffic, "\(label)")
      #expect(certificate.stepBytes == plan.traffic.map(\.total), "\(label)")
      #expect(certificate.stepBytes.reduce(0, +) == certificate.received, "\(label)")
      let price = planner.price(of: plan)
      #expect(
        price.seconds == certificate.price.seconds && price.received == certificate.received,
        "\(label)")
    }
  }

  @Test func `ranks of large meshes are not listed`() throws {
    let mesh = try ProcessMesh(shape: [512])
    let transition = Transition(
      shape: [512], dtype: .float32, from: try TensorDistAttr(parsing: "S(0)", on: [mesh]),
      to: try TensorDistAttr(parsing: "R", on: [mesh]))
    let certificate = Planner().certificate(of: try Planner().plan(transition))
    #expect(certificate.traffic == nil && certificate.stepBytes == [512 * 511 * 4])
  }
}
