#!/bin/sh
# What a node's corosync says of itself, running or by its configuration: functions for node.sh, which stand before it
# on the node.

# What corosync's map holds below these prefixes, "NAME = VALUE", or nothing if it does not answer in time.
map() {
  answer=$(timeout 10 corosync-cmapctl "$@" 2>/dev/null) || return 0
  # A key in the configuration stays there.
  printf '%s\n' "$answer" | sed -n '/^totem\.key /s/=.*/= -/; s/ ([^)]*) = / = /p'
}

members() {
  sed -n 's/^runtime\.members\.\([0-9]*\)\.status = joined$/\1/p' | sort -n
}

# A value of the map on standard input; nothing where it has none.
value_of() {
  sed -n "s/^$1 = //p"
}

# A value of totem, or what version 3 takes where it is not set: secauth stands for aes256 and sha256.
or_default() { # NAME VALUE SECAUTH
  case $1-$2-$3 in
  crypto_model--*) echo nss ;;
  crypto_cipher--on) echo aes256 ;;
  crypto_hash--on) echo sha256 ;;
  *--*) echo none ;;
  *) printf '%s\n' "$2" ;;
  esac
}

# What a corosync runs with, by its map.
runs_with() { # NAME MAP
  or_default "$1" "$(printf '%s\n' "$2" | value_of "totem.$1")" "$(printf '%s\n' "$2" | value_of totem.secauth)"
}

encrypts() { # MAP
  case $(runs_with crypto_cipher "$1") in
  aes*) echo yes ;;
  *) echo no ;;
  esac
}

# Seconds by which corosync has noticed a node without the key: its token timeout, and then the one for consensus,
# until which the node still counts as joined.
noticing_of() { # MAP
  token=$(printf '%s\n' "$1" | value_of runtime.config.totem.token)
  consensus=$(printf '%s\n' "$1" | value_of runtime.config.totem.consensus)
  echo $(((${token:-0} + ${consensus:-0}) / 1000 + 2))
}

# One word of a list for each node of corosync's node list on standard input: "ID/NAME/ADDRESS...".
listed_in_map() {
  sed -n 's/^nodelist\.node\.\([0-9]*\)\.\(nodeid\|name\|ring[0-9]*_addr\) = /\1 \2 /p' | sort -n |
    listed
}

# The same from corosync's configuration.
listed_in_file() {
  [ -r "$configuration" ] || return 0
  position=-1 inside=no
  # Corosync takes lines that end with CR LF.
  sed 's/#.*//; s/[[:space:]]*$//; s/{/ {/; s/:/ /' "$configuration" | while read -r word value; do
    case $word-$value in
    node-\{*) position=$((position + 1)) inside=yes ;;
    \}-*) inside=no ;;
    nodeid-* | name-* | ring*_addr-*) [ $inside = no ] || echo "$position $word $value" ;;
    esac
  done | listed
}

# A value of the totem section of corosync's configuration; of several the last, which corosync takes. Its name may have
# sections in it: for corosync they are the same as those around it.
value_in_file() { # NAME
  [ -r "$configuration" ] || return 0
  sections=''
  sed 's/^[[:space:]]*//; s/[[:space:]]*$//; /^#/d' "$configuration" | while IFS= read -r line; do
    case $line in
    *'{') sections="$sections/$(printf %s "${line%\{}" | sed 's/[[:space:]]*$//')" ;;
    '}') sections=${sections%/*} ;;
    *"$1":* | *"$1"[[:space:]]*:*)
      [ "$(printf %s "$sections/${line%%:*}" | sed 's/[[:space:]]*$//; s|/|.|g')" != ".totem.$1" ] ||
        printf '%s\n' "${line#*:}" | sed 's/^[[:space:]]*//'
      ;;
    esac
  done | tail -n 1
}

# A value, "" where it is empty: for corosync that is not the same as none.
shown() {
  sed 's/^$/""/'
}

# Says so, where corosync reads its key elsewhere: KEYFILE and KEY are totem's values, empty where they are not set.
compare_file() { # KEYFILE KEY
  file=${1:-$default}
  [ -z "$2" ] || file="totem.key of its configuration"
  [ "$(readlink -m -- "$file")" = "$target" ] || {
    other_file=yes
    printf '%s\n' "corosync reads $file, not $target" >&2
  }
}

# What is on standard input without what ends a word of a state, or of a list in it.
word() {
  tr ' ,/[:cntrl:]' '_' | sed 's/_*$//'
}

listed() { # lines "POSITION WHAT VALUE" in the order of positions
  previous='' id=- names='' list=''
  while read -r position what value || { position=end what='' value=''; [ -n "$previous" ]; }; do
    if [ "$position" != "$previous" ]; then
      [ -z "$previous" ] || list="$list,$id$names"
      [ "$position" != end ] || break
      previous=$position id=- names=''
    fi
    value=$(printf %s "$value" | word)
    case $what in
    nodeid) id=$value ;;
    name) names="/$value$names" ;;
    *) names="$names/$value" ;;
    esac
  done
  echo "${list#,}"
}

# The file that -c names in the words of a corosync that runs, or in the options of its service; else nothing.
option_c() { # [PROCESS...]
  if [ $# -gt 0 ]; then
    tr '\0' ' ' 2>/dev/null <"/proc/$1/cmdline" || true
  else
    timeout 5 systemctl show --property=ExecStart --property=Environment corosync 2>/dev/null || true
    sed -n '/^[[:space:]]*COROSYNC_OPTIONS=/p' /etc/default/corosync /etc/sysconfig/corosync 2>/dev/null || true
  fi | sed -n "s/.*[ =\"']-[ftv]*c *\([^ \"']*\).*/\1/p" | tail -n 1
}

# Whether a process runs a program of that name, which an update may have replaced. Nothing else says so: its path may
# hold any text.
is_corosync() { # PROCESS
  case $(readlink "/proc/$1/exe") in
  */corosync | */"corosync (deleted)") ;;
  *) return 1 ;;
  esac
}

# Process ids. A corosync that has ended and not been waited for has no program any more; one of a container that runs
# here, or of another user than root, is not this node's.
corosyncs() {
  own=$(readlink /proc/self/ns/pid) || true
  for process in /proc/[0-9]*; do
    # A thread of the kernel has no program.
    [ -e "$process/exe" ] || continue
    process=${process#/proc/}
    if is_corosync "$process" && [ "$(readlink "/proc/$process/ns/pid")" = "$own" ] &&
      grep -q '^Uid:[[:blank:]]*0[[:blank:]]*0[[:blank:]]' "/proc/$process/status"; then echo "$process"; fi
  done 2>/dev/null
}

# Whether nobody but root could have written the program of a process.
is_of_root() { # PROCESS
  case $(stat -L -c '%u %a' "/proc/$1/exe" 2>/dev/null) in
  "0 "*[0145][0145]) ;;
  *) return 1 ;;
  esac
}

# When a process has started, in ticks since this machine has.
ticks_of() { # PROCESS
  sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20
}

# When the key file, or the link to it, was changed, in seconds.
changed() {
  times=$(stat -c %Z -- "$target" "$asked") || return
  latest=0
  for time in $times; do [ "$time" -le $latest ] || latest=$time; done
  echo $latest
}

# Whether that time is after a corosync had started: it is not known whether it was told. Both are known to a second, so
# that so many seconds before still count, or after do not yet. A time that is not known may be later.
is_newer() { # TIME PROCESS SECONDS
  [ -n "$1" ] || return 0
  ticks=$(ticks_of "$2")
  started=$(($(sed -n 's/^btime //p' /proc/stat) + ${ticks:-0} / $(getconf CLK_TCK 2>/dev/null || echo 100)))
  [ $(($1 + $3)) -ge $started ]
}

# The key file, the link to it, and the corosyncs that run: after any change of one of them the lines are others.
told_of() { # [PROCESS...]
  stat -c '%n %i %z' -- "$target" "$asked"
  for process in "$@"; do echo "$process $(ticks_of "$process")"; done
}

# Asks a corosync whether it takes its configuration, and what is in uidgid.d beside it; says why not, or nothing. The
# key is another question, and what it prints belongs into no log of the cluster.
configuration_fault() ( # PROCESS
  asking=$(mktemp -d /run/corosync-key.XXXXXX 2>/dev/null) || {
    echo "corosync cannot be asked whether it takes $configuration: nothing can be written into /run"
    exit
  }
  trap 'rm -r -- "$asking"' EXIT
  trap exit HUP INT TERM
  # It looks for uidgid.d in the directory of the file that it is given.
  ln -s /dev/stdin "$asking/${configuration##*/}"
  ln -s "${configuration%/*}/uidgid.d" "$asking"
  fault=$({
    cat -- "$configuration"
    printf '\ntotem {\nkeyfile: /dev/zero\n}\nlogging {\nto_stderr: yes\nto_syslog: no\nto_logfile: no\n}\n'
  } | timeout 10 "/proc/$1/exe" -t -c "$asking/${configuration##*/}" 2>&1) && exit
  directory=$(printf '%s' "${configuration%/*}" | sed 's/[\\&|]/\\&/g')
  fault=$(printf '%s\n' "$fault" | sed "s/.*\[MAIN *\] //; s|$asking|$directory|; q")
  echo "corosync would leave its cluster once it is told of a key, since it does not take $configuration:" \
    "${fault:-corosync -t fails}"
)

# The version of the program that runs, which an update may have replaced; nothing if it is not known.
version_of() { # PROCESS
  timeout 10 "/proc/$1/exe" -v 2>/dev/null </dev/null |
    sed -n "s/^Corosync Cluster Engine, version '\([^']*\)'.*/\1/p"
}

# Why a corosync of this version takes no other key while it runs, or nothing.
too_old() { # VERSION
  case $1 in
  3.[1-9]*) ;;
  [0-2].* | 3.*)
    echo "corosync $1 takes another key only when it starts: stop it on all nodes, run this again, and start it"
    ;;
  esac
}

# What proves that the corosync that runs here has not taken what it was told of; else nothing. "corosync-cfgtool -R"
# ends well then: the map takes the values of the file before corosync tries them.
not_taken() { # MAP PROCESS...
  map=$1
  shift
  # One that neither encrypts nor signs loads no crypto_model, and has no key that it could keep.
  [ "$(runs_with crypto_cipher "$map")-$(runs_with crypto_hash "$map")" != none-none ] || return 0
  model=$(runs_with crypto_model "$map")
  # One that has ended since has loaded what it is asked for, and "corosync -t" beside it loads nothing.
  loaded=yes
  for process in "$@"; do
    libraries=$(cat "/proc/$process/maps" 2>/dev/null) || continue
    case $libraries in
    '') ;;
    *"/crypto_$model.so"*)
      loaded=yes
      break
      ;;
    *) loaded=no ;;
    esac
  done
  # The same crypto_model again is no difference, for which it would try to load it anew.
  [ $loaded = yes ] || {
    echo "corosync could not load crypto_$model.so, and takes no key with that: put what it ran with before back" \
      "into $configuration on all nodes, run corosync-cfgtool -R, and then this again"
    return
  }
  # Corosync tells that from version 3.1.9 on.
  case $(printf '%s\n' "$map" | value_of config.reload_error_message) in
  *crypto*) echo "corosync has not taken what it was told of: see its log, and restart it" ;;
  esac
}

# Why the corosync that runs here would not take another key, or did not take the one it was told of; else nothing.
obstacle() { # ANSWERED [PROCESS...]
  answered=$1
  shift
  [ $# -gt 0 ] || return 0
  is_corosync "$1" && is_of_root "$1" || {
    echo "others than root could write the program of process $1, so that root does not ask it for its version: is it" \
      "corosync?"
    return
  }
  version=$(version_of "$1")
  case $version in
  [0-9]*.*) ;;
  *)
    echo "corosync runs here and does not say its version (/proc/$1/exe -v), and one older than 3.1 takes another key" \
      "only when it starts: restart it, and run this again"
    return
    ;;
  esac
  fault=$(too_old "$version")
  [ -z "$fault" ] || {
    printf '%s\n' "$fault"
    return
  }
  [ -f "$configuration" ] && [ -r "$configuration" ] || {
    echo "$configuration, which corosync reads again once it is told of a key, cannot be read"
    return
  }
  fault=$(configuration_fault "$1")
  [ -z "$fault" ] || {
    printf '%s\n' "$fault"
    return
  }
  map=$(map totem. config.)
  # One that did not answer when it was looked at is not one cluster with the others, whatever it takes.
  [ -n "$map" ] || {
    [ "$answered" != yes ] || echo "corosync answers no more: it is not known with which crypto_cipher it runs"
    return
  }
  for name in crypto_cipher crypto_hash crypto_model; do
    # One that neither encrypts nor signs loads no crypto_model, and has no key that it could keep.
    [ $name-$(runs_with crypto_cipher "$map")-$(runs_with crypto_hash "$map") != crypto_model-none-none ] || return 0
    [ "$(runs_with $name "$map")" = "$(or_default $name "$(value_in_file $name)" "$(value_in_file secauth)")" ] || {
      if [ "$(encrypts "$map")" = no ]; then
        # Without a key corosync takes no cipher.
        what="put the old value back, run this again, then set $name and run corosync-cfgtool -R"
      else
        what="give all nodes the same one and make corosync take it first (corosync-cfgtool -R, and see its log), or"
        what="$what put the old one back"
      fi
      echo "corosync runs with another $name than $configuration has, and may take no key with that, or leave its" \
        "cluster: $what"
      return
    }
  done
  not_taken "$map" "$@"
}
