#!/bin/sh
# What both recipes do on a node; it needs coreutils, sed, grep and corosync's own tools, nothing of ours.
#
#   node.sh ACTION TARGET SUM RUN [MEMBERS OTHERS SECONDS | SECONDS | told | yes]
#
# It comes behind places.sh and corosync.sh, in one text.
#
# TARGET is the key file, SUM the SHA-256 of the key that every node shall have, RUN the name of this run;
# settle waits until corosync has so many MEMBERS, and all of its node list but so many OTHERS, which do not run or
# do not answer; so many SECONDS at most. After as many tell tells corosync no more. finish remembers what corosync was
# told of, if it was "told". able and prepare are told with "yes" that corosync answered when it was looked at.
# Beside the file that TARGET leads to lie, while a run lasts:
#   .new     the key that was sent
#   .before  the key that was there, to go back to
#   .absent  instead of it: there was none
#   .untold  says that the running corosync may not have taken this key yet; a later run then tells it, or, where the
#            file says "restart", that it has not and has to be restarted
# Another run at the same time uses the same names, so that nothing is taken for this run's own unread.
#
# Each action ends with a line "corosync-key: ..." when it succeeded; what went wrong is on standard error.
set -eu
umask 077
# Logins and sudo may leave out where corosync's tools are.
PATH=${PATH:+$PATH:}/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin
export PATH LC_ALL=C
action=$1 asked=$2 target=$(readlink -m -- "$2") sum=$3 run=$4
place=${target%/*}
configuration=/etc/corosync/corosync.conf default=/etc/corosync/authkey
told=/run/corosync-key-told
timeouts='runtime.config.totem.token runtime.config.totem.consensus'

fail() {
  # echo may take a backslash of a name for the begin of something else.
  printf '%s\n' "$*" >&2
  exit 1
}

# A file that is put into its place would go into a directory, and take the place of a device for every program; one
# beside it could not be removed, or nothing would ever come out of it.
for file in "$target" "$target.new" "$target.before" "$target.absent" "$target.untold"; do
  fault=$(not_regular "$file")
  [ -z "$fault" ] || fail "$fault"
done

# Fails, and prints nothing, where it cannot be computed: of a pipe only the last command could fail.
sum_of() {
  [ -s "$1" ] || { echo none; return; }
  found=$(sha256sum <"$1") || return
  echo "${found%% *}"
}

is_of_root_alone() {
  case $(stat -c '%u %a' -- "$target") in
  "0 "[0-7]00) ;;
  *) return 1 ;;
  esac
}

# Whether the key of this run, and not another run's, waits to be installed.
staged() {
  [ "$(sum_of "$target.new")" = "$sum" ]
}

# Where that cannot be seen, the step fails.
remove_if_staged() { # FILE...
  waiting=$(sum_of "$target.new")
  [ "$waiting" != "$sum" ] || rm -f -- "$@"
}

# The processes of corosync that run here, and the configuration.
find_corosync() {
  corosyncs=$(corosyncs)
  option=$(option_c $corosyncs)
  configuration=${option:-$configuration}
}

# Whether the key file, or what else has changed at that time, is newer than the corosync that runs.
newer_than_corosync() { # [TIME [SECONDS]]; yes where it is not known
  for process in $corosyncs; do
    if is_newer "${1:-$(changed)}" "$process" "${2:-2}"; then return; fi
  done
  return 1
}

# Whether "untold" is of the corosync that runs, and of this key file.
is_marked() {
  [ -e "$target.untold" ] && [ -e "$target" ] && newer_than_corosync &&
    newer_than_corosync "$(stat -c %Y -- "$target.untold")"
}

# Sets "reason" where corosync has not taken a key, or would take none. One that has not taken one remembers it all the
# same, and finds no difference when it is told again: only a start helps.
find_obstacle() { # ANSWERED
  find_corosync
  reason=$(obstacle "$1" $corosyncs)
  reason=${reason:-$(marked_reason)}
}

# What an earlier check_taken has found, of the corosync that runs and the key that lies here.
marked_reason() {
  ! is_marked || [ "$(cat -- "$target.untold")" != restart ] ||
    echo "corosync has not taken the key that lies here: see its log, and restart it"
}

# Fails, from now on until corosync is started again, where it has not taken what it was told of. What it would take
# by now is another question: somebody may have edited its configuration since.
check_taken() {
  find_corosync
  set -- $corosyncs
  [ $# -gt 0 ] || return 0
  reason=$(! is_of_root "$1" || too_old "$(version_of "$1")")
  [ -n "$reason" ] || {
    map=$(map totem. config.)
    [ -n "$map" ] || fail "corosync does not answer, so that it is not known whether it took the key"
    reason=$(not_taken "$map" "$@")
  }
  [ -z "$reason" ] || {
    echo restart >"$target.untold"
    fail "$reason"
  }
  reason=$(marked_reason)
  [ -z "$reason" ] || fail "$reason"
}

# Tells corosync to read its configuration and key, again while it is busy; "said" is what its tool printed at last.
reload() { # SECONDS
  said=$(timeout "$1" sh -c '
    for try in 0 1 2 3 4 5 6 7 8 9 10; do
      [ $try = 0 ] || sleep 1
      code=0
      said=$(corosync-cfgtool -R 2>&1) || code=1
      # From 3.1.9 on it ends with 0 then too.
      case $said in *"Could not reload"*) code=1 ;; esac
      case $code$said in 1*TRY_AGAIN*) ;; *) break ;; esac
    done
    printf "%s\n" "$said"
    exit $code')
}

case $action in
state)
  [ "$(id -u)" = 0 ] || fail "only root can give corosync its key: log in as root, or become it"
  lies=$(sum_of "$target")
  running=no members='' other_file=no id=- newer=no encrypts=unknown noticing=0
  find_corosync
  [ -z "$option" ] || [ -r "$option" ] || {
    other_file=yes
    printf '%s\n' "corosync is started with -c $option, which cannot be read" >&2
  }
  if [ -n "$corosyncs" ]; then
    running=silent
    map=$(map runtime.members. $timeouts nodelist. totem.)
    members=$(printf '%s\n' "$map" | members | tr '\n' ',')
    [ -z "$members" ] || running=yes
  elif [ -n "$(map runtime.members. totem.)" ]; then
    fail "corosync answers here, but its process cannot be seen: root lacks the capability CAP_SYS_PTRACE, or it runs" \
      "in a container or as another user"
  fi
  if [ $running = yes ]; then
    [ ! -e "$target" ] || ! newer_than_corosync || newer=yes
    if [ $newer = yes ]; then
      known=$(told_of $corosyncs)
      [ "$known" != "$(cat -- $told 2>/dev/null)" ] || newer=no
    fi
    noticing=$(noticing_of "$map")
    encrypts=$(encrypts "$map")
    listed=$(printf '%s\n' "$map" | listed_in_map)
    position=$(printf '%s\n' "$map" | value_of nodelist.local_node_pos)
    id=''
    cluster=$(printf '%s\n' "$map" | value_of totem.cluster_name)
    [ -z "$position" ] || id=$(printf '%s\n' "$map" | value_of "nodelist.node.$position.nodeid")
    [ -n "$id" ] || id=$(timeout 10 corosync-cfgtool -s 2>/dev/null | sed -n 's/^Local node ID \([0-9]*\).*/\1/p')
    compare_file "$(printf '%s\n' "$map" | value_of totem.keyfile | shown)" \
      "$(printf '%s\n' "$map" | value_of totem.key | shown)"
    # Once it is told of a key, corosync reads its configuration again, and the file that stands there now.
    [ ! -r "$configuration" ] || [ $other_file = yes ] ||
      compare_file "$(value_in_file keyfile | shown)" "$(value_in_file key | shown)"
  else
    listed=$(listed_in_file)
    # Without a configuration a node is of no cluster yet.
    cluster=-
    [ ! -s "$configuration" ] || cluster=$(value_in_file cluster_name)
    compare_file "$(value_in_file keyfile | shown)" "$(value_in_file key | shown)"
  fi
  open=no
  [ ! -e "$target" ] || is_of_root_alone || open=yes
  untold=no left=no
  # A corosync that has started since, or was told of this file, has read it.
  [ ! -e "$target.untold" ] || [ $running-$newer = yes-no ] || untold=yes
  for name in new before absent untold; do [ ! -e "$target.$name" ] || left=yes; done
  own=$({ uname -n; hostname -I 2>/dev/null; } | tr -s ' \n' ',,')
  boot=$(cat /proc/sys/kernel/random/boot_id 2>/dev/null) || true
  # The target comes last: it may hold blanks.
  printf '%s %s %s\n' "corosync-key: sum=$lies open=$open untold=$untold newer=$newer left=$left" \
    "encrypts=$encrypts noticing=$noticing running=$running members=${members:--} id=${id:--} names=${own:--}" \
    "boot=${boot:--} cluster=$(printf %s "$cluster" | word) listed=${listed:--} other_file=$other_file target=$target"
  ;;
receive) # what "controller.sh send" prints comes on standard input
  # What is sent is read all the same: who sends it would have a fault of its own to tell.
  [ -d "$place" ] || { cat >/dev/null; fail "there is no directory $place"; }
  rm -f -- "$target.new"
  # What stands before the key may be a password that sudo did not ask for: it is written nowhere.
  line=''
  while [ "$line" != "corosync-key: begin" ]; do
    IFS= read -r line || fail "the key did not arrive: standard input ended before it began;" \
      "did something else take it, such as sudo for a password?"
  done
  # A part of the key has no sum that one would know it by later.
  if ! base64 -d >"$target.new" || ! staged; then
    rm -f -- "$target.new"
    fail "the key did not arrive as it was sent: there is no room, or no permission, in $place, or it was cut off"
  fi
  echo "corosync-key: received"
  ;;
able | prepare) # whether the key would be taken, and can be installed; prepare keeps the old one, too
  find_obstacle "${5-}"
  [ -z "$reason" ] || fail "$reason"
  # This node is told with those that lack the key.
  [ "$(sum_of "$target")" != "$sum" ] || { echo "corosync-key: ready"; exit 0; }
  [ -d "$place" ] || fail "there is no directory $place"
  [ -w "$place" ] || fail "nothing can be written into $place"
  ! is_mount_point "$target" || fail "$target is a mount point, whose place no new key can take: mount its directory"
  for file in "$target" "$place"; do
    ! is_fixed "$file" ||
      fail "$file is immutable or append-only (lsattr), so that no new key can take the place of $target"
  done
  [ "$action" = prepare ] || { echo "corosync-key: able"; exit 0; }
  [ -e "$target.new" ] || fail "the key did not arrive in $place"
  staged || fail "the key did not arrive as it was sent"
  chmod 0400 -- "$target.new"
  rm -f -- "$target.before" "$target.absent"
  # Room for what the next step needs is taken now, where a failure still changes nothing.
  if [ -e "$target" ]; then
    cp --preserve=all -- "$target" "$target.before"
  else
    : >"$target.absent"
  fi
  sync -- "$target.new"
  echo "corosync-key: ready"
  ;;
install)
  staged || fail "the key that was sent lies there no more: is there another run?"
  corosyncs=$(corosyncs)
  # What a corosync has not taken that has ended counts no more.
  is_marked || printf '%s\n' "$run" >"$target.untold"
  mv -f -- "$target.new" "$target"
  sync -- "$place"
  [ "$(sum_of "$target")" = "$sum" ] || fail "another key than was sent lies there"
  echo "corosync-key: installed"
  ;;
close) # a key file that is right, but not of root alone
  chown 0:0 -- "$target"
  chmod 0400 -- "$target"
  echo "corosync-key: closed"
  ;;
back)
  now=$(sum_of "$target")
  had=unknown
  if [ -e "$target.before" ]; then
    had=$(sum_of "$target.before")
  elif [ -e "$target.absent" ]; then
    had=none
  elif staged; then
    had=$now
  fi
  # A copy of this run's own key was made by a run that came later.
  [ "$had" != unknown ] && [ "$had" != "$sum" ] ||
    fail "what was there before is not there any more: is there another run?"
  [ "$now" = "$had" ] || [ "$now" = "$sum" ] ||
    fail "neither the key of this run nor what was there before lies there: is there another run?"
  # One that was started after the key was installed has read it, and no file has it from here on. Nor is it known of one
  # that was started just before: times are known to two seconds, and it reads the key within one.
  has_read=no corosyncs=$(corosyncs)
  if [ "$now" != "$had" ] && [ -n "$corosyncs" ]; then
    time=$(changed)
    newer_than_corosync "$time" -3 || has_read=yes
  fi
  if [ "$now" = "$had" ]; then
    rm -f -- "$target.before"
  elif [ -e "$target.before" ]; then
    mv -f -- "$target.before" "$target"
  else
    rm -f -- "$target"
  fi
  rm -f -- "$target.absent"
  remove_if_staged "$target.new"
  # The running corosync was not told of the new key, so the old one is the one it has.
  [ $has_read = yes ] || [ "$(cat -- "$target.untold" 2>/dev/null)" != "$run" ] || rm -f -- "$target.untold"
  sync -- "$place"
  [ $has_read = no ] || fail "corosync was started meanwhile, with the key that is taken back, or just before: restart it"
  echo "corosync-key: back"
  ;;
unstage)
  remove_if_staged "$target.new" "$target.before" "$target.absent"
  echo "corosync-key: unstaged"
  ;;
discard) # what a run that was cut off has sent, and may still be about to install
  rm -f -- "$target.new"
  echo "corosync-key: discarded"
  ;;
tell)
  reload "$5" || case $said in
  *TRY_AGAIN*) fail "corosync was too busy to be told, for 10 seconds: run it again" ;;
  *"ERROR from reload"*)
    check_taken
    fail "corosync-cfgtool -R failed: see corosync's log"
    ;;
  *)
    fail "corosync-cfgtool -R failed: it reads all of corosync.conf again, which must be right (corosync -t), as" \
      "must uidgid.d beside it, and corosync must answer"
    ;;
  esac
  echo "corosync-key: told"
  ;;
settle)
  wanted=$5 left=$7
  map=$(map $timeouts nodelist.)
  sleep "$(noticing_of "$map")"
  listed=$(printf '%s\n' "$map" | listed_in_map | tr ',' '\n' | grep -c .) || true
  [ $((listed - $6)) -le "$wanted" ] || wanted=$((listed - $6))
  while [ "$left" -gt 0 ] && [ "$(map runtime.members. | members | wc -l)" -lt "$wanted" ]; do
    sleep 1
    left=$((left - 1))
  done
  find_corosync
  # Another's key may be what was told.
  if [ -e "$target.untold" ] || { [ -e "$target" ] && newer_than_corosync; }; then check_taken; fi
  echo "corosync-key: settled"
  ;;
finish)
  rm -f -- "$target.new" "$target.before" "$target.absent" "$target.untold"
  corosyncs=$(corosyncs)
  [ "${5-}" != told ] || [ -z "$corosyncs" ] || [ "$(sum_of "$target")" != "$sum" ] ||
    told_of $corosyncs 2>/dev/null >$told || true
  echo "corosync-key: finished"
  ;;
*)
  fail "unknown action $action"
  ;;
esac
