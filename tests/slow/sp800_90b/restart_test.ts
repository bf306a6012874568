import { compareRestarts } from "../../sp800_90b/restart_reference.ts";

for (const name of ["r1_uniform", "r1_biased60"]) {
  Deno.test(`restarts of ${name}: estimates, counts and verdict are those of NIST's program`, async () => {
    await compareRestarts(name);
  });
}

Deno.test("restarts of bytes: estimates, counts and verdict are those of NIST's program", async () => {
  await compareRestarts("r8_uniform");
});
