import { compareRestarts } from "../sp800_90b/restart_reference.ts";

Deno.test("restarts of bytes: estimates, counts and verdict are those of NIST's program", async () => {
  await compareRestarts("r8_uniform");
});
