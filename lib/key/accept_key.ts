import { EXIT, Failure } from "../failure.ts";
import type { KeyContent } from "../files/read_key.ts";
import type { Finding } from "./finding.ts";
import { bySeverity } from "./finding.ts";
import { findingsAboutKey } from "./findings.ts";
import { type Fingerprint, fingerprint } from "./fingerprint.ts";
import type { LengthSituation } from "./length_findings.ts";
import { isWanted, type WantedKey } from "./wanted_key.ts";

/** A key that may be installed. */
export interface AcceptedKey {
  readonly fingerprint: Fingerprint;
  /** Without signs of damage that a fingerprint has disproved. */
  readonly findings: readonly Finding[];
}

/**
 * Decides whether a key is installed. What verify refuses is refused, whatever was asked for. Signs of a
 * damaged copy, an unusual length among them, stop it too, unless the fingerprint of the original shows that
 * nothing is missing, or `force` says so.
 *
 * @param check the key that it has to be, or null
 * @param aboutFile what is to be said about the file that the key was read from
 * @throws Failure: exit 6 for a refusal and for another key than `check`, 1 for signs of damage.
 */
export async function acceptKey(
  content: KeyContent,
  check: WantedKey | null,
  force: boolean,
  situation: Partial<LengthSituation>,
  aboutFile: readonly Finding[],
): Promise<AcceptedKey> {
  const findings = bySeverity([...await findingsAboutKey(content, situation), ...aboutFile]);
  const refusal = findings.find(({ severity }) => severity === "refusal");
  if (refusal !== undefined) {
    throw failure(EXIT.rejected, "Refused the key", refusal, refusal.remedy, findings);
  }
  const found = await fingerprint(content.bytes);
  if (check !== null && !isWanted(found, check)) {
    throw new Failure(
      EXIT.rejected,
      `Refused the key: it is ${found.full}, wanted ${check.fingerprint}`,
      "copy the key again from the node that has the wanted one",
      { code: "another-key", fingerprint: found, wanted: check.fingerprint, findings },
    );
  }
  const others = findings.filter(({ kind }) => kind !== "damage");
  if (check !== null) return { fingerprint: found, findings: others };
  const damage = findings.find(({ kind }) => kind === "damage");
  if (damage !== undefined && !force) {
    const hint =
      `${damage.remedy}; --check with the fingerprint of the original, or --force, installs ` +
      "it as it is";
    throw failure(EXIT.usageOrSource, "Installed nothing", damage, hint, findings);
  }
  return { fingerprint: found, findings };
}

function failure(
  exitCode: number,
  action: string,
  { code, reason }: Finding,
  hint: string,
  findings: readonly Finding[],
): Failure {
  return new Failure(exitCode, `${action}: ${reason}`, hint, { code, findings });
}
