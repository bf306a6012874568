#!/bin/sh
# What both recipes do on the machine that they are run on; it needs coreutils, grep, sed, awk and our
# program.
#
#   controller.sh choose KEY ROTATE SIZE PROGRAM DRY NODES STATE...
#   controller.sh send KEY
#   controller.sh partial NODES TELLING STATE...
#   controller.sh absent NODES STATE...
#   controller.sh keep KEY SUM
#   controller.sh forget KEY SUM
#
# KEY is the key of the cluster; a symbolic link is followed, as the program's own -k does. A new one waits in
# KEY.next until all nodes have it, so that a rotation that fails leaves KEY as it was, and one that was cut off is
# finished by the next run. Nobody else's KEY.next is removed: a run forgets the one that it has made itself.
#
# choose says which key every node shall have, and makes it where it has to: NODES are the names of all nodes,
# each STATE "NODE NAME=VALUE ...", what a node that was reached says of itself. It refuses, and makes nothing,
# where nodes are of several clusters or one machine, where the right key cannot be known or would part a running
# cluster, and gives no node a key that install would not install. With DRY "true" it says what it would do. It moves
# KEY.next to KEY only to make another one, once all nodes of the run have it.
#
# send prints a key as text, for node.sh to receive.
#
# A refusal is one line on standard error, behind the name in COROSYNC_KEY_CALLER; so is what to do about nodes that are
# absent or outside, or that others share a cluster with.
#
# partial prints the running nodes whose membership has others than those of this run, whom corosync-cfgtool -R would
# reach as well; where TELLING, names with blanks between them, has some of these, it says that they cannot be told.
# It prints none where one of NODES has no state: that one would look like one of others, and the run goes no further.
#
# absent prints one line for each node of corosync's own node list that is not in the largest membership and no
# node of this run. keep makes KEY.next the key, and says so, forget removes it, if SUM is its SHA-256; keep fails
# where KEY has another one in the end.
set -eu
PATH=${PATH:+$PATH:}/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin
export PATH LC_ALL=C
# shellcheck source=states.sh
. "${0%/*}/states.sh"
# shellcheck source=places.sh
. "${0%/*}/places.sh"
action=$1
shift

tell() {
  # echo may take a backslash of a name for the begin of something else.
  printf '%s%s\n' "${COROSYNC_KEY_CALLER:+$COROSYNC_KEY_CALLER: }" "$*" >&2
}

refuse() {
  tell "$@"
  exit 1
}

# Fails where it cannot be computed: of a pipe only the last command could.
sum_of() {
  found=$(sha256sum <"$1") || {
    tell "sha256sum failed on $1"
    return 1
  }
  echo "${found%% *}"
}

# A word as a shell takes it; what needs no quoting stays as it is.
quoted() {
  printf %s "$1" | sed 's/[][ \t!"#$&'\''()*;<>?\\^`{|}~]/\\&/g'
}

# What install refuses or stops at is given to no node. Whose file it is here, and its mode, is a warning. A
# length that is no multiple of 128 and was asked for says that nothing was cut off or added at an end.
check_key() { # KEY
  verdict=$("$program" verify "$1") || true
  case $verdict in
  good:*) return ;;
  usable:*) warn_of "$1"; return ;;
  *"partly the new key and partly the old one"*) ;;
  doubtful:*) [ $((size % 128)) -eq 0 ] || [ "$(wc -c <"$1")" != "$size" ] || { warn_of "$1"; return; } ;;
  refused:*) ;;
  # The program has said why it cannot read it.
  *) exit 1 ;;
  esac
  reasons=$(printf '%s\n' "$verdict" | sed -n 's/^\(refusal\|warning\): //p')
  reason=$(printf '%s\n' "$reasons" | grep -m 1 'partly the new key' || printf '%s\n' "$reasons" | sed q)
  case $reason in
  *"uses the first 4096 only") reason="$reason; give those, as head -c 4096 prints them, if they are the key" ;;
  *" bytes is no usual length "*) reason="$reason; if it was, give its length (--size, corosync_key_size)" ;;
  esac
  # Where nodes have it, it is the only one that they can be given.
  case $have-$reason-$1 in
  0-*"corosync_key_size)-"*.next) reason="$reason, else remove it, and rotate again" ;;
  0-*.next) reason="$reason; remove it, and rotate again" ;;
  esac
  refuse "$1 is given to no node: $reason"
}

# The warnings of the verdict, but of what is meant: a length that was asked for, and a key here that belongs to whoever
# runs this.
warn_of() { # KEY
  printf '%s\n' "$verdict" | sed -n 's/^warning: //p' |
    grep -v -e ' bytes is no usual length ' -e "^the file belongs to user $(id -u) and not to root" |
    while IFS= read -r warning; do
      printf '%s\n' "${COROSYNC_KEY_CALLER:+$COROSYNC_KEY_CALLER: }warning: $1: $warning" >&2
    done
}

# Of a key in KEY.next that an earlier rotation has made.
say_what_waits() { # STATE...
  if [ "$wanted" = "$key" ]; then
    [ $waiting = none ] || tell "warning: $next holds the key of a rotation that did not end, which no node that was" \
      "looked at has: run it for all nodes of the cluster, and remove that key only if none has it"
  elif [ "$have" = 0 ]; then
    [ "$(wc -c <"$next")" -eq "$size" ] || refuse "$next holds $(wc -c <"$next") bytes from an earlier rotation, and" \
      "$size were asked for: ask for as many (--size, corosync_key_size), or remove it if no node has it"
    tell "warning: the new key is the one that an earlier rotation has left in $next"
  elif [ "$have" != "$count" ]; then
    later=''
    [ "$rotate" != true ] || later='; rotate again for another one'
    tell "warning: a rotation did not end: the key to give is the one in $next, which $(holding "$waiting" "$@") had" \
      "from it$later"
  fi
}

# Whether KEY.next can become KEY, as far as that shows before the nodes are changed.
check_place() {
  for file in "$key" "$next"; do
    ! is_mount_point "$file" ||
      refuse "$file is a mount point, whose place no new key can take: mount its directory, or name another file"
  done
  for file in "$key" "$next" "${key%/*}/"; do
    ! is_fixed "$file" ||
      refuse "$file is immutable or append-only (lsattr), so that no new key can take the place of $key"
  done
  [ "$(id -u)" = 0 ] || [ ! -k "${key%/*}/" ] || [ -O "${key%/*}/" ] || [ ! -e "$key" ] || [ -O "$key" ] ||
    refuse "$key and its sticky directory belong to somebody else, so that no new key can take its place"
}

# What waits becomes the key here.
take_place() {
  fault=$(mv -f -- "$next" "$key" 2>&1) || refuse "the key here is not the one in $next yet: $fault"
}

# A file that others could have made holds a key that they know, and becomes the key of the cluster.
check_next() {
  [ -e "$next" ] || [ -L "$next" ] || return 0
  case $(stat -c '%u %a %F' -- "$next") in
  "$(id -u) "[0-7]00" regular "*) ;;
  *) refuse "$next is no file of yours alone, so that others may know or choose the key in it: if nodes have it," \
      "make it yours (mode 0600) and rotate twice, else remove it" ;;
  esac
}

# Our program says its name and version; the one that comes with corosync knows neither that nor any word, and
# overwrites its own key where it is asked for a fingerprint.
check_program() {
  command -v -- "$program" >/dev/null ||
    refuse "there is no $program here: install ours, or name where it is" \
      "(--program, corosync_key_program)"
  case $("$program" --version 2>/dev/null </dev/null || true) in
  "corosync-keygen "[0-9]*.[0-9]*" ("*) ;;
  *) refuse "$program is another program than ours, perhaps the one that comes with corosync: name ours" \
      "(--program, corosync_key_program)" ;;
  esac
}

case $action in
choose)
  [ -n "$1" ] || refuse "the key here needs a name"
  key=$(readlink -m -- "$1") rotate=$2 size=$3 program=$4 dry=$5 nodes=$6
  next=$key.next count=$(printf %s "$nodes" | wc -w)
  shift 6
  [ ! -L "$key" ] || refuse "$key is a link that ends nowhere: it is part of a loop of links"
  fault=$(not_regular "$key")
  [ -z "$fault" ] || refuse "$fault"
  mixed=$(mixed "$@")
  [ -z "$mixed" ] || refuse "$mixed; name nodes of one cluster alone, or give them one corosync.conf" \
    "first if they are to be one"
  same=$(same_machine "$@")
  [ -z "$same" ] || refuse "$same are one machine: name it once"
  check_next
  check_program
  partial=$(partial "$@")
  sums=$(with_states '{ print of($1, "sum") }' "$@")
  # The key of a rotation that did not end is the one to give where a node has it, and is not taken back: the old one
  # may be known to others. Once all have it, the next rotation makes another one.
  wanted=$key waiting=none have=0 again=no
  if [ -s "$next" ]; then
    waiting=$(sum_of "$next")
    have=$(printf '%s\n' "$sums" | awk -v sum="$waiting" '$0 == sum { having++ } END { print having + 0 }')
  fi
  if [ "$rotate" = true ] || [ "$have" != 0 ]; then wanted=$next; fi
  [ "$rotate" != true ] || [ "$have" != "$count" ] || [ -n "$partial" ] || again=yes
  if [ ! -s "$wanted" ] && [ "$rotate" != true ]; then
    having=$(with_states 'of($1, "sum") != "none" { node = $1; sub(/^.* target=/, ""); print node, $0 }' "$@")
    if [ -n "$having" ]; then
      having=$(printf '%s\n' "$having" | sort)
      first=$(printf '%s\n' "$having" | sed q)
      # The shell on the node takes the path again.
      there=$(quoted "$(quoted "${first#* }")")
      refuse "there is no key in $key, but on $(printf '%s\n' "$having" | cut -d ' ' -f 1 | paste -s -d ' '):" \
        "fetch it (by USER@${first%% *} with sudo where root may not log in)," \
        "such as 'ssh root@${first%% *} cat $there | $(quoted "$program") install - $(quoted "$key")'," \
        "or make a new one (--rotate, corosync_key_rotate)"
    fi
  fi
  lacking=$partial
  if [ -n "$partial" ] && [ "$rotate" != true ] && [ -s "$wanted" ]; then
    sum=$(sum_of "$wanted")
    lacking=$(printf '%s\n' "$partial" | awk -v sum="$sum" '$1 != sum')
  fi
  parted=$(printf '%s\n' "$lacking" | cut -d ' ' -f 2 | sort | paste -s -d ' ')
  answered=$(with_states '{ print $1 }' "$@")
  unanswered=$(printf '%s\n' "$nodes" | tr ' ' '\n' | grep -vxF -e "$answered" | paste -s -d ' ') || true
  [ -z "$lacking" ] || [ -z "$unanswered" ] ||
    refuse "nothing is changed: $unanswered did not answer, and another key would part the running cluster of" \
      "$parted: see to it that ssh reaches $unanswered, or stop corosync there, and run it again"
  [ -z "$lacking" ] || refuse "another key would part the running cluster:" \
      "$parted runs in one with nodes that this run leaves out; run it for all of them"
  made=no
  [ $again = no ] && [ -s "$wanted" ] || made=yes
  # A key that waits is moved to its place in the end.
  if [ $made = yes ] || [ "$wanted" != "$key" ]; then
    [ -d "${key%/*}/" ] || refuse "there is no directory ${key%/*} for the key: make it, for yourself alone (mode 0700)"
    [ -w "${key%/*}/" ] || refuse "nothing can be written into ${key%/*}, where the key belongs"
    [ "$wanted" = "$key" ] || check_place
  fi
  if [ $made = yes ]; then
    if [ "$dry" = true ]; then
      printf '%s\n' "corosync-key: made=yes sum=unmade fingerprint=unmade wanted=$wanted"
      exit 0
    fi
    [ $again = no ] || take_place
    "$program" --less-secure --size "$size" --key-file "$wanted" >&2
  fi
  check_key "$wanted"
  [ $made-"$wanted" = yes-"$next" ] || say_what_waits "$@"
  sum=$(sum_of "$wanted")
  if [ "$dry" != true ] && [ "$wanted" = "$key" ]; then
    others=$(running_with_another "$sum" "$@")
    [ -z "$others" ] || tell "warning: $others run with one key, and the one in $key is to take its place"
  fi
  # The rest of their cluster is not told of a file that is newer than corosync.
  unsure=$(printf '%s\n' "$partial" | sed -n 's/^[^ ]* \(.*\) yes$/\1/p' | sort | paste -s -d ' ')
  [ -z "$unsure" ] || tell "warning: $unsure runs in one cluster with nodes that this run leaves out, and perhaps" \
    "with another key, since its file is newer than its corosync: run it for all of them"
  fingerprint=$("$program" fingerprint "$wanted")
  printf '%s\n' "corosync-key: made=$made sum=$sum fingerprint=${fingerprint%% *} wanted=$wanted"
  ;;
send)
  echo "corosync-key: begin"
  base64 -- "$1"
  ;;
partial)
  nodes=$1 telling=$2
  shift 2
  count=0
  for node in $nodes; do count=$((count + 1)); done
  [ $count -eq $# ] || exit 0
  found=$(partial "$@")
  # The last command of a substitution is the one whose failure is seen.
  found=$(printf '%s\n' "$found" | cut -d ' ' -f 2)
  parted=$(printf '%s\n' "$telling" | tr ' ' '\n' | grep -xF -e "$found" | paste -s -d ' ') || true
  [ -z "$found" ] || printf '%s\n' "$found"
  [ -z "$found" ] || [ -z "$parted" ] ||
    tell "$parted runs by now in one cluster with nodes that this run leaves out, which another key would part: run" \
      "it for all of them"
  ;;
absent)
  nodes=$1
  shift
  for node in $nodes; do
    said=no
    for state in "$@"; do [ "${state%% *}" != "$node" ] || said=yes; done
    # One that says nothing is known by its name.
    [ $said = yes ] || set -- "$@" "$node"
  done
  found=$(absent "$@")
  [ -z "$found" ] || {
    printf '%s\n' "$found"
    tell "whether these have the key is not known: $(printf '%s\n' "$found" | sed '$!s/$/,/' | paste -s -d ' ');" \
      "name them too (for the role: without --limit), or start corosync on all nodes that are named, and run it again"
  }
  apart=$(outside "$@")
  [ -z "$apart" ] || tell "outside of the largest membership are: $apart; run it again, and restart corosync there if" \
    "that does not unite them"
  ;;
keep)
  key=$(readlink -m -- "$1")
  next=$key.next
  [ ! -s "$next" ] || [ "$(sum_of "$next")" != "$2" ] || {
    take_place
    echo "corosync-key: kept"
  }
  [ "$(sum_of "$key" 2>/dev/null)" = "$2" ] ||
    refuse "the key here, $key, is not the one that the nodes have: the file, or $next, was changed or removed meanwhile"
  ;;
forget)
  key=$(readlink -m -- "$1")
  [ -s "$key.next" ] || exit 0
  sum=$(sum_of "$key.next")
  [ "$sum" != "$2" ] || rm -f -- "$key.next"
  ;;
*) refuse "unknown action $action" ;;
esac
