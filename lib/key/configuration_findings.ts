import {
  type Configuration,
  packetProtection,
  transportOf,
  TRANSPORTS,
  waysToEncrypt,
} from "../corosync/configuration.ts";
import type { Finding } from "./finding.ts";

/** What the configuration makes of the key, or why corosync will not start with it; of none nothing. */
export function configurationFindings(
  path: string,
  configuration: Configuration | null,
): Finding[] {
  if (configuration === null) return [];
  if (configuration.kind === "rejected") {
    return [{
      code: "configuration-rejected",
      kind: "configuration",
      severity: "refusal",
      reason:
        `corosync will not start: ${path}, line ${configuration.line}: ${configuration.reason}`,
      remedy: "mend the line; corosync -t says whether corosync takes the file",
    }];
  }
  const findings: Finding[] = [];
  const { cipher, hash, secauth, readsKey } = packetProtection(configuration.values);
  if (cipher !== "none" && hash === "none") {
    findings.push({
      code: "cipher-without-hash",
      kind: "configuration",
      severity: "refusal",
      reason: `corosync will not start: crypto_cipher is ${cipher} and crypto_hash is none`,
      remedy: "set crypto_hash: sha256 in the totem section",
    });
  }
  const transport = transportOf(configuration.values);
  if (!TRANSPORTS.includes(transport)) {
    findings.push({
      code: "transport-unknown",
      kind: "configuration",
      severity: "refusal",
      reason: `corosync 3.x will not start: transport is ${
        transport === "" ? "empty" : `'${transport}'`
      }, wanted ${TRANSPORTS.slice(0, -1).join(", ")} or ${TRANSPORTS.at(-1)}`,
      remedy: "set transport: knet in the totem section, or leave it out",
    });
  } else if (readsKey && transport !== "knet") {
    findings.push({
      code: "transport-cannot-encrypt",
      kind: "configuration",
      severity: "refusal",
      reason: `corosync 3.x will not start: it encrypts with transport knet only, not ${transport}`,
      remedy: `set transport: knet; ${transport} can neither encrypt nor authenticate`,
    });
  }
  if (!readsKey) {
    findings.push({
      code: "encryption-off",
      kind: "configuration",
      severity: "warning",
      reason: "secauth, crypto_cipher and crypto_hash are off: corosync reads no key at all, and " +
        "anybody on its network can join the cluster",
      remedy: waysToEncrypt(configuration.values),
    });
  } else if (cipher === "none") {
    findings.push({
      code: "not-encrypted",
      kind: "configuration",
      severity: "warning",
      reason: `crypto_cipher is none: with crypto_hash ${hash} packets are authenticated and not ` +
        "encrypted, and anybody on the cluster's network can read them",
      remedy: "set crypto_cipher: aes256 in the totem section",
    });
  }
  if (secauth !== null && secauth !== "on" && secauth !== "off") {
    findings.push({
      code: "secauth-ignored",
      kind: "configuration",
      severity: "warning",
      reason: "secauth has a value that is neither on nor off, which corosync takes for off",
      remedy: transport === "knet" ? "write secauth: on" : "write secauth: on and transport: knet",
    });
  }
  return findings;
}
