/** The parts of the man page that belong to no option. */

export const ENVIRONMENT: readonly (readonly [name: string, meaning: string])[] = [
  [
    "COROSYNC_TOTEM_AUTHKEY_FILE",
    "The key file where the command line names none, as in corosync up to 2.99.3.",
  ],
  [
    "COROSYNC_MAIN_CONFIG_FILE",
    "The configuration that is read to find the key, instead of /etc/corosync/corosync.conf.",
  ],
  ["POSIXLY_CORRECT", "If set, the first argument that is no option ends the options."],
  ["TERM", "With the value dumb no status line is drawn while a source blocks."],
];

export const FILES: readonly (readonly [path: string, meaning: string])[] = [
  ["/etc/corosync/authkey", "The key, the same on all nodes of a cluster, mode 0400."],
  ["/etc/corosync/corosync.conf", "Where verify looks for the key that corosync reads."],
];

export const EXAMPLES: readonly (readonly [what: string, command: string])[] = [
  ["Make the key of a cluster:", "corosync-keygen"],
  ["The same without waiting for entropy, for a script:", "corosync-keygen -l"],
  [
    "Make a key of the length that pcs insists on, in a directory of its own:",
    "corosync-keygen -l -s 256 --mkdir -k ./cluster/authkey",
  ],
  ["Refuse to replace a key that is there:", "corosync-keygen -l --no-clobber"],
  ["See whether corosync will take the key of this node:", "corosync-keygen verify"],
];

export const SECURITY: readonly string[] = [
  "The key protects the traffic of the cluster from anybody who does not have it. Whoever can read it can " +
  "join the cluster, so it is to be copied over encrypted channels only and belongs in no image and " +
  "no log.",
  "The statistical tests find a source that is broken. They cannot show that a key is unpredictable: the " +
  "output of a generator whose state is known passes all of them.",
];

export const SEE_ALSO: readonly (readonly [name: string, section: number])[] = [
  ["random", 4],
  ["corosync.conf", 5],
  ["random", 7],
  ["corosync", 8],
  ["corosync-cfgtool", 8],
];
