#!/bin/bash
# Sets of nodes for corosync-key-clush, which reads this file: their names with commas between, in the order of
# ClusterShell. Of other names than those of this run none is ever part of one. nodeset takes 0.2 s each time, and a run
# has some 70 sets.
# shellcheck disable=SC2086 # what stands without quotes is split, and nothing else (set -f)

set_of() { # NODE...
  local IFS=, node set=''
  local -A given=()
  for node; do given[$node]=yes; done
  for node in $nodes; do [ -z "${given[$node]-}" ] || set+=,$node; done
  printf '%s\n' "${set#,}"
}

union() { set_of ${*//,/ }; } # SET...

without() { # SET OTHERS
  local IFS=, node set=''
  local -A left_out=()
  for node in $2; do left_out[$node]=yes; done
  for node in $1; do [ -n "${left_out[$node]-}" ] || set+=,$node; done
  printf '%s\n' "${set#,}"
}

common() { without "$1" "$(without "$1" "$2")"; } # SET OTHERS

count() { # SET
  local IFS=,
  set -- $1
  echo $#
}

# As people write a set. On Ctrl-C nodeset prints where it was.
folded() { nodeset --fold -- "$1" 2>/dev/null; } # SET
