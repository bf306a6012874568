#!/bin/sh
# What can be in the place of a key: functions for controller.sh, and for node.sh, before which they stand on the node.

# Why a file is no key, whatever it holds, or nothing. Nobody writes to a device or a pipe, or reads one, to see.
not_regular() { # FILE
  [ ! -e "$1" ] || [ -f "$1" ] || printf '%s\n' "$1 is a $(stat -c %F -- "$1"): a regular file is needed"
}

# Whether a file is immutable, or append-only as a directory may be, out of which nothing can be moved then (chattr(1)).
# Where lsattr is missing or may not look nothing is known of it.
is_fixed() { # FILE
  case $(lsattr -d -- "$1" 2>/dev/null | cut -d ' ' -f 1) in
  *[ai]*) ;;
  *) return 1 ;;
  esac
}

# A file that is one can be written to, and no other can take its place. Linux writes blanks and backslashes in octal.
is_mount_point() { # FILE
  escaped=$(printf %s "$1" | sed 's/\\/\\134/g; s/ /\\040/g; s/\t/\\011/g')
  cut -d ' ' -f 5 /proc/self/mountinfo | grep -qxF -e "$escaped"
}
