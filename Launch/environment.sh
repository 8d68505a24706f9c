# shellcheck shell=bash
# Sourced by the scripts and tests that start ranks: makes mpirun work as root, with more ranks than cores,
# in containers, and without ssh. A value that the caller has set already is kept.
#
# The names are those of Open MPI 4 (OMPI_) and of the launcher of Open MPI 5 (PRTE_). MPICH needs none.

# What pkg-config calls the MPI to build with: Debian's choice mpi-c, Open MPI's own name ompi-c, MPICH's mpich.
# Of those that it knows, the first that lies where mpirun does, else the first. Package.swift reads it.
choose_mpi() {
  local name first='' folder
  folder=$(dirname "$(dirname "$(command -v mpirun || true)")")
  for name in mpi-c ompi-c mpich; do
    pkg-config --exists "$name" 2>/dev/null || continue
    first=${first:-$name}
    if [[ $(pkg-config --variable=prefix "$name") == "$folder" ]]; then break; fi
    name=''
  done
  export TESSERA_MPI=${name:-${first:-mpi-c}}
}
if [[ -z ${TESSERA_MPI:-} ]]; then choose_mpi; fi

# Open MPI refuses to run as root unless told twice.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export PRTE_ALLOW_RUN_AS_ROOT=1 PRTE_ALLOW_RUN_AS_ROOT_CONFIRM=1

# A mesh may have more ranks than the machine has cores.
export OMPI_MCA_rmaps_base_oversubscribe=${OMPI_MCA_rmaps_base_oversubscribe:-1}
export PRTE_MCA_rmaps_default_mapping_policy=${PRTE_MCA_rmaps_default_mapping_policy:-:oversubscribe}

# Where a window is made, Open MPI 5 prints an error of its UCX component, which shared windows do not use.
export OMPI_MCA_osc=${OMPI_MCA_osc:-^ucx}

# How the tests are built: optimised as what they test is. Beside the program's own build, since tests see more of a
# module than its users do, which makes it slower.
# shellcheck disable=SC2034
optimised=(-c release -Xswiftc -enable-testing --scratch-path .build/tests)

# Ranks that share a core must neither be bound to it nor spin while they wait.
share_cores() {
  export OMPI_MCA_hwloc_base_binding_policy=${OMPI_MCA_hwloc_base_binding_policy:-none}
  export PRTE_MCA_hwloc_default_binding_policy=${PRTE_MCA_hwloc_default_binding_policy:-none}
  export OMPI_MCA_mpi_yield_when_idle=${OMPI_MCA_mpi_yield_when_idle:-1}
}

# Without ssh even a run on this host alone fails, unless Open MPI is told to stay on it.
if ! command -v ssh >/dev/null && ! command -v srun >/dev/null &&
  [[ -z ${OMPI_MCA_plm_rsh_agent:-} ]]; then
  export OMPI_MCA_plm=${OMPI_MCA_plm:-isolated}
fi

# Containers often have 64 MiB of /dev/shm, and a rank that fills it dies of a bus error: with less than
# 512 MiB free, shared memory lives in files of the temporary directory.
shm_kib=$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1) || shm_kib=0
if ((shm_kib < 512 * 1024)); then
  export OMPI_MCA_btl_vader_backing_directory=${OMPI_MCA_btl_vader_backing_directory:-${TMPDIR:-/tmp}}
  export OMPI_MCA_osc_sm_backing_directory=${OMPI_MCA_osc_sm_backing_directory:-${TMPDIR:-/tmp}}
fi

# Container runtimes may filter process_vm_readv out, on which Open MPI complains at every message
# instead of doing without. It is call 310 on x86-64, 270 on arm64; reading oneself is always permitted
# where the call is.
if [[ -z ${OMPI_MCA_btl_vader_single_copy_mechanism:-} ]] &&
  grep -q '^Seccomp:[[:space:]]*2' /proc/self/status 2>/dev/null &&
  ! perl -e '
    my $call = `uname -m` =~ /^x86_64/ ? 310 : 270;
    my ($from, $to) = ("x" x 8, "y" x 8);
    my $remote = pack("PQ", $from, 8);
    my $local = pack("PQ", $to, 8);
    exit(syscall($call, $$ + 0, $local, 1, $remote, 1, 0) == 8 ? 0 : 1)' 2>/dev/null; then
  export OMPI_MCA_btl_vader_single_copy_mechanism=none OMPI_MCA_smsc=${OMPI_MCA_smsc:-^cma}
fi

# mpirun drops in silence what it cannot write, and crashes where nobody reads. What is printed goes
# through a process that tells it, and reads on. Who has stopped reading, as head does, misses nothing.
carried() {
  trap '' INT PIPE
  local why
  if why=$(LC_ALL=C cat 2>&1 >&4); then return; fi
  if [[ $why != *'Broken pipe' ]]; then
    echo "error: standard output: what is printed must be written, it cannot be: ${why##*: }" >&2
  fi
  cat >/dev/null
  return 69
}

# printing COMMAND …: runs a command that prints to descriptor 3; 69 where that cannot be written.
printing() {
  local status=0 carrier
  exec 4>&1 3> >(carried 3>&-)
  carrier=$!
  "$@" 4>&- || status=$?
  exec 3>&- 4>&-
  if ! wait "$carrier" && ((status == 0)); then status=69; fi
  return "$status"
}

# Takes the launcher's comments on ranks that ended with an error out of what passes through. Arguments are more of
# sed's.
launch_folder=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)
without_comments() {
  trap '' INT
  exec sed -u -E -f "$launch_folder/comments.sed" "$@"
}
