# What controller.sh concludes from the STATEs of all nodes, "NODE NAME=VALUE ..." each.

# Reads STATEs as arrays by node, and ends with what $1 does with them. The target comes last and may hold blanks.
with_states() { # PROGRAM STATE...
  program_text=$1
  shift
  [ $# -eq 0 ] || printf '%s\n' "$@" | awk '
    { nodes[++count] = $1
      for (i = 2; i <= NF && $i !~ /^target=/; i++) {
        at = index($i, "=")
        state[$1, substr($i, 1, at - 1)] = substr($i, at + 1)
      } }
    function of(node, name) { return state[node, name] }
    # own: names and addresses of this run, by which a silent node is known; known: its ids, by cluster; view and mine:
    # by membership, and by a list, since a host alone may have the id of a member.
    function learn(  i, j, k, n, m, parts, list) {
      for (i = 1; i <= count; i++) {
        own[nodes[i]] = 1
        n = split(of(nodes[i], "names"), list, ",")
        for (j = 1; j <= n; j++) if (list[j] != "") own[list[j]] = 1
        known[of(nodes[i], "cluster"), of(nodes[i], "id")] = view[of(nodes[i], "members"), of(nodes[i], "id")] = 1
      }
      for (i = 1; i <= count; i++) {
        n = split(of(nodes[i], "listed"), list, ",")
        for (j = 1; j <= n; j++) {
          m = split(list[j], parts, "/")
          for (k = 2; k <= m; k++) if (parts[k] in own) known[of(nodes[i], "cluster"), parts[1]] = mine[i, parts[1]] = 1
        }
      }
    }
    '"$program_text"
}

# The running nodes whose membership has others than those of this run, behind the sums of their files, or "untold", and
# before whether these are newer.
partial() { # STATE...
  with_states '
    END {
      learn()
      for (i = 1; i <= count; i++) if (of(nodes[i], "running") == "yes") {
        seen[i] = of(nodes[i], "cluster") "/" of(nodes[i], "members")
        n = split(of(nodes[i], "members"), ids, ",")
        for (j = 1; j <= n; j++)
          if (ids[j] != "" && !((i, ids[j]) in mine || (of(nodes[i], "members"), ids[j]) in view)) others[seen[i]] = 1
      }
      for (i = 1; i <= count; i++) if (seen[i] in others)
        print of(nodes[i], "untold") == "yes" ? "untold" : of(nodes[i], "sum"), nodes[i], of(nodes[i], "newer")
    }' "$@"
}

# One line for each node of corosync's list that is neither in the largest membership nor of this run.
absent() { # STATE...
  with_states '
    END {
      learn()
      for (i = 1; i <= count; i++) if (of(nodes[i], "running") == "yes") {
        members = of(nodes[i], "cluster") "/" of(nodes[i], "members")
        if (++size[members] > most) { most = size[members]; largest = nodes[i] }
      }
      n = split(of(largest, "members"), ids, ",")
      for (j = 1; j <= n; j++) known[of(largest, "cluster"), ids[j]] = 1
      for (i = 1; i <= count; i++) {
        n = split(of(nodes[i], "listed"), entries, ",")
        for (j = 1; j <= n; j++) if (entries[j] != "-" && !(entries[j] in seen)) {
          seen[entries[j]] = 1
          m = split(entries[j], parts, "/")
          found = parts[1] != "-" && (of(nodes[i], "cluster"), parts[1]) in known
          text = ""
          for (k = 2; k <= m; k++) {
            if (parts[k] in own) found = 1
            text = text (text == "" ? "" : " ") parts[k]
          }
          if (!found) print text (parts[1] == "-" ? "" : " (nodeid " parts[1] ")")
        }
      }
    }' "$@"
}

# The running nodes that are outside of the largest membership.
outside() { # STATE...
  outsiders=$(with_states '
    of($1, "running") == "yes" {
      members[$1] = of($1, "cluster") "/" of($1, "members")
      if (++size[members[$1]] > most) { most = size[members[$1]]; largest = members[$1] }
    }
    END { for (node in members) if (members[node] != largest) print node }' "$@")
  printf '%s\n' "$outsiders" | sort | paste -s -d ' '
}

# Why the nodes are not of one cluster, or nothing: a name is compared where there is a configuration, and so are lists
# of several nodes. A list of one is that of a host which is no part of a cluster yet.
mixed() { # STATE...
  with_states '
    function called(node) {
      return of(node, "cluster") == "" ? "a cluster without a name" : "the cluster " of(node, "cluster")
    }
    END {
      for (i = 1; i <= count; i++) if (of(nodes[i], "cluster") != "-") {
        if (named == "") named = nodes[i]
        if (of(nodes[i], "cluster") != of(named, "cluster")) {
          print named " is of " called(named) ", and " nodes[i] " of " called(nodes[i])
          exit
        }
      }
      for (i = 1; i <= count; i++) if (of(nodes[i], "listed") ~ /,/) {
        n = split(of(nodes[i], "listed"), parts, "[/,]")
        common = 0
        for (j = 1; j <= n; j++) if (parts[j] !~ /^([0-9]+|-)$/) {
          if (first == "") words[parts[j]] = 1
          else if (parts[j] in words) common = 1
        }
        if (first == "") first = nodes[i]
        else if (!common) {
          print first " is of one cluster, and " nodes[i] " of another, whose list has none of its nodes"
          exit
        }
      }
    }' "$@"
}

# Two names of one machine, or nothing: it has one kernel, one name of its own and the same addresses.
same_machine() { # STATE...
  with_states '{
    machine = of($1, "boot") " " of($1, "names")
    if (machine !~ /^- / && machine in seen) { print seen[machine] " and " $1; exit }
    seen[machine] = $1
  }' "$@"
}

# The nodes whose file has this sum.
holding() { # SUM STATE...
  sought=$1
  shift
  with_states '{ print of($1, "sum"), $1 }' "$@" | sed -n "s/^$sought //p" | sort | paste -s -d ' '
}

# The nodes where corosync runs, if it runs with one key on all of them, which is another one than this.
running_with_another() { # SUM STATE...
  not_this=$1
  shift
  with_states '
    of($1, "running") == "yes" {
      sums[of($1, "sum")]
      names = names (names == "" ? "" : " ") $1
      if (of($1, "untold") of($1, "newer") of($1, "other_file") != "nonono") unsure = 1
    }
    END {
      for (sum in sums) different++
      if (different == 1 && !unsure && !("none" in sums) && !("'"$not_this"'" in sums)) print names
    }' "$@"
}
