/// What marks a rank's file as a part of a checkpoint, which nobody may take for a whole: it stands in the metadata.
package enum CheckpointMark {
  package static let key = "tessera_rank"
}
