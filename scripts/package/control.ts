import { PROGRAM } from "../build/project.ts";

/** What a package is made of and when; nothing else goes into its texts. */
export interface PackageFacts {
  /** Debian's, such as "0.2.0-1+deno1". */
  readonly version: string;
  /** Debian's name of the processor. */
  readonly architecture: string;
  readonly maintainer: string;
  readonly date: Date;
  readonly depends: string;
}

/** DEBIAN/control (Debian Policy 4.7, section 5.3). */
export function controlText(facts: PackageFacts, installedKibibytes: number): string {
  return `Package: ${PROGRAM}
Version: ${facts.version}
Architecture: ${facts.architecture}
Maintainer: ${facts.maintainer}
Installed-Size: ${installedKibibytes}
Depends: ${facts.depends}
Enhances: corosync
Section: admin
Priority: optional
Description: make, test and compare the key of a Corosync cluster
 Makes the key that every node of a Corosync cluster must share, tests its
 bytes before it writes them, and measures how good and how fast the
 randomness of a host is. Says whether corosync will take a key, and compares
 keys of nodes without showing them.
 .
 It takes the place of the program of that name in Debian's corosync, which is
 moved aside as ${PROGRAM}.corosync and comes back when this is removed.
`;
}

/** The changelog of the package, which has one entry; that of the program lies beside it. */
export function changelogText({ version, maintainer, date }: PackageFacts): string {
  const [day, number, month, year, time] = date.toUTCString().replace(",", "").split(" ");
  return `${PROGRAM} (${version}) unstable; urgency=medium

  * Package of this version; see changelog.gz for what changed in it.

 -- ${maintainer}  ${day}, ${number} ${month} ${year} ${time} +0000
`;
}

/** The copyright file (DEP-5). */
export function copyrightText(licence: string): string {
  const lines = licence.trim().split("\n").slice(1);
  const copyright = lines.find((line) => line.startsWith("Copyright"))!;
  const text = lines.filter((line) => line !== copyright).join("\n").trim().split("\n")
    .map((line) => line === "" ? " ." : ` ${line}`).join("\n");
  return `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: ${PROGRAM}
Comment: The executable contains a runtime and packages of others. NOTICES.gz beside this file has their
 licences, and tells of the runtime's parts where theirs are.

Files: *
Copyright: ${copyright.replace(/^Copyright (\(c\) )?/, "")}
License: MIT
${text}
`;
}
