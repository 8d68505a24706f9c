import ArgumentParser

/// Checkpoints without a job: `tessera-plan checkpoint`. `tessera checkpoint` also saves, loads and converts.
package struct CheckpointWithoutJob: ParsableCommand {
  package init() {}
  package static let configuration = CommandConfiguration(
    commandName: "checkpoint", abstract: abstract, subcommands: subcommands)

  /// What is said of checkpoints in a line.
  package static let abstract =
    "Save tensors from one mesh, load them on any other, and see what a checkpoint holds."

  /// Those that need no job.
  package static let subcommands: [any ParsableCommand.Type] = [
    CheckpointList.self, CheckpointVerify.self, CheckpointClean.self,
  ]
}

/// Which checkpoint a command is about.
package struct CheckpointPath: ParsableArguments {
  package init() {}

  @Argument(
    help: ArgumentHelp(
      "A checkpoint: a folder that Tessera or torch.distributed.checkpoint has written or that has .safetensors files, or such a file.",
      valueName: "dir-or-file"))
  package var path: String
}
