/** What makes a key; as KEY, since without a name it would replace the one of this machine. */
export const MAKE_KEY = "corosync-keygen -l -s 256 -k KEY";

/** What heals a value of corosync.conf: nothing that makes a file of it makes the same key. */
export const INTO_A_FILE =
  `make a key with ${MAKE_KEY}, remove totem.key from the configuration of every node, and install KEY there`;

/** A shell command whose output becomes KEY, which nobody else may read meanwhile. */
export function redirectedToKey(command: string): string {
  return `(umask 077; ${command} > KEY)`;
}
