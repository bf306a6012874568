#!/bin/sh
# What both recipes do on a node; it needs coreutils and corosync's own tools, nothing of ours.
#
#   node.sh ACTION TARGET SUM RUN [MEMBERS SECONDS]
#
# TARGET is the key file, SUM the SHA-256 of the key that every node shall have, RUN the name of this run;
# settle waits until corosync has so many MEMBERS, so many SECONDS at most.
# Beside the file that TARGET leads to lie, while a run lasts:
#   .new     the key that was sent
#   .before  the key that was there, to go back to
#   .untold  says that the running corosync may not have taken this key yet; a later run then tells it
#
# Each action ends with a line "corosync-key: ..." when it succeeded; what went wrong is on standard error.
set -eu
umask 077
action=$1 target=$(readlink -m -- "$2") sum=$3 run=$4
place=${target%/*}

sum_of() {
  [ -s "$1" ] || { echo none; return; }
  sha256sum <"$1" | cut -d ' ' -f 1
}

members() {
  timeout 10 corosync-cmapctl runtime.members. 2>/dev/null |
    sed -n 's/^runtime\.members\.\([0-9]*\)\.status .* = joined$/\1/p' | sort -n
}

# A value of corosync's map; nothing where it has none.
value_of() {
  timeout 10 corosync-cmapctl -g "$1" 2>/dev/null | sed -n 's/^.* = //p'
}

case $action in
state)
  running=no members='' file=''
  if timeout 10 corosync-cfgtool -s >/dev/null 2>&1; then
    running=yes
    members=$(members | tr '\n' ',')
    file=$(value_of totem.keyfile)
    [ -z "$file" ] || [ "$(readlink -m -- "$file")" != "$target" ] || file=
  fi
  untold=no
  [ ! -e "$target.untold" ] || untold=yes
  echo "corosync-key: sum=$(sum_of "$target") untold=$untold running=$running" \
    "members=${members:--} other_file=${file:--} target=$target"
  ;;
receive) # the key comes on standard input
  rm -f -- "$target.new"
  cat >"$target.new"
  echo "corosync-key: received"
  ;;
prepare)
  [ "$(sum_of "$target.new")" = "$sum" ] || { echo "the key did not arrive as it was sent" >&2; exit 1; }
  chmod 0400 -- "$target.new"
  rm -f -- "$target.before"
  # Room for what the next step needs is taken now, where a failure still changes nothing.
  [ ! -e "$target" ] || cp --preserve=all -- "$target" "$target.before"
  sync -- "$target.new"
  echo "corosync-key: ready"
  ;;
install)
  [ -e "$target.untold" ] || printf '%s\n' "$run" >"$target.untold"
  mv -f -- "$target.new" "$target"
  sync -- "$place"
  [ "$(sum_of "$target")" = "$sum" ] || { echo "another key than was sent lies there" >&2; exit 1; }
  echo "corosync-key: installed"
  ;;
back)
  if [ -e "$target.before" ]; then
    mv -f -- "$target.before" "$target"
  elif [ "$(sum_of "$target")" = "$sum" ] && [ ! -e "$target.new" ]; then
    rm -f -- "$target"
  fi
  rm -f -- "$target.new"
  # The running corosync was not told of the new key, so the old one is the one it has.
  [ "$(cat -- "$target.untold" 2>/dev/null)" != "$run" ] || rm -f -- "$target.untold"
  sync -- "$place"
  echo "corosync-key: back"
  ;;
unstage)
  rm -f -- "$target.new" "$target.before"
  echo "corosync-key: unstaged"
  ;;
tell)
  timeout 30 corosync-cfgtool -R >/dev/null
  echo "corosync-key: told"
  ;;
settle)
  # By then a node without the key is noticed: corosync's token timeout, and the one for consensus.
  token=$(value_of runtime.config.totem.token)
  sleep $((${token:-0} * 22 / 10000 + 2))
  left=$6
  while [ "$left" -gt 0 ] && [ "$(members | wc -l)" -lt "$5" ]; do
    sleep 1
    left=$((left - 1))
  done
  echo "corosync-key: settled"
  ;;
finish)
  rm -f -- "$target.new" "$target.before" "$target.untold"
  echo "corosync-key: finished"
  ;;
*)
  echo "unknown action $action" >&2
  exit 1
  ;;
esac
