#!/usr/bin/env bash
# Simulated times of collectives beside those of SimGrid 3.32 (Debian: libsimgrid-dev 3.32-2), on hosts of one
# rank behind a switch: a latency, a bandwidth in each direction, nothing else. SimGrid's factors are 1, there
# is no cross traffic, and its algorithms are those that Open MPI selects; the topology has `gap: 0`, and ranks
# whose own work takes no time. Fails where the two are more than 1% apart.
#
#   Benchmarks/peers/simgrid.sh [TESSERA]     # .build/release/tessera where it is left out
set -euo pipefail

tessera=${1:-$(dirname "$0")/../../.build/release/tessera}
command -v smpicc >/dev/null || { echo "simgrid: smpicc is required: apt-get install libsimgrid-dev" >&2; exit 69; }
version=$(dpkg-query -W -f '${Version}' libsimgrid-dev 2>/dev/null || echo "unknown")
[[ $version == 3.32* ]] || { echo "simgrid: version 3.32 is required, not $version" >&2; exit 69; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
smpicc -O1 -o "$folder/simgrid" "$(dirname "$0")/simgrid.c"
cat >"$folder/topology.yaml" <<'YAML'
topology:
  name: hosts behind a switch
  levels:
    - name: cluster
      link: { kind: ib, latency: 10 us, gap: 0 s, bandwidth: 12.5 GB/s }
  engine: { copy: 1000 TB/s, pack: 1000 TB/s, fold: 1000 TB/s, step-overhead: 0 s }
YAML

# Half of the latency is in each of the two links of a way.
platform() {
  cat <<XML
<?xml version='1.0'?>
<!DOCTYPE platform SYSTEM "https://simgrid.org/simgrid.dtd">
<platform version="4.1">
  <cluster id="hosts" prefix="h" suffix="" radical="0-$(($1 - 1))" speed="1Gf" bw="12.5GBps" lat="5us"
    sharing_policy="SPLITDUPLEX"/>
</platform>
XML
}

simgrid() {
  smpirun -np "$1" -platform "$folder/platform.xml" -hostfile "$folder/hosts" \
    --cfg=smpi/simulate-computation:no --cfg=smpi/coll-selector:ompi \
    --cfg=smpi/os:0:0:0 --cfg=smpi/or:0:0:0 --cfg=smpi/ois:0:0:0 \
    --cfg=network/model:CM02 --cfg=network/bandwidth-factor:1 --cfg=network/latency-factor:1 \
    --cfg=network/weight-S:0 --cfg=network/TCP-gamma:1e12 --cfg=network/crosstraffic:0 \
    --log=root.thres:critical "$folder/simgrid" "$2" "$3" 2>/dev/null | tail -n 1
}

echo "SimGrid $version, microseconds:"
echo "collective ranks bytes SimGrid simulate plan ratio"
failed=0
for ranks in 8 16; do
  platform $ranks >"$folder/platform.xml"
  seq 0 $((ranks - 1)) | sed 's/^/h/' >"$folder/hosts"
  for case in all-gather:R all-to-all:'S(1)'; do
    for side in 256 2048 8192; do
      bytes=$((side * side))
      # From 13 ranks on Open MPI doubles short all-to-alls whatever it costs.
      [[ $ranks -gt 12 && ${case%:*} == all-to-all && $bytes -lt 1048576 ]] && continue
      arguments=(--shape "$side,$side" --dtype int8 --mesh "$ranks" --from 'S(0)' --to "${case#*:}"
        --topology "$folder/topology.yaml")
      theirs=$(simgrid $ranks "${case%:*}" $bytes)
      ours=$("$tessera" simulate "${arguments[@]}" | awk '/µs in all/ { print $1 }')
      predicted=$("$tessera" plan "${arguments[@]}" --json |
        awk -F'[:,]' '/"predicted_seconds"/ { print $2 * 1e6 }')
      awk -v name="${case%:*} $ranks $bytes" -v theirs="$theirs" -v ours="$ours" -v plan="$predicted" '
        BEGIN {
          ratio = ours / (theirs * 1e6)
          printf "%s %.2f %.2f %.2f %.4f\n", name, theirs * 1e6, ours, plan, ratio
          exit ratio < 0.99 || ratio > 1.01
        }' || failed=1
    done
  done
done
exit $failed
