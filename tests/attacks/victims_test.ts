import { assertEquals } from "../assert.ts";
import { attacksAreImpossible, withPlace } from "./tools.ts";
import { Victims } from "./victims.ts";

/** Everything that the other tests rely on to notice harm. */
const HARM: Readonly<Record<string, (victims: Victims) => Promise<unknown>>> = {
  "read": (victims) => Deno.readFile(victims.path("shadow")),
  "changed": (victims) => Deno.writeFile(victims.path("shadow"), new Uint8Array(1000)),
  "mode": (victims) => Deno.chmod(victims.path("shadow"), 0o604),
  "owner": (victims) => Deno.chown(victims.path("shadow"), 65_534, 0),
  "inode": async (victims) => {
    await Deno.copyFile(victims.path("shadow"), victims.path("other"));
    await Deno.rename(victims.path("other"), victims.path("shadow"));
  },
  "gone": (victims) => Deno.remove(victims.path("shadow")),
  "new": (victims) => Deno.writeFile(victims.path("litter"), new Uint8Array(1)),
};

for (const [what, harm] of Object.entries(HARM)) {
  Deno.test({
    name: `harm to a file of root's is noticed: ${what}`,
    ignore: attacksAreImpossible("what the attack tests notice"),
    fn: () =>
      withPlace(async (place) => {
        const victims = await Victims.make(`${place}/victims`, "authkey");
        assertEquals(await victims.harm(), []);
        await harm(victims);
        const found = (await victims.harm()).join("\n");
        assertEquals(found.includes(what), true, found);
      }),
  });
}
