/** Words and scripts that many scenarios share; DIR is the directory of the program. */

/** Upstream takes 256 bytes where nothing is said, so most scenarios say it. */
export const SAY = ["-s", "256", "-r", "DIR/source", "-k"];
export const KEY = [...SAY, "DIR/out/key"];

/** A uid of 0 without its capabilities: file modes count, as for anybody else. */
export const POWERLESS = [
  "setpriv",
  "--bounding-set=-all",
  "--inh-caps=-all",
  "--ambient-caps=-all",
];

/** Every process below sees DIR/out as /etc/corosync, and nobody else does. */
export const OWN_ETC = ["unshare", "--mount", "sh", "-c"].concat(
  'mount --bind DIR/out /etc/corosync && exec "$@"',
  "sh",
);

export const old = (bytes: number, more = ""): string =>
  `head -c ${bytes} ../old >key; ${more || ":"}`;

export const from = (source: string): string[] => ["-s", "256", "-k", "DIR/out/key", "-r", source];
