import { assertEquals } from "../assert.ts";
import { fixedKey, sumOf } from "../keys.ts";
import { hexadecimalSum, publishedKeyFinding } from "../../lib/key/findings.ts";

Deno.test("publishedKeyFinding() refuses a key whose SHA-256 sum is on the list, and no other", () => {
  const sum = "79271bd1cace632f998426d86453439325ed0139a85ab99ffc73dab4f7573fa8";
  const [finding] = publishedKeyFinding(sum);
  assertEquals(finding.severity, "refusal");
  assertEquals(
    finding.reason,
    "this key is the default of a Juju charm for corosync: anybody can look it up",
  );
  assertEquals(publishedKeyFinding(sum.replace(/^7/, "8")), []);
});

Deno.test("hexadecimalSum() is what sha256sum prints", async () => {
  const key = await fixedKey("published", 128);
  assertEquals(await hexadecimalSum(key), await sumOf(key));
});
