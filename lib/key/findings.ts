import { encodingFindings } from "./encoding_findings.ts";
import type { Finding } from "./finding.ts";
import { BYTES_READ_BY_2, BYTES_READ_BY_3 } from "./fingerprint.ts";
import { lengthFindings } from "./length_findings.ts";
import { publishedKeyFinding } from "./published_keys.ts";
import type { KeyContent } from "../files/read_key.ts";
import { describeRejection } from "./rejection.ts";
import { passesTests, testKeyBytes } from "./test_key_bytes.ts";

/** Everything that can be said about a key from its bytes alone, wherever they came from. */
export async function findingsAboutKey({ bytes, sizeBytes }: KeyContent): Promise<Finding[]> {
  return [
    ...lengthFindings(sizeBytes),
    ...encodingFindings(bytes),
    ...await publishedKeyFinding(bytes),
    ...selfTestFindings(bytes.subarray(0, BYTES_READ_BY_3)),
  ];
}

/** The tests of making a key, on the bytes that corosync 3.x uses. A short key is refused anyway. */
function selfTestFindings(key: Uint8Array): Finding[] {
  if (key.length < BYTES_READ_BY_2) return [];
  const result = testKeyBytes(key);
  if (passesTests(result)) return [];
  const constant = key.every((byte) => byte === key[0]);
  return [{
    name: constant ? "constant" : "self-test",
    severity: "refusal",
    reason: constant
      ? "every byte is the same"
      : `the self-test rejects it: ${describeRejection(result)}; ` +
        "fewer than one good key in 1,000 is rejected",
    remedy: "make a new key and install it on every node",
  }];
}
