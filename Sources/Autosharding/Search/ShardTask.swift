import CostModel
import Elements
import Forecasts
import Programs
import Sharding

/// What is to be placed, and what counts.
package struct ShardTask {
  package var program: Program
  package var setup: StepSetup
  package var goal: SearchGoal
  /// The bytes that a rank may hold; nil for the device's memory.
  package var memoryLimit: Int?
  /// What is cut where a mesh has a dim `pp`; nil where none has.
  package var pipeline: Pipeline?
  /// Completes a program whose values are annotated, and rewrites it as it will run.
  package var complete: (Program, ProcessMesh) throws -> CompletedProgram

  package init(
    _ program: Program, _ setup: StepSetup, goal: SearchGoal, memoryLimit: Int? = nil,
    pipeline: Pipeline? = nil,
    complete: @escaping (Program, ProcessMesh) throws -> CompletedProgram
  ) {
    (self.program, self.setup, self.goal, self.memoryLimit) = (program, setup, goal, memoryLimit)
    (self.pipeline, self.complete) = (pipeline, complete)
  }

  /// A program that stages of a pipeline compute.
  package struct Pipeline {
    /// Before it is differentiated.
    package var program: Program
    package var order: PipelineSchedule.Order
    /// How many stages that take turns are tried on each mesh, beside one.
    package var turns: [Int] = []
    /// Whether stages compute gradients.
    package var trains: Bool
    /// Whether the gradient by the last stage's result is an input too, and not 1.
    package var isScaled: Bool
    /// Completes the program of a stage, and rewrites it as it will run.
    package var complete: (Program, ProcessMesh) throws -> CompletedProgram

    package init(
      _ program: Program, _ order: PipelineSchedule.Order, trains: Bool, isScaled: Bool,
      complete: @escaping (Program, ProcessMesh) throws -> CompletedProgram
    ) {
      (self.program, self.order) = (program, order)
      (self.trains, self.isScaled, self.complete) = (trains, isScaled, complete)
    }
  }
}
