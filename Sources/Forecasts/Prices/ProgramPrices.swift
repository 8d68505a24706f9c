import CostModel
import Elements
import Ops
import Programs
import Resharding
import SPMDRules
import Sharding

/// What ops and reshards take on a topology: each kind of them is asked for once.
package final class ProgramPrices {
  package let topology: Topology
  package let device: Device
  package let stack: SoftwareStack
  private let planner: Planner
  private var reshards: [Transition: ReshardPrice] = [:]
  private var works: [OpKey: KernelWork] = [:]

  /// What tells the work of ops apart.
  private struct OpKey: Hashable {
    let action: ProgramOp.Action
    let counts: [Int]
    let inputs: [LocalTensor]
    let outputs: [LocalTensor]
  }

  /// - Parameters:
  ///   - planning: how reshards are planned, and priced.
  ///   - kind: whose kernels compute; nil for the device's only ones, or the last it names.
  /// - Throws: `TrainingError` where the topology does not say what a rank computes with.
  package init(
    _ topology: Topology, planning: Planning? = nil, kernels kind: SoftwareStack.Kind? = nil
  ) throws(TrainingError) {
    self.topology = topology
    (device, stack) = try topology.computing(by: kind)
    planner = Planner(planning ?? Planning(costs: CostModel(topology)))
  }

  /// The same prices, for another thread: what each finds, it keeps for itself.
  package var fresh: ProgramPrices { ProgramPrices(self) }

  private init(_ other: ProgramPrices) {
    (topology, device, stack, planner) = (other.topology, other.device, other.stack, other.planner)
  }

  /// What a reshard takes, as it is planned.
  ///
  /// - Throws: `TesseraError` where no plan keeps to the memory limit.
  package func reshard(_ transition: Transition) throws(TesseraError) -> ReshardPrice {
    if let known = reshards[transition] { return known }
    let plan = try translated { try planner.plan(transition) }
    let price = ReshardPrice(plan, planner.certificate(of: plan), on: topology)
    reshards[transition] = price
    return price
  }

  /// What a reshard takes, and the bytes that all ranks receive, as it is planned; nothing is kept of it.
  ///
  /// - Throws: `TesseraError` where no plan keeps to the memory limit.
  package func planned(_ transition: Transition) throws(TesseraError) -> (
    seconds: Double, received: Int
  ) {
    planner.price(of: try translated { try planner.plan(transition) })
  }

  /// What an op of the schema does on its busiest rank.
  ///
  /// - Throws: `TesseraError` where its rule does not take the operands.
  package func work(
    of op: ProgramOp, inputs: [LocalTensor], outputs: [LocalTensor]
  ) throws(TesseraError) -> KernelWork {
    let key = OpKey(
      action: op.action, counts: op.inputs.map(\.elements.count), inputs: inputs, outputs: outputs)
    if let known = works[key] { return known }
    let work = try KernelWork(of: op, inputs: inputs, outputs: outputs)
    works[key] = work
    return work
  }

  /// The seconds of a kernel that all ranks of a mesh run at once.
  ///
  /// Kernels that were measured run on a host's cores, which ranks share where they are more. They were measured with what
  /// they read in the cache, if it holds that; of a program that touches more than the cache holds nothing is left there.
  ///
  /// - Parameter footprint: the bytes that the program holds at once.
  package func seconds(_ work: KernelWork, on mesh: ProcessMesh, within footprint: Double = 0)
    -> Double
  {
    var work = work
    if let kernel = work.op, device.kernels?.ops[kernel] == nil {
      work.op = OpVariant.op(of: kernel)
    }
    var seconds = device.seconds(of: work, by: stack)
    if device.kernels != nil, work.moved > 0, footprint > work.moved {
      // As a part of a kernel that touches so much.
      let times = footprint / work.moved
      var (call, whole) = (work, work)
      (call.operations, call.moved) = (0, 0)
      (whole.operations, whole.moved) = (work.operations * times, footprint)
      let alone = device.seconds(of: call, by: stack)
      seconds = alone + (device.seconds(of: whole, by: stack) - alone) / times
    }
    guard device.kernels != nil, let cores = topology.engine.cores else { return seconds }
    let neighbours = min(mesh.count, topology.levels[0].ranks ?? mesh.count)
    return seconds * max(1, Double(neighbours) / Double(cores))
  }
}
