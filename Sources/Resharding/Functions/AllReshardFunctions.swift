/// Every reshard function, in the order in which they are asked: the first that suits answers.
///
/// The specific come before the general; the last two suit every transition that is left, on one
/// mesh and between meshes, so that the list is total.
package let allReshardFunctions: [any ReshardFunction.Type] = [
  RToS.self, RToP.self, SToR.self, SToS.self, SToP.self, PToR.self, PToS.self, PToP.self,
  SameStatus.self,
  XToRShrink.self, RToXExpand.self,
  RToSCrossMesh.self, RToPCrossMesh.self, SToRCrossMesh.self, SToSCrossMesh.self,
  SToPCrossMesh.self, PToRCrossMesh.self, PToSCrossMesh.self,
  GlobalToSubMesh.self, SubMeshToGlobal.self,
  SameNdMesh.self, CrossNdMesh.self,
]
