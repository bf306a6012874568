import { assert } from "../assert.ts";
import { fixedKey } from "../keys.ts";
import { damageFindings } from "../../lib/key/damage_findings.ts";

const names = (key: Uint8Array): string[] =>
  damageFindings(key).map(({ code, severity }) => `${severity}: ${code}`);

Deno.test("damageFindings() finds what a UTF-16 decoder replaced, in keys of 1,024 bytes and nearly all of 256", async () => {
  for (const [sizeBytes, least] of [[256, 70], [1024, 100], [4096, 100]]) {
    for (const label of ["utf-16le", "utf-16be"]) {
      let found = 0;
      for (let i = 0; i < 100; i++) {
        const key = await fixedKey(`${label} ${i}`, sizeBytes);
        const text = new TextDecoder(label).decode(key);
        const copy = new Uint8Array(2 * text.length);
        const view = new DataView(copy.buffer);
        for (let unit = 0; unit < text.length; unit++) {
          view.setUint16(2 * unit, text.charCodeAt(unit), label === "utf-16le");
        }
        const codes = names(copy);
        assert(codes.every((name) => name === "refusal: utf-16-replaced"), codes.join());
        found += codes.length;
      }
      assert(found >= least, `${found} of 100 copies of ${sizeBytes} bytes, ${label}`);
    }
  }
});
