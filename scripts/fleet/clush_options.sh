#!/bin/bash
# The options of corosync-key-clush, which reads this file.

usage() {
  cat <<'TEXT'
corosync-key-clush [OPTION...] NODES [-- CLUSH_OPTION...]
Give every node of a cluster the same key, or change nothing.
NODES is a node set of ClusterShell such as n[1-3].

  --rotate        make a new key, which takes the place of the old one everywhere
  --key FILE      the key here, or a link to it; made if there is none; default ./authkey
  --target FILE   the key on the nodes; default /etc/corosync/authkey
  --program FILE  our program here; default corosync-keygen
  --size BYTES    of a key that is made, and of one here if no multiple of 128; default 256
  --timeout SEC   for one step on all nodes; default 60
  --wait SEC      for the running nodes to agree; default 30

Prints one line of JSON. Exit code: 0 one key on all nodes, and the running ones are one membership;
1 nothing was changed; 2 all nodes went back to what they had; 3 some could not go back, or the
running cluster is not one, or not all of it could be asked or told, or the new key could not
take its place here; 128+n signal n arrived: run it again, as nodes may have either key.
TEXT
}

# A number without leading zeros, which bash would take for an octal one.
number() { # OPTION VALUE LEAST MOST
  local wanted="option '$1': '$2' is not a whole number from $3 to $4"
  [[ $2 =~ ^[0-9]{1,9}$ ]] || refuse "$wanted"
  local value=$((10#$2))
  ((value >= $3 && value <= $4)) || refuse "$wanted"
  echo "$value"
}

# Flags may stand before a letter in one word, and a long name may be cut short. Values of options are left alone.
refuse_clush_options() { # OPTION...
  local word is_value=no flags='-[nvqdGLNPbBrScp]*'
  for word in "$@"; do
    [ $is_value = no ] || { is_value=no; continue; }
    [[ ! $word =~ ^$flags[wgaxX].*$|^--(group|(a|ho|mac|pi)[a-z]*)(=.*)?$ ]] ||
      refuse "option '$word' behind -- names nodes: name all of them in front of it"
    [[ ! $word =~ ^$flags[bBNch]|^--(ds|di|cop|rc|he|vers)[a-z]*$ ]] ||
      refuse "option '$word' behind -- changes what clush prints or does: leave it out"
    [[ ! $word =~ ^$flags[sOflotumR]$|^--options?$ ]] || is_value=yes
  done
}

read_options() {
  rotate=false key=./authkey target=/etc/corosync/authkey program=corosync-keygen size=256
  limit=60 wait=30 nodes='' clush_options=()
  while [ $# -gt 0 ]; do
    case $1 in
    -h | --help) usage; exit 0 ;;
    --rotate) rotate=true; shift ;;
    --key=* | --target=* | --program=* | --size=* | --timeout=* | --wait=*)
      set -- "${1%%=*}" "${1#*=}" "${@:2}"
      ;;
    --key | --target | --program | --size | --timeout | --wait)
      [ $# -ge 2 ] || refuse "option '$1' needs a value"
      [ -n "$2" ] || refuse "option '$1': '' is no value"
      case $1 in
      --key) key=$2 ;; --target) target=$2 ;; --program) program=$2 ;;
      --size) size=$(number "$1" "$2" 128 4096) ;;
      --timeout) limit=$(number "$1" "$2" 1 86400) ;;
      --wait) wait=$(number "$1" "$2" 0 86400) ;;
      esac
      shift 2
      ;;
    --)
      shift
      clush_options=("$@")
      refuse_clush_options "$@"
      break
      ;;
    -*) refuse "unrecognized option '$1'; --help lists the options" ;;
    *)
      [ -z "$nodes" ] || refuse "unexpected '$1'; --help lists the options"
      nodes=$1
      shift
      ;;
    esac
  done
  [ -n "$nodes" ] || refuse "which nodes? --help lists the options"
  case $key in
  */ | */. | */.. | . | ..) refuse "option '--key': '$key' names no file" ;;
  esac
  # The nodes have no directory in common to begin at.
  case $target in
  */ | */. | */..) refuse "option '--target': '$target' names no file" ;;
  /*) ;;
  *) refuse "option '--target': '$target' is not an absolute file name" ;;
  esac
  for tool in clush nodeset sha256sum awk flock; do
    command -v "$tool" >/dev/null || refuse "there is no $tool here"
  done
  # It says its version once it has read what stands before.
  [ ${#clush_options[@]} -eq 0 ] || said=$(clush "${clush_options[@]}" --version 2>&1 </dev/null) ||
    refuse "clush does not take what stands behind --: $(tail -n 1 <<<"$said")"
  # What nodeset says beside a set is no node.
  expanded=$(nodeset --expand --separator , "$nodes" 2>/dev/null) ||
    refuse "$(nodeset --expand "$nodes" 2>&1 | tail -n 1)"
  nodes=$expanded
  [ -n "$nodes" ] || refuse "there are no nodes in that set"
  script=$(cat "$files/places.sh" "$files/corosync.sh" "$files/node.sh")
  run="$(hostname)-$$-$(date +%s)"
}
