#!/usr/bin/env bash
# Matrices that ScaLAPACK 2.2 distributed (Debian: libscalapack-openmpi-dev), read by Tessera: `scalapack.c` sets each
# element by pdelset and writes the local arrays; `S(0%MB+RSRC),S(1%NB+CSRC)` must read them to the whole matrix, and
# must write the same arrays of it. Block sizes, source processes other than 0, processes without a block, short last
# blocks, grids of one and two dims. Fails at the first difference.
#
#   Benchmarks/peers/scalapack.sh [TESSERA]     # .build/debug/tessera where it is left out
set -euo pipefail

tessera=$(realpath "${1:-$(dirname "$0")/../../.build/debug/tessera}")
library=${SCALAPACK:-scalapack-openmpi}
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mpicc -O1 -Wall -o "$folder/scalapack" "$(dirname "$0")/scalapack.c" "-l$library" 2>"$folder/said" || {
  echo "scalapack: lib$library is required: apt-get install libscalapack-openmpi-dev" >&2
  exit 69
}

echo "grid  matrix  blocks  source  placements"
cases=0
while read -r p q m n mb nb rsrc csrc; do
  mkdir -p "$folder/theirs" "$folder/ours"
  rm -f "$folder"/theirs/* "$folder"/ours/*
  mpirun -n $((p * q)) "$folder/scalapack" "$folder/theirs" $p $q $m $n $mb $nb $rsrc $csrc </dev/null
  placements="S(0%$mb+$rsrc),S(1%$nb+$csrc)"
  "$tessera" reshard --virtual --quiet --input-shards "$folder/theirs" --mesh "$p,$q" --from "$placements" \
    --to R,R --output "$folder/read.npy"
  "$tessera" reshard --virtual --quiet --shape "$m,$n" --dtype f64 --fill iota --mesh "$p,$q" --from R,R \
    --to "$placements" --shards "$folder/ours"
  "$tessera" reshard --virtual --quiet --shape "$m,$n" --dtype f64 --fill iota --mesh 1 --from R --to R \
    --output "$folder/whole.npy"
  cmp "$folder/read.npy" "$folder/whole.npy"
  for rank in $(seq 0 $((p * q - 1))); do
    # Behind the headers, which have 128 bytes here.
    cmp <(tail -c +129 "$folder/theirs/rank$rank.npy") <(tail -c +129 "$folder/ours/rank$rank.npy")
  done
  echo "${p}x$q  ${m}x$n  ${mb}x$nb  ($rsrc, $csrc)  $placements"
  cases=$((cases + 1))
done <<'CASES'
1 1 5 7 2 3 0 0
4 1 16 4 2 4 0 0
4 1 9 4 4 4 3 0
1 3 4 20 4 3 0 2
2 2 8 8 2 2 0 0
2 2 9 11 2 3 1 0
2 3 10 17 3 4 1 2
3 2 4 5 2 2 2 1
2 2 3 3 8 8 1 1
2 4 33 65 8 16 0 3
3 3 64 64 7 5 2 1
CASES
version=$(dpkg-query -W -f '${Version}' libscalapack-openmpi-dev 2>/dev/null || echo "of an unknown version")
echo "$cases matrices of ScaLAPACK $version are read and written alike"
