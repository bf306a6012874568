#!/bin/sh
# What both recipes do on the machine that they are run on.
#
#   controller.sh choose KEY ROTATE SIZE PROGRAM DRY NODES SUM...
#   controller.sh keep KEY
#   controller.sh forget KEY
#
# KEY is the key of the cluster. A new one waits in KEY.next until all nodes have it, so that a rotation that
# fails leaves KEY as it was, and one that was cut off at its end is taken over by the next run.
#
# choose says which key every node shall have, and makes it where it has to: NODES is the number of nodes,
# each SUM the SHA-256 of the key on one that was reached. With DRY "true" it only says what it would do.
set -eu
action=$1 key=$2 next=$2.next

sum_of() {
  sha256sum <"$1" | cut -d ' ' -f 1
}

case $action in
choose)
  rotate=$3 size=$4 program=$5 dry=$6 nodes=$7
  shift 7
  if [ -s "$next" ]; then
    have=$(printf '%s\n' "$@" | grep -cx "$(sum_of "$next")") || true
    if [ "$have" = "$nodes" ]; then
      [ "$dry" = true ] || mv -f -- "$next" "$key"
    elif [ "$rotate" != true ]; then
      [ "$dry" = true ] || rm -f -- "$next"
    fi
  fi
  wanted=$key made=no
  if [ -s "$key" ] && [ "$rotate" = true ]; then wanted=$next; fi
  if [ ! -s "$wanted" ]; then
    made=yes
    if [ "$dry" = true ]; then
      echo "corosync-key: wanted=$wanted made=yes sum=unmade fingerprint=unmade"
      exit 0
    fi
    "$program" --less-secure --size "$size" --key-file "$wanted" >&2
  fi
  fingerprint=$("$program" fingerprint "$wanted")
  echo "corosync-key: wanted=$wanted made=$made sum=$(sum_of "$wanted") fingerprint=${fingerprint%% *}"
  ;;
keep)
  [ ! -e "$next" ] || mv -f -- "$next" "$key"
  ;;
forget)
  rm -f -- "$next"
  ;;
esac
